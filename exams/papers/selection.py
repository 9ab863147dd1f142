"""Choosing items for the cells of a blueprint. Pure: plain values, chance as a seed.

Cells are laminar: each asks for a chapter at one difficulty, or at any. Filling the cells of one
difficulty first and the open ones from what is left therefore meets every cell whenever all of
them can be met.
"""

import hashlib
from collections import defaultdict
from dataclasses import dataclass


@dataclass(frozen=True)
class Candidate:
    """An item on offer; `id` is its code, the same in every database."""

    id: str
    chapter: str
    point: str
    difficulty: int


@dataclass(frozen=True)
class Cell:
    """A demand: `n_items` of `chapter`, at `difficulty` or (None) at any."""

    chapter: str
    difficulty: int | None
    n_items: int


@dataclass(frozen=True)
class Shortage:
    """A cell that the pool can't meet: the one at `index` of those asked for."""

    index: int
    cell: Cell
    n_available: int


def select(pool, cells, *, seed):
    """Return the ids chosen for each cell, and the shortages.

    Parameters
    ----------
    pool : iterable of Candidate
    cells : list of Cell
    seed : str
        The same seed and pool give the same choice, on any machine.

    Returns
    -------
    chosen : list of list of str, parallel to `cells`
        Short where the cell can't be met.
    shortages : list of Shortage
        In the order of the cells; empty where every cell is met exactly.
    """
    buckets = defaultdict(list)
    for candidate in sorted(pool, key=lambda candidate: rank(seed, candidate.id)):
        buckets[candidate.chapter].append(candidate)
    used_points = defaultdict(int)
    chosen = [[] for _ in cells]
    shortages = []
    narrow_first = sorted(range(len(cells)), key=lambda i: cells[i].difficulty is None)
    for i in narrow_first:
        cell = cells[i]
        bucket = buckets[cell.chapter]
        fitting = [c for c in bucket if cell.difficulty in (None, c.difficulty)]
        n_available = len(fitting)
        while fitting and len(chosen[i]) < cell.n_items:
            # Spread over the chapter's knowledge points before asking one of them twice.
            pick = min(fitting, key=lambda candidate: used_points[candidate.point])
            fitting.remove(pick)
            bucket.remove(pick)
            used_points[pick.point] += 1
            chosen[i].append(pick.id)
        if len(chosen[i]) < cell.n_items:
            shortages.append(Shortage(i, cell, n_available))
    return chosen, sorted(shortages, key=lambda shortage: shortage.index)


def rank(seed, identifier):
    """A place in a random order that depends on seed and identifier alone."""
    return hashlib.sha256(f"{seed}:{identifier}".encode()).digest()
