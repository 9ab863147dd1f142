"""Dates as a certificate writes them, and how long it is valid."""

import datetime as dt

_DIGITS = "〇一二三四五六七八九"


def chinese_date(day):
    """Return 二〇二六年, 十一月, 二十三日: three parts, between which a line may break."""
    year = "".join(_DIGITS[int(digit)] for digit in f"{day.year:04d}")
    return f"{year}年", f"{_small_number(day.month)}月", f"{_small_number(day.day)}日"


def _small_number(number):
    """1 to 99 in Chinese numerals: 九, 十, 十一, 二十, 二十三."""
    tens, units = divmod(number, 10)
    tens_text = {0: "", 1: "十"}.get(tens, f"{_DIGITS[tens]}十")
    return tens_text + (_DIGITS[units] if units else "")


def last_day_of_validity(issued_on, years):
    """The day before the anniversary: 2026-11-23 and two years give 2028-11-22."""
    try:
        anniversary = issued_on.replace(year=issued_on.year + years)
    except ValueError:  # 29 February, in a year that has none
        anniversary = dt.date(issued_on.year + years, 3, 1)
    return anniversary - dt.timedelta(days=1)
