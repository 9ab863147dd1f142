"""The figures from a table of people; no database."""

import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from exams.reports import passrates

UNITS = ["许镇镇", "栖禾镇", "澄湾镇"]


def people(*rows):
    return pd.DataFrame(rows, columns=["candidate", "unit", "sat", "passed"]).astype(
        {"candidate": "int64", "unit": "str", "sat": "bool", "passed": "bool"}
    )


tables = st.lists(
    st.tuples(st.integers(1, 30), st.sampled_from(UNITS), st.booleans(), st.booleans()).map(
        lambda row: (*row[:3], row[2] and row[3])
    )
).map(lambda rows: people(*rows))


def test_the_first_countys_rate_is_96_24():
    table = people(*((n, "许镇镇", True, n <= 179) for n in range(1, 187)))
    total = passrates.total(passrates.by_unit(table, UNITS))
    assert (total["registered"], total["sat"], total["passed"]) == (186, 186, 179)
    assert passrates.percent(total["pass_rate"]) == 96.24


def test_rates_are_of_those_who_sat_not_of_those_who_registered():
    table = people((1, "许镇镇", True, True), (2, "许镇镇", False, False))
    row = passrates.by_unit(table, UNITS).iloc[0]
    assert row["pass_rate"] == 1.0
    assert row["attendance"] == 0.5


@pytest.mark.parametrize("rows", [[], [(1, "许镇镇", False, False)]])
def test_c7_without_a_denominator_a_rate_is_missing_and_never_zero(rows):
    total = passrates.total(passrates.by_unit(people(*rows), UNITS))
    assert math.isnan(total["pass_rate"])
    assert passrates.percent(total["pass_rate"]) is None


def test_c7_all_pass_and_nobody_passes():
    everybody = people(*((n, "许镇镇", True, True) for n in range(5)))
    nobody = everybody.assign(passed=False)
    assert passrates.total(passrates.by_unit(everybody, UNITS))["pass_rate"] == 1.0
    assert passrates.total(passrates.by_unit(nobody, UNITS))["pass_rate"] == 0.0


def test_a_unit_without_candidates_is_shown_with_zeros():
    table = passrates.by_unit(people((1, "许镇镇", True, True)), UNITS)
    assert table["unit"].tolist() == UNITS
    assert table.set_index("unit").loc["澄湾镇", "registered"] == 0


def test_c6_a_person_with_two_registrations_counts_once_with_the_last_unit():
    table = passrates.once_each(
        people((1, "许镇镇", True, False), (1, "栖禾镇", True, True), (2, "许镇镇", True, True))
    )
    counts = passrates.by_unit(table, UNITS).set_index("unit")["registered"]
    assert counts.to_dict() == {"许镇镇": 1, "栖禾镇": 1, "澄湾镇": 0}


@given(rows=tables)
def test_rows_add_up_to_the_total_and_everybody_is_in_one_row(rows):
    each = passrates.once_each(rows)
    table = passrates.by_unit(each, UNITS)
    total = passrates.total(table)
    assert total["registered"] == rows["candidate"].nunique() == table["registered"].sum()
    assert (table["passed"] <= table["sat"]).all()
    assert (table["sat"] <= table["registered"]).all()
    assert total["passed"] == each["passed"].sum()


def test_wilson_interval_of_179_of_186():
    # scipy.stats.binomtest(179, 186).proportion_ci(method="wilson")
    low, high = passrates.wilson_interval(179, 186)
    assert (round(low, 4), round(high, 4)) == (0.9244, 0.9817)


@given(sat=st.integers(1, 2000), share=st.floats(0, 1))
def test_the_interval_holds_the_share_and_stays_within_0_and_1(sat, share):
    passed = round(sat * share)
    low, high = passrates.wilson_interval(passed, sat)
    assert 0 <= low <= passed / sat <= high <= 1
