"""One row of a table by field, and what stands in it beside the question. Pure."""

import re

from exams.spreadsheets import Formula
from questionbank.formats import html, wording
from questionbank.formats.numbers import to_number
from questionbank.formats.tables.cells import Fault, rich, text_of

# What a cell merged over several rows says of all of them.
_SHARED = frozenset(["kind", "point", "category", "difficulty", "level", "cites", "points", "tags"])
_BETWEEN_CITES = re.compile(r"[;；\n]")
_BETWEEN_TAGS = re.compile(r"[;；,，、\n]")


class Row:
    """The cells of one row; collects what was mended and what the author should look at.

    known_points: from what files call a point of the syllabus (name, code) to its code; None
    where nothing is known of the syllabus. pictures: from a field to the tags of the pictures that
    lie over its cell.
    """

    def __init__(self, sheet, line, *, known_points=None, five_steps=False, pictures=None):
        self.sheet = sheet
        self.line = line
        self.known_points = known_points
        self.five_steps = five_steps
        self.repairs = {}  # ordered sets
        self.warnings = {}
        self.explains = True
        self._pictures = pictures or {}
        columns = line.head.columns
        self.option_fields = sorted(name for name in columns if name.startswith("option_"))
        for name in columns:
            value = self.value(name)
            if isinstance(value, Formula):
                raise Fault(name, "picture_in_cell" if "DISPIMG" in value.text else "formula")
        if self._pictures:
            self.warn("picture_by_place")
        self.stem = self.text("stem")  # without the key, once that was found in it

    def has(self, name):
        return name in self.line.head.columns

    def value(self, name):
        number = self.line.head.columns.get(name)
        if number is None:
            return None
        value = self.sheet.value(self.line.row, number)
        if value is not None or name not in _SHARED:
            return value
        merge = self.sheet.merge_at(self.line.row, number)
        return self.sheet.value(merge.top, merge.left) if merge else None

    def text(self, name):
        """The text of a cell, with a tag for each picture that lies over it."""
        return text_of(self.value(name), name) + self._pictures.get(name, "")

    def _image(self, src):
        return src if any(f'"{src}"' in tags for tags in self._pictures.values()) else None

    def rich(self, name, text):
        """The HTML of a cell's text, or of a part of it, that belongs to the question."""
        cleaned, removed = rich(text, self._image)
        if "img" in removed:
            raise Fault(name, "image_missing", image=text.strip()[:60])
        if removed:
            self.repair("html_removed")
        return cleaned

    def repair(self, *codes):
        self.repairs |= dict.fromkeys(codes)

    def warn(self, code):
        self.warnings[code] = None

    def leave(self, found):
        """Note options that the kind has no use for."""
        if found:
            self.warn("options_unused")

    def sides(self):
        """Return the fields of an `Item` beside the question."""
        return {
            "explanation": self._explanation(),
            "title": html.one_line(self.text("title")),
            "category": html.one_line(self.text("category")),
            "point": self._point(),
            "difficulty": self._difficulty(),
            "level": self._level(),
            "cites": self._list("cites", _BETWEEN_CITES),
            "tags": self._list("tags", _BETWEEN_TAGS),
            "points": self._points(),
        }

    def side(self, name):
        """The HTML of a cell beside the question, which may lose a picture."""
        cleaned, removed = rich(self.text(name), self._image)
        if "img" in removed:
            self.repair("image_removed")
        if set(removed) - {"img"}:
            self.repair("html_removed")
        return cleaned

    def _explanation(self):
        explanation = self.side("explanation")
        if not explanation and self.explains and self.has("explanation"):
            self.warn("explanation_missing")
        return explanation

    def _point(self):
        point = html.one_line(self.text("point"))
        if not point or self.known_points is None:
            return point
        if point not in self.known_points:
            self.warn("point_unknown")
        return self.known_points.get(point, point)

    def _difficulty(self):
        text = self.text("difficulty")
        difficulty = wording.difficulty_of(text, five_steps=self.five_steps)
        if text.strip() and difficulty is None:
            self.warn("difficulty_unknown")
        return difficulty

    def _level(self):
        text = html.one_line(self.text("level"))
        if text and not wording.level_of(text):
            self.warn("level_unknown")
        return wording.level_of(text) or text

    def _list(self, name, between):
        parts = (html.one_line(part) for part in between.split(self.text(name)))
        return tuple(part for part in parts if part)

    def _points(self):
        text = self.text("points").strip()
        if not text:
            return self.line.points
        points = to_number(text.removesuffix("分"))
        if points is None:
            raise Fault("points", "marks_not_a_number", marks=text[:40])
        if points < 0:
            raise Fault("points", "marks_negative")
        return points
