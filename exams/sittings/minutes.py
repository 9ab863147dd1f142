"""What goes into the papers of a sitting: the attendance sheet and the minutes (考场记录).

Facts alone: the figures are the board's, incidents are counted as the rooms noted them.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import groupby

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from exams.sittings import board
from exams.sittings.models import Incident, Intervention, Registration
from exams.sittings.seating import room_key

# Kinds whose length is worth telling.
_WITH_SECONDS = {Incident.Kind.AWAY, Incident.Kind.GAP}


@dataclass(frozen=True)
class Room:
    name: str
    people: list  # of Registration, by seat


def attendance(sitting, *, room=None):
    """Return the `Room` list of a sitting, or the one that is named, with who sits in it."""
    registered = (
        Registration.objects.filter(sitting=sitting)
        .select_related("candidate", "unit")
        .order_by("room", "seat", "ticket")
    )
    if room is not None:
        registered = registered.filter(room=room)
    grouped = groupby(registered, key=lambda one: one.room)
    found = [Room(name, list(people)) for name, people in grouped]
    return sorted(found, key=lambda room: room_key(room.name))


def facts(sitting, *, room=None, now):
    """Return what the minutes of a sitting, or of one of its rooms, say."""
    rows = board.rows(sitting, now=now)
    if room is not None:
        rows = [row for row in rows if row.room == room]
    people = {row.key: row for row in rows}
    acts = _acts(sitting, None if room is None else people)
    return {
        "sitting": sitting,
        "exam": sitting.exam,
        "room": room,
        "rooms": list(dict.fromkeys(row.room for row in rows if row.room)),
        "totals": board.totals(rows),
        "n_came": sum(1 for row in rows if row.state != board.State.NOT_STARTED),
        "absent": [row for row in rows if row.state == board.State.NOT_STARTED],
        "extra_time": [row for row in rows if row.extra_minutes],
        "acts": [act for act in acts if act.kind != Intervention.Kind.NOTE],
        "notes": [act for act in acts if act.kind == Intervention.Kind.NOTE],
        "incidents": _incidents(people),
        "late": [row for row in rows if row.n_late],
        "now": now,
    }


def _acts(sitting, people):
    """Interventions in order; of one room those to its people and to everybody."""
    acts = (
        Intervention.objects.filter(sitting=sitting)
        .select_related("actor", "registration__candidate")
        .order_by("pk")
    )
    if people is not None:
        acts = acts.filter(Q(registration=None) | Q(registration__in=people))
    return _together(acts)


@dataclass(frozen=True)
class Act:
    """One act, however many it reached: whoever did it did it once."""

    at: object
    kind: str
    label: str
    minutes: int | None
    text: str
    cause: str
    by: str
    names: str  # empty: everybody

    @property
    def said(self):
        return self.text or ""


def _together(rows):
    def one_act(row):
        return (row.acted_at, row.actor_id, row.kind, row.minutes, row.text, row.cause)

    acts = []
    for _key, group in groupby(rows, key=one_act):
        group = list(group)
        first = group[0]
        names = "、".join(row.registration.candidate.name for row in group if row.registration)
        acts.append(
            Act(first.acted_at, first.kind, first.get_kind_display(), first.minutes, first.text,
                first.cause, str(first.actor), names)
        )  # fmt: skip
    return acts


def _incidents(people):
    """Return [(row, "left the page 4 times (95 seconds), ..."), ...] of whom something is noted."""
    noted = defaultdict(Counter)
    seconds = defaultdict(Counter)
    found = Incident.objects.filter(attempt__registration__in=people).values_list(
        "attempt__registration", "kind", "seconds"
    )
    for key, kind, lasted in found.iterator(chunk_size=2_000):
        noted[key][kind] += 1
        seconds[key][kind] += lasted or 0
    return [
        (people[key], _summary(noted[key], seconds[key]))
        for key in sorted(noted, key=list(people).index)
    ]


def _summary(counts, seconds):
    parts = []
    for kind in Incident.Kind:
        if n := counts[kind]:
            said = ngettext("%(fact)s %(n)d time", "%(fact)s %(n)d times", n)
            if kind in _WITH_SECONDS and seconds[kind]:
                said = ngettext(
                    "%(fact)s %(n)d time (%(seconds)d seconds)",
                    "%(fact)s %(n)d times (%(seconds)d seconds)",
                    n,
                )
            parts.append(said % {"fact": kind.label, "n": n, "seconds": seconds[kind]})
    return _(", ").join(parts)
