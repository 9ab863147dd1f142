"""The paper as a candidate sees it: never a key, an explanation or the author's order.

What the form says is the same for everybody and kept in the cache as plain values; only the order
of options is the attempt's own.
"""

from decimal import Decimal
from itertools import groupby

from django.core.cache import cache
from django.db.models import Prefetch

from exams.sittings.shuffling import order_shown
from questionbank import showing
from questionbank.kinds import KINDS, Question
from questionbank.models import ItemVersion

CACHE_SECONDS = 24 * 60 * 60


def sections(attempt, answers):
    """Return the sections of the attempt's form, each with its items as this attempt shows them.

    Parameters
    ----------
    answers : dict
        Position to answer, as the log has it: what is filled in.
    """
    drawn = [
        {**_described(section), "number": number, "items": []}
        for number, section in enumerate(attempt.form.sections, start=1)
    ]
    for item in plain_items(attempt.form):
        question = Question(KINDS[item["kind"]], item["content"], key=None, rationale=None)
        position = item["position"]
        drawn[item["section"]]["items"].append(
            {
                "position": position,
                "name": f"item-{position}",
                "case": item["case"],
                "question": showing.shown(
                    question.kind,
                    question.content,
                    name=f"item-{position}",
                    order=order_shown(attempt.seed, position, question),
                    answer=answers.get(position, ""),
                ),
            }
        )
    return drawn


def plain_items(form):
    """The form's questions as plain values, in order; what the cache holds is content alone.

    `case` is None, or what stands before the first of a case's questions: {passage, first, last}.
    """
    name = f"sittings/questions/{form.content_hash}"
    items = cache.get(name)
    if items is None:
        rows = form.items.order_by("position").prefetch_related(
            Prefetch("version", ItemVersion.objects.without_key())
        )
        items = [
            item
            for _version, places in groupby(rows, key=lambda row: row.version_id)
            for item in _plain(list(places))
        ]
        cache.set(name, items, CACHE_SECONDS)
    return items


def _plain(places):
    """The places of one version: of a case all its questions."""
    for place in places:
        question = place.question(with_key=False)
        yield {
            "position": place.position,
            "section": place.section,
            "kind": question.kind.name,
            "content": showing.prepared(question.content),
            "case": None
            if place.part is None
            else {
                # Once, not with each question: the cache and the page stay small.
                "passage": showing.prepared(question.passage) if place is places[0] else "",
                "first": places[0].position,
                "last": places[-1].position,
            },
        }


def facts(form):
    """How many items and questions a form has and how many points they make."""
    return {
        "n_items": form.n_items,
        "n_questions": form.n_questions,
        "points": plain_number(total_points(form)),
        "sections": [_described(section) for section in form.sections],
    }


def _described(section):
    """A section of a form as pages take it."""
    return {
        "n_questions": section["n_items"],  # of forms older than cases
        **section,
        "points": plain_number(section["points"]),
    }


def total_points(form):
    return sum(Decimal(section["points"]) * section["n_items"] for section in form.sections)


def plain_number(number):
    """A decimal as people write it: 1, not 1.00."""
    return f"{Decimal(number).normalize():f}"
