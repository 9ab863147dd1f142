"""Moodle XML, the format in which Moodle moves questions with pictures and feedback. Pure."""

from questionbank.formats.moodle_xml.parsing import recognise
from questionbank.formats.moodle_xml.reading import NAME, read
from questionbank.formats.moodle_xml.writing import write

SUFFIXES = (".xml",)
HOLDS_PICTURES = True

__all__ = ["HOLDS_PICTURES", "NAME", "SUFFIXES", "read", "recognise", "write"]
