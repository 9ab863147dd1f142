"""Slots: where a question's HTML differs from one paper to the next. Pure.

A question is drawn once with slots in it; what fills them is laid in for each attempt. A slot is
written with two code points that are no characters, so that no text holds one by chance.
"""

import re

_SLOT = re.compile("\ufdd0([^\ufdd1]+)\ufdd1")


def slot(name):
    return f"\ufdd0{name}\ufdd1"


def prefixed(html, prefix):
    """Return the HTML with a prefix to the names of its slots, so that several can be joined."""
    return html.replace("\ufdd0", f"\ufdd0{prefix}")


def cut(html):
    """Return the HTML in pieces: texts, and between two of them the name of a slot."""
    return _SLOT.split(html)


def lay(pieces, told):
    """Return the HTML of `cut` pieces with {name: HTML} laid in; a slot not told stays empty."""
    laid = list(pieces)
    laid[1::2] = [told.get(name, "") for name in pieces[1::2]]
    return "".join(laid)


def choices(letters, number):
    """Return [(letter, slot)] of the select at a place: the slot marks the letter chosen."""
    return [(letter, slot(f"chosen{number}{letter}")) for letter in letters]


def chosen(letters):
    """Return {name: HTML} for `choices`: of each place the letter chosen, "-" for none."""
    return {f"chosen{number}{letter}": " selected" for number, letter in enumerate(letters)}
