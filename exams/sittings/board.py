"""The state of a sitting, candidate by candidate, in the same few statements however many."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db.models import Count, Exists, Max, OuterRef, Q, TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from exams.sittings.models import (
    AnswerEvent,
    AnswerFile,
    Attempt,
    Incident,
    LateAnswer,
    Registration,
)
from exams.sittings.seating import room_key


class State(TextChoices):
    """What an invigilator asks first: who is in the room, and who isn't any more."""

    NOT_STARTED = "not_started", gettext_lazy("not started")
    WRITING = "writing", gettext_lazy("writing")
    PAUSED = "paused", gettext_lazy("paused")
    HANDED_IN = "handed_in", gettext_lazy("handed in")
    CLOSED = "closed", gettext_lazy("closed at the deadline")
    FORCED = "forced", gettext_lazy("handed in by the invigilator")


TAGS = {
    State.WRITING: "wait",
    State.PAUSED: "bad",
    State.HANDED_IN: "ok",
    State.CLOSED: "ok",
    State.FORCED: "ok",
}
_CLOSED = {
    Attempt.Closed.CANDIDATE: State.HANDED_IN,
    Attempt.Closed.DEADLINE: State.CLOSED,
    Attempt.Closed.INVIGILATOR: State.FORCED,
}
# Below so much time its seconds are shown.
SOON = timedelta(minutes=5)


