"""Certificate numbers: QH-2026-M-000179-4.

Issuing place, year of issue, kind of exam, running number of that year, check digit. The check
digit is of ISO/IEC 7064, MOD 11,10 over year and running number: it finds every single mistyped
digit and nearly every swap of two neighbours, so that a slip of the hand is told apart from a
certificate that doesn't exist.
"""

import re
import unicodedata

# A mock exam's: the qualification itself is the province's to certify.
MOCK = "M"

_SHAPE = re.compile(r"([A-Z0-9]{1,6})-(\d{4})-([A-Z])-(\d{6,})-(\d)", re.ASCII)
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−－﹣ー"), "-")


class InvalidNumber(ValueError):
    """The text is no certificate's number: another shape, or a digit mistyped."""


def format_number(running, *, prefix, year, kind=MOCK):
    """Return the number of the `running`-th certificate (from 1) of a year."""
    digits = f"{year:04d}{running:06d}"
    return f"{prefix}-{digits[:4]}-{kind}-{digits[4:]}-{check_digit(digits)}"


def check_digit(digits):
    """The last digit that `digits` (a str of ASCII digits) asks for.

    References
    ----------
    ISO/IEC 7064:2003, clause 8, hybrid system MOD 11,10. Its example 0794 has the digit 5.
    """
    remainder = 10
    for digit in digits:
        remainder = ((remainder + int(digit)) % 10 or 10) * 2 % 11
    return str((11 - remainder) % 10)


def normalise(text):
    """Return a number as people type it in its one writing; raises `InvalidNumber`.

    Full-width signs, any dash, spaces and small letters are taken.
    """
    folded = unicodedata.normalize("NFKC", text.translate(_DASHES)).upper()
    number = "".join(folded.split())
    match = _SHAPE.fullmatch(number)
    if match is None:
        raise InvalidNumber(number)
    _, year, _, running, digit = match.groups()
    if check_digit(year + running) != digit:
        raise InvalidNumber(number)
    return number
