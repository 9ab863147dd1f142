"""The little HTML that an item may hold: bold, paragraphs and line breaks. Pure.

Texts are read into runs and written anew, so that nothing but <p>, <b>, <br> and escaped text can
come out: stored versions may be shown as they are. (Wagtail's whitelister lets CDATA sections,
processing instructions and doctypes through unescaped, script and all.)
"""

import re
from html import escape
from html.parser import HTMLParser
from itertools import groupby

_BREAK = "\n"
# Not the full-width space, which authors mean.
_WHITE = re.compile(r"[ \t\r\n\f]+")
_SPACES = re.compile(" +")


class _Reader(HTMLParser):
    """Collects `paragraphs`: lists of (is_bold, text), a line break being `_BREAK`."""

    def __init__(self, html):
        super().__init__(convert_charrefs=True)
        self.paragraphs = [[]]
        self._bold_depth = 0
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        if tag == "p":
            self.paragraphs.append([])
        elif tag == "br":
            self.paragraphs[-1].append((False, _BREAK))
        elif tag in ("b", "strong"):
            self._bold_depth += 1

    def handle_endtag(self, tag):
        if tag == "p":
            self.paragraphs.append([])
        elif tag in ("b", "strong"):
            self._bold_depth = max(0, self._bold_depth - 1)

    def handle_data(self, data):
        self.paragraphs[-1].append((self._bold_depth > 0, _WHITE.sub(" ", data)))


def _paragraphs(html):
    """Yield each paragraph that has text, as clean HTML."""
    for runs in _Reader(html).paragraphs:
        if "".join(text for _, text in runs).strip():
            yield "".join(
                _written(is_bold, "".join(text for _, text in group))
                for is_bold, group in groupby(runs, key=lambda run: run[0])
            ).strip()


def _written(is_bold, text):
    html = escape(_SPACES.sub(" ", text), quote=False).replace(_BREAK, "<br>")
    return f"<b>{html}</b>" if is_bold else html


def blocks(html):
    """Return `html` as paragraphs with nothing but <p>, <b> and <br> in it."""
    return "".join(f"<p>{paragraph}</p>" for paragraph in _paragraphs(html))


def inline(html):
    """Return `html` for a place that takes no paragraphs (a legend): they become lines."""
    return "<br>".join(_paragraphs(html))


def plain(html):
    """Return the text of `html` in one line."""
    paragraphs = ("".join(text for _, text in runs) for runs in _Reader(html).paragraphs)
    return _WHITE.sub(" ", " ".join(paragraphs)).strip()


def from_marked(text):
    """Return a paragraph of HTML for plain text in which **bold** is the only mark.

    Raises ValueError where a ** is not closed.
    """
    parts = escape(text.strip(), quote=False).split("**")
    if len(parts) % 2 == 0:
        raise ValueError("a ** is not closed")
    marked = "".join(
        f"<b>{part}</b>" if position % 2 else part for position, part in enumerate(parts)
    )
    return f"<p>{marked}</p>"