@dataclass(frozen=True)
class Row:
    """One candidate as the board shows it."""

    key: int  # of the registration
    ticket: str
    name: str
    room: str
    seat: int | None
    unit: str
    state: State
    is_reopened: bool
    n_answered: int
    n_questions: int
    extra_minutes: int
    time_left: timedelta | None
    last_saved_at: datetime | None
    # Of a paper that is open: when it was last heard of, and whether that is too long ago.
    seen_at: datetime | None
    is_silent: bool
    n_incidents: int
    # Of what passes a limit of the exam, else 0: how often the page was left, seconds of silence.
    n_away_over: int
    gap_over: int
    n_late: int

    @property
    def tag(self):
        return TAGS.get(self.state, "")

    @property
    def is_open(self):
        return self.state in (State.WRITING, State.PAUSED)

    @property
    def is_warned(self):
        return bool(self.is_silent or self.n_away_over or self.gap_over)

    @property
    def warnings(self):
        """Which limits of the exam are passed: for a person to look at, no more."""
        said = []
        if self.n_away_over:
            text = ngettext(
                "left the page %(n)d time", "left the page %(n)d times", self.n_away_over
            )
            said.append(text % {"n": self.n_away_over})
        if self.gap_over:
            said.append(_("%(n)d seconds without contact") % {"n": self.gap_over})
        return said

    @property
    def time_left_text(self):
        """Whole minutes, near the end with seconds; empty where no time runs."""
        if self.time_left is None:
            return ""
        seconds = int(self.time_left.total_seconds())
        if self.time_left < SOON:
            return f"{seconds // 60}:{seconds % 60:02d}"
        return str(seconds // 60)


def rows(sitting, *, now, only=None):
    """Return a `Row` for each registration of the sitting, or for one, by room, seat and ticket.

    Statements: registrations with attempt and presence, two over the answer log, late answers,
    incidents.
    """
    registrations = Registration.objects.filter(sitting=sitting).order_by()
    if only is not None:
        registrations = registrations.filter(pk=only.pk)
    of_whom = {"attempt__registration__sitting": sitting}
    if only is not None:
        of_whom = {"attempt__registration": only}
    progress = _progress(of_whom)
    n_late = dict(
        LateAnswer.objects.filter(**of_whom).order_by().values_list("attempt").annotate(Count("pk"))
    )
    incidents = _incidents(of_whom)
    # Plain values: making 2,000 candidates' objects would take most of the time.
    drawn = [
        _row(_Facts(*facts), sitting.exam, progress, n_late, incidents, now)
        for facts in registrations.values_list(*_FIELDS)
    ]
    return sorted(drawn, key=lambda row: (room_key(row.room), row.seat or 0, row.ticket))


_FIELDS = (
    "pk", "ticket", "room", "seat", "extra_minutes", "candidate__name", "unit__name",
    "attempt", "attempt__deadline", "attempt__paused_at", "attempt__submitted_at",
    "attempt__closed_by", "attempt__round", "attempt__form__shape", "attempt__presence__seen_at",
)  # fmt: skip


class _Facts(NamedTuple):
    """Of a registration and its attempt, whose values are None where there is none."""

    key: int
    ticket: str
    room: str
    seat: int | None
    extra_minutes: int
    name: str
    unit: str
    attempt: int | None
    deadline: datetime | None
    paused_at: datetime | None
    submitted_at: datetime | None
    closed_by: str | None
    round: int | None
    shape: str | None
    seen_at: datetime | None


def _row(facts, exam, progress, n_late, incidents, now):
    state = _state(facts)
    is_open = state in (State.WRITING, State.PAUSED)
    n_answered, last_saved_at = progress.get(facts.attempt, (0, None))
    # A save is a sign of life as a beat is.
    signs = [sign for sign in (last_saved_at, facts.seen_at) if sign]
    seen_at = max(signs) if is_open and signs else None
    limit = timedelta(seconds=exam.warn_after_seconds)
    most_away = exam.warn_after_leaving
    n_incidents, n_away, longest_gap = incidents.get(facts.attempt, (0, 0, 0))
    return Row(
        key=facts.key,
        ticket=facts.ticket,
        name=facts.name,
        room=facts.room,
        seat=facts.seat,
        unit=facts.unit,
        state=state,
        is_reopened=is_open and facts.round > 0,
        n_answered=n_answered,
        n_questions=len(facts.shape or ""),
        extra_minutes=facts.extra_minutes,
        time_left=(
            max(timedelta(0), facts.deadline - (facts.paused_at or now)) if is_open else None
        ),
        last_saved_at=last_saved_at,
        seen_at=seen_at,
        is_silent=state == State.WRITING and seen_at is not None and now - seen_at > limit,
        n_incidents=n_incidents,
        n_away_over=n_away if most_away is not None and n_away > most_away else 0,
        gap_over=longest_gap if longest_gap > exam.warn_after_seconds else 0,
        n_late=n_late.get(facts.attempt, 0),
    )


def _state(facts):
    if facts.attempt is None:
        return State.NOT_STARTED
    if facts.submitted_at is None:
        return State.PAUSED if facts.paused_at else State.WRITING
    return _CLOSED.get(facts.closed_by, State.HANDED_IN)


def _incidents(of_whom):
    """Return {attempt: (how many incidents, how often away, longest gap in seconds)}."""
    counted = (
        Incident.objects.filter(**of_whom)
        .order_by()
        .values_list("attempt")
        .annotate(
            n=Count("pk"),
            n_away=Count("pk", filter=Q(kind=Incident.Kind.AWAY)),
            gap=Max("seconds", filter=Q(kind=Incident.Kind.GAP)),
        )
    )
    return {attempt: (n, n_away, gap or 0) for attempt, n, n_away, gap in counted}


def _progress(of_whom):
    """Return {attempt: (how many questions are answered, time of the newest save)}.

    Counted where the log is: questions touched, less those whose newest answer is empty.
    """
    events = AnswerEvent.objects.filter(**of_whom).order_by()
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
    """How many candidates stand where; the counts of the states add up to `registered`."""
    counts = Counter(row.state for row in rows)
    return {
        "registered": len(rows),
        **{state.value: counts[state] for state in State},
        "late": sum(row.n_late for row in rows),
        "warned": sum(1 for row in rows if row.is_warned),
    }


def n_files_undecided(sitting):
    return AnswerFile.objects.filter(attempt__registration__sitting=sitting, decision=None).count()
