"""What the prose reader is given: lines with what a file says about them. Pure."""

from dataclasses import dataclass, field

from questionbank.formats.prose.rich import Rich


@dataclass(frozen=True)
class Line:
    """A line, or a paragraph up to a soft break.

    depth: of a heading as Word counts, from 1. is_soft: it goes on with the line before it, as
    the file says. notes: codes of what there is to say about it ("hidden_text"), or a `NotTaken`
    where its question can't be taken. cells: of a table, the lines of each cell in each row.
    """

    rich: Rich
    where: int
    depth: int | None = None
    is_title: bool = False
    is_soft: bool = False
    notes: tuple = ()
    cells: tuple | None = None


@dataclass
class Draft:
    """A question as its lines stand there; `building` makes an item of it.

    options: the lines of each option, its letter in front. fields: from a mark's key to what
    stands behind it, a list of lines each time that it occurs.
    """

    number: int
    where: int
    label: str = ""
    kind: str = ""
    style: str = ""
    section: object = None
    category: str = ""
    title: str = ""
    points: object = None
    stem: list[Rich] = field(default_factory=list)
    options: list[list[Rich]] = field(default_factory=list)
    fields: dict[str, list[list[Rich]]] = field(default_factory=dict)
    parts: list["Draft"] = field(default_factory=list)
    repairs: dict[str, None] = field(default_factory=dict)
    warnings: dict[str, None] = field(default_factory=dict)
    faults: list = field(default_factory=list)

    @property
    def is_answered(self):
        return "answer" in self.fields or len(self.options) > 1

    def note(self, notes):
        for note in notes:
            if isinstance(note, Exception):
                self.faults.append(note)
            elif note == "hidden_text":
                self.repairs[note] = self.warnings[note] = None
            elif note == "tracked_changes":
                self.warnings[note] = None
            else:
                self.repairs[note] = None
