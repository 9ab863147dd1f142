"""QTI 1.2 and its dialects, Canvas's above all: read only. Pure."""

from questionbank.formats.qti.legacy.document import read_document, read_documents

__all__ = ["read_document", "read_documents"]
