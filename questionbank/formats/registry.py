"""The formats by name.

A new format is a module with NAME, SUFFIXES, HOLDS_PICTURES, recognise, read and write; `write`
takes the pictures as a second argument where the format holds them. One that is only read has no
`write` and no suffix.
"""

from pathlib import PurePath

from questionbank.formats import (
    aiken,
    baiwen_json,
    delimited,
    docx,
    gift,
    moodle_xml,
    text,
    tsv,
    xlsx,
)
from questionbank.formats.qti import v12, v21, v30
from questionbank.formats.reasons import file_refused

# In the order in which a file is tried: the surest signs first.
FORMATS = {
    "json": baiwen_json,
    "moodle-xml": moodle_xml,
    "qti21": v21,
    "qti30": v30,
    "qti12": v12,
    "docx": docx,
    "xlsx": xlsx,
    "tsv": tsv,
    "csv": delimited,
    "gift": gift,
    "txt": text,
    "aiken": aiken,
}

WRITABLE = {name: module for name, module in FORMATS.items() if hasattr(module, "write")}


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
    for module in WRITABLE.values():
        if suffix in module.SUFFIXES:
            return module
    raise file_refused("format_by_suffix", names="、".join(WRITABLE))
