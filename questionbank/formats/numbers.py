"""Numbers as files write them. Pure."""

from decimal import Decimal, InvalidOperation

MAX_POINTS = 1000
_MAX_EXPONENT = 30


def to_number(text):
    """Return a finite `Decimal` of a sane size, or None."""
    try:
        number = Decimal(text.strip().replace(",", ".")[:40])
    except InvalidOperation:
        return None
    # 1e-999999 is six letters here and a megabyte when written.
    is_sane = number.is_finite() and abs(number.as_tuple().exponent) <= _MAX_EXPONENT
    return number if is_sane else None


def to_points(text):
    """Return 1 for "1.0000000"; None where it's no number of points."""
    points = to_number(text)
    if points is None or not 0 <= points <= MAX_POINTS:
        return None
    return Decimal(f"{points.normalize():f}")
