"""Who chose which option agrees with the reference; several options may be chosen at once."""

import numpy as np
import pandas as pd
import pytest

from exams.analysis import options
from exams.analysis.cube import OMITTED, Cube, response


@pytest.fixture(scope="module")
def exam186(reference):
    data = reference("exam186")
    return data, options.pool(options.by_group(data.cube, dict.fromkeys(range(100), 4)))


@pytest.mark.parametrize("statistic", ["option_total_r", "option_rest_r"])
def test_correlations_of_options_have_the_reference_value(exam186, statistic):
    data, table = exam186
    expected, tolerance = data.expected(f"distractor.{statistic}")
    found = table[statistic.removeprefix("option_")].to_numpy().reshape(100, 4)
    np.testing.assert_allclose(found, expected, rtol=0, atol=tolerance)


def test_options_are_counted_as_in_the_reference(exam186):
    data, table = exam186
    expected, _ = data.expected("distractor.counts_by_band")
    found = table["n"].to_numpy().reshape(100, 4)
    assert (found == expected.sum(axis=1)[:, :4]).all()


def test_an_option_that_nobody_takes_is_counted_with_0(exam186):
    """Planted in item 23."""
    _, table = exam186
    idle = table.loc[22][table.loc[22]["n"] == 0]
    assert len(idle) == 1
    assert idle["rest_r"].isna().all()


def test_each_of_several_chosen_options_counts():
    rows = pd.DataFrame(
        {
            "group": 0,
            "item": 7,
            "full": 2,
            "total": [9, 5, 1],
            "points": [2, 1, 0],
            "response": [response([2, 0]), response([0]), OMITTED],
        }
    )
    table = options.pool(options.by_group(Cube.count(rows), {7: 4}))
    assert table["n"].tolist() == [2, 0, 1, 0]
    assert table["upper"].tolist() == [1, 0, 1, 0]
    assert table["lower"].tolist() == [0, 0, 0, 0]


def test_items_without_options_are_left_out(reference):
    assert len(options.pool(options.by_group(reference("tiny").cube, {}))) == 0
    table = options.pool(options.by_group(reference("exam186").cube, {3: 2}))
    assert table.index.tolist() == [(3, 0), (3, 1)]
