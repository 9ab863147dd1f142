"""Excel 97-2003 (MS-XLS): a stream of records, each with a type and a length."""

import struct

from exams.spreadsheets import numbers
from exams.spreadsheets.grid import Formula, SheetBuilder, Workbook
from exams.spreadsheets.ole import Container
from exams.spreadsheets.refusal import damaged, encrypted, macros, not_a_workbook

BOF, EOF, CONTINUE, FILEPASS = 0x0809, 0x000A, 0x003C, 0x002F
DATEMODE, BOUNDSHEET, FORMAT, XF, SST = 0x0022, 0x0085, 0x041E, 0x00E0, 0x00FC
ROW, COLINFO, MERGECELLS = 0x0208, 0x007D, 0x00E5
LABELSST, LABEL, RSTRING, NUMBER, RK, MULRK = 0x00FD, 0x0204, 0x00D6, 0x0203, 0x027E, 0x00BD
BOOLERR, FORMULA = 0x0205, 0x0006
OBJ, _PICTURE = 0x005D, 8
_OLDER = "Excel 95"
_ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!"}


def read_xls(data, limits):
    try:
        container = Container(data)
        if "encryptedpackage" in container:  # an .xlsx with a password comes in such a container
            raise encrypted()
        if "_vba_project_cur" in container:
            raise macros()
        if "workbook" not in container:
            if "book" in container:
                raise not_a_workbook(_OLDER)
            raise not_a_workbook("Word" if "worddocument" in container else "Office 97")
        return _Book(container.read("workbook"), limits).read()
    except (struct.error, IndexError, ValueError, OverflowError) as error:
        raise damaged() from error


class _Book:
    def __init__(self, stream, limits):
        self.stream = stream
        self.limits = limits
        self.n_read = 0
        self.epoch_1904 = False
        self.sheets = []  # position of the records, whether hidden, name
        self.codes = {}
        self.formats = []  # number of the number format, by the number that cells give
        self.strings = []

    def read(self):
        self._read_globals()
        self.is_date = [numbers.is_date_format(n, self.codes.get(n)) for n in self.formats]
        self.is_percent = [numbers.is_percent_format(n, self.codes.get(n)) for n in self.formats]
        sheets, n_cells = [], 0
        for position, is_hidden, name in self.sheets:
            builder = SheetBuilder(name, self.limits, is_hidden=is_hidden, n_cells_before=n_cells)
            self._read_sheet(position, builder)
            n_cells = builder.n_cells
            sheets.append(builder.sheet())
        return Workbook("xls", tuple(sheets))

    def _records(self, position):
        """(type, body) up to the end of the substream that begins at `position`."""
        depth = 0  # a chart on a sheet is a substream within
        while True:
            kind, length = struct.unpack_from("<HH", self.stream, position)
            body = self.stream[position + 4 : position + 4 + length]
            position += 4 + length
            self.n_read += 4 + length
            if self.n_read > len(self.stream) or (not depth and kind != BOF):
                raise damaged()  # sheets that overlap would be read again and again
            if kind == BOF:
                depth += 1
                if body[:2] != b"\x00\x06":
                    raise not_a_workbook(_OLDER)
            elif kind == EOF:
                depth -= 1
                if not depth:
                    return
            elif depth == 1:
                yield kind, body

    def _read_globals(self):
        table = []  # SST and the CONTINUE records right after it
        previous = None
        for kind, body in self._records(0):
            if kind == FILEPASS:
                raise encrypted()
            if kind == DATEMODE:
                self.epoch_1904 = body[0] == 1
            elif kind == BOUNDSHEET and body[5] == 0:  # a table, no chart and no macros
                position, state = struct.unpack_from("<IB", body)
                self.sheets.append((position, bool(state & 3), _string(body, 6, 1)))
            elif kind == BOUNDSHEET and body[5] == 1:
                raise macros()
            elif kind == FORMAT:
                self.codes[struct.unpack_from("<H", body)[0]] = _string(body, 2, 2)
            elif kind == XF:
                self.formats.append(struct.unpack_from("<H", body, 2)[0])
            elif kind == SST or (kind == CONTINUE and previous == SST):
                table.append(body)
                kind = SST
            previous = kind
        if table:
            self.strings = _SharedStrings(table).read(self.limits)

    def _read_sheet(self, position, builder):
        for kind, body in self._records(position):
            if kind in (LABELSST, LABEL, RSTRING, NUMBER, RK, BOOLERR, FORMULA):
                row, column, style = struct.unpack_from("<3H", body)
                builder.put(row + 1, column + 1, self._value(kind, body, style))
            elif kind == MULRK:
                row, column = struct.unpack_from("<HH", body)
                for start in range(4, len(body) - 2, 6):
                    style, packed = struct.unpack_from("<HI", body, start)
                    builder.put(row + 1, column + 1, self._number(_unpack_rk(packed), style))
                    column += 1
            elif kind == OBJ and body[4:6] == bytes((_PICTURE, 0)):
                builder.n_pictures_unread += 1
            elif kind == ROW:
                row, options = struct.unpack_from("<H10xH", body)
                if options & 0x20:
                    builder.hide_row(row + 1)
            elif kind == COLINFO:
                first, last, options = struct.unpack_from("<HH4xH", body)
                if options & 1:
                    builder.hide_columns(first + 1, last + 1)
            elif kind == MERGECELLS:
                for start in range(2, len(body) - 7, 8):
                    top, bottom, left, right = struct.unpack_from("<4H", body, start)
                    builder.merge(top + 1, left + 1, bottom + 1, right + 1)

    def _value(self, kind, body, style):
        if kind == FORMULA:
            return Formula()
        if kind == LABELSST:
            return self.strings[struct.unpack_from("<I", body, 6)[0]]
        if kind in (LABEL, RSTRING):
            return _string(body, 6, 2)
        if kind == BOOLERR:
            value, is_error = body[6], body[7]
            return _ERRORS.get(value, "#N/A") if is_error else bool(value)
        if kind == RK:
            return self._number(_unpack_rk(struct.unpack_from("<I", body, 6)[0]), style)
        return self._number(struct.unpack_from("<d", body, 6)[0], style)

    def _number(self, number, style):
        number = numbers.from_text(repr(number))
        if isinstance(number, str) or style >= len(self.is_date):
            return number
        return numbers.as_shown(
            number,
            is_date=self.is_date[style],
            is_percent=self.is_percent[style],
            epoch_1904=self.epoch_1904,
        )


