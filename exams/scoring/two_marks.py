"""What the marks of a written answer come to. Pure.

References
----------
Marking on screen in public examinations (网上评卷): two people mark blind to each other (双评);
within the error that was declared beforehand (误差控制值) the mean counts, beyond it somebody else
marks the answer again. There the third mark is either averaged with the nearer one or final
(仲裁); here it is final, so that one sentence says where the points come from (docs/scoring.md).
"""

from decimal import ROUND_HALF_UP, Decimal
from enum import IntEnum

CENT = Decimal("0.01")


class Needs(IntEnum):
    """Whose mark is still missing."""

    FIRST = 1
    SECOND = 2
    THIRD = 3


def decided(first=None, second=None, third=None, *, has_two, step):
    """Return the points that marks come to, or whose mark is missing.

    Parameters
    ----------
    first, second, third : Decimal, optional
        What each marker gave last.
    has_two : bool
        Whether the exam asks for two markers; else the first one's points stand.
    step : Decimal
        By how many points two may differ and still agree.

    Returns
    -------
    Decimal or Needs
        The mean of two marks that agree is exact, half a cent up. A third mark stands once it is
        given: whoever changes a mark afterwards doesn't undo the decision.
    """
    if first is None:
        return Needs.FIRST
    if not has_two:
        return first
    if second is None:
        return Needs.SECOND
    if third is not None:
        return third
    if differ(first, second, step=step):
        return Needs.THIRD
    return ((first + second) / 2).quantize(CENT, ROUND_HALF_UP)


def differ(first, second, *, step):
    """Whether two marks are further apart than the declared step."""
    return abs(first - second) > step


def counting(marks, *, has_two):
    """Which of {order: mark} the points come from, in order: those whose comments are told."""
    if has_two and 3 in marks:
        return [marks[3]]
    return [marks[order] for order in ((1, 2) if has_two else (1,)) if order in marks]
