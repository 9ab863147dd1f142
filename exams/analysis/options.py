"""Statistics of an item's options: who chose which. Pure pandas: no Django."""

import numpy as np
import pandas as pd

from exams.analysis.correlation import pearson, pooled
from exams.analysis.cube import LETTERS
from exams.analysis.extremes import size, with_extremes


def by_group(cube, n_options):
    """Return the statistics of each option in each group, indexed by (group, item, option).

    Parameters
    ----------
    cube : Cube
    n_options : dict
        {item: number of its options}; other items have none to choose and are left out.

    Returns
    -------
    DataFrame
        Options count from 0. n_people: all who had the item. n: who chose the option, alone or
        with others. places: how many the upper and the lower 27 % have each; upper, lower: how
        many of them chose it (those at the boundary score count in part). total_r, rest_r:
        correlation of choosing it with the total, and with the total less the item; NaN where
        nobody or everybody chose it.
    """
    cells = with_extremes(cube.cells)
    available = cells["item"].map(n_options)
    most = 0 if available.isna().all() else int(available.max())
    tables = [
        _option(cells[available > position], LETTERS[position]).assign(option=position)
        for position in range(most)
    ]
    if not tables:
        return _option(cells.iloc[:0], "A").assign(option=0).set_index("option", append=True)
    return pd.concat(tables).set_index("option", append=True).sort_index()


def _option(cells, letter):
    keys = [cells["group"], cells["item"]]
    chose, n = cells["response"].str.contains(letter, regex=False).astype(int), cells["n"]
    table = (
        pd.DataFrame(
            {
                "n_people": n,
                "n": n * chose,
                "upper": cells["upper"] * chose,
                "lower": cells["lower"] * chose,
            }
        )
        .groupby(keys)
        .sum()
    )
    return table.assign(
        places=size(table["n_people"]),
        total_r=pearson(chose, cells["total"], n, keys),
        rest_r=pearson(chose, cells["total"] - cells["points"], n, keys),
    )


def pool(table):
    """Return one row an option, indexed by (item, option); pooled as `items.pool` does.

    upper and lower become shares of the places, share is that of all people.
    """
    keys = [table.index.get_level_values(name) for name in ("item", "option")]
    sums = table[["n_people", "n", "upper", "lower", "places"]].groupby(keys).sum()
    places = sums["places"].replace(0, np.nan)
    return sums.assign(
        share=sums["n"] / sums["n_people"],
        upper=sums["upper"] / places,
        lower=sums["lower"] / places,
        **{name: pooled(table[name], table["n_people"], keys) for name in ("total_r", "rest_r")},
    )
