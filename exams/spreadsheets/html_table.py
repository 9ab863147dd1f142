"""What many office systems call “export to Excel”: an HTML table in a file named .xls."""

import html
import re

from exams.spreadsheets import delimited
from exams.spreadsheets.grid import SheetBuilder, Workbook
from exams.spreadsheets.refusal import not_a_workbook, too_many_cells

_CHARSET = re.compile(rb"charset\s*=\s*[\"']?([\w-]+)", re.IGNORECASE)
_TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)", re.IGNORECASE)
_END_OF_CODE = re.compile(r"</(script|style)", re.IGNORECASE)
_SPAN = re.compile(r"\b(row|col)span\s*=\s*[\"']?([0-9]{1,6})", re.IGNORECASE)
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)


def looks_like_html(data):
    head = data[:2000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return head.startswith((b"<html", b"<!doctype html", b"<table", b"<head", b"<meta", b"<body"))


def read_html_table(data, limits):
    declared = _CHARSET.search(data[:4000])
    if declared and declared[1].lower() in (b"gb2312", b"gbk"):
        encoding = declared[1].decode().lower()
        text = delimited.decode_as(data, "gb18030")  # contains both, and is what is meant
    else:
        text, encoding = delimited.decode(data)
    reader = _TableReader(SheetBuilder("", limits))
    for is_end, tag, content in _tokens(text):
        if not tag:
            reader.text(content)
        elif is_end:
            reader.end(tag)
        else:
            reader.start(tag, content)
        if reader.is_done:
            break
    reader.finish_cell()
    return Workbook("html", (reader.builder.sheet(),), encoding)


def _tokens(text):
    """(is_end, tag, attributes) and (False, "", text), without comments, script and style.

    Not html.parser, which in Python 3.11 spends three minutes on 120 KB of ``<a <a <a …``; this
    looks at each character once.
    """
    at = 0
    while (start := text.find("<", at)) >= 0:
        yield False, "", text[at:start]
        match = _TAG.match(text, start)
        closing = "-->" if text.startswith("<!--", start) else ">"
        if not match and text[start + 1 : start + 2] not in ("!", "?"):
            yield False, "", "<"
            at = start + 1
            continue
        if (end := text.find(closing, start)) < 0:
            return
        at = end + len(closing)
        if match:
            tag = match[2].lower()
            yield bool(match[1]), tag, text[match.end() : end]
            if tag in ("script", "style") and not match[1]:
                found = _END_OF_CODE.search(text, at)
                at = found.start() if found else len(text)
    yield False, "", text[at:]


class _TableReader:
    """Puts the first table of a page into a sheet."""

    def __init__(self, builder):
        self.builder = builder
        self.is_done = False
        self._is_in_table = False
        self._row = 0
        self._column = 0
        self._reserved = {}  # row -> columns that a cell above reaches down to
        self._n_reserved = 0
        self._cell = None  # row, column while inside a cell
        self._parts = []

    def start(self, tag, attributes):
        if tag == "table":
            if self._is_in_table:
                raise not_a_workbook("nested-tables")
            self._is_in_table = True
        elif not self._is_in_table:
            return
        elif tag == "tr":
            self.finish_cell()
            self._row += 1
            self._column = 0
            if _HIDDEN.search(attributes):
                self.builder.hide_row(self._row)
        elif tag in ("td", "th"):
            self.finish_cell()
            self._begin_cell(attributes)
        elif tag == "img":
            self.builder.n_pictures_unread += bool(self._cell)
        elif tag in ("br", "p", "div"):
            self._parts.append("\n")

    def end(self, tag):
        if tag in ("td", "th", "tr", "table"):
            self.finish_cell()
        self.is_done = tag == "table" and self._is_in_table

    def text(self, string):
        if self._cell:
            self._parts.append(re.sub(r"[ \t\r\n]+", " ", html.unescape(string)))

    def finish_cell(self):
        if self._cell:
            self.builder.put(*self._cell, "".join(self._parts).strip(" \n"))
            self._cell = None

    def _begin_cell(self, attributes):
        self._row = max(self._row, 1)
        reserved = self._reserved.get(self._row, ())
        self._column += 1
        while self._column in reserved:
            self._column += 1
        self._cell = (self._row, self._column)
        self._parts = []
        spans = {way.lower(): int(number) for way, number in _SPAN.findall(attributes)}
        down, right = max(spans.get("row", 1), 1), max(spans.get("col", 1), 1)
        if down == right == 1:
            return
        last = self._column + right - 1
        self.builder.merge(self._row, self._column, self._row + down - 1, last)
        self._n_reserved += (down - 1) * right
        if self._n_reserved > self.builder.limits.cells:
            raise too_many_cells(self.builder.limits.cells)
        for row in range(self._row + 1, self._row + down):
            self._reserved.setdefault(row, set()).update(range(self._column, last + 1))
        self._column = last
