"""How large a picture is, from its first bytes. Pure."""

from questionbank.formats.pictures import suffix_of

_FRAMES = frozenset(
    [*range(0xC0, 0xC4), *range(0xC5, 0xC8), *range(0xC9, 0xCC), *range(0xCD, 0xD0)]
)


def size_of(data):
    """Return (width, height) in pixels, None where the picture doesn't tell."""
    read = {"png": _png, "gif": _gif, "jpg": _jpeg, "webp": _webp}.get(suffix_of(data))
    size = read(data) if read else None
    return size if size and all(size) else None


def _png(data):
    return _number(data, 16, 4, "big"), _number(data, 20, 4, "big")


def _gif(data):
    return _number(data, 6, 2, "little"), _number(data, 8, 2, "little")


def _jpeg(data):
    at = 2
    while at + 9 <= len(data) and data[at] == 0xFF:
        if data[at + 1] in _FRAMES:
            return _number(data, at + 7, 2, "big"), _number(data, at + 5, 2, "big")
        at += 2 + max(2, _number(data, at + 2, 2, "big"))
    return None


def _webp(data):
    kind = data[12:16]
    if kind == b"VP8X":
        return 1 + _number(data, 24, 3, "little"), 1 + _number(data, 27, 3, "little")
    if kind == b"VP8 ":
        return tuple(_number(data, at, 2, "little") & 0x3FFF for at in (26, 28))
    if kind == b"VP8L":
        bits = _number(data, 21, 4, "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    return None


def _number(data, at, n_bytes, order):
    return int.from_bytes(data[at : at + n_bytes], order)
