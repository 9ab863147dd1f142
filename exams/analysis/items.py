"""Classical statistics of items. Pure pandas: no Django. Formulas: docs/statistics.md."""

import pandas as pd

from exams.analysis.correlation import pearson, pooled
from exams.analysis.cube import NOT_REACHED, OMITTED
from exams.analysis.extremes import size, with_extremes


def by_group(cube):
    """Return the statistics of each item in each group, indexed by (group, item).

    Returns
    -------
    DataFrame
        n, omitted, not_reached: numbers of people. facility: mean share of the full marks.
        item_total_r, item_rest_r: correlation with the total, and with the total less the item;
        NaN where one of the two doesn't vary. places: how many the upper and the lower 27 % have
        each; upper, lower: facility among them; d27: the difference; NaN where there is no place.

    References
    ----------
    Crocker & Algina (1986), Introduction to Classical and Modern Test Theory, ch. 14;
    Kelley (1939), J. Educ. Psych. 30.
    """
    cells = with_extremes(cube.cells)
    keys = [cells["group"], cells["item"]]
    share, n = cells["points"] / cells["full"], cells["n"]
    sums = (
        pd.DataFrame(
            {
                "n": n,
                "omitted": n.where(cells["response"] == OMITTED, 0),
                "not_reached": n.where(cells["response"] == NOT_REACHED, 0),
                "earned": n * share,
                "earned_upper": cells["upper"] * share,
                "earned_lower": cells["lower"] * share,
            }
        )
        .groupby(keys)
        .sum()
    )
    places = size(sums["n"])
    has_places = places.where(places > 0)
    table = sums[["n", "omitted", "not_reached"]].assign(
        facility=sums["earned"] / sums["n"],
        item_total_r=pearson(cells["points"], cells["total"], n, keys),
        item_rest_r=pearson(cells["points"], cells["total"] - cells["points"], n, keys),
        places=places,
        upper=sums["earned_upper"] / has_places,
        lower=sums["earned_lower"] / has_places,
    )
    return table.assign(d27=table["upper"] - table["lower"])


def pool(table):
    """Return one row an item from the rows of its groups.

    Counts add up and facility is the mean over all people. Who is among the best, and what a
    correlation means, only makes sense among those who wrote the same form: correlations are
    computed there and averaged with the number of people as weights, d27 with the number of
    places.
    """
    item = table.index.get_level_values("item")
    counts = table[["n", "omitted", "not_reached", "places"]].groupby(item).sum()
    by_people = {
        name: pooled(table[name], table["n"], item)
        for name in ("facility", "item_total_r", "item_rest_r")
    }
    by_places = {
        name: pooled(table[name], table["places"], item) for name in ("upper", "lower", "d27")
    }
    return counts.assign(**by_people, **by_places)
