"""document.xml -> lines of prose: runs, numbers, tables, pictures, revisions. Pure."""

from dataclasses import dataclass, field

from questionbank.formats.docx import equations
from questionbank.formats.docx.drawings import Drawings
from questionbank.formats.docx.runs import Run, Runs
from questionbank.formats.docx.tables import Table
from questionbank.formats.prose import Line, Rich
from questionbank.formats.reasons import file_refused

MAX_LINES = 300_000
TABLE_HEAD = "table head"  # the style by which our own files tell <th> from <td>

# What was before a change, instructions of fields, pronunciation beside a sign, page set-up; and
# what older programs show in place of a drawing, which would be there twice.
_SKIPPED = frozenset(
    [
        "rPrChange", "pPrChange", "sectPrChange", "tblPrChange", "tcPrChange", "trPrChange",
        "tblGridChange", "tblPrExChange", "numberingChange", "instrText", "delInstrText",
        "delText", "rt", "sectPr", "moveFrom", "Fallback",
    ]
)  # fmt: skip


@dataclass
class _Paragraph:
    number: int
    lines: list = field(default_factory=lambda: [[]])
    notes: dict = field(default_factory=dict)
    style: str = ""
    number_id: str | None = None
    depth: int | None = None
    outline: int | None = None
    is_joined: bool = False  # its mark was deleted: the next one goes on with it
    after: list = field(default_factory=list)  # lines of text boxes


