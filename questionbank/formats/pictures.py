"""The pictures of a file that is read: known by their bytes, kept under safe names. Pure."""

import base64
import binascii
import hashlib
import re

from questionbank.formats.reasons import NotTaken

MAX_PICTURE_BYTES = 5 * 1024 * 1024

_DATA = re.compile(r"data:image/[\w.+-]{1,40};base64,", re.I)
_UNSAFE = re.compile(r"[^\w.-]+")


def suffix_of(data):
    """Return the suffix that the first bytes of a picture tell, or None."""
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if data.startswith(b"\xff\xd8\xff"):
        return "jpg"
    if data.startswith((b"GIF87a", b"GIF89a")):
        return "gif"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "webp"
    return None


def embedded(source):
    """Return the bytes of a picture that stands in its own src, or None; raises `NotTaken`."""
    start = _DATA.match(source)
    return from_base64("picture", source[start.end() :]) if start else None


def from_base64(name, text):
    # Four letters hold three bytes: too large a picture isn't decoded to be measured.
    if len(text) > MAX_PICTURE_BYTES * 3 // 2:
        raise NotTaken("image_too_large", image=name[:80])
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError) as error:
        raise NotTaken("image_kind", image=name[:80]) from error


class Album:
    """The pictures of a file, kept under one name each; those of a refused question are let go."""

    def __init__(self):
        self.media = {}
        self._new = {}
        self._names = {}
        self._numbers = {}
        self._used = set()

    def begin(self):
        self._new = {}

    def keep(self):
        self.media.update(self._new)

    def add(self, name, data):
        """Return the name in `media/` of the picture that a file calls `name`.

        Raises `NotTaken` where it's too large or no picture of a kind that browsers show.
        """
        if len(data) > MAX_PICTURE_BYTES:
            raise NotTaken("image_too_large", image=name[:80])
        suffix = suffix_of(data)
        if suffix is None:
            raise NotTaken("image_kind", image=name[:80])
        stem, _, given = _UNSAFE.sub("-", name.rpartition("/")[2]).rpartition(".")
        if {suffix, given.lower()} == {"jpg", "jpeg"} or given.lower() == suffix:
            suffix = given
        else:
            stem = stem or given
        stem = stem.strip(".-")[:60] or "picture"
        name = self._free_name(stem, suffix, hashlib.sha256(data).digest())
        self._new[name] = data
        return name

    def _free_name(self, stem, suffix, digest):
        """Return stem.suffix, with a number where another picture has that name."""
        key = stem, suffix, digest
        if key not in self._names:
            candidate = f"{stem}.{suffix}"
            while candidate in self._used:
                # Counted on from the last: thousands of files are called image.png.
                self._numbers[stem] = self._numbers.get(stem, 1) + 1
                candidate = f"{stem}-{self._numbers[stem]}.{suffix}"
            self._used.add(candidate)
            self._names[key] = candidate
        return self._names[key]
