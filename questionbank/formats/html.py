"""HTML of another system -> the little HTML of `items`: b, i, sub, sup, br, pictures, tables. Pure.

Everything is read into runs of text and written anew, so nothing but the allow-list can come out.
A run is (formats, text, is_html); a line is a list of runs, and a table is a line of its own.
The scanner is our own: Python's HTMLParser takes quadratic time on some hostile files.
"""

import re
from html import escape, unescape

from questionbank.formats.html_lines import (
    CONTROLS,
    WHITE,
    Table,
    joined,
    plain,
    spans,
    text_run,
)
from questionbank.formats.html_tags import (
    BLOCKS,
    CELLS,
    DROPPED,
    FORMATS,
    ROWS,
    SILENT,
    VOID,
)
from questionbank.formats.items import BLANK

__all__ = [
    "Table",
    "clean",
    "from_plain",
    "joined",
    "one_line",
    "runs",
    "spans",
    "text_run",
    "to_plain",
]

# A text without any of these, and without white at its ends, is clean as it is. Most are, and an
# import cleans each some dozens of times.
_NOT_CLEAN = re.compile(f"[<>&\t\r\n\f\xa0]|  |{CONTROLS.pattern}")
_OPEN = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:._-]*)")
_MARKUP = re.compile("<(?=[a-zA-Z/!?])")
_STOP = re.compile("[\"'<>]")
_ATTRIBUTE = re.compile(r"([^\s\"'<>/=]+)(?:\s*+=\s*+(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'<>]+)))?+")
_HANDLER = re.compile(r"on[a-z]+", re.ASCII)
_ENDS = {name: re.compile(f"</{name}[^>]*>?", re.IGNORECASE) for name in DROPPED}


def clean(html, *, image=None):
    """Return `html` with nothing but the allow-list in it, and what was dropped.

    Parameters
    ----------
    html : str
    image : callable, optional
        From the src of a picture to what shall stand there ("media/NAME"), or None to drop it.
        Without it only pictures that already are "media/NAME" stay.

    Returns
    -------
    html : str
        Canonical: cleaning it again changes nothing. Lines end in <br>, but not beside a table,
        whose rows stand directly in it; a table in a table becomes lines of text.
    removed : tuple of str
        Names of dropped tags and handlers ("script", "a", "onclick"), each once, in order;
        "img" for a picture, whose alternative text is kept. Wrappers (span, div …) don't count.
    """
    if _is_clean(html):
        return html, ()
    lines, removed = runs(html, image=image)
    return joined(lines), removed


def _is_clean(html):
    return not _NOT_CLEAN.search(html) and html == html.strip()


def runs(html, *, image=None):
    """Return the lines of `html` as runs, and what was dropped; see `clean`."""
    reader = _Reader(image or (lambda src: src))
    reader.read(CONTROLS.sub("", html))
    return reader.lines, tuple(reader.removed)


def from_plain(text):
    """Return plain text as inline HTML; its lines end in <br>."""
    return clean(escape(text, quote=False).replace("\n", "<br>"))[0]


def one_line(text):
    """Return plain text, of a title or a tag, as one line without control characters."""
    return " ".join(CONTROLS.sub(" ", text).split())


def to_plain(html):
    """Return the text of `html`, a line break for each <br> or block, pictures as their alt.

    A row of a table is a line with tabs between the cells.
    """
    if _is_clean(html):
        return html
    return plain(runs(html, image=lambda src: None)[0]).strip()


