"""National ID numbers (公民身份号码), by GB 11643-1999.

Region (6 digits), date of birth (8), sequence (3, odd for a man), check character. The region is
never looked at: regions are merged and renamed, and numbers made for tests have one that no
region bears.
"""

import datetime as dt
import re
import unicodedata

from django.utils.translation import gettext as _

LENGTH = 18
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_CHARACTERS = "10X98765432"
_SHAPE = re.compile(r"[0-9]{17}[0-9X]", re.ASCII)


class InvalidIdNumber(ValueError):
    """Says in `reason`, for people, what is wrong with a number; `code` says it for programs."""

    def __init__(self, code, reason):
        super().__init__(reason)
        self.code = code
        self.reason = reason


def normalise(text):
    """Return `text` as a number is stored: half width, capital X, no white space or marks."""
    folded = unicodedata.normalize("NFKC", text)
    return "".join(c for c in folded if not c.isspace() and unicodedata.category(c) != "Cf").upper()


def check(number, *, today):
    """Raise `InvalidIdNumber` unless `number`, already normalised, can be somebody's.

    Codes: ``id-length``, ``id-characters``, ``id-birth-date``, ``id-checksum``.
    """
    if len(number) == 15:
        raise InvalidIdNumber(
            "id-length",
            _("An ID number of 15 digits is no longer valid: enter the one of 18 characters."),
        )
    if len(number) != LENGTH:
        raise InvalidIdNumber(
            "id-length",
            _("An ID number has 18 characters, this one has %(length)d.") % {"length": len(number)},
        )
    if not _SHAPE.fullmatch(number):
        raise InvalidIdNumber(
            "id-characters",
            _("An ID number consists of digits; only the last character may be X."),
        )
    try:
        born = birth_date(number)
    except ValueError:
        raise InvalidIdNumber(
            "id-birth-date", _("The date of birth in the ID number does not exist.")
        ) from None
    if born > today:
        raise InvalidIdNumber(
            "id-birth-date", _("The date of birth in the ID number is later than today.")
        )
    if number[-1] != (right := check_digit(number)):
        raise InvalidIdNumber(
            "id-checksum",
            _("The check digit should be %(digit)s: compare the number with the ID card.")
            % {"digit": right},
        )


def check_digit(number):
    """The last character that the first 17 digits ask for (ISO 7064, MOD 11-2)."""
    total = sum(int(digit) * weight for digit, weight in zip(number, _WEIGHTS, strict=False))
    return _CHECK_CHARACTERS[total % 11]


def birth_date(number):
    """The date in the number; raises ValueError where there is no such day."""
    return dt.date(int(number[6:10]), int(number[10:12]), int(number[12:14]))


def sex(number):
    """Return "M" or "F", as `Candidate.Sex` has them."""
    return "M" if int(number[16]) % 2 else "F"


def mask(number):
    """The number as it may be shown: 990101********0117. What is no whole number shows nothing."""
    if len(number) != LENGTH:
        return "*" * len(number)
    return f"{number[:6]}********{number[14:]}"
