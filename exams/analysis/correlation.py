"""Correlations of counted pairs, in many groups at once. Pure pandas: no Django."""

import numpy as np
import pandas as pd


def pearson(x, y, n, keys):
    """Return Pearson's r of x and y within each combination of the keys.

    Parameters
    ----------
    x, y, n : Series of equal index
        Each pair was seen n times.
    keys : list of Series

    Returns
    -------
    Series, indexed by the keys
        NaN where x or y doesn't vary. With x of 0 and 1 this is the point-biserial correlation.
    """
    pairs = pd.DataFrame({"x": x, "y": y}).astype(float)
    weights = n.groupby(keys).transform("sum")
    # Centred first: sums of raw squares would lose the digits that matter.
    means = pairs.mul(n, axis=0).groupby(keys).transform("sum").div(weights, axis=0)
    dx, dy = (pairs - means)["x"], (pairs - means)["y"]
    sums = pd.DataFrame({"xx": n * dx * dx, "yy": n * dy * dy, "xy": n * dx * dy})
    sums = sums.groupby(keys).sum()
    spread = pairs.groupby(keys).agg(["min", "max"])
    varies = (spread["x", "max"] > spread["x", "min"]) & (spread["y", "max"] > spread["y", "min"])
    return (sums["xy"] / np.sqrt(sums["xx"] * sums["yy"])).where(varies)


def pooled(values, weights, keys):
    """Return the mean of values over the groups, weighted; NaN values count nothing.

    For correlations this is the estimate of Hunter & Schmidt (2004, ch. 3), with the number of
    people as weights.
    """
    weights = weights.where(values.notna(), 0)
    sums = (values.fillna(0) * weights).groupby(keys).sum()
    return sums / weights.groupby(keys).sum().replace(0, np.nan)
