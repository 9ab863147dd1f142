"""HTML of another system -> the little HTML of `items`: b, i, sub, sup, br, pictures. Pure.

Everything is read into runs of text and written anew, so nothing but the allow-list can come out.
The scanner is our own: Python's HTMLParser takes quadratic time on some hostile files.
"""

import re
from html import escape, unescape
from itertools import groupby

from questionbank.formats.items import BLANK

_FORMATS = {"b": "b", "strong": "b", "i": "i", "em": "i", "sub": "sub", "sup": "sup"}
_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "center",
        "dd",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "tbody",
        "tfoot",
        "thead",
        "tr",
        "ul",
    ]
)
_CELLS = frozenset(["td", "th"])
# Dropped with what they hold: none of it is text that a candidate would see.
_DROPPED = frozenset(
    [
        "applet",
        "audio",
        "canvas",
        "embed",
        "frame",
        "frameset",
        "head",
        "iframe",
        "noembed",
        "noframes",
        "noscript",
        "object",
        "script",
        "style",
        "svg",
        "template",
        "title",
        "video",
    ]
)
_VOID = frozenset(["embed", "frame"])
# Wrappers that say nothing by themselves: not worth a word to whoever imports.
_SILENT = _BLOCKS - {"table", "form"} | _CELLS | {"span", "font", "tbody", "thead", "tr", "label"}

_OPEN = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:._-]*)")
_MARKUP = re.compile("<(?=[a-zA-Z/!?])")
_STOP = re.compile("[\"'<>]")
_ATTRIBUTE = re.compile(r"([^\s\"'<>/=]+)(?:\s*+=\s*+(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'<>]+)))?+")
_HANDLER = re.compile(r"on[a-z]+", re.ASCII)
# Not the full-width space, which authors mean; the no-break space is an editor's padding.
_WHITE = re.compile("[ \t\r\n\f\xa0]+")
# XML, and so Word and Excel, can't hold these (the mark of byte order is merely no text).
_CONTROLS = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f\ud800-\udfff\ufeff\ufffe\uffff]")
_ENDS = {name: re.compile(f"</{name}[^>]*>?", re.IGNORECASE) for name in _DROPPED}


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
        Inline and canonical: cleaning it again changes nothing.
    removed : tuple of str
        Names of dropped tags and handlers ("script", "a", "onclick"), each once, in order;
        "img" for a picture, whose alternative text is kept. Wrappers (span, div …) don't count.
    """
    reader = _Reader(image or (lambda src: src))
    reader.read(_CONTROLS.sub("", html))
    return _written(reader.lines), tuple(reader.removed)


def from_plain(text):
    """Return plain text as inline HTML; its lines end in <br>."""
    return clean(escape(text, quote=False).replace("\n", "<br>"))[0]


def one_line(text):
    """Return plain text, of a title or a tag, as one line without control characters."""
    return " ".join(_CONTROLS.sub(" ", text).split())


def to_plain(html):
    """Return the text of `html`, a line break for each <br> or block, pictures as their alt."""
    reader = _Reader(lambda src: None)
    reader.read(_CONTROLS.sub("", html))
    return "\n".join(
        "".join(text for _, text, _ in _trimmed(line)) for line in reader.lines
    ).strip()


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

    def read(self, html):
        position, self._html, self._is_strict = 0, html, True
        while position < len(html):
            markup = _MARKUP.search(html, position)
            start = markup.start() if markup else len(html)
            if start > position:
                self._text(unescape(html[position:start]))
            position = self._markup(start) if start < len(html) else start

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
        if name in _DROPPED and name not in _VOID and html[end - 2] != "/":
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
        if name in _FORMATS:
            self._shift(_FORMATS[name], 1)
        elif name == "br":
            self._settle_break()
            self.lines.append([])
        elif name == "img":
            self._picture(dict(_attributes(source)))
        elif name in _CELLS:
            self._text(" ")
        elif name in _BLOCKS:
            self._needs_break = True
        elif name == "u":
            self._underlined = ""
        if name not in _FORMATS and name not in _SILENT and name not in ("br", "img", "u"):
            self.removed[name] = None
        for attribute, _value in _attributes(source):
            if _HANDLER.fullmatch(attribute):
                self.removed[attribute] = None

    def _close(self, name):
        if name in _FORMATS:
            self._shift(_FORMATS[name], -1)
        elif name in _BLOCKS:
            self._needs_break = True
        elif name == "u" and self._underlined:
            # The underlined gap of a paper in Word.
            self._underlined = None
            self._text(BLANK)
        elif name in _DROPPED:
            self.removed[name] = None

    def _shift(self, name, step):
        before, self._depth[name] = self._depth[name], max(0, self._depth[name] + step)
        if before == 0 and step > 0:
            self._formats += (name,)
        elif before == 1 and step < 0:
            self._formats = tuple(one for one in self._formats if one != name)

    def _picture(self, attributes):
        src, alt = attributes.get("src", ""), attributes.get("alt", "")
        target = self._image(src)
        if target and re.fullmatch(r"media/[^/\\]+", target):
            alt = _WHITE.sub(" ", alt).strip()
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
        text = _WHITE.sub(" ", text)
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
        found.setdefault(match[1].lower(), _CONTROLS.sub("", unescape(value)))
    yield from found.items()


def _trimmed(line):
    """The runs of a line without white at its ends and with single spaces in between."""
    runs, after_space = [], True
    for formats, text, is_html in line:
        if not is_html:
            if not runs:
                text = text.lstrip()
            if after_space:
                text = text.lstrip(" ")
        if text:
            runs.append((formats, text, is_html))
            after_space = text.endswith(" ")
    while runs and not runs[-1][2]:
        formats, text, is_html = runs.pop()
        if text := text.rstrip():
            runs.append((formats, text, is_html))
            break
    return runs


def _written(lines):
    lines = [_trimmed(line) for line in lines]
    filled = [number for number, line in enumerate(lines) if line]
    out, opened, breaks = [], (), 0
    for line in lines[filled[0] : filled[-1] + 1] if filled else ():
        for formats, group in groupby(line, key=lambda run: run[0]):
            n_shared = 0
            while n_shared < min(len(opened), len(formats)) and (
                opened[n_shared] == formats[n_shared]
            ):
                n_shared += 1
            out += [f"</{name}>" for name in reversed(opened[n_shared:])]
            out.append("<br>" * breaks)
            out += [f"<{name}>" for name in formats[n_shared:]]
            out += [text if is_html else escape(text, quote=False) for _, text, is_html in group]
            opened, breaks = formats, 0
        breaks += 1
    return "".join(out + [f"</{name}>" for name in reversed(opened)])
