"""Who sits where: rooms with so many seats, filled by unit or by admission number.

Locks: the sitting's registrations, in the order of their keys.
"""

import re
from dataclasses import dataclass, field

from django.db import IntegrityError, transaction
from django.db.models import Count, Max, Min
from django.utils.translation import gettext as _

from exams.sittings.models import Registration

MAX_SEATS = 1_000
MAX_ROOMS = 200


class NotSeated(Exception):
    """The seats were not given; the text says why, and nothing was changed."""


@dataclass
class Seated:
    """`moved` and `kept`: registrations that got a seat, and those who had started in theirs."""

    moved: list = field(default_factory=list)
    kept: list = field(default_factory=list)


def parse(text):
    """Return [(name, number of seats), ...] of lines "name number"; raises `NotSeated`."""
    rooms = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        name, _space, n_seats = line.strip().replace("\u3000", " ").rpartition(" ")
        name = name.strip()
        if not name or len(name) > 40 or not n_seats.isdecimal():
            raise NotSeated(
                _("Line %(n)d: write the name of the room, a space and the number of seats.")
                % {"n": number}
            )
        if not (len(n_seats) < 6 and 1 <= int(n_seats) <= MAX_SEATS):
            raise NotSeated(
                _("Line %(n)d: a room has from 1 to %(most)d seats.")
                % {"n": number, "most": MAX_SEATS}
            )
        if name in dict(rooms):
            raise NotSeated(
                _("Line %(n)d: the room “%(name)s” is there twice.") % {"n": number, "name": name}
            )
        rooms.append((name, int(n_seats)))
    if not 1 <= len(rooms) <= MAX_ROOMS:
        raise NotSeated(_("Write at least one room, and at most %(n)d.") % {"n": MAX_ROOMS})
    return rooms


def assign(sitting, rooms, *, order="unit"):
    """Give everybody of the sitting a seat, room after room; raises `NotSeated`.

    Who has started keeps the seat, and nobody else gets it. The same rooms and people give the
    same seats, however often.

    Parameters
    ----------
    rooms : list of (str, int)
        Names and numbers of seats, in the order in which they are filled.
    order : "unit" or "ticket"
    """
    with transaction.atomic():
        registered = list(
            Registration.objects.select_for_update(of=("self",))
            .filter(sitting=sitting)
            .select_related("unit")
            .order_by("pk")
        )
        started = set(
            Registration.objects.filter(sitting=sitting, attempt__isnull=False, room__gt="")
            .values_list("pk", flat=True)
        )  # fmt: skip
        seated = Seated(kept=[one for one in registered if one.pk in started])
        waiting = sorted((one for one in registered if one.pk not in started), key=_ORDERS[order])
        taken = {(one.room, one.seat) for one in seated.kept}
        free = [
            (name, seat)
            for name, n_seats in rooms
            for seat in range(1, n_seats + 1)
            if (name, seat) not in taken
        ]
        if len(free) < len(waiting):
            raise NotSeated(
                _("There are %(seats)d free seats for %(people)d candidates. Add a room or seats.")
                % {"seats": len(free), "people": len(waiting)}
            )
        # First up from their seats: in the midst two would sit on one.
        Registration.objects.filter(sitting=sitting).exclude(pk__in=started).update(
            room="", seat=None
        )
        for registration, (room, seat) in zip(waiting, free, strict=False):
            registration.room, registration.seat = room, seat
        Registration.objects.bulk_update(waiting, ["room", "seat"], batch_size=200)
        seated.moved = waiting
    return seated


_ORDERS = {
    "unit": lambda one: (one.unit.position, one.unit.name, one.ticket),
    "ticket": lambda one: one.ticket,
}


def clear(sitting):
    """Take the seats back of all who haven't started; returns how many."""
    return (
        Registration.objects.filter(sitting=sitting, attempt=None)
        .exclude(room="", seat=None)
        .update(room="", seat=None)
    )


def move(registration, *, room, seat):
    """Give one candidate another seat, at any time; raises `NotSeated` where somebody sits."""
    if seat is not None and not room:
        raise NotSeated(_("A seat is in a room: say which."))
    try:
        with transaction.atomic():
            Registration.objects.filter(pk=registration.pk).update(room=room, seat=seat)
    except IntegrityError:
        raise NotSeated(
            _("Seat %(seat)d in “%(room)s” is given to somebody else.")
            % {"seat": seat, "room": room}
        ) from None
    registration.room, registration.seat = room, seat


_DIGITS = "零一二三四五六七八九"


def room_key(name):
    """Sorts rooms as people do: 第二考场 before 第三考场 before 第十考场, 2 before 10."""

    def value(match):
        text = match[0]
        if text.isdecimal():
            return f"{int(text):06d}"
        tens, _ten, ones = text.rpartition("十")
        n = 10 * (_DIGITS.find(tens) if tens else 1) if "十" in text else 0
        return f"{n + max(0, _DIGITS.find(ones)):06d}"

    return re.sub(
        "[0-9]{1,6}|[一二三四五六七八九]?十[一二三四五六七八九]?|[一二三四五六七八九]", value, name
    )


def rooms(sitting):
    """The rooms as they are given: name, how many people, first and last ticket and seat."""
    given = (
        Registration.objects.filter(sitting=sitting)
        .order_by("room")
        .values("room")
        .annotate(
            n=Count("pk"), first=Min("ticket"), last=Max("ticket"), last_seat=Max("seat"),
            n_units=Count("unit", distinct=True),
        )
    )  # fmt: skip
    return sorted(given, key=lambda room: room_key(room["room"]))
