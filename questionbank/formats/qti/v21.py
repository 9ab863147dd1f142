"""QTI 2.1 (and 2.2): single items, and content packages, which are written as well. Pure."""

from questionbank.formats.qti import writing
from questionbank.formats.qti.dialects import DIALECTS
from questionbank.formats.qti.reading import read
from questionbank.formats.qti.versions import SECOND, version_of

NAME = SECOND
SUFFIXES = (".zip",)
HOLDS_PICTURES = True


def recognise(data):
    return version_of(data) == SECOND


def write(items, media=None):
    return writing.write(items, media, DIALECTS[SECOND])


__all__ = ["HOLDS_PICTURES", "NAME", "SUFFIXES", "read", "recognise", "write"]
