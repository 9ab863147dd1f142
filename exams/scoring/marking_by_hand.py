"""Marking written answers: who gets which next, and what a marker gives.

Blind: no marker gets a name, an answer twice under two orders, or the own paper. Locks: a turn is
taken by one UPDATE that only the first wins; a mark is written under the exam's row
(`turns.lock`), which the release takes too.
"""

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models import Count, Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from exams.scoring import rubrics, turns, two_marks
from exams.scoring.marking import score_attempt
from exams.scoring.models import Mark, Turn

# Somebody who has gone home doesn't hold an answer for ever.
STALE = timedelta(minutes=30)
# So many are tried where others take at the same moment.
N_TRIES = 50


class Refused(Exception):
    """A mark that is not taken; the message says why."""

    reason = ""

    def __init__(self):
        super().__init__(str(self.reason))


class Released(Refused):
    reason = _("The results are released: marks don't change any more.")


class NotYours(Refused):
    reason = _(
        "This answer is not yours to mark any more: somebody else has taken it, or its paper was "
        "opened again. Nothing was saved."
    )


def free_for(marker, exam, *, now):
    """The turns that this marker may take, item by item."""
    return (
        Turn.objects.of_exam(exam)
        .waiting()
        .filter(_is_free(marker, now))
        .exclude(response__attempt__registration__candidate__user=marker)
        .order_by("response__form_item__position", "response__form_item", "order", "pk")
    )


def _is_free(marker, now):
    has_had = Turn.objects.filter(response=OuterRef("response"), marker=marker)
    return (Q(marker=None) | Q(taken_at__lt=now - STALE)) & ~Exists(has_had)


def left_for(marker, exam, *, now):
    """Return {FormItem's key: how many answers wait for this marker}, those in hand included."""
    if exam.released_at is not None:
        return {}
    found = (
        Turn.objects.of_exam(exam)
        .waiting()
        .filter(Q(marker=marker) | _is_free(marker, now))
        .exclude(response__attempt__registration__candidate__user=marker)
        .values_list("response__form_item")
        .annotate(Count("response", distinct=True))
    )
    return dict(found)


def take(exam, marker, *, now, item=None):
    """Return the marker's next turn, or None where nothing is left for this person.

    A turn in hand comes first; one that was put aside for longer than `STALE` may be taken by
    somebody else.

    Parameters
    ----------
    item : int, optional
        Only answers to this `FormItem`.
    """
    if exam.released_at is not None:
        return None
    of_item = {} if item is None else {"response__form_item": item}
    in_hand = Turn.objects.of_exam(exam).waiting().filter(marker=marker, **of_item)
    if (turn := in_hand.order_by("taken_at", "pk").first()) is not None:
        Turn.objects.filter(pk=turn.pk, marker=marker).update(taken_at=now)
        return turn
    for turn in free_for(marker, exam, now=now).filter(**of_item)[:N_TRIES]:
        if _win(turn, marker, now=now):
            turn.marker, turn.taken_at = marker, now
            return turn
    return None


def _win(turn, marker, *, now):
    is_free = Q(marker=None) | Q(taken_at__lt=now - STALE)
    try:
        with transaction.atomic():
            won = Turn.objects.filter(is_free, pk=turn.pk, marked_at=None).update(
                marker=marker, taken_at=now
            )
    except IntegrityError:
        # In another tab the same person took the other turn at this answer.
        return False
    return won == 1


def give(turn, marker, given, *, comment, now):
    """Write what a marker gives for the answer in hand, or gives now instead; returns the mark.

    Points that stood already change nothing. Once the last mark of a paper is there, it is scored
    in the same transaction.

    Parameters
    ----------
    given : list of Decimal
        Points by criterion; of an item without rubric one number.

    Raises
    ------
    Refused
        The results are released, or the turn isn't this marker's.
    rubrics.OutOfBounds
        Points that there aren't.
    """
    response = turn.response
    place = response.form_item
    rubric = place.question().key["rubric"]
    points = rubrics.total(given, place.points, rubric)
    by_criterion = [str(value) for value in given] if rubric else []
    with transaction.atomic():
        exam = turns.lock(response.attempt.registration.sitting.exam_id)
        if exam.released_at is not None:
            raise Released
        own = Turn.objects.current().filter(pk=turn.pk, marker=marker)
        if not own.exists():
            raise NotYours
        mark = turns.newest_marks([response]).get(response.pk, {}).get(turn.order)
        told = (points, by_criterion, comment)
        if mark is None or (mark.points, mark.by_criterion, mark.comment) != told:
            mark = Mark.objects.create(
                response=response,
                order=turn.order,
                marker=marker,
                points=points,
                by_criterion=by_criterion,
                comment=comment,
                marked_at=now,
            )
        Turn.objects.filter(pk=turn.pk, marked_at=None).update(marked_at=now)
        _settle(response, exam, now=now)
    return mark


def _settle(response, exam, *, now):
    """Open or close the third turn, and score the paper if no mark of it is missing."""
    marks = turns.newest_marks([response])[response.pk]
    given = [marks[order].points if order in marks else None for order in Mark.Order]
    points = two_marks.decided(*given, has_two=exam.has_two_markers, step=exam.marking_step)
    if isinstance(points, two_marks.Needs):
        turns.open_turns({response.pk: points}, has_two=exam.has_two_markers)
    else:
        # They agree by now: whom nobody has asked yet needn't be asked.
        Turn.objects.filter(
            response=response, order=Mark.Order.THIRD, marker=None, marked_at=None
        ).delete()
    attempt = response.attempt
    if not Turn.objects.waiting().filter(response__attempt=attempt).exists():
        attempt.registration.sitting.exam = exam
        score_attempt(attempt, now=now)


def turns_of(marker):
    """The person's turns, with all that the page says about the answer."""
    return Turn.objects.filter(marker=marker).select_related(
        "response__form_item__version", "response__attempt__registration__sitting__exam"
    )


def neighbours(turn):
    """Return the marker's turns marked before and after this one; None where there is none.

    Before one that is not marked yet stands the last one marked.
    """
    exam = turn.response.attempt.registration.sitting.exam
    done = Turn.objects.of_exam(exam).current().filter(marker=turn.marker, marked_at__isnull=False)
    if turn.marked_at is None:
        return done.order_by("-marked_at", "-pk").first(), None
    at, pk = turn.marked_at, turn.pk
    before = done.filter(Q(marked_at__lt=at) | Q(marked_at=at, pk__lt=pk))
    after = done.filter(Q(marked_at__gt=at) | Q(marked_at=at, pk__gt=pk))
    return before.order_by("-marked_at", "-pk").first(), after.order_by("marked_at", "pk").first()
