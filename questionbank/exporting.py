"""Items as files of any format, with all that the format holds, and with what it can't told."""

import io
import zipfile
from dataclasses import replace

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.utils.timezone import localdate
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from questionbank import pictures
from questionbank.formats import baiwen_json
from questionbank.formats.registry import FORMATS, WRITABLE
from questionbank.importing import media

# What each format is good for, and what it has no place for; told whole before the download.
ABOUT = {
    "json": _("Everything that an item has, with pictures: to keep, or for another Baiwen."),
    "xlsx": _("The table of our template, to look through and mend in Excel. No pictures."),
    "csv": _("The same table as text that Excel opens. No pictures."),
    "tsv": _("The same table with tabs, for programs. No pictures."),
    "docx": _("For Word: numbered, with key and explanation below each question."),
    "txt": _("The same as plain text. No pictures; bold type and tables become marks such as <b>."),
    "moodle-xml": _("For Moodle, with pictures. No citations, no case analysis."),
    "gift": _("For Moodle and others as text. No pictures, no citations."),
    "aiken": _("Single choice without explanations, for the simplest systems."),
    "qti21": _("A package for systems that read IMS QTI 2.1, with pictures."),
    "qti30": _("A package for systems that read IMS QTI 3.0, with pictures."),
}
_CHUNK = 500


def formats():
    """Return [(name, what people call it, suffix, what it holds)] of what can be written."""
    return [
        (name, module.NAME, suffix_of(module), ABOUT.get(name, ""))
        for name, module in WRITABLE.items()
    ]


def suffix_of(module):
    # Only packages have none of their own: .zip is another version's.
    return next(iter(module.SUFFIXES), ".zip")


def plain_items(items):
    """Return a queryset of items as plain items: published ones as published, drafts as saved."""
    items = items.select_related("point", "latest_revision").prefetch_related(
        "options", "pairs", "criteria", "citations__article__statute"
    )
    return [_plain(item) for item in items.iterator(_CHUNK)]


def _plain(item):
    if not item.live and item.latest_revision:
        # The row of a draft keeps what it said at first; the editor saves revisions.
        item = item.with_content_json(item.latest_revision.content)
    return replace(
        item.plain,
        title=item.code,
        point=item.point.code,
        difficulty=item.difficulty,
        level=item.level,
        cites=tuple(str(citation.reference) for citation in item.citations.all()),
    )


def write(items, format_name):
    """Return (plain items, `formats.items.Written`) of a queryset of items."""
    module = FORMATS[format_name]
    plain = plain_items(items)
    if not module.HOLDS_PICTURES:
        return plain, module.write(plain)
    names = {name: None for item in plain for name in media.sources(baiwen_json.entry_of(item))}
    return plain, module.write(plain, pictures.content(names))


def losses(plain, written):
    """Return [(code of the item, what is lost)] of what was written."""
    found = []
    for loss in written.losses:
        digits = "".join(sign for sign in loss.where if sign.isdecimal())
        is_item = digits.isdecimal() and 0 < int(digits) <= len(plain)
        found.append((plain[int(digits) - 1].title if is_item else loss.where, loss.reason))
    return found


def response(items, format_name):
    """Return a download of a queryset of items; with what is lost beside it in a .zip, if any."""
    plain, written = write(items, format_name)
    words = gettext("questions")
    stem = f"{slugify(words, allow_unicode=True)}-{localdate():%Y%m%d}"
    name = stem + suffix_of(FORMATS[format_name])
    if not written.losses:
        return _attachment(written.data, name)
    told = "\r\n".join(f"{code}\t{reason}" for code, reason in losses(plain, written))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr(name, written.data)
        package.writestr(gettext("what is lost") + ".txt", f"\ufeff{told}\r\n")
    return _attachment(buffer.getvalue(), f"{stem}-{format_name}.zip")


def _attachment(content, name):
    return HttpResponse(
        content,
        content_type="application/octet-stream",
        headers={
            "Content-Disposition": content_disposition_header(True, name),
            "Cache-Control": "no-store",
            "X-Content-Type-Options": "nosniff",
        },
    )
