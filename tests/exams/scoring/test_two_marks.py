"""What two or three marks come to."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exams.scoring.rubrics import OutOfBounds, limits, steps, total
from exams.scoring.two_marks import Needs, counting, decided, differ

halves = st.integers(0, 40).map(lambda n: Decimal(n) / 2)
declared = st.integers(0, 20).map(lambda n: Decimal(n) / 4)
worth = st.integers(1, 400).map(lambda tenths: Decimal(tenths) / 10)
criteria = st.lists(
    st.integers(1, 99).map(lambda tenths: {"text": "…", "points": str(Decimal(tenths) / 10)}),
    min_size=1,
    max_size=8,
)


@given(first=halves, second=halves, third=halves, step=declared)
def test_one_marker_suffices_where_one_is_asked_for(first, second, third, step):
    assert decided(first, second, third, has_two=False, step=step) == first


@given(first=halves, second=halves, step=declared)
def test_two_that_agree_give_their_exact_mean_whoever_was_first(first, second, step):
    points = decided(first, second, has_two=True, step=step)
    if abs(first - second) > step:
        assert points is Needs.THIRD
    else:
        assert points * 2 == first + second
        assert min(first, second) <= points <= max(first, second)
    assert points == decided(second, first, has_two=True, step=step)


@given(first=halves, second=halves, third=halves, step=declared)
def test_a_third_mark_stands_once_it_is_given(first, second, third, step):
    assert decided(first, second, third, has_two=True, step=step) == third


@given(first=halves, second=st.none() | halves, step=declared)
def test_points_are_never_without_the_marks_that_they_need(first, second, step):
    assert decided(has_two=True, step=step) is Needs.FIRST
    assert decided(None, second, has_two=True, step=step) is Needs.FIRST
    assert decided(first, has_two=True, step=step) is Needs.SECOND
    assert decided(None, second, has_two=False, step=step) is Needs.FIRST


def test_exactly_the_declared_step_still_agrees():
    assert not differ(Decimal("2.2"), Decimal("0.5"), step=Decimal("1.7"))
    assert decided(Decimal(3), Decimal(1), has_two=True, step=Decimal(2)) == 2
    assert decided(Decimal("3.5"), Decimal(1), has_two=True, step=Decimal(2)) is Needs.THIRD


def test_half_a_cent_is_rounded_up():
    assert decided(Decimal("1.25"), Decimal("1.26"), has_two=True, step=1) == Decimal("1.26")
    assert decided(Decimal("0.01"), Decimal(0), has_two=True, step=1) == Decimal("0.01")


def test_the_comments_that_are_told_are_those_of_the_marks_that_count():
    marks = {1: "first", 2: "second", 3: "third"}
    assert counting(marks, has_two=True) == ["third"]
    assert counting({1: "first", 2: "second"}, has_two=True) == ["first", "second"]
    assert counting(marks, has_two=False) == ["first"]
    assert counting({}, has_two=True) == []


@given(points=worth, rubric=criteria)
def test_what_the_criteria_earn_at_most_adds_up_to_the_place_exactly(points, rubric):
    most = limits(points, rubric)
    assert sum(most) == points
    assert total(most, points, rubric) == points
    assert total([Decimal(0)] * len(rubric), points, rubric) == 0


@given(rubric=criteria)
def test_a_rubric_that_adds_up_to_the_place_stands_as_it_is(rubric):
    own = [Decimal(criterion["points"]) for criterion in rubric]
    assert limits(sum(own), rubric) == own


@given(limit=worth)
def test_given_is_in_halves_from_nothing_to_the_limit(limit):
    allowed = steps(limit)
    assert (allowed[0], allowed[-1]) == (0, limit)
    assert allowed == sorted(set(allowed))
    assert all(value % Decimal("0.5") == 0 for value in allowed[:-1])


@given(points=worth, rubric=criteria, data=st.data())
def test_any_steps_add_up_to_points_within_the_place(points, rubric, data):
    given = [data.draw(st.sampled_from(steps(limit))) for limit in limits(points, rubric)]
    assert 0 <= total(given, points, rubric) <= points


@pytest.mark.parametrize("given", [["2.5", "0", "0"], ["-0.5", "0", "0"], ["0.3", "0", "0"], ["1"]])
def test_points_that_there_are_not_are_refused(given):
    rubric = [{"text": "…", "points": n} for n in ("2", "2", "1")]
    with pytest.raises(OutOfBounds):
        total([Decimal(value) for value in given], Decimal(5), rubric)


def test_without_a_rubric_one_number_is_given_for_the_whole():
    assert total([Decimal("4.5")], Decimal(5), []) == Decimal("4.5")
    with pytest.raises(OutOfBounds):
        total([Decimal("5.5")], Decimal(5), [])