class Document(Runs, Drawings):
    """The lines of a document; `finished` returns them.

    album: takes the pictures; notes: from a footnote's kind and id to its text.
    """

    def __init__(self, parts, styles, numbering, notes, album):
        self.lines = []
        self.n_comments = 0
        self.parts, self.styles, self.numbering = parts, styles, numbering
        self.footnotes, self.album = notes, album
        self._target = self.lines  # where paragraphs go: the body, a cell, a text box
        self._outer = []
        self._parents = []
        self._n_skipped = 0
        self._paragraphs = []
        self._n_paragraphs = 0
        self._run = Run()
        self._tables = []
        self._is_text = False
        self._equation = []
        self._joined = None
        self._begin_drawings()

    def finished(self):
        """Return the lines when the whole document was fed."""
        if self._joined is not None:
            self._finish(self._joined[1])
        return self.lines

    # Elements

    def start(self, name, attributes):
        if self._n_skipped:
            self._n_skipped += 1
            return
        parent = self._parents[-1] if self._parents else ""
        if name in _SKIPPED or (name == "del" and parent not in ("rPr", "trPr")):
            if name in ("del", "moveFrom"):
                self._note("tracked_changes")
            self._n_skipped = 1
            return
        self._parents.append(name)
        if self._equation or name == "oMath":
            node = equations.Node(name, attributes)
            if self._equation:
                self._equation[-1].children.append(node)
            self._equation.append(node)
            return
        if begin := getattr(self, f"_start_{name}", None):
            begin(attributes, parent)

    def end(self, name):
        if self._n_skipped:
            self._n_skipped -= 1
            return
        self._parents.pop()
        if self._equation:
            node = self._equation.pop()
            if not self._equation:
                self._put_equation(node)
            return
        if finish := getattr(self, f"_end_{name}", None):
            finish()

    def text(self, string):
        if self._n_skipped:
            return
        if self._equation:
            self._equation[-1].text += string
        elif self._is_text:
            self._put(string)

    # Paragraphs

    @property
    def _paragraph(self):
        return self._paragraphs[-1] if self._paragraphs else None

    def _note(self, note):
        if self._paragraph is not None:
            key = note if isinstance(note, str) else repr(note.args)
            self._paragraph.notes.setdefault(key, note)

    def _start_p(self, attributes, parent):
        self._n_paragraphs += 1
        if self._n_paragraphs > MAX_LINES:
            raise file_refused("word_too_long", limit=MAX_LINES)
        joined = self._joined
        if joined is not None and joined[0] is self._target:
            self._paragraphs.append(joined[1])
            joined[1].is_joined = False
            self._joined = None
        else:
            self._paragraphs.append(_Paragraph(self._n_paragraphs))
        self._run = Run()

    def _end_p(self):
        paragraph = self._paragraphs.pop()
        if paragraph.is_joined:
            self._joined = (self._target, paragraph)
            return
        self._finish(paragraph)

    def _finish(self, paragraph):
        style = self.styles.of(paragraph.style)
        outline = style.outline if paragraph.outline is None else paragraph.outline
        depth = outline + 1 if outline is not None and outline < 9 else None
        if style.name.startswith("heading ") and style.name[8:].isdecimal():
            depth = int(style.name[8:])
        is_title = style.name in ("title", "subtitle") or style.name.startswith("toc ")
        prefix = self._number(paragraph, style)
        notes = tuple(paragraph.notes.values())
        if style.name == TABLE_HEAD and self._tables:
            self._tables[-1].mark_head()
        for at, runs in enumerate(paragraph.lines):
            rich = Rich.of_runs(runs).strip()
            if prefix and at == 0 and (rich or len(paragraph.lines) > 1):
                rich = Rich(f"{prefix} ") + rich
            self._target.append(
                Line(
                    rich, paragraph.number, None if self._tables else depth, is_title,
                    is_soft=at > 0, notes=notes,
                )
            )  # fmt: skip
        self._target += paragraph.after

    def _number(self, paragraph, style):
        number_id = style.number_id if paragraph.number_id is None else paragraph.number_id
        if number_id in (None, "", "0"):
            return ""
        depth = style.depth if paragraph.depth is None else paragraph.depth
        return self.numbering.next_text(number_id, depth or 0)

    def _start_pStyle(self, attributes, parent):  # noqa: N802, the element's name
        if self._paragraph is not None:
            self._paragraph.style = self.value(attributes)

    def _start_numId(self, attributes, parent):  # noqa: N802
        if self._paragraph is not None:
            self._paragraph.number_id = self.value(attributes)

    def _start_ilvl(self, attributes, parent):
        if self._paragraph is not None:
            self._paragraph.depth = self.number(attributes, "val")

    def _start_outlineLvl(self, attributes, parent):  # noqa: N802
        if self._paragraph is not None:
            self._paragraph.outline = self.number(attributes, "val", 9)

    def _start_del(self, attributes, parent):
        """Of a paragraph's mark or a table's row; what else was deleted is skipped."""
        if parent == "trPr" and self._tables:
            self._tables[-1].drop_row()
        elif self._is_mark() and self._paragraph is not None:
            self._note("tracked_changes")
            self._paragraph.is_joined = True

    def _start_ins(self, attributes, parent):
        self._note("tracked_changes")

    def _start_moveTo(self, attributes, parent):  # noqa: N802
        self._note("tracked_changes")

    # Tables

    def _start_tbl(self, attributes, parent):
        self._tables.append(Table(self._n_paragraphs + 1))
        self._outer.append(self._target)
        self._target = []

    def _end_tbl(self):
        table = self._tables.pop()
        self._target = self._outer.pop()
        if self._tables:
            self._target += table.flattened()
        elif (line := table.line()) is not None:
            self._target.append(line)

    def _start_tr(self, attributes, parent):
        if self._tables:
            self._tables[-1].begin_row()

    def _end_tr(self):
        if self._tables:
            self._tables[-1].end_row()

    def _start_tc(self, attributes, parent):
        if self._tables:
            self._target = self._tables[-1].begin_cell()

    def _start_gridSpan(self, attributes, parent):  # noqa: N802
        if self._tables:
            self._tables[-1].span(self.number(attributes, "val", 1))

    def _start_vMerge(self, attributes, parent):  # noqa: N802
        if self._tables:
            self._tables[-1].merge(is_begun=self.value(attributes) == "restart")

    def _start_gridBefore(self, attributes, parent):  # noqa: N802
        if self._tables:
            self._tables[-1].skip_columns(self.number(attributes, "val"))

    # Text boxes

    def _start_txbxContent(self, attributes, parent):  # noqa: N802
        self._note("text_box")
        self._saw_content()
        self._outer.append(self._target)
        self._target = []
        # A box in a cell is no part of the table's own paragraphs.
        self._paragraphs.append(_Paragraph(self._n_paragraphs))

    def _end_txbxContent(self):  # noqa: N802
        self._paragraphs.pop()
        lines, self._target = self._target, self._outer.pop()
        if self._paragraph is not None:
            self._paragraph.after += lines
        else:
            self._target += lines
