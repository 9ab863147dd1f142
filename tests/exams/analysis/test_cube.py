"""Cubes add up: any parts, in any order, make the cube of the whole."""

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from exams.analysis.cube import Cube, response


@settings(max_examples=15)
@given(parts=st.lists(st.integers(0, 3), min_size=186, max_size=186), order=st.permutations("0123"))
def test_parts_make_the_whole(reference, parts, order):
    data = reference("exam186")
    part = np.repeat(parts, 100)
    cubes = [Cube.count(data.rows[part == int(one)]) for one in order]
    merged = sum(cubes, Cube.empty())
    pd.testing.assert_frame_equal(merged.cells, data.cube.cells)


def test_it_does_not_grow_with_the_number_of_people(reference):
    cube = reference("exam186").cube
    assert len((cube + cube).cells) == len(cube.cells)
    assert (cube + cube).cells["n"].sum() == 2 * 186 * 100


def test_a_response_is_written_in_one_way():
    assert response([2, 0, 2]) == response([0, 2]) == "AC"
