"""The XHTML of an item as HTML for `html.clean`, with signs where a candidate answers. Pure."""

from html import escape

from questionbank.formats.reasons import NotTaken

# Signs that no XML can hold, so that none comes from the file.
INLINE = "\x01"  # where a text is typed or chosen within a line
BLOCK = "\x02"  # where an interaction of its own stands
GAP = "\x03"  # where something is dropped

_RENAMED = {
    "caption": "div",
    "contentBody": "div",
    "content": "div",
    "bdo": "span",
    "infoControl": "div",
}
_EMPTY = (
    "stylesheet",
    "catalogInfo",
    "apipAccessibility",
    "companionMaterialsInfo",
    "col",
    "colgroup",
)
_MEDIA = ("audio", "video", "source", "track", "embed", "iframe")
_RANDOM = ("printedVariable", "templateBlock", "templateInline")
_SHOWN = ("image/png", "image/jpeg", "image/gif", "image/webp")


def to_html(element, place):
    """Return the HTML of what an element holds.

    place : callable
        From an element that is no HTML to the HTML that shall stand there, or None where its
        content shall.
    """
    parts = []
    _write(element, place, parts)
    return "".join(parts)


def _write(element, place, parts):
    parts.append(_text(element.text))
    for child in element:
        _write_one(child, place, parts)
        parts.append(_text(child.tail))


def _write_one(element, place, parts):
    tag = element.tag
    if tag == "br":
        parts.append("<br>")
    elif tag == "img":
        parts.append(_picture(element.get("src", ""), element.get("alt", "")))
    elif tag == "object":
        _write_object(element, place, parts)
    elif tag in _EMPTY:
        pass
    elif tag == "math":
        raise NotTaken("math_markup")
    elif tag in _MEDIA:
        raise NotTaken("audio_video")
    elif tag in _RANDOM:
        raise NotTaken("random_template")
    else:
        put = place(element)
        if put is not None:
            parts.append(put)
            return
        tag = _RENAMED.get(tag, tag)
        if tag in ("td", "th"):
            spans = "".join(
                f' {name}="{escape(element.get(name))}"'
                for name in ("colspan", "rowspan")
                if element.get(name)
            )
            parts.append(f"<{tag}{spans}>")
        else:
            parts.append(f"<{tag}>")
        _write(element, place, parts)
        parts.append(f"</{tag}>")


def _write_object(element, place, parts):
    """A picture; what it holds stands in for a kind that nobody shows, as in HTML."""
    kind = element.get("type", "").lower()
    nested = next(element.iterfind("object"), None)
    if kind.startswith(("audio/", "video/")):
        raise NotTaken("audio_video")
    if kind.startswith("image/") and (kind in _SHOWN or nested is None):
        alt = " ".join("".join(element.itertext()).split())
        parts.append(_picture(element.get("data", ""), alt))
    elif nested is not None:
        _write_object(nested, place, parts)
    else:
        raise NotTaken("object_unsupported", object=element.get("data", "")[:60] or "object")


def _picture(source, alt):
    return f'<img src="{escape(source)}" alt="{escape(alt)}">'


def _text(text):
    return escape(text, quote=False) if text else ""
