"""Blocks of prose -> the XML of a document's body, with its pictures. Pure."""

import re
from html import escape, unescape

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part

from questionbank.formats.docx.sizes import size_of
from questionbank.formats.pictures import suffix_of
from questionbank.formats.prose import GUARD, Rich, guarded, is_answer_table

_IMAGE = re.compile(r'<img src="media/([^"]*)" alt="([^"]*)">')
_SPAN = re.compile(r'(colspan|rowspan)="(\d+)"')
_TYPES = {"png": "image/png", "jpg": "image/jpeg", "gif": "image/gif", "webp": "image/webp"}
_EMU = 360_000  # to a centimetre
_EMU_OF_PIXEL = 9_525  # at 96 to the inch
_MAX_WIDTH, _MAX_HEIGHT = 14 * _EMU, 16 * _EMU
_UNKNOWN_SIZE = (6 * _EMU, 4 * _EMU)
_SWITCHES = {
    "b": "<w:b/>",
    "i": "<w:i/>",
    "sub": '<w:vertAlign w:val="subscript"/>',
    "sup": '<w:vertAlign w:val="superscript"/>',
}
_TABLE_START = (
    '<w:tbl><w:tblPr><w:tblStyle w:val="TableGrid"/><w:tblW w:w="0" w:type="auto"/>'
    '<w:tblInd w:w="425" w:type="dxa"/><w:tblBorders>'
    + "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    + '</w:tblBorders><w:tblLook w:val="04A0"/></w:tblPr>'
)


class Body:
    """Collects paragraphs; `ids` are the styles' ids by block style, "table" for a table's head."""

    def __init__(self, part, ids, media, losses):
        self.part = part
        self.ids = ids
        self.media = media
        self.losses = losses
        self._parts = []
        self._relations = {}
        self._n_pictures = 0

    def xml(self):
        return "".join(self._parts)

    def add(self, blocks):
        for block in blocks:
            self._block(block)

    def _block(self, block):
        style = self.ids[block.style]
        # A table stands between paragraphs, even before the first line.
        first = block.lines[:1] if block.lines and block.lines[0].table is None else []
        lines = [Rich(block.prefix) + first[0] if first else Rich(block.prefix)]
        for line in block.lines[len(first) :]:
            if line.table is None:
                lines.append(line)
                continue
            if lines:
                self._parts.append(self._paragraph(style, lines))
            # The empty paragraph: Word makes one of two tables that touch.
            self._parts.append(f"{self._table(line.table)}<w:p/>")
            lines = []
        if lines:
            self._parts.append(self._paragraph(style, lines))

    def _paragraph(self, style, lines):
        runs = "<w:r><w:br/></w:r>".join(
            "".join(self._run(*run) for run in line.runs()) for line in lines
        )
        properties = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
        return f"<w:p>{properties}{runs}</w:p>"

    def _run(self, formats, text, is_html):
        if "sub" in formats and "sup" in formats:
            formats = tuple(name for name in formats if name != "sub")
            self.losses.add("scripts_lost")
        switches = "".join(_SWITCHES[name] for name in formats)
        properties = f"<w:rPr>{switches}</w:rPr>" if switches else ""
        if is_html:
            return f"<w:r>{properties}{self._picture(text)}</w:r>"
        text = escape(text, quote=False)
        return f'<w:r>{properties}<w:t xml:space="preserve">{text}</w:t></w:r>'

    # Tables

    def _table(self, table):
        grid, n_columns = _grid(_guarded(table.rows))
        columns = '<w:gridCol w:w="1700"/>' * n_columns
        rows = "".join(self._row(row) for row in grid)
        return f"{_TABLE_START}<w:tblGrid>{columns}</w:tblGrid>{rows}</w:tbl>"

    def _row(self, cells):
        is_head = all(cell[0] == "th" for cell in cells)
        head = "<w:trPr><w:tblHeader/></w:trPr>" if is_head else ""
        return f"<w:tr>{head}{''.join(self._cell(*cell) for cell in cells)}</w:tr>"

    def _cell(self, name, n_columns, merge, lines):
        span = f'<w:gridSpan w:val="{n_columns}"/>' if n_columns > 1 else ""
        style = self.ids["table"] if name == "th" else ""
        paragraph = self._paragraph(style, lines)
        return f"<w:tc><w:tcPr>{span}{merge}</w:tcPr>{paragraph}</w:tc>"

    # Pictures

    def _picture(self, tag):
        source, alt = map(unescape, _IMAGE.fullmatch(tag).groups())
        self._n_pictures += 1
        relation, (width, height) = self._stored(source)
        name, alt = escape(source), escape(alt)
        number = self._n_pictures
        return (
            "<w:drawing><wp:inline>"
            f'<wp:extent cx="{width}" cy="{height}"/>'
            f'<wp:docPr id="{number}" name="{name}" descr="{alt}"/>'
            '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture">'
            f'<pic:pic><pic:nvPicPr><pic:cNvPr id="{number}" name="{name}"/><pic:cNvPicPr/>'
            f'</pic:nvPicPr><pic:blipFill><a:blip r:embed="{relation}"/>'
            "<a:stretch><a:fillRect/></a:stretch></pic:blipFill>"
            f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{width}" cy="{height}"/></a:xfrm>'
            '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic>'
            "</a:graphicData></a:graphic></wp:inline></w:drawing>"
        )

    def _stored(self, name):
        """(relation, size) of a picture, which is stored once."""
        if name not in self._relations:
            data = self.media[name]
            suffix = suffix_of(data) or "png"
            place = PackURI(f"/word/media/image{len(self._relations) + 1}.{suffix}")
            part = Part(place, _TYPES[suffix], data, self.part.package)
            relation = self.part.relate_to(part, RELATIONSHIP_TYPE.IMAGE)
            self._relations[name] = relation, _size(data)
        return self._relations[name]


