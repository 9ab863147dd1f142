"""Zip archives from strangers: .xlsx, and by the same door .docx and question packages."""

import io
import posixpath
import struct
import zipfile
import zlib
from contextlib import contextmanager

from exams.spreadsheets.grid import Limits
from exams.spreadsheets.refusal import FileRefused, damaged, encrypted

# What zipfile and zlib raise on archives that are cut off or were made to mislead.
_DAMAGE = (
    zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, OverflowError,
    RuntimeError, ValueError, struct.error,
)  # fmt: skip


class Package:
    """An archive whose members have been looked at and may be opened by name."""

    def __init__(self, archive):
        self._archive = archive
        self.names = {_plain(info.filename): info for info in archive.infolist()}

    def __contains__(self, name):
        return name in self.names

    @contextmanager
    def open(self, name):
        """A member as a binary file; refuses the archive where the member is broken."""
        with refuse_damage():
            if name not in self.names:
                raise damaged()
            # ZipExtFile stops at the size that was declared, which `open_package` has summed up.
            with self._archive.open(self.names[name]) as member:
                yield member

    def read(self, name):
        with self.open(name) as member:
            return member.read()


def open_package(data, *, limits=Limits()):  # noqa: B008, frozen
    """Return a `Package`, or raise `FileRefused` before anything is unpacked.

    Codes: ``damaged``, ``too-many-members``, ``unpacked-too-large``, ``unsafe-path``,
    ``encrypted``.
    """
    with refuse_damage():
        archive = zipfile.ZipFile(io.BytesIO(data))
    members = archive.infolist()
    if len(members) > limits.members:
        raise FileRefused("too-many-members", limit=limits.members)
    if sum(info.file_size for info in members) > limits.unpacked_bytes:
        raise FileRefused("unpacked-too-large", limit=limits.unpacked_bytes // 2**20)
    for info in members:
        name = _plain(info.filename)
        if name.startswith("/") or ":" in name or ".." in name.split("/") or "\0" in name:
            raise FileRefused("unsafe-path")
        if info.flag_bits & 1:
            raise encrypted()
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise damaged()
    if len({_plain(info.filename) for info in members}) < len(members):
        raise damaged()  # which of two equal names counts differs from program to program
    return Package(archive)


@contextmanager
def refuse_damage():
    try:
        yield
    except _DAMAGE as error:
        raise damaged() from error


def _plain(name):
    name = name.replace("\\", "/")
    return posixpath.normpath(name) if name.startswith("./") else name
