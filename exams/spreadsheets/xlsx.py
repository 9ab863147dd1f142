import re

from exams.spreadsheets import numbers
from exams.spreadsheets.drawings import read_pictures
from exams.spreadsheets.grid import Formula, SheetBuilder, Workbook
from exams.spreadsheets.packages import open_package
from exams.spreadsheets.parts import Handler, read_part, read_relations, relations_of
from exams.spreadsheets.refusal import (
    damaged,
    macros,
    not_a_workbook,
    too_many_cells,
)
from exams.spreadsheets.xml import attribute

_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})")
_ESCAPE = re.compile(r"_x(?![Dd][89A-Fa-f])([0-9A-Fa-f]{4})_")  # half a surrogate is no character


def read_xlsx(data, limits, *, with_pictures=False):
    package = open_package(data, limits=limits)
    _refuse_others(package)
    relations = read_relations(package, "_rels/.rels", "")
    book_name = next((t for kind, t in relations.values() if kind == "officeDocument"), "")
    book = read_part(package, book_name, _BookHandler())
    relations = relations_of(package, book_name)
    part = dict(relations.values())
    strings, styles = [], _StylesHandler()
    if "sharedStrings" in part:
        strings = read_part(package, part["sharedStrings"], _StringsHandler(limits)).strings
    if "styles" in part:
        read_part(package, part["styles"], styles)
    sheets, n_cells = [], 0
    for name, state, relation in book.sheets:
        # Taken out, so that no part is read again and again.
        kind, target = relations.pop(relation, ("", ""))
        if kind != "worksheet":
            continue  # a chart on a sheet of its own
        builder = SheetBuilder(
            name, limits, is_hidden=state not in ("", "visible"), n_cells_before=n_cells
        )
        read_part(package, target, _SheetHandler(builder, strings, styles, book.epoch_1904))
        if with_pictures:
            builder.pictures += read_pictures(package, target)
        n_cells = builder.n_cells
        sheets.append(builder.sheet())
    return Workbook("xlsx", tuple(sheets))


def _refuse_others(package):
    names = [name.lower() for name in package.names]
    if any(name.endswith("vbaproject.bin") or "/macrosheets/" in name for name in names):
        raise macros()
    if any(name.endswith("xl/workbook.bin") for name in names):
        raise not_a_workbook(".xlsb")
    if "_rels/.rels" not in package or not any(name.endswith(".xml") for name in names):
        raise not_a_workbook("OpenDocument (.ods)" if "mimetype" in package else "zip")
    if any(name.startswith(("word/", "ppt/")) for name in names):
        raise not_a_workbook("Word, PowerPoint")


class _BookHandler(Handler):
    def __init__(self):
        self.sheets = []  # name, state, id of the relation
        self.epoch_1904 = False

    def start(self, name, attributes):
        if name == "sheet":
            name, state = attributes.get("name", ""), attributes.get("state", "")
            self.sheets.append((name, state, attribute(attributes, "id")))
        elif name == "workbookPr":
            self.epoch_1904 = attributes.get("date1904") in ("1", "true")


class _StringsHandler(Handler):
    """The table of strings; pronunciation (rPh) beside a string is left out."""

    def __init__(self, limits):
        self.limits = limits
        self.strings = []
        self._parts = []
        self._reads = False
        self._in_phonetics = False

    def start(self, name, attributes):
        if name == "si":
            self._parts = []
        elif name == "rPh":
            self._in_phonetics = True
        elif name == "t":
            self._reads = not self._in_phonetics

    def end(self, name):
        if name == "si":
            if len(self.strings) == self.limits.cells:
                raise too_many_cells(self.limits.cells)
            self.strings.append(_unescape("".join(self._parts)))
        elif name == "rPh":
            self._in_phonetics = False
        elif name == "t":
            self._reads = False

    def text(self, string):
        if self._reads:
            self._parts.append(string)


