"""What a candidate answered beside what is right: values for the result page.

Keys are in here: only for a result that `visible_to` shows to this person.
"""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from html import escape

from django.utils.translation import gettext as _

from exams.scoring import rubrics, two_marks
from questionbank import markup, pictures, showing
from questionbank.answer_text import LETTERS
from questionbank.kinds.wording import normalised


@dataclass(frozen=True)
class Option:
    """An option under the letter that the candidate saw."""

    letter: str
    text: str
    is_chosen: bool
    is_key: bool
    why: str  # why it is wrong; empty for the key


@dataclass(frozen=True)
class Place:
    """A blank, a left side or a step: what was put there and what belongs there, as HTML."""

    name: str
    given: str  # empty: nothing
    right: str
    is_right: bool


@dataclass(frozen=True)
class Criterion:
    """A line of the rubric (HTML) and what was given for it."""

    text: str
    points: Decimal
    limit: Decimal


@dataclass(frozen=True)
class Written:
    """A written answer beside the model answer (HTML), and what the markers gave and said."""

    said: str  # plain text; empty: nothing
    model_answer: str
    criteria: list
    comments: list


def written(question, score, points):
    """Return a written answer as it was marked; None for a question that a rule scores.

    Told are the marks that count: both that agreed, or the third's alone.
    """
    if question.kind.name != "short_answer":
        return None
    key, chosen = score.key, score.response.chosen
    marks = {mark["order"]: mark for mark in key["marks"]}
    counted = two_marks.counting(marks, has_two=key["has_two_markers"])
    model_answer = markup.blocks(key["model_answer"])
    return Written(
        said=chosen[0] if chosen else "",
        model_answer=markup.shown(model_answer, pictures.address),
        criteria=[
            Criterion(showing.prepared(criterion["text"]), _mean(counted, n), limit)
            for n, (criterion, limit) in enumerate(
                zip(key["rubric"], rubrics.limits(points, key["rubric"]), strict=True)
            )
        ],
        comments=[mark["comment"] for mark in counted if mark["comment"]],
    )


def _mean(marks, n):
    given = [Decimal(mark["by_criterion"][n]) for mark in marks]
    if not given:
        return Decimal(0)
    return (sum(given) / len(given)).quantize(two_marks.CENT, ROUND_HALF_UP)


def options(question, key, response, order):
    """Return the options in the order in which this candidate saw them; [] where are none."""
    told = question.kind.explained(question.content, key, question.rationale["whys"])
    told = showing.prepared(told).get("options")
    if told is None:
        return []
    return [
        Option(
            letter,
            told[option]["text"],
            is_chosen=option in (response or ()),
            is_key=told[option]["is_key"],
            why="" if told[option]["is_key"] else told[option]["why"],
        )
        for letter, option in zip(LETTERS, order, strict=False)
    ]


def places(question, key, response):
    """Return what is to be filled in, matched or ordered, place by place; [] for a choice."""
    tell = _PLACES.get(question.kind.name)
    return tell(showing.prepared(question.content), key, response) if tell else []


def _blanks(content, key, response):
    given = response or [""] * len(key)
    return [
        Place(
            _("Blank %(n)d") % {"n": number},
            escape(text),
            escape("；".join(accepted)),
            is_right=normalised(text) in map(normalised, accepted),
        )
        for number, (text, accepted) in enumerate(zip(given, key, strict=True), start=1)
    ]


def _pairs(content, key, response):
    return _placed(content["left"], content["right"], key, response)


def _steps(content, key, response):
    names = [_("Step %(n)d") % {"n": number} for number in range(1, len(key) + 1)]
    return _placed(names, content["options"], key, response)


def _placed(names, texts, key, response):
    given = response or [None] * len(key)
    return [
        Place(name, "" if put is None else texts[put], texts[right], is_right=put == right)
        for name, put, right in zip(names, given, key, strict=True)
    ]


_PLACES = {"fill_in": _blanks, "matching": _pairs, "ordering": _steps}
