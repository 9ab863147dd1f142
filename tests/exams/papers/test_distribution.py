"""A form's items by chapter and difficulty, beside the blueprint."""

from hypothesis import given
from hypothesis import strategies as st

from exams.papers.distribution import Place, distribution

LEVELS = [1, 2, 3]


def test_open_and_exact_cells_add_up_to_what_the_chapter_asks_for():
    rows = distribution(
        [("05", 1), ("05", 2), ("05", 2), ("07", 3)],
        [("05", 2, 1), ("05", None, 2), ("07", 3, 1)],
        LEVELS,
    )
    assert [(row.chapter, row.n_items, row.n_asked, row.is_met) for row in rows] == [
        ("05", 3, 3, True),
        ("07", 1, 1, True),
    ]
    assert rows[0].places == [Place(1, 0), Place(2, 1), Place(0, 0)]


def test_a_difficulty_that_comes_out_short_is_not_met():
    (row,) = distribution([("05", 1), ("05", 1)], [("05", 2, 1), ("05", None, 1)], LEVELS)
    assert (row.n_items, row.n_asked, row.is_met) == (2, 2, False)


def test_a_chapter_that_nobody_asked_for_and_one_that_is_missing_are_shown():
    rows = distribution([("04", 1)], [("05", None, 1)], LEVELS)
    assert [(row.chapter, row.n_items, row.n_asked, row.is_met) for row in rows] == [
        ("04", 1, 0, False),
        ("05", 0, 1, False),
    ]


def test_an_empty_form_has_no_rows():
    """C7"""
    assert distribution([], [], LEVELS) == []


@given(
    st.lists(st.tuples(st.sampled_from("ABC"), st.sampled_from(LEVELS))),
    st.lists(
        st.tuples(st.sampled_from("ABCD"), st.sampled_from([None, *LEVELS]), st.integers(1, 9))
    ),
)
def test_rows_add_up_to_the_totals(items, cells):
    rows = distribution(items, cells, LEVELS)
    assert sum(row.n_items for row in rows) == len(items)
    assert sum(row.n_asked for row in rows) == sum(n for _, _, n in cells)
    assert all(row.n_items == sum(place.n_items for place in row.places) for row in rows)