def _unpack_rk(packed):
    """A number in 30 bits (MS-XLS 2.5.217): an integer or the upper half of a double, / 100."""
    if packed & 2:
        number = struct.unpack("<i", struct.pack("<I", packed))[0] >> 2
    else:
        number = struct.unpack("<d", struct.pack("<II", 0, packed & 0xFFFFFFFC))[0]
    return number / 100 if packed & 1 else number


def _string(body, start, length_bytes):
    """A string that lies within one record: count of characters, flag of width, characters."""
    count = int.from_bytes(body[start : start + length_bytes], "little")
    wide = body[start + length_bytes] & 1
    characters = body[start + length_bytes + 1 :]
    if wide:
        return characters[: 2 * count].decode("utf-16-le")
    return characters[:count].decode("latin-1")


class _SharedStrings:
    """The table of strings, which goes on from record to record.

    A string that is cut begins anew with its flag of width in the next record; the lists of fonts
    and pronunciation after it do not.
    """

    def __init__(self, records):
        self._records = records
        self._record = records[0]
        self._next = 1
        self._at = 8

    def read(self, limits):
        count = struct.unpack_from("<I", self._record, 4)[0]
        return [self._read_string() for _ in range(min(count, limits.cells))]

    def _read_string(self):
        count, flags = struct.unpack("<HB", self._take(3))
        runs = struct.unpack("<H", self._take(2))[0] if flags & 8 else 0
        extra = struct.unpack("<I", self._take(4))[0] if flags & 4 else 0
        text = self._characters(count, flags & 1)
        self._take(4 * runs + extra)
        return text

    def _characters(self, count, wide):
        parts = []
        while count:
            if self._at >= len(self._record):
                self._turn()
                wide = self._record[0] & 1
                self._at = 1
            width = 2 if wide else 1
            n = min(count, (len(self._record) - self._at) // width)
            if not n:
                raise damaged()
            piece = self._record[self._at : self._at + n * width]
            parts.append(piece if wide else piece.decode("latin-1").encode("utf-16-le"))
            self._at += n * width
            count -= n
        return b"".join(parts).decode("utf-16-le")  # only now: a pair may be cut in two

    def _take(self, n):
        taken = b""
        while len(taken) < n:
            if self._at >= len(self._record):
                self._turn()
            piece = self._record[self._at : self._at + n - len(taken)]
            self._at += len(piece)
            taken += piece
        return taken

    def _turn(self):
        self._record = self._records[self._next]
        self._next += 1
        self._at = 0
