"""Questions written out as on paper: what Word documents and plain texts share. Pure."""

from questionbank.formats.prose.answers import is_answer_table
from questionbank.formats.prose.lines import Line
from questionbank.formats.prose.reading import read_lines
from questionbank.formats.prose.rich import GUARD, Rich
from questionbank.formats.prose.writing import Block, guarded, write_items

__all__ = [
    "GUARD",
    "Block",
    "Line",
    "Rich",
    "guarded",
    "is_answer_table",
    "read_lines",
    "write_items",
]
