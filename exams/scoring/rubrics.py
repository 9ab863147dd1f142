"""What may be given for a written answer: points by criterion, in halves. Pure."""

from decimal import Decimal

from exams.papers.sharing import shared

HALF = Decimal("0.5")


class OutOfBounds(ValueError):
    """Points that the rubric or the place doesn't have."""


def limits(points, rubric):
    """Return the most that each criterion earns at a place worth `points`; [] without a rubric.

    The author's points are weights: where they add up to the place's, they stand as they are,
    else the place's are shared over them as those of a case over its questions.

    Parameters
    ----------
    points : Decimal
        Of the question on its form, in tenths.
    rubric : list of {"text", "points"}
    """
    if not rubric:
        return []
    return shared(points, [Decimal(criterion["points"]) for criterion in rubric])


def steps(limit):
    """Return what may be given up to a limit: halves from 0, and the limit itself."""
    halves = [HALF * n for n in range(int(limit / HALF) + 1)]
    return halves if halves[-1] == limit else [*halves, limit]


def total(given, points, rubric):
    """Return the sum of what was given; raises `OutOfBounds`.

    Parameters
    ----------
    given : list of Decimal
        By criterion; of an item without rubric one number.
    """
    most = limits(points, rubric) or [points]
    if len(given) != len(most):
        raise OutOfBounds(f"{len(most)} numbers are wanted, got {len(given)}")
    for value, limit in zip(given, most, strict=True):
        if value not in steps(limit):
            raise OutOfBounds(f"{value} is none of the steps from 0 to {limit}")
    return sum(given, Decimal(0))
