"""A .docx read into items. Pure."""

from questionbank.formats.docx.document import Document
from questionbank.formats.docx.numbering import Numbering
from questionbank.formats.docx.parts import Notes, Parts, Styles
from questionbank.formats.pictures import Album
from questionbank.formats.prose import read_lines


def read(data):
    """Return the `Reading` of a Word document; raises `FileRefused`."""
    parts = Parts(data)
    styles = parts.read(parts.of_kind("styles"), Styles())
    numbering = parts.read(parts.of_kind("numbering"), Numbering())
    notes = {kind: parts.read(parts.of_kind(kind), Notes()) for kind in ("footnotes", "endnotes")}
    album = Album()
    document = parts.read(parts.main, Document(parts, styles, numbering, notes, album))
    album.keep()
    ignored = [f"批注 {document.n_comments} 条没有读取"] if document.n_comments else []
    return read_lines(document.finished(), name="Word", unit="段", album=album, ignored=ignored)
