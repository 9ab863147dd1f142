"""QTI 3.0: single items, and content packages, which are written as well. Pure."""

from questionbank.formats.qti import writing
from questionbank.formats.qti.dialects import DIALECTS
from questionbank.formats.qti.reading import read
from questionbank.formats.qti.versions import THIRD, version_of

NAME = THIRD
SUFFIXES = ()  # .zip is written as QTI 2.1, which more systems read
HOLDS_PICTURES = True


def recognise(data):
    return version_of(data) == THIRD


def write(items, media=None):
    return writing.write(items, media, DIALECTS[THIRD])


__all__ = ["HOLDS_PICTURES", "NAME", "SUFFIXES", "read", "recognise", "write"]
