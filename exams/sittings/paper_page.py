"""The paper as a candidate sees it: never a key, an explanation or the author's order.

A form's page is drawn once and kept in the cache by the hash of its content, with slots where one
attempt differs from another; the attempt's order of options and its answers are laid in.
"""

from decimal import Decimal
from itertools import groupby

from django.core.cache import cache
from django.db.models import Prefetch
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from django.utils.translation import get_language

from exams.sittings.shuffling import order_shown
from questionbank import showing
from questionbank.kinds import KINDS, Question, slots
from questionbank.models import ItemVersion

CACHE_SECONDS = 24 * 60 * 60


def html(attempt, answers):
    """Return the sections of the attempt's form as HTML, as this attempt shows them.

    Parameters
    ----------
    answers : dict
        Position to answer, as the log has it: what is filled in.
    """
    return laid(_drawn(attempt.form), plain_items(attempt.form), attempt.seed, answers)


def laid(pieces, items, seed, answers):
    """Return the HTML of a `drawn` page as the attempt of a seed shows it."""
    told = {}
    for item in items:
        question, position = _question(item), item["position"]
        order = order_shown(seed, position, question)
        filled = question.kind.laid(question.content, order, answers.get(position, ""))
        told |= {f"{position}/{name}": text for name, text in filled.items()}
    return mark_safe(slots.lay(pieces, told))  # noqa: S308 - of our templates


def _drawn(form):
    """The page of a form in pieces, drawn by the first who asks."""
    name = f"sittings/page/{form.content_hash}/{get_language()}"
    pieces = cache.get(name)
    if pieces is None:
        pieces = drawn(described(form), plain_items(form))
        cache.set(name, pieces, CACHE_SECONDS)
    return pieces


def drawn(sections, items):
    """Draw `described` sections with their questions once; return it in pieces (`slots.cut`)."""
    context = {"sections": _sections(sections, items)}
    return slots.cut(render_to_string("sittings/_sections.html", context))


def _sections(sections, items):
    drawn = [{**one, "items": []} for one in sections]
    for item in items:
        position = item["position"]
        kind = KINDS[item["kind"]]
        name = f"item-{position}"
        pattern = showing.pattern(kind, item["content"], name=name, number=position)
        drawn[item["section"]]["items"].append(
            {
                "position": position,
                "name": name,
                "case": item["case"],
                "is_lettered": kind.is_lettered,
                "html": slots.prefixed(pattern, f"{position}/"),
            }
        )
    return drawn


def positions(form):
    """The sections of a form with the positions in each: what the answer sheet lists."""
    drawn = [{**one, "positions": []} for one in described(form)]
    for item in plain_items(form):
        drawn[item["section"]]["positions"].append(item["position"])
    return drawn


def questions(form):
    """Return [(position, key of its `FormItem`, `kinds.Question` without key)] of a form."""
    return [(item["position"], item["pk"], _question(item)) for item in plain_items(form)]


def _question(item):
    return Question(KINDS[item["kind"]], item["content"], key=None, rationale=None)


def plain_items(form):
    """The form's questions as plain values, in order; what the cache holds is content alone.

    `case` is None, or what stands before the first of a case's questions: {passage, first, last}.
    """
    name = f"sittings/questions/{form.pk}/{form.content_hash}"
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
            "pk": place.pk,
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
        "sections": described(form),
    }


def described(form):
    """The sections of a form as pages take them, numbered from 1."""
    return [
        {
            "n_questions": section["n_items"],  # of forms older than cases
            **section,
            "number": number,
            "points": plain_number(section["points"]),
        }
        for number, section in enumerate(form.sections, start=1)
    ]


def total_points(form):
    return sum(Decimal(section["points"]) * section["n_items"] for section in form.sections)


def plain_number(number):
    """A decimal as people write it: 1, not 1.00."""
    return f"{Decimal(number).normalize():f}"
