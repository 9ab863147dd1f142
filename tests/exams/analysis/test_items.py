"""Item statistics agree with R and with the textbook formula, whatever the order of people."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from exams.analysis import items
from exams.analysis.cube import Cube
from tests.exams.analysis.reference import frame

COLUMNS = {
    "facility": "facility",
    "item_total_r": "item_total_r",
    "item_rest_r": "item_rest_r",
    "d27": "d27",
    "d27_upper_facility": "upper",
    "d27_lower_facility": "lower",
}
MATRICES = arrays(int, (12, 4), elements=st.integers(0, 2))


@pytest.mark.parametrize("name", ["tiny", "exam186", "lsat6", "lsat7", "partial"])
@pytest.mark.parametrize("statistic", COLUMNS)
def test_each_statistic_has_the_reference_value(reference, name, statistic):
    data = reference(name)
    expected, tolerance = data.expected(f"item.{statistic}")
    found = items.pool(items.by_group(data.cube))[COLUMNS[statistic]].to_numpy(float)
    np.testing.assert_allclose(found, expected, rtol=0, atol=tolerance)


@pytest.mark.parametrize("name", ["tiny", "exam186", "lsat6", "lsat7", "partial"])
def test_each_end_has_the_reference_size(reference, name):
    data = reference(name)
    expected, _ = data.expected("item.d27_group_size")
    assert (items.by_group(data.cube)["places"] == expected).all()


@pytest.mark.parametrize("statistic", ["omitted", "not_reached"])
def test_blanks_are_counted_as_in_the_reference(reference, statistic):
    data = reference("exam186")
    expected, _ = data.expected(f"item.{statistic}")
    assert (items.by_group(data.cube)[statistic].to_numpy() == expected).all()


def test_an_item_that_does_not_vary_has_no_correlation(reference):
    table = items.by_group(reference("tiny").cube)
    assert np.isnan(table["item_rest_r"].iloc[[0, 5]]).all()


def statistics(rows):
    return items.pool(items.by_group(Cube.count(rows)))


@settings(max_examples=25)
@given(points=MATRICES, order=st.permutations(range(12)))
def test_the_order_of_people_changes_nothing(points, order):
    full = [2] * 4
    one, other = (statistics(frame(matrix, full=full)) for matrix in (points, points[order]))
    np.testing.assert_allclose(one, other, atol=1e-12)


@settings(max_examples=25)
@given(points=MATRICES, scale=st.integers(2, 100))
def test_another_unit_of_points_changes_nothing(points, scale):
    one = statistics(frame(points, full=[2] * 4))
    other = statistics(frame(points * scale, full=[2 * scale] * 4))
    np.testing.assert_allclose(one, other, atol=1e-12)


@settings(max_examples=25)
@given(points=MATRICES)
def test_the_same_group_twice_keeps_shares_and_correlations(points):
    """Two exams with the same papers: each correlation is within its own form."""
    names = ["facility", "item_total_r", "item_rest_r", "d27"]
    once = frame(points, full=[2] * 4)
    both = Cube.count(once) + Cube.count(once.assign(group=1))
    twice = items.pool(items.by_group(both))
    np.testing.assert_allclose(statistics(once)[names], twice[names], atol=1e-12)
    assert (twice["n"] == 24).all()


def test_forms_of_unlike_difficulty_do_not_make_a_correlation():
    """Within each form the item says nothing; between the forms it would say much."""
    easy = np.array([[1, 5], [1, 6], [0, 5], [0, 6]])
    hard = np.array([[0, 1], [0, 2], [1, 1], [1, 2]]) * [1, 1]
    cube = sum(
        (
            Cube.count(frame(points, full=[1, 6], group=group))
            for group, points in enumerate([easy + [0, 0], hard])
        ),
        Cube.empty(),
    )
    assert items.pool(items.by_group(cube))["item_rest_r"].iloc[0] == pytest.approx(0)


def test_pooled_correlations_are_weighted_by_people(reference):
    six, seven = reference("lsat6"), reference("lsat7")
    small = seven.rows.assign(group=1, n=seven.rows["n"] * 3)
    pooled = items.pool(items.by_group(six.cube + Cube.count(small)))
    expected = (six.expected("item.item_rest_r")[0] + 3 * seven.expected("item.item_rest_r")[0]) / 4
    np.testing.assert_allclose(pooled["item_rest_r"], expected, atol=1e-8)


@pytest.mark.parametrize("n", [0, 1, 2])
def test_one_or_two_people_have_no_ends_and_no_failure(n):
    points = np.ones((n, 2), int)
    if n == 0:
        assert (Cube.empty() + Cube.empty()).cells.empty
        return
    table = items.pool(items.by_group(Cube.count(frame(points))))
    assert (table["facility"] == 1).all()
    assert table["item_rest_r"].isna().all()
    assert table["d27"].isna().all() == (n == 1)
