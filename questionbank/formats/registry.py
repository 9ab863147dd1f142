"""The formats by name. A new format is a module with NAME, SUFFIXES, recognise, read and write."""

from pathlib import PurePath

from questionbank.formats import aiken, baiwen_json, gift, moodle_xml
from questionbank.formats.reasons import file_refused

# In the order in which a file is tried: the surest signs first.
FORMATS = {
    "json": baiwen_json,
    "moodle-xml": moodle_xml,
    "gift": gift,
    "aiken": aiken,
}


def of_file(data):
    """Return the format that the bytes show; the file's name is not asked.

    Raises `FileRefused` where none knows it.
    """
    for module in FORMATS.values():
        if module.recognise(data):
            return module
    raise file_refused("format_unknown", names="、".join(FORMATS))


def by_suffix(path):
    """Return the format that a file of this name is written in; raises `FileRefused`."""
    suffix = PurePath(path).suffix.lower()
    for module in FORMATS.values():
        if suffix in module.SUFFIXES:
            return module
    raise file_refused("format_by_suffix", names="、".join(FORMATS))
