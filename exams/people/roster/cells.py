"""What a cell means, whatever was typed around it.

`read_name` and `read_id_number` return (value, code of the repair or "") and raise `CellRefused`.
"""

import datetime as dt
import re
import unicodedata

from django.utils.translation import gettext as _

from exams.people import identity
from exams.spreadsheets import Formula

NAME_LENGTH = 60
TEXT_LENGTH = 200
# A cell that needed several repairs is reported with the first of these.
_TELLING = (
    "excel-text-formula", "apostrophe", "zero-width", "nbsp", "tab", "line-break", "space-inside",
    "space", "middle-dot", "compatibility-character", "fullwidth", "lowercase-x",
)  # fmt: skip
_HAN = "〇々\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U000323af"
_INVISIBLE = re.compile(
    "[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]"
)
_SPACES_BESIDE_HAN = re.compile(f" (?=[{_HAN}·])|(?<=[{_HAN}·]) ")
_DOTS = re.compile(f"[•‧∙⋅・･·]|(?<=[{_HAN}])\\.(?=[{_HAN}])")  # the last is U+0387
# Radicals and compatibility characters, which come out of PDF files, for the characters meant.
_COMPATIBILITY = re.compile("[\u2e80-\u2fd5\uf900-\ufad9\U0002f800-\U0002fa1d]")
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_TEXT_FORMULA = re.compile(r'="([^"]*)"')
_SCIENTIFIC = re.compile(r"[0-9](\.[0-9]*)?E\+?[0-9]{2}")
_MASKED = re.compile(r"[*•●×#]|X.*X|XX")


def _modern(match):
    return unicodedata.normalize("NFKC", match[0])


_TIDYING = (
    ("zero-width", lambda text: _INVISIBLE.sub("", text)),
    ("nbsp", lambda text: re.sub("[\u00a0\u2007\u202f]", " ", text)),
    ("tab", lambda text: text.replace("\t", " ")),
    ("line-break", lambda text: re.sub("[\r\n\v\f\x85\u2028\u2029]+", " ", text)),
    ("space", str.strip),
    ("apostrophe", lambda text: text.lstrip("'‘’`")),
    ("fullwidth", lambda text: text.translate(_FULL_WIDTH)),
)
_NAME_MENDING = (
    ("compatibility-character", lambda name: _COMPATIBILITY.sub(_modern, name)),
    ("middle-dot", lambda name: _DOTS.sub("·", name)),
    ("space-inside", lambda name: _SPACES_BESIDE_HAN.sub("", name)),
)
_NUMBER_MENDING = (
    ("space-inside", lambda number: number.replace(" ", "")),
    ("lowercase-x", lambda number: number.replace("x", "X")),
)


class CellRefused(ValueError):
    def __init__(self, code, reason):
        super().__init__(reason)
        self.code = code
        self.reason = reason


def is_blank(value):
    if isinstance(value, str):
        # Beyond that length it is content anyhow, and may be repeated in every row.
        return len(value) <= TEXT_LENGTH and not _INVISIBLE.sub("", value).strip()
    return value is None


def shorten(value):
    """A cell as a report quotes it."""
    if isinstance(value, Formula):
        value = value.text
    words = " ".join(str(value)[:TEXT_LENGTH].split())
    return words if len(words) <= 30 else f"{words[:29]}…"


def to_text(value):
    """The cell as text; a formula is refused, as nobody knows what it would give."""
    if isinstance(value, Formula):
        raise CellRefused(
            "formula", _("This is a formula. Paste its value and upload the file again.")
        )
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.15g}"
    if isinstance(value, dt.date):
        return value.isoformat()
    text = str(value)
    if len(text) > TEXT_LENGTH:
        raise CellRefused(
            "too-long",
            _("The text has %(length)d characters; %(limit)d are allowed.")
            % {"length": len(text), "limit": TEXT_LENGTH},
        )
    return text


def tidy(text):
    """Return (text without stray characters, with single spaces, in half width; set of codes)."""
    text, codes = _mend(text, _TIDYING)
    return re.sub(r"\s+", " ", text), codes


def _mend(text, steps):
    codes = set()
    for code, step in steps:
        mended = step(text)
        if mended != text:
            codes.add(code)
            text = mended
    return text, codes


def telling(codes):
    return next((code for code in _TELLING if code in codes), "")


def read_text(value):
    """Free text, shown to people as it was written."""
    return tidy(to_text(value))[0]


def read_name(value):
    """A person's name in any script; a dot parts the names of minority languages (U+00B7)."""
    name, codes = tidy(to_text(value))
    name, more = _mend(name, _NAME_MENDING)
    codes |= more
    if not name:
        raise CellRefused("name-missing", _("The name is missing."))
    if foreign := _foreign_to_names(name):
        raise CellRefused(
            "name-characters",
            _("“%(text)s” can't be in a name.") % {"text": shorten(foreign)},
        )
    if len(name) > NAME_LENGTH:
        raise CellRefused(
            "name-length",
            _("The name has %(length)d characters; %(limit)d are allowed.")
            % {"length": len(name), "limit": NAME_LENGTH},
        )
    return name, telling(codes)


def read_id_number(value, *, today):
    """A valid national ID number; raises `CellRefused` or `identity.InvalidIdNumber`."""
    if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) >= 1e15:
        raise _precision_lost()
    text = to_text(value)
    codes = set()
    if unwrapped := _TEXT_FORMULA.fullmatch(text.strip()):
        text = unwrapped[1]
        codes.add("excel-text-formula")
    text, more = tidy(text)
    codes |= more
    text, more = _mend(text, _NUMBER_MENDING)
    codes |= more
    number = identity.normalise(text)
    if not number:
        raise CellRefused("id-missing", _("The ID number is missing."))
    if _SCIENTIFIC.fullmatch(number):
        raise _precision_lost()
    if _MASKED.search(number):
        raise CellRefused(
            "id-masked", _("The ID number is masked. The roster needs all 18 characters.")
        )
    identity.check(number, today=today)
    return number, telling(codes)


def _precision_lost():
    return CellRefused(
        "id-precision-lost",
        _(
            "The ID number is stored as a number, and its last digits are lost."
            " Format the column as text and enter the number again."
        ),
    )


def _foreign_to_names(name):
    """What doesn't belong into a name, or ""."""
    if name.lstrip()[:1] in "=+-@":
        return name
    foreign = "".join(c for c in name if not _belongs(c))
    if foreign:
        return foreign
    if not any(unicodedata.category(c)[0] == "L" or c == "〇" for c in name):
        return name
    return "" if name.strip("·-'’") == name else name


def _belongs(character):
    category = unicodedata.category(character)
    return category[0] in "LM" or category == "Nd" or character in "〇· -.'’"