class _StylesHandler(Handler):
    def __init__(self):
        self.is_date = []  # by the number that cells give
        self.is_percent = []
        self._codes = {}
        self._in_cell_formats = False

    def start(self, name, attributes):
        if name == "numFmt":
            self._codes[attributes.get("numFmtId")] = attributes.get("formatCode", "")
        elif name == "cellXfs":
            self._in_cell_formats = True
        elif name == "xf" and self._in_cell_formats:
            written = attributes.get("numFmtId", "0")
            number, code = int(written) if written.isdecimal() else 0, self._codes.get(written)
            self.is_date.append(numbers.is_date_format(number, code))
            self.is_percent.append(numbers.is_percent_format(number, code))

    def end(self, name):
        if name == "cellXfs":
            self._in_cell_formats = False


class _SheetHandler(Handler):
    def __init__(self, builder, strings, styles, epoch_1904):
        self.builder = builder
        self.strings = strings
        self.styles = styles
        self.epoch_1904 = epoch_1904
        self._parents = [""]
        self._row = 0
        self._column = 0
        self._cell = None  # attributes while inside <c>
        self._formula = None
        self._parts = []
        self._reads = False

    def start(self, name, attributes):
        parent = self._parents[-1]
        self._parents.append(name)
        # The same names mean other things elsewhere: drawings have rows and columns too.
        if self._cell is not None:
            if name == "f":
                self._formula, self._parts = "", []
            self._reads = name in ("v", "f") or (name == "t" and "rPh" not in self._parents)
        elif name == "c" and parent == "row":
            self._cell, self._formula, self._parts = attributes, None, []
            self._column = self._place(attributes, self._column + 1)
        elif name == "row" and parent == "sheetData":
            self._row = _number(attributes.get("r"), self._row + 1)
            self._column = 0
            if attributes.get("hidden") in ("1", "true"):
                self.builder.hide_row(self._row)
        elif name == "col" and parent == "cols":
            if attributes.get("hidden") in ("1", "true"):
                self.builder.hide_columns(
                    _number(attributes.get("min"), 1), _number(attributes.get("max"), 1)
                )
        elif name == "mergeCell" and parent == "mergeCells":
            self._merge(attributes.get("ref", ""))

    def end(self, name):
        self._parents.pop()
        if self._cell is None:
            return
        if name == "f":
            self._formula, self._parts = "".join(self._parts), []
        elif name == "c" and self._parents[-1] == "row":
            self.builder.put(self._row, self._column, self._value())
            self._cell = None
        self._reads = False

    def text(self, string):
        if self._reads:
            self._parts.append(string)

    def _place(self, attributes, following):
        if "r" not in attributes:
            return following
        match = _REFERENCE.fullmatch(attributes["r"])
        if not match or int(match[2]) != self._row:
            raise damaged()
        return _column_number(match[1])

    def _value(self):
        if self._formula is not None:
            return Formula(f"={self._formula}")
        written = "".join(self._parts)
        kind = self._cell.get("t", "n")
        if kind == "s":
            if not written.isdecimal() or int(written) >= len(self.strings):
                raise damaged()
            return self.strings[int(written)]
        if kind == "inlineStr":
            return _unescape(written)
        if kind == "b":
            return written == "1"
        if kind != "n" or not written:
            return written  # t="str", "e" and "d": as it stands
        number = numbers.from_text(written.strip())
        style = self._cell.get("s", "0")
        style = int(style) if style.isdecimal() else 0
        if isinstance(number, str) or style >= len(self.styles.is_date):
            return number
        return numbers.as_shown(
            number,
            is_date=self.styles.is_date[style],
            is_percent=self.styles.is_percent[style],
            epoch_1904=self.epoch_1904,
        )

    def _merge(self, reference):
        corners = [_REFERENCE.fullmatch(corner) for corner in reference.split(":")]
        if len(corners) == 2 and all(corners):
            rows = sorted(int(corner[2]) for corner in corners)
            columns = sorted(_column_number(corner[1]) for corner in corners)
            self.builder.merge(rows[0], columns[0], rows[1], columns[1])


def _number(text, default):
    if text is None:
        return default
    if not re.fullmatch(r"[0-9]{1,7}", text) or int(text) == 0:
        raise damaged()
    return int(text)


def _column_number(letters):
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _unescape(text):
    """Excel writes characters that XML cannot hold as _x000D_."""
    if "_x" not in text:
        return text
    return _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)
