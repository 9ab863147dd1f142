"""Papers with written answers, handed in, and markers for them."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from django.utils import timezone

from exams.scoring import marking_by_hand
from exams.scoring.marking import score_pending
from exams.scoring.models import Turn
from exams.sittings import delivery
from questionbank.formats.items import Criterion
from tests import factories
from tests.exams import samples

RUBRIC = replace(
    samples.SHORT_ANSWER,
    rubric=(
        Criterion("说明告知的期限", Decimal(2)),
        Criterion("说明听证的主持", Decimal(2)),
        Criterion("说明笔录", Decimal(1)),
    ),
)
SINGLE, SHORT, CASE_CHOICE, CASE_SHORT = 1, 2, 3, 4
SAID = "先告知当事人，再组织听证。"


def exam(plains=(samples.SINGLE, RUBRIC, samples.CASE_WITH_WRITING), points=5, **values):
    """An exam on one form: a single choice, a short answer with rubric, a case with writing."""
    versions = [factories.version_of(plain) for plain in plains]
    values = {"pass_mark": 8, "marking_step": Decimal(1)} | values
    return factories.ExamFactory(paper=factories.form_of(versions, points=points).paper, **values)


def written(exam, answers=None, *, candidate=None):
    """A running attempt with its answers saved: {position: in the author's terms}."""
    sitting = exam.sittings.first() or factories.SittingFactory(
        exam=exam, closes_at=timezone.now() - timedelta(seconds=1)
    )
    attempt = factories.AttemptFactory(
        registration__sitting=sitting,
        registration__candidate=candidate or factories.CandidateFactory(),
    )
    answer(attempt, answers if answers is not None else {SHORT: [SAID]})
    return attempt


def answer(attempt, answers):
    token, now = delivery.open_token(attempt), timezone.now()
    first = attempt.events.count() + 1
    for number, (position, response) in enumerate(answers.items(), start=first):
        letters = factories.answer_letters(attempt, position, response) if response else ""
        delivery.save(attempt.pk, token, number=number, position=position, answer=letters, now=now)


def handed_in(exam, answers=None, *, candidate=None):
    """A paper handed in, its turns open."""
    attempt = delivery.submit(written(exam, answers, candidate=candidate), now=timezone.now())
    score_pending()
    return attempt


def marker():
    return factories.UserFactory(role="marker")


def mark(exam, marker, *given, comment="", now=None):
    """The marker's next turn, marked."""
    now = now or timezone.now()
    turn = marking_by_hand.take(exam, marker, now=now)
    give(turn, marker, *given, comment=comment, now=now)
    return turn


def give(turn, marker, *given, comment="", now=None):
    # As a view has it: read anew, by whose it is.
    turn = marking_by_hand.turns_of(marker).get(pk=turn.pk)
    return marking_by_hand.give(
        turn,
        marker,
        [Decimal(str(value)) for value in given],
        comment=comment,
        now=now or timezone.now(),
    )


def open_orders(attempt):
    return sorted(
        Turn.objects.waiting().filter(response__attempt=attempt).values_list("order", flat=True)
    )
