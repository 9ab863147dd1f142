"""The state of a sitting, candidate by candidate, in the same few statements however many."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, Max, OuterRef
from django.utils.translation import gettext_lazy as _

from exams.sittings.models import AnswerEvent, LateAnswer, Registration
from exams.sittings.standing import Standing, standing

# What the board calls each standing: an invigilator asks who is in the room and who isn't.
LABELS = {
    Standing.EARLY: _("not started"),
    Standing.OPEN: _("not started"),
    Standing.MISSED: _("not started"),
    Standing.WRITING: _("writing"),
    Standing.HANDED_IN: _("handed in"),
    Standing.CLOSED: _("closed at the deadline"),
}
TAGS = {Standing.WRITING: "wait", Standing.HANDED_IN: "ok", Standing.CLOSED: "ok"}


@dataclass(frozen=True)
class Row:
    ticket: str
    name: str
    unit: str
    standing: Standing
    n_answered: int
    n_questions: int
    last_saved_at: datetime | None
    minutes_left: int | None
    n_late: int

    @property
    def label(self):
        return LABELS[self.standing]

    @property
    def tag(self):
        return TAGS.get(self.standing, "")


def rows(sitting, *, now):
    """Return a `Row` for each registration of the sitting, by ticket."""
    registrations = (
        Registration.objects.filter(sitting=sitting)
        .select_related("candidate", "unit", "attempt__form")
        .only(
            "ticket", "sitting_id", "candidate__name", "unit__name", "attempt__deadline",
            "attempt__submitted_at", "attempt__closed_by", "attempt__form__shape",
        )
    )  # fmt: skip
    progress = _progress(sitting)
    n_late = dict(
        LateAnswer.objects.filter(attempt__registration__sitting=sitting)
        .order_by()
        .values_list("attempt")
        .annotate(Count("pk"))
    )
    return [_row(registration, sitting, progress, n_late, now) for registration in registrations]


def _row(registration, sitting, progress, n_late, now):
    registration.sitting = sitting
    attempt = getattr(registration, "attempt", None)
    n_answered, last_saved_at = progress.get(attempt and attempt.pk, (0, None))
    minutes_left = None
    if attempt is not None and attempt.is_running:
        minutes_left = max(0, int((attempt.deadline - now).total_seconds())) // 60
    return Row(
        ticket=registration.ticket,
        name=registration.candidate.name,
        unit=registration.unit.name,
        standing=standing(registration, now),
        n_answered=n_answered,
        n_questions=attempt.form.n_questions if attempt else 0,
        last_saved_at=last_saved_at,
        minutes_left=minutes_left,
        n_late=n_late.get(attempt and attempt.pk, 0),
    )


def _progress(sitting):
    """Return {attempt: (how many questions are answered, time of the newest save)}.

    Counted where the log is: questions touched, less those whose newest answer is empty.
    """
    events = AnswerEvent.objects.filter(attempt__registration__sitting=sitting).order_by()
    touched = events.values_list("attempt").annotate(
        Count("position", distinct=True), Max("received_at")
    )
    later = AnswerEvent.objects.filter(
        attempt=OuterRef("attempt"), position=OuterRef("position"), number__gt=OuterRef("number")
    )
    taken_back = dict(
        events.filter(~Exists(later), answer="").values_list("attempt").annotate(Count("pk"))
    )
    return {
        attempt: (n_touched - taken_back.get(attempt, 0), last_saved_at)
        for attempt, n_touched, last_saved_at in touched
    }


def totals(rows):
    """How many candidates stand where; the counts add up to `registered`."""
    counts = Counter(row.standing for row in rows)
    n_in_room = counts[Standing.WRITING] + counts[Standing.HANDED_IN] + counts[Standing.CLOSED]
    return {
        "registered": len(rows),
        "not_started": len(rows) - n_in_room,
        "writing": counts[Standing.WRITING],
        "handed_in": counts[Standing.HANDED_IN],
        "closed": counts[Standing.CLOSED],
        "late": sum(row.n_late for row in rows),
    }
