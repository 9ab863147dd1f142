"""The points of a case are shared over its questions: in tenths, by weight, and exactly."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exams.papers.sharing import TENTH, shared

POINTS = st.integers(0, 9999).map(lambda tenths: Decimal(tenths) / 10)
WEIGHTS = st.lists(
    st.integers(1, 999).map(lambda tenths: Decimal(tenths) / 10), min_size=1, max_size=12
)


def tenths(*numbers):
    return [Decimal(number) for number in numbers]


@pytest.mark.parametrize(
    ("points", "weights", "parts"),
    [
        ("10", tenths(1, 1), tenths("5", "5")),
        ("5", tenths(1, 1, 1), tenths("1.7", "1.7", "1.6")),
        ("4", tenths(1, 2, 1), tenths("1", "2", "1")),
        ("1", tenths(3, 3, 1), tenths("0.4", "0.4", "0.2")),
        ("0.2", tenths(1, 1, 1), tenths("0.1", "0.1", "0")),
        ("0", tenths(1, 2), tenths("0", "0")),
        ("7.3", tenths("0.5"), tenths("7.3")),
    ],
)
def test_points_are_shared_by_weight(points, weights, parts):
    assert shared(Decimal(points), weights) == parts


@given(POINTS, WEIGHTS)
def test_the_parts_add_up_exactly(points, weights):
    assert sum(shared(points, weights)) == points


@given(POINTS, WEIGHTS)
def test_every_part_is_in_tenths_and_less_than_a_tenth_from_its_share(points, weights):
    for part, weight in zip(shared(points, weights), weights, strict=True):
        assert part >= 0
        assert part % TENTH == 0
        assert abs(part - points * weight / sum(weights)) < TENTH


@given(POINTS, WEIGHTS)
def test_who_weighs_more_never_gets_less(points, weights):
    pairs = sorted(zip(weights, shared(points, weights), strict=True))
    for (light, fewer), (heavy, more) in zip(pairs, pairs[1:], strict=False):
        assert fewer <= more or light == heavy
