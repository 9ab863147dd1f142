"""Pictures that lie over a sheet of an .xlsx, by the cell of their upper left corner."""

import posixpath

from exams.spreadsheets.grid import Picture
from exams.spreadsheets.parts import Handler, read_part, relations_of
from exams.spreadsheets.xml import attribute

_ANCHORS = ("twoCellAnchor", "oneCellAnchor")


def read_pictures(package, sheet):
    """Return a list of the `Picture`s on the sheet whose part has that name."""
    pictures, read = [], {}
    for kind, drawing in _relations(package, sheet).values():
        if kind != "drawing" or drawing not in package:
            continue
        images = _relations(package, drawing)
        for row, column, relation in read_part(package, drawing, _DrawingHandler()).pictures:
            name = images.get(relation, ("", ""))[1]
            if name not in read:
                # Each part once: one picture may lie in a thousand places.
                read[name] = package.read(name) if name in package else None
            pictures.append(Picture(row, column, posixpath.basename(name), read[name]))
    return pictures


def _relations(package, part):
    folder, name = posixpath.split(part)
    return relations_of(package, part) if f"{folder}/_rels/{name}.rels" in package else {}


class _DrawingHandler(Handler):
    def __init__(self):
        self.pictures = []  # row, column, id of the relation
        self._place = {}
        self._is_from = False
        self._reads = ""
        self._text = ""

    def start(self, name, attributes):
        if name in _ANCHORS:
            self._place = {}
        elif name == "from":
            self._is_from = True
        elif self._is_from and name in ("row", "col"):
            self._reads, self._text = name, ""
        elif name == "blip" and {"row", "col"} <= self._place.keys():
            row, column = self._place["row"] + 1, self._place["col"] + 1
            self.pictures.append((row, column, attribute(attributes, "embed")))

    def end(self, name):
        if name == "from":
            self._is_from = False
        elif self._reads == name:
            if self._text.strip().isdecimal():
                self._place[name] = int(self._text.strip()[:7])
            self._reads = ""

    def text(self, string):
        if self._reads:
            self._text += string
