"""The cube that every statistic is made from. Pure pandas: no Django.

For each group of people who wrote the same form, each item, each total score and each response it
holds how many there were. Its size doesn't grow with the number of people, and cubes of any parts
add up to the cube of the whole, so that parts may be read in any order and anywhere.
"""

from dataclasses import dataclass

import pandas as pd

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
# The responses that are no letters.
OMITTED = "omitted"
NOT_REACHED = "not reached"
WRITTEN = "written"

KEYS = ["group", "item", "full", "total", "points", "response"]


@dataclass(frozen=True)
class Cube:
    """`cells` has the columns `KEYS` and `n`; a combination that nobody has isn't there.

    Total, points and full marks are whole numbers (hundredths of a point, say): equal totals are
    then equal, and what doesn't vary has a variance of exactly 0.
    """

    cells: pd.DataFrame

    @classmethod
    def empty(cls):
        return cls(pd.DataFrame({key: [] for key in [*KEYS, "n"]}))

    @classmethod
    def count(cls, rows):
        """From one row a person and item, with the columns `KEYS`; `n`, if there, counts a row.

        Within a group every person has a row for every item.
        """
        if "n" not in rows:
            rows = rows.assign(n=1)
        return cls(rows.groupby(KEYS, as_index=False, observed=True)["n"].sum())

    def __add__(self, other):
        parts = [cube.cells for cube in (self, other) if len(cube.cells)]
        return Cube.count(pd.concat(parts)) if parts else self


def response(positions):
    """Write options, given by their positions from 0, as a response: [2, 0] is "AC"."""
    return "".join(LETTERS[position] for position in sorted(set(positions)))
