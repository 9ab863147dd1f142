"""The container of Office before 2007 (MS-CFB): a file system of sectors within a file."""

import struct

from exams.spreadsheets.refusal import damaged

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_END = 0xFFFFFFFA  # this and what is above: free, end of chain, used by the table itself


class Container:
    """Raises FileRefused, struct.error or IndexError on a container that is broken."""

    def __init__(self, data):
        self._data = data
        shift, mini_shift = struct.unpack_from("<HH", data, 30)
        if shift not in (9, 12) or mini_shift != 6:
            raise damaged()
        self._size = 1 << shift
        (directory,) = struct.unpack_from("<I", data, 48)
        self._cutoff, mini_fat, _, difat = struct.unpack_from("<4I", data, 56)
        sectors = list(struct.unpack_from("<109I", data, 76))
        while difat < _END:
            if len(sectors) * self._size > len(data) + 109 * self._size:
                raise damaged()  # the list bites its tail
            *more, difat = self._numbers(difat)
            sectors += more
        self._fat = [n for sector in sectors if sector < _END for n in self._numbers(sector)]
        self._mini_fat = self._unpack(self._chain(mini_fat))
        self._streams = {}
        entries = self._chain(directory)
        for start in range(0, len(entries) - 127, 128):
            length, kind = struct.unpack_from("<HB", entries, start + 64)
            name = entries[start : start + 64].decode("utf-16-le", "replace")[: length // 2 - 1]
            first, size = struct.unpack_from("<IQ", entries, start + 116)
            if kind:
                # Of two streams with one name the first counts; size has 32 bits in old files.
                self._streams.setdefault(name.lower(), (kind, first, size & 0xFFFFFFFF))
        self._mini = b""
        if "root entry" in self._streams:
            self._mini = self._chain(self._streams["root entry"][1])

    def __contains__(self, name):
        return name in self._streams

    def read(self, name):
        """A stream by its name in lower case."""
        _, first, size = self._streams[name]
        if size >= self._cutoff:
            return self._chain(first)[:size]
        parts, left = [], size
        while first < _END and left > 0:
            parts.append(self._mini[first * 64 : first * 64 + min(left, 64)])
            left -= 64
            first = self._mini_fat[first]
        return b"".join(parts)

    def _chain(self, sector):
        parts = []
        while sector < _END:
            if len(parts) > len(self._fat):
                raise damaged()  # the chain bites its tail
            parts.append(self._sector(sector))
            sector = self._fat[sector]
        return b"".join(parts)

    def _sector(self, number):
        start = (number + 1) * self._size
        if start >= len(self._data):
            raise damaged()
        return self._data[start : start + self._size].ljust(self._size, b"\0")

    def _numbers(self, sector):
        return self._unpack(self._sector(sector))

    @staticmethod
    def _unpack(block):
        return struct.unpack(f"<{len(block) // 4}I", block)
