"""QTI 1.2, with the dialects of Canvas and Respondus: read only. Pure."""

from questionbank.formats.qti.reading import read
from questionbank.formats.qti.versions import LEGACY, version_of

NAME = LEGACY
SUFFIXES = ()
HOLDS_PICTURES = True


def recognise(data):
    return version_of(data) == LEGACY


__all__ = ["HOLDS_PICTURES", "NAME", "SUFFIXES", "read", "recognise"]
