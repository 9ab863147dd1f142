"""Turns at written answers: opened once a paper is in, and again where two marks differ.

Locks: whatever writes marks or opens turns holds the exam's row (`lock`), so that marks of one
exam come one after another and none arrives behind the release.
"""

from collections import defaultdict

from django.db import transaction

from exams.scoring.models import Mark, Turn
from exams.sittings.models import Exam, Response


def lock(exam_id):
    """Return the exam, its row held to the end of the transaction."""
    # Not against those who only point at the exam: sittings may still be made.
    return Exam.objects.select_for_update(no_key=True).get(pk=exam_id)


def newest_marks(responses):
    """Return {response's key: {order: its newest mark}} in one query."""
    found = defaultdict(dict)
    for mark in Mark.objects.filter(response__in=responses).order_by("pk"):
        found[mark.response_id][mark.order] = mark
    return found


def open_turns(needs, *, has_two):
    """Open turns up to the missing one; those that are there stay as they are.

    Parameters
    ----------
    needs : dict
        {response's key: two_marks.Needs}
    """
    least = Mark.Order.SECOND if has_two else Mark.Order.FIRST
    Turn.objects.bulk_create(
        [
            Turn(response_id=response, order=order)
            for response, missing in needs.items()
            for order in range(1, max(least, missing) + 1)
        ],
        ignore_conflicts=True,
    )


def carry_over(attempt):
    """Take marks over to answers that a reopened paper left as they were; returns how many rows.

    A new round of handing in makes new responses. One that says the same as an earlier one gets
    its marks, with their markers and times, as rows of its own: called again it adds nothing.
    """
    with transaction.atomic():
        lock(attempt.registration.sitting.exam_id)
        now, earlier = _rounds(attempt)
        has_marks = set(Mark.objects.filter(response__in=now).values_list("response", flat=True))
        twins = {
            response.pk: twin
            for response in now
            if response.pk not in has_marks and (twin := _twin(response, earlier)) is not None
        }
        marks = newest_marks(list(twins.values()))
        copied = [
            Mark(
                response_id=response,
                order=mark.order,
                marker_id=mark.marker_id,
                points=mark.points,
                by_criterion=mark.by_criterion,
                comment=mark.comment,
                marked_at=mark.marked_at,
            )
            for response, twin in twins.items()
            for mark in marks[twin.pk].values()
        ]
        Mark.objects.bulk_create(copied)
        Turn.objects.bulk_create(
            Turn(
                response_id=mark.response_id,
                order=mark.order,
                marker_id=mark.marker_id,
                taken_at=mark.marked_at,
                marked_at=mark.marked_at,
            )
            for mark in copied
        )
    return len(copied)


def _rounds(attempt):
    """The answered responses handed in last, and those of earlier rounds, newest first."""
    answered = Response.objects.filter(attempt=attempt, chosen__isnull=False).order_by("-round")
    now, earlier = [], []
    for response in answered:
        (now if response.round == attempt.round else earlier).append(response)
    return now, earlier


def _twin(response, earlier):
    for other in earlier:
        if (other.form_item_id, other.chosen) == (response.form_item_id, response.chosen):
            return other
    return None