class _Reader:
    """Collects `lines`: lists of runs (formats, text, is_html)."""

    def __init__(self, image):
        self.lines = [[]]
        self.removed = {}  # an ordered set
        self._image = image
        self._missing = set()
        self._depth = dict.fromkeys(("b", "i", "sub", "sup"), 0)
        self._formats = ()
        self._needs_break = False
        self._underlined = None  # the text since <u>, while it is only white
        self._rows = None  # of the table that is open
        self._outer = None  # the lines around it
        self._n_inner = 0  # tables open in it

    def read(self, html):
        position, self._html, self._is_strict = 0, html, True
        while position < len(html):
            markup = _MARKUP.search(html, position)
            start = markup.start() if markup else len(html)
            if start > position:
                self._text(unescape(html[position:start]))
            position = self._markup(start) if start < len(html) else start
        self._end_table()

    def _markup(self, start):
        """Take in what begins with "<" at `start` and return where it ends."""
        html = self._html
        for opening, closing in (("<!--", "-->"), ("<![CDATA[", "]]>"), ("<!", ">"), ("<?", ">")):
            if html.startswith(opening, start):
                end = self._find(closing, start + len(opening))
                if end < 0:
                    break
                if opening == "<![CDATA[":
                    self._text(html[start + len(opening) : end])
                return end + len(closing)
        opened = _OPEN.match(html, start)
        end = self._tag_end(opened.end()) if opened else -1
        if end < 0:
            self._text("<")
            return start + 1
        name = opened[2].lower()
        if opened[1]:
            self._close(name)
            return end
        self._open(name, html[opened.end() : end - 1])
        if name in DROPPED and name not in VOID and html[end - 2] != "/":
            closing = _ENDS[name].search(html, end)
            return closing.end() if closing else len(html)
        return end

    def _find(self, sought, position):
        """As `str.find`, but what once was not found is not looked for again."""
        if sought in self._missing:
            return -1
        found = self._html.find(sought, position)
        if found < 0:
            self._missing.add(sought)
        return found

    def _tag_end(self, position):
        """Where the tag ends; -1 if it is none. Once quotes are broken they no longer count."""
        while self._is_strict:
            stop = _STOP.search(self._html, position)
            if not stop:
                self._is_strict = False
            elif stop[0] == ">":
                return stop.end()
            elif stop[0] == "<":
                return -1
            else:
                closing = self._find(stop[0], stop.end())
                self._is_strict = closing >= 0
                position = closing + 1 if closing >= 0 else position
        return self._find(">", position) + 1 or -1

    def _open(self, name, source):
        if name in FORMATS:
            self._shift(FORMATS[name], 1)
        elif name == "br":
            self._settle_break()
            self.lines.append([])
        elif name == "img":
            self._picture(dict(_attributes(source)))
        elif name == "table":
            self._open_table()
        elif name in CELLS:
            self._open_cell(name, dict(_attributes(source)))
        elif name in ROWS and self._is_in_rows():
            self._open_row(name)
        elif name in BLOCKS:
            self._needs_break = True
        elif name == "u":
            self._underlined = ""
        if name not in FORMATS and name not in SILENT and name not in ("br", "img", "u"):
            self.removed[name] = None
        for attribute, _value in _attributes(source):
            if _HANDLER.fullmatch(attribute):
                self.removed[attribute] = None

    def _close(self, name):
        if name in FORMATS:
            self._shift(FORMATS[name], -1)
        elif name == "table" and self._n_inner:
            self._n_inner -= 1
            self._needs_break = True
        elif name == "table" and self._rows is not None:
            self._end_table()
        elif (name in CELLS or name in ROWS) and self._is_in_rows():
            self._end_cell()
        elif name in BLOCKS:
            self._needs_break = True
        elif name == "u" and self._underlined:
            # The underlined gap of a paper in Word.
            self._underlined = None
            self._text(BLANK)
        elif name in DROPPED:
            self.removed[name] = None

    def _shift(self, name, step):
        before, self._depth[name] = self._depth[name], max(0, self._depth[name] + step)
        if before == 0 and step > 0:
            # Always in one order, whatever stood around what.
            self._formats = tuple(sorted((*self._formats, name)))
        elif before == 1 and step < 0:
            self._formats = tuple(one for one in self._formats if one != name)

    # Tables: while a cell is open, `lines` are its lines; else what is no cell stands before it.

    def _is_in_rows(self):
        return self._rows is not None and not self._n_inner

    def _open_table(self):
        if self._rows is None:
            self._rows, self._outer = [], self.lines
            self._underlined = None
        else:
            self._n_inner += 1
            self._needs_break = True
            self.removed["table"] = None

    def _open_row(self, name):
        self._end_cell()
        if name == "tr":
            self._rows.append([])

    def _open_cell(self, name, attributes):
        if not self._is_in_rows():
            self._text(" ")
            return
        self._end_cell()
        if not self._rows:
            self._rows.append([])
        more = spans(attributes.get("colspan", ""), attributes.get("rowspan", ""))
        self.lines = [[]]
        self._rows[-1].append((name, more, self.lines))

    def _end_cell(self):
        self.lines = self._outer
        self._needs_break, self._underlined = False, None

    def _end_table(self):
        if self._rows is None:
            return
        self._end_cell()
        rows = [row for row in self._rows if row]
        self._rows, self._n_inner = None, 0
        if rows:
            self.lines += [[((), Table(rows), True)], []]

    def _picture(self, attributes):
        src, alt = attributes.get("src", ""), attributes.get("alt", "")
        target = self._image(src)
        if target and re.fullmatch(r"media/[^/\\]+", target):
            alt = WHITE.sub(" ", alt).strip()
            tag = f'<img src="{escape(target)}" alt="{escape(alt)}">'
            self._settle_break()
            self.lines[-1].append((self._formats, tag, True))
        else:
            self.removed["img"] = None
            self._text(alt)

    def _text(self, text):
        if self._underlined is not None:
            if text.strip():
                self._underlined = None
                self.removed["u"] = None
            else:
                self._underlined += text
        text = WHITE.sub(" ", text)
        if text.strip():
            self._settle_break()
        self.lines[-1].append((self._formats, text, False))

    def _settle_break(self):
        if self._needs_break and any(text.strip() for _, text, _ in self.lines[-1]):
            self.lines.append([])
        self._needs_break = False


def _attributes(source):
    """Yield names and values; of a name given twice the first counts, as in browsers."""
    found = {}
    for match in _ATTRIBUTE.finditer(source):
        value = match[2] or match[3] or match[4] or ""
        found.setdefault(match[1].lower(), CONTROLS.sub("", unescape(value)))
    yield from found.items()
