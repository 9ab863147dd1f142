"""Between what Wagtail's editor stores and the clean HTML of items.

The editor keeps a picture as <embed embedtype="image" id="5"> and a table as
<embed embedtype="table" html="…">; items say <img src="media/NAME"> and <table>.
"""

import re
from html import escape, unescape

from wagtail.images import get_image_model

from questionbank import markup, pictures
from questionbank.formats import html as formats_html

FEATURES = ["bold", "italic", "superscript", "subscript", "image", "item-table"]

_EMBED = re.compile(r"<embed\b([^>]*)>")
_ATTRIBUTE = re.compile(r'([a-z]+)="([^"]*)"')
_IMAGE = re.compile(r'<img src="media/([^"]*)"(?: alt="([^"]*)")?[^>]*>')


def clean(stored):
    """Return stored rich text as clean inline HTML; one query where it has pictures."""
    if "<embed" not in stored:
        return markup.inline(stored)
    embeds = [_attributes(match) for match in _EMBED.finditer(stored)]
    ids = [int(one["id"]) for one in embeds if one.get("id", "").isdecimal()]
    images = get_image_model().objects.in_bulk(ids)
    return markup.inline(_EMBED.sub(lambda match: _expanded(_attributes(match), images), stored))


def _attributes(match):
    return {name: unescape(value) for name, value in _ATTRIBUTE.findall(match[1])}


def _expanded(attributes, images):
    alt = attributes.get("alt", "")
    if attributes.get("embedtype") == "table":
        return attributes.get("html", "")
    image = images.get(int(attributes["id"])) if attributes.get("id", "").isdecimal() else None
    if image is None:
        return escape(alt)
    return f'<p><img src="media/{pictures.name_of(image)}" alt="{escape(alt)}"></p>'


def stored(html, images):
    """Return clean HTML as the editor stores it; a picture stands on a line of its own there.

    Parameters
    ----------
    images : dict of str to wagtail Image
        By the names that `html` gives them.
    """
    if "<" not in html:
        return f"<p>{html}</p>" if html.strip() else ""
    out, lines = [], []

    def paragraph():
        text = formats_html.joined(lines).replace("<br>", "<br/>")
        out.append(f"<p>{text}</p>" if text else "")
        lines.clear()

    for line in formats_html.runs(html)[0]:
        lines.append([])
        for run in line:
            content = run[1]
            picture = _IMAGE.fullmatch(content) if run[2] else None
            if isinstance(content, formats_html.Table):
                paragraph()
                html = _IMAGE.sub(lambda match: _renamed(match, images), content)
                out.append(f'<embed embedtype="table" html="{escape(html)}"/>')
            elif picture:
                paragraph()
                key, alt = images[picture[1]].pk, picture[2] or ""
                out.append(f'<embed embedtype="image" format="fullwidth" id="{key}" alt="{alt}"/>')
            else:
                if not lines:  # after the picture, on the same line
                    lines.append([])
                lines[-1].append(run)
    paragraph()
    return "".join(out)


def _renamed(match, images):
    return f'<img src="media/{pictures.name_of(images[match[1]])}" alt="{match[2] or ""}">'
