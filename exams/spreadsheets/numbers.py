"""Numbers as cells hold them: a date is a count of days that a number format shows as a date."""

import datetime as dt
import math
import re

_BUILT_IN_DATES = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}
_BUILT_IN_PERCENTS = {9, 10}
_LITERALS = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)


def is_date_format(number, code=None):
    """Whether the format of that number (ECMA-376 18.8.30), or its own `code`, shows a date."""
    if code is None:
        return number in _BUILT_IN_DATES
    if code.strip().lower() == "general":
        return False
    return bool(re.search(r"[ymdhs年月日]", _LITERALS.sub("", code), re.IGNORECASE))


def is_percent_format(number, code=None):
    """Whether the format of that number, or its own `code`, shows a share as a percentage."""
    return number in _BUILT_IN_PERCENTS if code is None else "%" in _LITERALS.sub("", code)


def as_shown(number, *, is_date, is_percent, epoch_1904=False):
    """A number as its format makes people see it: a date, “20%”, or itself.

    >>> as_shown(0.2, is_date=False, is_percent=True)
    '20%'
    """
    if is_date:
        return from_serial(number, epoch_1904=epoch_1904)
    return f"{number * 100:.12g}%" if is_percent else number


def from_serial(serial, *, epoch_1904=False):
    """The date, or moment, of a count of days; the number itself where there is none such.

    >>> from_serial(31118)
    datetime.date(1985, 3, 12)
    """
    if epoch_1904:
        first = dt.datetime(1904, 1, 1)
    elif serial >= 61:
        first = dt.datetime(1899, 12, 30)
    elif 1 <= serial < 60:
        first = dt.datetime(1899, 12, 31)
    else:
        return serial  # a time of day, or 29 February 1900, which Excel believes in
    try:
        moment = first + dt.timedelta(seconds=round(serial * 86_400))
    except OverflowError:
        return serial
    return moment.date() if moment.time() == dt.time() else moment


def from_text(text):
    """The number that digits in a file stand for; the text itself where they stand for none."""
    if re.fullmatch(r"-?[0-9]{1,30}", text):
        return int(text)
    try:
        number = float(text)
    except ValueError:
        return text
    return whole(number) if math.isfinite(number) else text


def whole(number):
    """A float without a fraction as int."""
    return int(number) if number.is_integer() and abs(number) < 1e30 else number
