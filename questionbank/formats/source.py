"""The text of a text file, whatever encoding Windows gave it. Pure."""

import re

from questionbank.formats.reasons import file_refused

MAX_BYTES = 10 * 2**20
MAX_ITEMS = 50_000

_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
# GB18030 decodes nearly anything, so a binary file shows itself by these.
_BINARY = re.compile("[\x00-\x08\x0e-\x19\x1c-\x1f\x7f]")


def decode(data):
    """Return the text of a file with \\n line ends; raises `FileRefused`."""
    if len(data) > MAX_BYTES:
        raise file_refused("file_too_large", limit=MAX_BYTES // 2**20)
    text = _decoded(data)
    if _BINARY.search(text):
        raise file_refused("file_not_text")
    # \x1a: how DOS ends a text.
    return text.rstrip("\x1a").replace("\r\n", "\n").replace("\r", "\n")


def _decoded(data):
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            encodings = (encoding,)
            break
    else:
        encodings = (_wide(data),) if b"\x00" in data else ("utf-8", "gb18030")
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise file_refused("file_encoding")


def _wide(data):
    """UTF-16 without its mark, told by the halves of the ASCII in it (line ends at least)."""
    return "utf-16-le" if data[1::2].count(0) >= data[::2].count(0) else "utf-16-be"
