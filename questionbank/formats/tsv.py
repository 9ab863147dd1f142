"""Tables as text with tabs between the columns: read as .csv is, written for programs. Pure."""

from questionbank.formats import delimited
from questionbank.formats.items import FileRefused
from questionbank.formats.source import decode

NAME = "TSV"
SUFFIXES = (".tsv",)
HOLDS_PICTURES = False

recognise_columns = delimited.recognise_columns


def recognise(data):
    """Whether a file is such a table and tabs divide it."""
    try:
        first_line = decode(data).lstrip().partition("\n")[0]
    except FileRefused:
        return False
    return "\t" in first_line and delimited.recognise(data)


def read(data, mapping=None, known_points=None):
    """Return the `Reading` of a table; see `delimited.read`."""
    return delimited.read_as(NAME, data, mapping, known_points)


def write(items):
    """Return the `Written` of items in the layout of our template, in UTF-8."""
    return delimited.written(items, NAME, "\t")
