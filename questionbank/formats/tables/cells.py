"""What stands in a cell, as text and as HTML. Pure.

A cell's text may carry the little HTML of `items`. Only what is plainly a tag of HTML counts as
one: “A<B 且 B>C” is text.
"""

import datetime as dt
import re

from exams.spreadsheets import Formula
from questionbank.formats import html
from questionbank.formats.html_tags import BLOCKS, CELLS, DROPPED, FORMATS, ROWS, SILENT
from questionbank.formats.reasons import NotTaken

_ELEMENTS = (BLOCKS | CELLS | ROWS | DROPPED | SILENT | frozenset(FORMATS)) | frozenset(
    [
        "a",
        "abbr",
        "big",
        "br",
        "button",
        "code",
        "del",
        "form",
        "img",
        "input",
        "ins",
        "link",
        "mark",
    ]
    + ["marquee", "meta", "option", "param", "s", "select", "small", "source", "strike", "textarea"]
    + ["tt", "u", "html", "font"]
)
_TAG = re.compile(r"<(?:!--|/?([a-zA-Z][a-zA-Z0-9]*)((?:\s[^<>]*+)?/?)>)|<")
_ATTRIBUTES = re.compile(
    r"(?:\s++[a-zA-Z_:][-\w:.]*+(?:\s*+=\s*+(?:\"[^\"]*+\"|'[^']*+'|[^\s\"'=<>]++))?+)*+\s*+/?",
    re.ASCII,
)
_LONE_AND = re.compile(r"&(?!(?:[a-zA-Z][a-zA-Z0-9]{1,7}|#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6});)")
_ENTITY = re.compile("(&(?:[a-zA-Z][a-zA-Z0-9]{1,7}|#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}));")
_ERRORS = frozenset(["#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!"])


class Fault(NotTaken):
    """Why a row isn't taken, and in the column of which field that shows ("" for the row)."""

    def __init__(self, field, code, **values):
        self.field = field
        super().__init__(code, **values)


def is_blank(value):
    return value is None or (isinstance(value, str) and not value.strip())


def text_of(value, field):
    """The text of a cell as it stands there; raises `Fault` where that can't be known."""
    if isinstance(value, str):
        if value.strip() in _ERRORS:
            raise Fault(field, "error_cell", value=value.strip())
        return value.replace("\r\n", "\n").replace("\r", "\n")
    if value is None:
        return ""
    if isinstance(value, Formula):
        raise Fault(field, "formula")
    if isinstance(value, dt.date):
        raise Fault(field, "date_cell")
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    # 0.1 + 0.2, and Excel's 15 digits.
    return f"{value:.15g}" if isinstance(value, float) else str(value)


def sample_of(value, length=40):
    """A cell for people to recognise, whatever it holds."""
    if isinstance(value, Formula):
        return "（公式）"
    text = " ".join(str("" if value is None else value).split())
    return text if len(text) <= length else f"{text[: length - 1]}…"


def rich(text, image=None):
    """Return (HTML, names of tags that were dropped) of a cell's text.

    image: what `html.clean` asks of a picture; without it each is dropped, and "img" among the
    names.
    """
    text = _LONE_AND.sub("&amp;", _TAG.sub(_marked, text)).replace("\n", "<br>")
    return html.clean(text, image=image or (lambda src: None))


def split(pattern, text):
    """As `re.split`, but not at the ; that ends an entity such as &lt;."""
    parts = re.split(pattern, _ENTITY.sub("\\1\uffff", text))
    return [part.replace("\uffff", ";") for part in parts]


def _marked(match):
    name, rest = match[1], match[2]
    if name is None:
        return "<!--" if len(match[0]) > 1 else "&lt;"
    is_tag = name.lower() in _ELEMENTS and (
        not rest.strip(" /")
        or ((len(name) > 1 or "=" in rest) and bool(_ATTRIBUTES.fullmatch(rest)))
    )
    return match[0] if is_tag else f"&lt;{match[0][1:]}"
