"""What an invigilator does: each act changes what it must and leaves an `Intervention`.

Every verb takes the registrations of one sitting, does what can be done and returns `Done`: who
was left out and why. Rows are locked in the order of their keys, so that two invigilators who act
on the same people wait for each other and never for ever.
"""

from dataclasses import dataclass, field
from datetime import timedelta
from math import ceil

from django.db import transaction
from django.utils.translation import gettext as _

from exams.sittings import delivery
from exams.sittings.models import Attempt, Intervention, Registration

Kind = Intervention.Kind
MAX_MINUTES = 600


@dataclass
class Done:
    """`acted`: registrations that the act reached; `left_out`: [(registration, why)]."""

    acted: list = field(default_factory=list)
    left_out: list = field(default_factory=list)


def give_time(registrations, *, minutes=0, percent=0, cause, actor, now):
    """Give extra time, before the start or during the paper; it holds from this moment.

    Parameters
    ----------
    minutes, percent : int
        Percent of the exam's duration, rounded up to whole minutes; their sum counts.
    """

    def act(registration, attempt):
        total = minutes + ceil(registration.sitting.exam.duration_minutes * percent / 100)
        if not 1 <= total <= MAX_MINUTES:
            return _("Give from 1 to %(most)d minutes.") % {"most": MAX_MINUTES}
        if attempt is not None:
            if not attempt.is_running:
                return _("The paper is handed in. Open it again instead.")
            attempt.deadline += timedelta(minutes=total)
            attempt.save(update_fields=["deadline"])
        registration.extra_minutes += total
        registration.save(update_fields=["extra_minutes"])
        return total

    return _each(registrations, act, kind=Kind.EXTRA_TIME, cause=cause, actor=actor, now=now)


def pause(registrations, *, cause, actor, now):
    """Stop the time. The page hides the paper; answers under way are still taken."""

    def act(registration, attempt):
        if reason := _not_running(attempt, now):
            return reason
        if attempt.paused_at:
            return _("The paper is paused already.")
        attempt.paused_at = now
        attempt.save(update_fields=["paused_at"])
        return None

    return _each(registrations, act, kind=Kind.PAUSE, cause=cause, actor=actor, now=now)


def resume(registrations, *, cause, actor, now):
    """Let the time go on; the pause is given back to the second."""

    def act(registration, attempt):
        if attempt is None or attempt.paused_at is None:
            return _("The paper isn't paused.")
        attempt.deadline += max(now - attempt.paused_at, timedelta(0))
        attempt.paused_at = None
        attempt.save(update_fields=["deadline", "paused_at"])
        return None

    return _each(registrations, act, kind=Kind.RESUME, cause=cause, actor=actor, now=now)


def hand_in(registrations, *, cause, actor, now):
    """Hand papers in for their candidates, with what was saved."""

    def act(registration, attempt):
        if attempt is None:
            return _("The paper isn't started.")
        if not attempt.is_running:
            return _("The paper is handed in already.")
        delivery.submit(attempt, now=now, closed_by=Attempt.Closed.INVIGILATOR)
        return None

    return _each(registrations, act, kind=Kind.SUBMIT, cause=cause, actor=actor, now=now)


def reopen(registrations, *, minutes, cause, actor, now):
    """Open papers again for so many minutes; what was handed in and sealed stays beside it."""

    def act(registration, attempt):
        if registration.sitting.exam.released_at:
            return _("The results are released, and with them the keys.")
        if attempt is None or attempt.is_running:
            return _("The paper isn't handed in.")
        if not 1 <= minutes <= MAX_MINUTES:
            return _("Give from 1 to %(most)d minutes.") % {"most": MAX_MINUTES}
        attempt.submitted_at = None
        attempt.closed_by = attempt.receipt = ""
        # Never before the start, should the server's clock have gone back meanwhile.
        attempt.deadline = max(now, attempt.started_at) + timedelta(minutes=minutes)
        attempt.save(update_fields=["submitted_at", "closed_by", "receipt", "deadline"])
        return minutes

    return _each(registrations, act, kind=Kind.REOPEN, cause=cause, actor=actor, now=now)


def tell(sitting, registrations, text, *, cause, actor, now):
    """Send a message to some, or with None to everybody of the sitting."""
    whom = [None] if registrations is None else registrations
    Intervention.objects.bulk_create(
        [
            Intervention(
                sitting=sitting, registration=registration, kind=Kind.MESSAGE,
                text=text, cause=cause, actor=actor, acted_at=now,
            )
            for registration in whom
        ]
    )  # fmt: skip


def note(sitting, registrations, text, *, actor, now):
    """Keep a note about some people, or with None about the sitting."""
    whom = [None] if registrations is None else registrations
    Intervention.objects.bulk_create(
        [
            Intervention(
                sitting=sitting, registration=registration, kind=Kind.NOTE,
                text=text, actor=actor, acted_at=now,
            )
            for registration in whom
        ]
    )  # fmt: skip


def _not_running(attempt, now):
    if attempt is None:
        return _("The paper isn't started.")
    if not attempt.is_running or attempt.is_over(now):
        return _("The paper is handed in already.")
    return ""


def _each(registrations, act, *, kind, cause, actor, now):
    """Do `act(registration, attempt)` for each; it returns minutes or None, or why not (str)."""
    done, rows = Done(), []
    with transaction.atomic():
        keys = [registration.pk for registration in registrations]
        # The registration first: a start waits for it, and counts the extra time.
        locked = list(
            Registration.objects.select_for_update(of=("self",))
            .filter(pk__in=keys)
            .select_related("sitting__exam")
            .order_by("pk")
        )
        attempts = {
            attempt.registration_id: attempt
            for attempt in Attempt.objects.select_for_update(of=("self",))
            .filter(registration__in=keys)
            .select_related("form")
            .order_by("pk")
        }
        for registration in locked:
            attempt = attempts.get(registration.pk)
            said = act(registration, attempt)
            if isinstance(said, str):
                done.left_out.append((registration, said))
                continue
            rows.append(
                Intervention(
                    sitting=registration.sitting, registration=registration, kind=kind,
                    minutes=said, cause=cause, actor=actor, acted_at=now,
                )
            )  # fmt: skip
            done.acted.append(registration)
        Intervention.objects.bulk_create(rows)
    return done
