"""What an open page tells of itself: that it is there, and facts for the integrity log.

Facts are kept with the server's times and never judged; what a browser says may be untrue, and the
log is read by people who know that.
"""

from datetime import timedelta

from exams.sittings import delivery
from exams.sittings.models import Attempt, Incident, Presence

Kind = Incident.Kind
# What the page itself may report; the others the server notes.
REPORTED = (Kind.AWAY, Kind.COPY, Kind.PASTE, Kind.RESIZE)
MAX_FACTS = 50
MAX_SECONDS = 24 * 60 * 60
# Between two beats of a page (room.js sends one about every 20 s) before silence is noted.
GAP = timedelta(seconds=60)


def beat(attempt_id, token, *, position, facts, address, agent, now):
    """Note that the page is there and what it says happened; raises `WrongToken`.

    Parameters
    ----------
    position : int or None
        The question in sight.
    facts : list of {"kind", "ago", "seconds", "detail"}
        `ago`: seconds since it began; `seconds`: how long it lasted, or None.
    """
    attempt = (
        Attempt.objects.select_related("presence")
        .only("started_at", "submitted_at", "paused_at", "presence")
        .filter(pk=attempt_id, token_hash=delivery.hash_token(token))
        .first()
    )
    if attempt is None:
        raise delivery.WrongToken
    if not attempt.is_running:
        return
    agent = agent[:200]
    incidents = [_reported(attempt, fact, now) for fact in facts[:MAX_FACTS]]
    incidents += _noticed(attempt, getattr(attempt, "presence", None), address, agent, now)
    Incident.objects.bulk_create([incident for incident in incidents if incident])
    Presence.objects.bulk_create(
        [Presence(attempt=attempt, seen_at=now, address=address, agent=agent, position=position)],
        update_conflicts=True,
        unique_fields=["attempt"],
        update_fields=["seen_at", "address", "agent", "position"],
    )


def note_take_over(attempt, *, address, agent, now):
    """Note that the paper was opened once more, by whom the earlier page loses its token."""
    Incident.objects.create(
        attempt=attempt, kind=Kind.TAKE_OVER, at=now, detail=f"{address} {agent}"[:200]
    )


def _reported(attempt, fact, now):
    """Return the `Incident` of a fact that the page tells, None for what isn't one."""
    if not isinstance(fact, dict) or fact.get("kind") not in REPORTED:
        return None
    ago, seconds = _seconds(fact.get("ago")), fact.get("seconds")
    return Incident(
        attempt=attempt,
        kind=fact["kind"],
        at=max(attempt.started_at, now - timedelta(seconds=ago)),
        seconds=None if seconds is None else _seconds(seconds),
        detail=str(fact.get("detail") or "").replace("\0", "")[:200],
    )


def _noticed(attempt, before, address, agent, now):
    """Yield what differs from the last beat."""
    if before is None:
        return
    silent = now - before.seen_at
    if silent >= GAP and attempt.paused_at is None:
        yield Incident(
            attempt=attempt, kind=Kind.GAP, at=before.seen_at, seconds=int(silent.total_seconds())
        )
    if silent < timedelta(0):
        yield Incident(
            attempt=attempt, kind=Kind.CLOCK, at=now, seconds=-int(silent.total_seconds())
        )
    if before.address != address:
        yield Incident(
            attempt=attempt, kind=Kind.ADDRESS, at=now, detail=f"{before.address} → {address}"
        )
    if before.agent != agent:
        yield Incident(attempt=attempt, kind=Kind.DEVICE, at=now, detail=agent)


def _seconds(value):
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return int(min(max(value, 0), MAX_SECONDS)) if is_number and value == value else 0
