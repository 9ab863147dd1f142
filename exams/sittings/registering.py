"""Entering candidates for a sitting: admission numbers, and taking them back before the start.

An admission number is two digits of the year, two of the sitting in that year, five running ones:
260100017. Locks: the rows of the year's sittings, in the order of their keys; without the key, so
that rows that merely refer to a sitting aren't held up. On SQLite the transaction is the lock.
"""

from django.db import transaction
from django.db.models.functions import Length
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from exams.people.models import Candidate
from exams.sittings.models import Attempt, Registration, Sitting

_SERIAL_DIGITS = 5


class NotRegistered(Exception):
    """The registration was not made or not taken back; the text says why."""


class SittingOver(NotRegistered):
    def __str__(self):
        return str(_("This sitting is over. Register for another one."))


class AlreadyStarted(NotRegistered):
    def __str__(self):
        return str(_("This candidate has started the exam; the registration stays."))


def not_registered(sitting):
    """Those who should sit and aren't entered for this sitting."""
    return Candidate.objects.should_sit().exclude(
        pk__in=Registration.objects.filter(sitting=sitting).values("candidate")
    )


def register(sitting, candidates, *, now):
    """Enter candidates for a sitting, in the unit of this moment; raises `SittingOver`.

    Returns the registrations made: who is entered already, or struck off the roster, is left
    out, so that it may be called again. Numbers run by unit, then by candidate number.

    Parameters
    ----------
    sitting : Sitting
    candidates : iterable of Candidate
    """
    if sitting.closes_at <= now or sitting.exam.released_at:
        raise SittingOver
    with transaction.atomic():
        year = localdate(sitting.opens_at).year
        list(
            Sitting.objects.filter(opens_at__year=year)
            .order_by("pk")
            .select_for_update(no_key=True)
            .values_list("pk")
        )
        entered = set(sitting.registrations.values_list("candidate", flat=True))
        people = (
            Candidate.objects.should_sit()
            .select_related("unit")
            .defer("id_number_encrypted")
            .in_bulk([candidate.pk for candidate in candidates])
        )
        new = sorted(
            (person for key, person in people.items() if key not in entered),
            key=lambda person: (person.unit.position, person.unit.name, person.number),
        )
        return Registration.objects.bulk_create(
            [
                Registration(sitting=sitting, candidate=person, unit=person.unit, ticket=ticket)
                for person, ticket in zip(new, _tickets(sitting, len(new), year), strict=True)
            ],
            batch_size=500,
        )


def _tickets(sitting, n, year):
    own = _highest(sitting.registrations.all())
    if own:
        prefix, last = own[:-_SERIAL_DIGITS], int(own[-_SERIAL_DIGITS:])
    else:
        yy = f"{year % 100:02d}"
        others = _highest(Registration.objects.filter(ticket__startswith=yy))
        ordinal = int(others[2:-_SERIAL_DIGITS]) if others else 0
        prefix, last = f"{yy}{ordinal + 1:02d}", 0
    return [f"{prefix}{last + i:0{_SERIAL_DIGITS}d}" for i in range(1, n + 1)]


def _highest(registrations):
    return (
        registrations.order_by(Length("ticket").desc(), "-ticket")
        .values_list("ticket", flat=True)
        .first()
    )


def withdraw(registration):
    """Take a registration back; raises `AlreadyStarted`. Called again, it does nothing."""
    with transaction.atomic():
        # Held against a start: the attempt's row refers to this one.
        held = Registration.objects.select_for_update().filter(pk=registration.pk).first()
        if held is None:
            return
        if Attempt.objects.filter(registration=held).exists():
            raise AlreadyStarted
        held.delete()