def _size(data):
    """Width and height in EMU, at most what a page holds."""
    size = size_of(data)
    if size is None:
        return _UNKNOWN_SIZE
    width, height = (pixels * _EMU_OF_PIXEL for pixels in size)
    scale = min(1, _MAX_WIDTH / width, _MAX_HEIGHT / height)
    return max(1, int(width * scale)), max(1, int(height * scale))


def _guarded(rows):
    """The rows with rich lines in their cells, nothing in which is taken for an option or key."""
    rows = [
        [
            (name, more, [guarded(Rich.of_runs(runs).strip()) for runs in lines])
            for name, more, lines in row
        ]
        for row in rows
    ]
    if is_answer_table([[lines for _, _, lines in row] for row in rows]):
        for row in rows:
            for _, _, lines in row:
                lines[:1] = [_begun(line) for line in lines[:1]]
    return rows


def _begun(line):
    """The line with a guard at its beginning, unless it has one: two are an author's own sign."""
    n_guards = len(line.text) - len(line.text.lstrip(GUARD))
    return line if n_guards % 2 else Rich(GUARD) + line


def _grid(rows):
    """Return the rows with the cells that Word wants where one from above reaches down."""
    grid, reaching, n_columns = [], {}, 0  # reaching, by column: (name, columns, rows left)
    for row in rows:
        filled = _FilledRow(reaching)
        for name, attributes, lines in row:
            spans = dict(_SPAN.findall(attributes))
            filled.add(name, int(spans.get("colspan", 1)), int(spans.get("rowspan", 1)), lines)
        filled.finish()
        reaching = filled.below
        grid.append(filled.cells)
        n_columns = max(n_columns, filled.column)
    return grid, n_columns


class _FilledRow:
    """`cells`: (name, columns, its merging, lines); `below`: what reaches into the next row."""

    def __init__(self, reaching):
        self.cells, self.below, self.column = [], {}, 0
        self._reaching = dict(reaching)

    def add(self, name, n_columns, n_rows, lines):
        self._reach_down()
        merge = '<w:vMerge w:val="restart"/>' if n_rows > 1 else ""
        self._put(name, n_columns, n_rows, merge, lines or [Rich("")])

    def finish(self):
        self._reach_down()
        for column in sorted(self._reaching):
            self.column = max(self.column, column)
            self._reach_down()

    def _reach_down(self):
        while self.column in self._reaching:
            name, n_columns, n_rows = self._reaching.pop(self.column)
            self._put(name, n_columns, n_rows, "<w:vMerge/>", [Rich("")])

    def _put(self, name, n_columns, n_rows, merge, lines):
        self.cells.append((name, n_columns, merge, lines))
        if n_rows > 1:
            self.below[self.column] = name, n_columns, n_rows - 1
        self.column += n_columns
