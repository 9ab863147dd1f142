"""The pictures of a file that is looked through: named by content, kept out of everybody's reach.

The name is the one that the bank gives the picture (`pictures.name_of`), so that a question with
the same picture says the same.
"""

import hashlib
import io
import re
import warnings
from html import unescape

from django.core.files.base import ContentFile
from django.core.files.storage import storages
from PIL import Image, UnidentifiedImageError

from questionbank import pictures
from questionbank.formats.pictures import MAX_PICTURE_BYTES, suffix_of

MAX_PIXELS = 40_000_000
NAME = re.compile(r"[0-9a-f]{40}\.(?:png|jpe?g|gif|webp)")

_SOURCE = re.compile(r'src="media/([^"]*)"')


def sources(entry):
    """Return the names of the pictures that an item as JSON shows, each once."""
    found = {}

    def look(text):
        found.update(dict.fromkeys(map(unescape, _SOURCE.findall(text))))
        return text

    _each_text(entry, look)
    return list(found)


def renamed(entry, names):
    """Return an item as JSON with its pictures under their names by content."""

    def rename(text):
        return _SOURCE.sub(lambda match: f'src="media/{names[unescape(match[1])]}"', text)

    return _each_text(entry, rename)


def _each_text(value, change):
    if isinstance(value, str):
        return change(value) if "media/" in value else value
    if isinstance(value, dict):
        return {name: _each_text(part, change) for name, part in value.items()}
    if isinstance(value, list):
        return [_each_text(part, change) for part in value]
    return value


def content_names(media):
    """Return {name in the file: name by content}, without what is no picture that can be shown."""
    ours = pictures.content(name for name in media if NAME.fullmatch(name))
    names = {}
    for name, data in media.items():
        suffix = suffix_of(data)
        if ours.get(name) == data:
            names[name] = name  # exported from here; its name is the original's
        elif suffix and len(data) <= MAX_PICTURE_BYTES and _opens(data):
            names[name] = f"{hashlib.sha1(data, usedforsecurity=False).hexdigest()}.{suffix}"
    return names


def _opens(data):
    """Whether the picture is whole and of a size that a browser, and we, can afford."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data)) as image:
                width, height = image.size
                if not 0 < width * height <= MAX_PIXELS:
                    return False
                image.verify()
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return False
    return True


def _storage():
    return storages["private"]


def _path(item_import, name):
    return f"item-imports/pictures/{item_import.pk}/{name}"


def keep(item_import, media, names):
    """Store the pictures for the look through and the writing; called again, those once more."""
    forget(item_import)
    for name, content_name in names.items():
        path = _path(item_import, content_name)
        if not _storage().exists(path):
            _storage().save(path, ContentFile(media[name]))
    item_import.pictures = {content_name: name for name, content_name in names.items()}


def load(item_import, name):
    """Return the bytes of a picture; raises FileNotFoundError."""
    if not NAME.fullmatch(name):
        raise FileNotFoundError(name)
    with _storage().open(_path(item_import, name)) as file:
        return file.read()


def forget(item_import):
    for name in item_import.pictures:
        _storage().delete(_path(item_import, name))
