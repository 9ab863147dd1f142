"""Scoring an attempt: from its responses and the keys to rows that can be derived again."""

import logging
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from exams.scoring.models import Result, Score
from exams.sittings.models import Attempt, Response

NOTHING = Decimal(0)
CENT = Decimal("0.01")
# Shares are n-ths of a question's blanks or pairs, of which there are fewer.
MOST_PARTS = 100

logger = logging.getLogger(__name__)


def derive(attempt, *, half_if_incomplete):
    """Return the scores of a submitted attempt as unsaved rows, in the order of the form.

    A function of responses, form, keys and rule: the same call gives the same rows.
    """
    responses = (
        Response.objects.filter(attempt=attempt, round=attempt.round)
        .select_related("form_item__version")
        .order_by("form_item__position")
    )
    scores = []
    for response in responses:
        question = response.form_item.question()
        share = share_of(response.chosen, question, half_if_incomplete=half_if_incomplete)
        points = earned(share, response.form_item.points)
        scores.append(Score(response=response, points=points, key=question.key))
    return scores


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
    """Return the attempt's result, made by the first call.

    `attempt` comes with its exam; sums are exact decimals, and the database itself compares them
    with the pass mark (59.5 is not 60).

    Raises
    ------
    ValueError
        The attempt is still running, or holds a response that no rule can score.
    """
    if attempt.is_running:
        raise ValueError(f"attempt {attempt.pk} is not handed in yet")
    exam = attempt.registration.sitting.exam
    run = 1
    if attempt.round > 1:  # opened again since: earlier results stay beside this one
        earlier = Result.objects.filter(attempt=attempt).order_by("-run").first()
        if earlier is not None:
            if earlier.round == attempt.round:
                return earlier
            run = earlier.run + 1
    scores = derive(attempt, half_if_incomplete=exam.half_if_incomplete)
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
        result = Result.objects.filter(attempt=attempt, round=attempt.round).first()
        if result is None:
            raise
        # Another worker was quicker: its rows are the same.
    return result


def unscored(attempts):
    """Those of a queryset that have no result of what was handed in last."""
    return attempts.filter(
        ~Exists(Result.objects.filter(attempt=OuterRef("pk"), round=OuterRef("round")))
    )


def score_pending(*, now=None):
    """Score every submitted attempt that has no result yet; returns how many.

    The sweep behind the task: what a crash between submission and scoring left out.
    """
    pending = (
        unscored(Attempt.objects.filter(submitted_at__isnull=False))
        .select_related("registration__sitting__exam")
        .order_by("submitted_at")
    )
    n_scored = 0
    for attempt in pending.iterator(chunk_size=200):
        try:
            score_attempt(attempt, now=now or timezone.now())
        except ValueError:
            # One paper that can't be scored doesn't hold up the others; the release waits for it.
            logger.exception("attempt %d cannot be scored", attempt.pk)
        else:
            n_scored += 1
    return n_scored
