"""Pass rates from one table of people. Pure pandas: no Django.

The table has one row a candidate entered for the exam, columns:
    candidate (int), unit (str), sat (bool), passed (bool)

Definitions (printed with every figure): registered = entered; sat = started the paper;
passed = reached the pass mark; pass rate = passed / sat; attendance = sat / registered.
A rate without a denominator is missing (NaN), never 0 or 100 %.
"""

import math

import pandas as pd


def once_each(rows):
    """One row a person: who sat or passed in any of an exam's sittings has sat or passed.

    Parameters
    ----------
    rows : DataFrame
        The table's columns, one row a registration, in the order of the sittings; the unit of
        the last registration counts.
    """
    return (
        rows.groupby("candidate", sort=False)
        .agg(unit=("unit", "last"), sat=("sat", "any"), passed=("passed", "any"))
        .reset_index()
    )


def by_unit(people, units):
    """Return counts and rates of every unit, in the order of `units`.

    Parameters
    ----------
    people : DataFrame
        As returned by `once_each`.
    units : list of str
        All units to be shown; those without candidates have zeros and missing rates. A unit of
        `people` that isn't listed is appended.

    Returns
    -------
    DataFrame
        Columns unit, registered, sat, passed (int), pass_rate, attendance (float, 0 to 1, NaN).
    """
    order = [*units, *(unit for unit in people["unit"].unique() if unit not in set(units))]
    counts = (
        people.groupby("unit")
        .agg(registered=("candidate", "size"), sat=("sat", "sum"), passed=("passed", "sum"))
        .reindex(order, fill_value=0)
        .astype("int64")
        .rename_axis("unit")
        .reset_index()
    )
    return _with_rates(counts)


def total(table):
    """Add up a table of `by_unit`: one Series with the same names, `unit` left out.

    Totals are sums of the rows, so that rows and total agree wherever they are printed.
    """
    sums = table[["registered", "sat", "passed"]].sum().to_frame().T.astype("int64")
    return _with_rates(sums).iloc[0]


def _with_rates(counts):
    return counts.assign(
        pass_rate=counts["passed"] / counts["sat"].where(counts["sat"] > 0),
        attendance=counts["sat"] / counts["registered"].where(counts["registered"] > 0),
    )


def wilson_interval(passed, sat, z=1.959964):
    """The 95 % interval of a pass rate as (low, high), shares; (nan, nan) where nobody sat.

    References
    ----------
    Wilson, E. B. (1927), Probable inference, the law of succession, and statistical inference,
    JASA 22, 209-212.
    """
    if sat == 0:
        return math.nan, math.nan
    share = passed / sat
    centre = share + z**2 / (2 * sat)
    spread = z * math.sqrt(share * (1 - share) / sat + z**2 / (4 * sat**2))
    scale = 1 + z**2 / sat
    # At the ends rounding would leave 1 - 1e-16 for what is exactly 1.
    low = 0.0 if passed == 0 else (centre - spread) / scale
    high = 1.0 if passed == sat else (centre + spread) / scale
    return low, high


def percent(share):
    """Two decimals as a number of percent, 96.24; None where the share is missing."""
    return None if pd.isna(share) else round(float(share) * 100, 2)
