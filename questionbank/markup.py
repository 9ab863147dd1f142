"""The little HTML that items hold (`formats.items`), as pages take it. Pure.

Texts are read and written anew by `formats.html`, so that nothing but its allow-list can come out:
stored versions may be shown as they are. (Wagtail's whitelister lets CDATA sections, processing
instructions and doctypes through unescaped, script and all.)
"""

import re
from html import escape

from questionbank.formats import html as formats_html

_TABLE = re.compile(r"(<table>.*?</table>)", re.DOTALL)
# Not the full-width space, which authors mean.
_WHITE = re.compile(r"[ \t\r\n\f]+")
_PICTURE = re.compile(r'<img src="media/([^"]+)"')


def inline(html):
    """Return `html` clean, its paragraphs as lines."""
    return formats_html.clean(html)[0]


def blocks(html):
    """Return `html` clean, its lines as paragraphs."""
    parts = []
    for part in _TABLE.split(inline(html)):
        if part.startswith("<table>"):
            parts.append(part)
        else:
            parts += [f"<p>{line}</p>" for line in part.split("<br>") if line.strip()]
    return "".join(parts)


def plain(html):
    """Return the text of `html` in one line."""
    return _WHITE.sub(" ", formats_html.to_plain(inline(html))).strip()


def pictures(html):
    """Return the names of the pictures in clean HTML, in order."""
    return _PICTURE.findall(html)


def shown(html, address):
    """Return clean HTML with its pictures at their addresses: what a page takes.

    Parameters
    ----------
    address : callable
        From a picture's name to its URL.
    """
    html = _PICTURE.sub(lambda match: f'<img src="{escape(address(match[1]))}"', html)
    # One that is too wide is scrolled, by the keyboard too.
    return html.replace("<table>", '<table tabindex="0">')


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
