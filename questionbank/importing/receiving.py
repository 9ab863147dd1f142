"""A file or pasted text comes in: kept, and its format recognised; nothing is read yet."""

import hashlib
from copy import copy
from pathlib import PurePath

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from questionbank.formats import source, xml
from questionbank.formats.docx import parts
from questionbank.formats.items import FileRefused
from questionbank.formats.registry import FORMATS
from questionbank.importing import media
from questionbank.importing.models import ItemImport

_MEGABYTE = 2**20
# The largest that any reader takes; each has a limit of its own.
MAX_BYTES = parts.MAX_BYTES
MAX_MB = MAX_BYTES // _MEGABYTE
LIMITS = {
    "megabytes": MAX_MB,
    "megabytes_xml": xml.MAX_BYTES // _MEGABYTE,
    "megabytes_others": source.MAX_BYTES // _MEGABYTE,
    "questions": source.MAX_ITEMS,
}


class ImportRefused(Exception):
    """Nothing was done; the text says why and what to do."""


def receive(file_name, data, *, user, now):
    """Keep a question file; return its `ItemImport`, whose format is the one recognised.

    Raises `ImportRefused` where the file is too large or of no format that is known.
    """
    if not data:
        raise ImportRefused(_("The file is empty. Make sure that it is the right one."))
    if len(data) > MAX_BYTES:
        raise ImportRefused(
            _("The file is larger than %(megabytes)d MB. Split it and upload the parts.") % LIMITS
        )
    item_import = ItemImport(
        user=user,
        uploaded_at=now,
        moved_at=now,
        file_name=_file_name(file_name),
        sha256=hashlib.sha256(data).hexdigest(),
        language=get_language(),
        format=_recognised(data, file_name),
    )
    with transaction.atomic():
        item_import.file.save(item_import.file_name, ContentFile(data), save=False)
        item_import.save()
    return item_import


def _file_name(text):
    name = PurePath(text.replace("\\", "/")).name
    return "".join(sign for sign in name if sign.isprintable())[-200:] or "?"


def _recognised(data, file_name):
    """The format that the bytes show; where none does, what the name says that it was meant as."""
    for name, module in FORMATS.items():
        if module.recognise(data):
            return name
    suffix = PurePath(file_name).suffix.lower()
    for name, module in FORMATS.items():
        if suffix in module.SUFFIXES:
            return name
    raise ImportRefused(
        _("This is no question file of a format that we know: %(names)s.")
        % {"names": "、".join(module.NAME for module in FORMATS.values())}
    )


def is_table(format_name):
    """Whether its columns can be looked at, and corrected, before the questions are read."""
    return hasattr(FORMATS[format_name], "recognise_columns")


def content(item_import):
    with item_import.file.open() as file:
        return file.read()


def recognise_columns(item_import):
    """Return the `formats.tables.SheetColumns` of each sheet; raises `ImportRefused`."""
    try:
        return FORMATS[item_import.format].recognise_columns(content(item_import))
    except FileRefused as refusal:
        raise ImportRefused(str(refusal)) from refusal


def same_file(item_import):
    """Earlier imports of the very same bytes, the newest first; whoever's they are."""
    others = ItemImport.objects.filter(sha256=item_import.sha256).exclude(pk=item_import.pk)
    return others.filter(pk__lt=item_import.pk).select_related("user")


def discard(item_import):
    """Forget an upload that nothing was written of."""
    with transaction.atomic():
        kept = ItemImport.objects.select_for_update().get(pk=item_import.pk)
        if kept.state not in (ItemImport.State.UPLOADED, ItemImport.State.READ):
            raise ImportRefused(_("This import is at work or done, and stays in the list."))
        gone = copy(kept)  # which knows its key
        kept.delete()
        transaction.on_commit(lambda: _delete_files(gone))


def _delete_files(item_import):
    media.forget(item_import)
    item_import.file.storage.delete(item_import.file.name)
