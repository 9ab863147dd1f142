"""A date of birth as it is written in rosters, to be compared with the one in the ID number."""

import datetime as dt
import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

from exams.people.roster.cells import CellRefused, shorten, tidy, to_text
from exams.spreadsheets.numbers import from_serial

_PARTS = re.compile(r"(\d{4}|\d{2})[-/.年](\d{1,2})(?:[-/.月](\d{1,2})日?|月)?", re.ASCII)
_TIME = re.compile(r"[ T]\d{1,2}:[\d:.]+$", re.ASCII)
_CHINESE_DIGITS = str.maketrans("〇零○一二三四五六七八九", "000123456789")
_CHINESE_TENS = re.compile(r"([1-9]?)十([1-9]?)")


@dataclass(frozen=True)
class WrittenDate:
    """A date with what was written of it: perhaps no day, perhaps a year of two digits."""

    year: int
    months: tuple[int, ...]  # two where 1985.1 may be 1985.10, which Excel shortens
    day: int | None
    code: str  # of the repair; empty for a cell that is a date

    def agrees_with(self, date):
        year = date.year if self.year > 99 else date.year % 100
        return year == self.year and date.month in self.months and self.day in (None, date.day)


def read_birth_date(value):
    """Return a `WrittenDate`; raises `CellRefused` for what is no date.

    >>> read_birth_date("一九八五年三月十二日")
    WrittenDate(year=1985, months=(3,), day=12, code='date-text')
    """
    if isinstance(value, dt.date):
        return WrittenDate(value.year, (value.month,), value.day, "")
    text = _TIME.sub("", tidy(to_text(value))[0]).replace(" ", "")
    text = text.translate(_CHINESE_DIGITS)
    text = _CHINESE_TENS.sub(lambda match: f"{match[1] or 1}{match[2] or 0}", text)
    if re.fullmatch(r"[0-9]{8}", text):
        code = "date-text" if isinstance(value, str) else "date-number"
        return _written(value, int(text[:4]), int(text[4:6]), int(text[6:]), code)
    if re.fullmatch(r"[0-9]{6}", text):
        return _written(value, int(text[:4]), int(text[4:]), None, "date-month-only")
    if re.fullmatch(r"[0-9]{5}", text) and int(text) > 60:
        date = from_serial(int(text))
        return _written(value, date.year, date.month, date.day, "date-serial")
    match = _PARTS.fullmatch(text)
    if not match:
        raise CellRefused(
            "date-unreadable",
            _("“%(text)s” is no date; the one in the ID number is taken.")
            % {"text": shorten(value)},
        )
    year, month, day = (int(part) if part else None for part in match.groups())
    code = "date-two-digit-year" if year < 100 else "date-text" if day else "date-month-only"
    return _written(value, year, month, day, code)


def _written(value, year, month, day, code):
    try:
        dt.date(year if year > 99 else 1900 + year, month, day or 1)
    except ValueError:
        raise CellRefused(
            "date-unreadable",
            _("There is no day “%(text)s”; the date in the ID number is taken.")
            % {"text": shorten(value)},
        ) from None
    shortened = isinstance(value, float) and month == 1
    return WrittenDate(year, (1, 10) if shortened else (month,), day, code)
