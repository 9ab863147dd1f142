"""Moodle's questions within a text, {1:SHORTANSWER:=right~wrong#why}: read and written. Pure.

The text is HTML and so is every answer. Moodle takes `\\}`, `\\#` and `\\~` for the sign itself; we
write character references, which survive its editor as well.
"""

import re
from dataclasses import dataclass
from decimal import Decimal

from questionbank.formats.reasons import NotTaken

_START = re.compile(r"\{(\d{0,6}):([A-Z_]{2,20}):")
_FRACTION = re.compile(r"\s*(?:(=)|%(-?\d{1,3}(?:[.,]\d{0,10})?)%)")
_ESCAPED = re.compile(r"\\([}#~])")
MAX_GAPS = 100
MAX_ALTERNATIVES = 1000  # of all gaps
_FAMILIES = {
    "SHORTANSWER": "text",
    "SA": "text",
    "MW": "text",
    "SHORTANSWER_C": "text_in_case",
    "SAC": "text_in_case",
    "MWC": "text_in_case",
    "NUMERICAL": "number",
    "NM": "number",
    **dict.fromkeys(["MULTICHOICE", "MC", "MULTICHOICE_V", "MCV", "MULTICHOICE_H", "MCH"], "one"),
    **dict.fromkeys(["MULTICHOICE_S", "MCS", "MULTICHOICE_VS", "MCVS"], "one"),
    **dict.fromkeys(["MULTICHOICE_HS", "MCHS"], "one"),
    **dict.fromkeys(["MULTIRESPONSE", "MR", "MULTIRESPONSE_H", "MRH"], "several"),
    **dict.fromkeys(["MULTIRESPONSE_S", "MRS", "MULTIRESPONSE_HS", "MRHS"], "several"),
}
_REFERENCES = {ord(sign): f"&#{ord(sign)};" for sign in "{}~#=%\\"}
_BRACES = {ord(sign): f"&#{ord(sign)};" for sign in "{}"}


@dataclass(frozen=True)
class Alternative:
    html: str
    fraction: Decimal  # percent
    why: str = ""


@dataclass(frozen=True)
class Gap:
    """family: text, text_in_case, number, one (of several options), several."""

    family: str
    weight: int
    alternatives: tuple[Alternative, ...]


def split(html):
    """Return the pieces of text around the gaps, and the gaps: one piece more than gaps."""
    if html.count("~") > MAX_ALTERNATIVES:
        raise NotTaken("too_many_gaps", limit=MAX_GAPS)
    pieces, gaps = [], []
    start = position = 0
    while opening := _START.search(html, position):
        position = opening.end()
        weight, name = opening.groups()
        if name not in _FAMILIES:
            continue
        closing = _find(html, "}", position)
        if closing < 0:
            break
        if len(gaps) == MAX_GAPS:
            raise NotTaken("too_many_gaps", limit=MAX_GAPS)
        pieces.append(html[start : opening.start()])
        alternatives = tuple(_alternatives(html[position:closing]))
        gaps.append(Gap(_FAMILIES[name], int(weight or 1), alternatives))
        start = position = closing + 1
    pieces.append(html[start:])
    return pieces, gaps


def _find(text, sign, start):
    """Return where `sign` stands and isn't escaped, or -1; a # of a reference is none."""
    position = text.find(sign, start)
    while position >= 0:
        before = text[max(start, position - 5) : position]
        is_escaped = before.endswith("\\") or (sign == "#" and before.endswith(("&", "&amp;")))
        if not is_escaped:
            return position
        position = text.find(sign, position + 1)
    return -1


def _alternatives(text):
    start = 0
    while start <= len(text):
        end = _find(text, "~", start)
        part = text[start : end if end >= 0 else len(text)]
        fraction = _FRACTION.match(part)
        answer = part[fraction.end() :] if fraction else part
        sharp = _find(answer, "#", 0)
        answer, why = (answer[:sharp], answer[sharp + 1 :]) if sharp >= 0 else (answer, "")
        if answer.strip():
            yield Alternative(_unescape(answer), _worth(fraction), _unescape(why))
        if end < 0:
            return
        start = end + 1


def _worth(fraction):
    if fraction is None:
        return Decimal(0)
    return Decimal(100) if fraction[1] else Decimal(fraction[2].replace(",", "."))


def _unescape(text):
    # Moodle's editor writes the & of a reference as a reference.
    return re.sub(r"&amp;(#\w{2,7};)", r"&\1", _ESCAPED.sub(r"\1", text)).strip()


def protect(html):
    """Return HTML in which no sign can be taken for the mark of a gap or of an answer."""
    # The # of a reference that is there already must stay.
    parts = re.split(r"(&#?\w{1,8};|<[^>]*>)", html)
    return "".join(
        part.translate(_BRACES if position % 2 else _REFERENCES)
        for position, part in enumerate(parts)
    )


def gap(texts):
    """Return a gap in which each of `texts`, HTML, is right."""
    return "{1:SHORTANSWER:" + "~".join("=" + protect(text) for text in texts) + "}"
