"""A paper whose time is over is closed by whoever looks at it first."""

from exams.sittings import delivery
from exams.sittings.models import Attempt


def close_if_overdue(attempt, *, now):
    """Return the attempt, handed in with what was saved if its deadline and grace are over.

    The periodic closer does the same; between its rounds nobody has to wait for it.
    """
    if attempt.is_running and attempt.is_over(now):
        return delivery.submit(attempt, now=now, closed_by=Attempt.Closed.DEADLINE)
    return attempt


def hand_in(attempt, *, now):
    """Hand in at the candidate's wish; after the grace it counts as closed at the deadline."""
    return delivery.submit(close_if_overdue(attempt, now=now), now=now)
