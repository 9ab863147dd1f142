"""What happened around one candidate's paper: facts and acts in the order of time."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from exams.sittings.models import Attempt, Incident, Intervention

# The chart of saves: bars of a minute, of more where the paper takes long.
MAX_BARS = 240


@dataclass(frozen=True)
class Entry:
    at: datetime
    sort: str  # "paper", "fact" or "act"
    title: str
    detail: str = ""
    by: str = ""


def entries(registration, attempt):
    """Return the `Entry` list of a registration; `attempt` may be None."""
    listed = [_act(row) for row in _interventions(registration)]
    if attempt is not None:
        listed.append(Entry(attempt.started_at, "paper", _("started the paper")))
        listed += [_fact(incident) for incident in attempt.incidents.all()]
        for seal in attempt.seals.filter(round__isnull=False):
            title = _("paper handed in") if seal.round == 1 else _("paper handed in again")
            detail = ngettext("%(n)d save, receipt %(receipt)s", "%(n)d saves, receipt %(receipt)s",
                              seal.n_events)  # fmt: skip
            listed.append(
                Entry(
                    seal.sealed_at, "paper", title,
                    detail % {"n": seal.n_events, "receipt": seal.receipt},
                    by=_closed_by(attempt, seal),
                )
            )  # fmt: skip
    return sorted(listed, key=lambda entry: entry.at)


def _interventions(registration):
    return (
        Intervention.objects.filter(
            Q(registration=registration) | Q(registration=None), sitting=registration.sitting_id
        )
        .select_related("actor")
        .order_by("pk")
    )


def _closed_by(attempt, seal):
    """How the paper was handed in: known of the last time only."""
    if seal.round != attempt.round or not attempt.closed_by:
        return ""
    return Attempt.Closed(attempt.closed_by).label


def _act(row):
    title = row.get_kind_display()
    if row.minutes:
        title = _("%(act)s, %(n)d minutes") % {"act": title, "n": row.minutes}
    if row.registration_id is None:
        title = _("%(act)s (to everybody)") % {"act": title}
    cause = _("Cause: %(cause)s") % {"cause": row.cause} if row.cause else ""
    detail = "\n".join(part for part in (row.text, cause) if part)
    return Entry(row.acted_at, "act", title, detail, by=str(row.actor))


def _fact(incident):
    title = incident.get_kind_display()
    if incident.seconds is not None and incident.kind != Incident.Kind.RESIZE:
        title = _("%(fact)s, %(n)d seconds") % {"fact": title, "n": incident.seconds}
    return Entry(incident.at, "fact", title, incident.detail)


@dataclass(frozen=True)
class Saves:
    """How many saves came in each span of a paper's time, as bars of a chart 100 units high."""

    n: int
    minutes: int  # a bar's span
    most: int
    bars: list  # of {"x", "height", "y", "n", "at"}
    width: int
    first: datetime
    last: datetime


def saves(attempt):
    """Return the `Saves` of an attempt, None where nothing was saved."""
    times = list(attempt.events.values_list("received_at", flat=True)) if attempt else []
    if not times:
        return None
    first, last = min(attempt.started_at, *times), max(times)
    n_minutes = int((last - first).total_seconds()) // 60 + 1
    minutes = -(-n_minutes // MAX_BARS)
    counts = Counter(int((at - first).total_seconds()) // (60 * minutes) for at in times)
    most = max(counts.values())
    n_bars = -(-n_minutes // minutes)
    bars = [
        {
            "x": 4 * index, "height": round(100 * n / most), "y": 100 - round(100 * n / most),
            "n": n, "at": first + timedelta(minutes=index * minutes),
        }
        for index, n in sorted(counts.items())
    ]  # fmt: skip
    return Saves(len(times), minutes, most, bars, 4 * max(n_bars, 30), first, last)


def late_answers(attempt):
    return list(attempt.late_answers.order_by("received_at", "number")) if attempt else []


def files(attempt):
    if attempt is None:
        return []
    return list(attempt.answer_files.select_related("decision__actor", "uploaded_by"))
