"""Word documents of questions, as on paper. Pure.

python-docx writes them. It doesn't read them here: it leaves out what stands in text boxes and
tracked insertions, and has neither numbers nor limits.
"""

from questionbank.formats.docx.parts import recognise
from questionbank.formats.docx.reading import read
from questionbank.formats.docx.writing import write

NAME = "Word"
SUFFIXES = (".docx",)
HOLDS_PICTURES = True

__all__ = ["HOLDS_PICTURES", "NAME", "SUFFIXES", "read", "recognise", "write"]
