"""Whether two short answers are the same wording. Pure.

Width, case, spaces and closing punctuation don't count, and a number is the same however it is
written: 十五日, １５日 and 15日; 百分之三 and 3%; 一万元 and 10,000元.
"""

import re
import unicodedata
from decimal import Decimal

_DIGITS = {sign: n for n, sign in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_MYRIADS = {"万": 10**4, "亿": 10**8}
_CHINESE = re.compile("[零〇一二两三四五六七八九十百千万亿]+")
_PER = re.compile(r"([百千])分之([零〇一二两三四五六七八九十\d.]+)")
_SIGNS = {"百": "%", "千": "‰"}
_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+(?!\d)")
_LARGE = re.compile(r"(\d+(?:\.\d+)?)([万亿])")
_DECIMAL = re.compile(r"\d+\.\d+")
_EDGES = " 。.,;:、!?“”\"'《》"


def normalised(text):
    """Return `text` in the one writing under which equal answers are equal."""
    text = _folded(text)
    # Until nothing changes: what was apart may fold together once the spaces are gone.
    while (again := _folded(text)) != text:
        text = again
    text = _PER.sub(lambda match: match[2] + _SIGNS[match[1]], text)
    text = _CHINESE.sub(_arabic, text)
    text = _GROUPED.sub(lambda match: match[0].replace(",", ""), text)
    text = _LARGE.sub(lambda match: _plain(Decimal(match[1]) * _MYRIADS[match[2]]), text)
    return _DECIMAL.sub(lambda match: _plain(Decimal(match[0])), text)


def _folded(text):
    text = unicodedata.normalize("NFKC", text).casefold()
    return "".join(text.split()).strip(_EDGES)


def _arabic(match):
    """A run of Chinese numerals as digits; signs that make no number stay as they are."""
    signs = match[0]
    if all(sign in _DIGITS for sign in signs):  # 二〇二六
        return "".join(str(_DIGITS[sign]) for sign in signs)
    total = section = digit = 0
    for position, sign in enumerate(signs):
        if sign in _DIGITS:
            digit = _DIGITS[sign]
        elif sign in _UNITS:
            # 十五: the one before the ten is left out.
            section += (digit or (1 if position == 0 or section == 0 else 0)) * _UNITS[sign]
            digit = 0
        else:
            if position == 0:
                return signs  # 万 after Arabic digits
            if sign == "亿":
                total += section + digit
                total *= _MYRIADS[sign]
            else:
                total += (section + digit) * _MYRIADS[sign]
            section = digit = 0
    return str(total + section + digit)


def _plain(number):
    return f"{number.normalize():f}"
