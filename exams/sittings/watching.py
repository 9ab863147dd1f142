"""A sitting's board as many people watch it: worked out once for all of them.

Lock: one per sitting and process, held while the board is worked out; who comes meanwhile waits
for it and gets the same. Another process has a board of its own, so an act shows there after at
most one period.
"""

import time
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock

from exams.sittings import board
from exams.sittings.models import Sitting

PERIOD = 2  # seconds
# A slow board comes less often: it never takes more than this share of the database's time.
MAX_SHARE = 0.1


@dataclass
class Snapshot:
    sitting: Sitting
    rows: list
    n_files: int  # answer files that wait for a decision
    now: datetime
    # What is drawn of it, by language: the rows are the same for all who look.
    drawn: dict = field(default_factory=dict)


@dataclass
class _Watched:
    lock: Lock = field(default_factory=Lock)
    snapshot: Snapshot | None = None
    good_until: float = 0


_watched = {}


def snapshot(sitting_id, *, now, clock=time.monotonic):
    """Return the newest `Snapshot` of a sitting; raises `Sitting.DoesNotExist`."""
    watched = _watched.setdefault(sitting_id, _Watched())
    with watched.lock:
        if watched.snapshot is None or clock() >= watched.good_until:
            began = clock()
            try:
                watched.snapshot = _take(sitting_id, now)
            except Sitting.DoesNotExist:
                _watched.pop(sitting_id, None)
                raise
            watched.good_until = began + max(PERIOD, (clock() - began) / MAX_SHARE)
        return watched.snapshot


def forget(sitting_id):
    """Have the board worked out anew at the next look: somebody has just changed it."""
    _watched.pop(sitting_id, None)


def forget_all():
    _watched.clear()


def _take(sitting_id, now):
    sitting = Sitting.objects.select_related("exam").get(pk=sitting_id)
    return Snapshot(
        sitting=sitting,
        rows=board.rows(sitting, now=now),
        n_files=board.n_files_undecided(sitting),
        now=now,
    )
