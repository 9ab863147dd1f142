"""The upper and the lower 27 % of a group by total score. Pure pandas: no Django."""

import numpy as np

# Kelley (1939), J. Educ. Psych. 30: where the two ends differ most surely, for normal totals.
SHARE = 0.27

KEYS = ["group", "item", "total"]


def size(n):
    """How many places each of the two ends has in a group of n people."""
    return np.floor(SHARE * n + 0.5)


def with_extremes(cells):
    """Return the cells of a cube with `upper` and `lower`: how many there belong to either end.

    Everybody beyond the boundary score is in; those at the boundary share the places that are left
    equally, each counting with the same fraction. So the order of people doesn't matter.
    """
    at = cells.groupby(KEYS)["n"].sum()
    people = at.groupby(["group", "item"])
    n, up_to = people.transform("sum"), people.cumsum()
    places = size(n)
    shares = at.to_frame("at").assign(
        upper=((places - (n - up_to)) / at).clip(0, 1),
        lower=((places - (up_to - at)) / at).clip(0, 1),
    )
    cells = cells.join(shares[["upper", "lower"]], on=KEYS)
    return cells.assign(upper=cells["upper"] * cells["n"], lower=cells["lower"] * cells["n"])
