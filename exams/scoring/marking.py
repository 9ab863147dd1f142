"""Scoring an attempt: from its responses and the keys to rows that can be derived again."""

import logging
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from exams.scoring import turns, two_marks
from exams.scoring.models import Mark, Result, Score, Turn
from exams.scoring.two_marks import Needs
from exams.sittings.models import Attempt, Response

NOTHING = Decimal(0)
CENT = Decimal("0.01")
# Shares are n-ths of a question's blanks or pairs, of which there are fewer.
MOST_PARTS = 100

logger = logging.getLogger(__name__)


class NotMarked(Exception):
    """Written answers still wait for a marker; `needs` is {response's key: two_marks.Needs}."""

    def __init__(self, needs):
        self.needs = needs
        super().__init__(f"{len(needs)} written answers are not marked yet")


def derive(attempt, *, half_if_incomplete):
    """Return the scores of a submitted attempt as unsaved rows, in the order of the form.

    A function of responses, form, keys, rule and the newest marks: the same call gives the same
    rows. Raises `NotMarked`.
    """
    responses = (
        Response.objects.filter(attempt=attempt, round=attempt.round)
        .select_related("form_item__version")
        .order_by("form_item__position")
    )
    asked = [(response, response.form_item.question()) for response in responses]
    written = [response for response, question in asked if is_written(question)]
    if written:
        exam = attempt.registration.sitting.exam
        marks = turns.newest_marks(written)
    scores, needs = [], {}
    for response, question in asked:
        if is_written(question):
            score = _by_hand(response, question, marks[response.pk], exam)
        else:
            share = share_of(response.chosen, question, half_if_incomplete=half_if_incomplete)
            points = earned(share, response.form_item.points)
            score = Score(response=response, points=points, key=question.key)
        if isinstance(score, Needs):
            needs[response.pk] = score
        else:
            scores.append(score)
    if needs:
        raise NotMarked(needs)
    return scores


def is_written(question):
    return question.kind.is_marked_by_hand(question.content)


def _by_hand(response, question, marks, exam):
    """The score of a written answer with the marks that it comes from, or whose is missing.

    An answer that says nothing earns nothing, and no marker looks at it.
    """
    has_two, step = exam.has_two_markers, exam.marking_step
    if response.chosen is None:
        points, marks = NOTHING, {}
    else:
        given = [marks[order].points if order in marks else None for order in Mark.Order]
        points = two_marks.decided(*given, has_two=has_two, step=step)
        if isinstance(points, Needs):
            return points
    told = [
        {
            "order": mark.order,
            "mark": mark.pk,
            "points": str(mark.points),
            "by_criterion": mark.by_criterion,
            "comment": mark.comment,
        }
        for _order, mark in sorted(marks.items())
    ]
    rule = {"has_two_markers": has_two, "marking_step": str(step)}
    return Score(response=response, points=points, key=question.key | rule | {"marks": told})


def share_of(chosen, question, *, half_if_incomplete):
    """The exact share (Fraction, 0 to 1) that one response earns of its question's points."""
    shares = question.kind.score(
        [chosen], question.content, question.key, half_if_incomplete=half_if_incomplete
    )
    # A third is no float: the nearest n-th is what the rule meant.
    return Fraction(float(shares[0])).limit_denominator(MOST_PARTS)


def earned(share, points):
    """The points for a share of them: exact, and what is no whole cent rounded half up."""
    return (points * share.numerator / share.denominator).quantize(CENT, ROUND_HALF_UP)


def score_attempt(attempt, *, now):
    """Return the attempt's result, made by the first call; None while answers wait for a marker.

    `attempt` comes with its exam; sums are exact decimals, and the database itself compares them
    with the pass mark (59.5 is not 60). Where a marker has changed a mark since, the result is a
    new one beside the old.

    Raises
    ------
    ValueError
        The attempt is still running, or holds a response that no rule can score.
    """
    if attempt.is_running:
        raise ValueError(f"attempt {attempt.pk} is not handed in yet")
    exam = attempt.registration.sitting.exam
    scores = _scores(attempt, exam)
    if scores is None:
        return None
    run = 1
    has_written = any(is_written(score.response.form_item.question()) for score in scores)
    if attempt.round > 1 or has_written:  # earlier results stay beside this one
        earlier = Result.objects.filter(attempt=attempt).order_by("-run").first()
        if earlier is not None:
            if earlier.round == attempt.round and not (has_written and _differ(earlier, scores)):
                return earlier
            run = earlier.run + 1
    try:
        with transaction.atomic():
            result = Result.objects.create(
                attempt=attempt,
                run=run,
                round=attempt.round,
                points=sum((score.points for score in scores), NOTHING),
                points_possible=sum((score.response.form_item.points for score in scores), NOTHING),
                pass_mark=exam.pass_mark,
                rule=exam.multiple_policy,
                scored_at=now,
            )
            for score in scores:
                score.result = result
            Score.objects.bulk_create(scores)
    except IntegrityError:
        result = Result.objects.filter(attempt=attempt, round=attempt.round).order_by("run").last()
        if result is None:
            raise
        # Another worker was quicker: its rows are the same.
    return result


def _scores(attempt, exam):
    """The scores, or None, with turns open for every mark that is missing."""
    try:
        return derive(attempt, half_if_incomplete=exam.half_if_incomplete)
    except NotMarked as missing:
        if attempt.round > 1 and turns.carry_over(attempt):
            return _scores(attempt, exam)
        turns.open_turns(missing.needs, has_two=exam.has_two_markers)
        return None


def _differ(result, scores):
    """Whether scores are others than those of a result."""
    stored = result.scores.values_list("response", "points", "key")
    return {response: (points, key) for response, points, key in stored} != {
        score.response_id: (score.points, score.key) for score in scores
    }


def unscored(attempts):
    """Those of a queryset that have no result of what was handed in last."""
    return attempts.filter(
        ~Exists(Result.objects.filter(attempt=OuterRef("pk"), round=OuterRef("round")))
    )


def score_pending(*, now=None):
    """Score every submitted attempt that has no result yet; returns how many.

    The sweep behind the task: what a crash between submission and scoring left out. Papers whose
    answers wait for a marker are not looked at again before the last mark.
    """
    waiting = Turn.objects.waiting().filter(response__attempt=OuterRef("pk"))
    pending = (
        unscored(Attempt.objects.filter(~Exists(waiting), submitted_at__isnull=False))
        .select_related("registration__sitting__exam")
        .order_by("submitted_at")
    )
    n_scored = 0
    for attempt in pending.iterator(chunk_size=200):
        try:
            result = score_attempt(attempt, now=now or timezone.now())
        except ValueError:
            # One paper that can't be scored doesn't hold up the others; the release waits for it.
            logger.exception("attempt %d cannot be scored", attempt.pk)
        else:
            n_scored += result is not None
    return n_scored
