"""The upper and lower 27 %: those who tie at the boundary share the places."""

import numpy as np
import pytest

from exams.analysis.cube import Cube
from exams.analysis.extremes import size, with_extremes
from tests.exams.analysis.reference import frame


@pytest.mark.parametrize(("n", "places"), [(1, 0), (2, 1), (10, 3), (186, 50), (1000, 270)])
def test_the_size_is_27_percent_rounded(n, places):
    assert size(n) == places


def test_a_tie_at_the_boundary_is_shared():
    """Ten people, three places: one has 9, four have 8 and share two places."""
    totals = np.array([9, 8, 8, 8, 8, 5, 4, 3, 2, 1])[:, None]
    cells = with_extremes(Cube.count(frame(totals, full=[9])).cells).set_index("total")
    assert cells["upper"].loc[[9, 8, 5]].tolist() == [1, 2, 0]
    assert cells["lower"].loc[[1, 2, 3, 4]].tolist() == [1, 1, 1, 0]


def test_where_all_are_equal_all_share():
    cells = with_extremes(Cube.count(frame(np.full((10, 1), 7), full=[9])).cells)
    assert cells[["upper", "lower"]].to_numpy().tolist() == [[3, 3]]
