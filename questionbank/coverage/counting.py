"""Counts the items of the bank for the coverage map: two queries, whatever their number."""

from dataclasses import dataclass, field

from django.db.models import Count

from cms.models import KnowledgePoint
from questionbank.models import DIFFICULTIES, Item

# What four parallel forms and some practice ask of a point, whatever the kind.
LEAST_A_POINT = 3
LEVELS = [level for level, _label in DIFFICULTIES]


@dataclass
class Cell:
    """Items of one point, kind and difficulty."""

    kind: str
    difficulty: int
    n_published: int = 0
    n_drafts: int = 0

    @property
    def is_hole(self):
        return not self.n_published


@dataclass
class Row:
    """A knowledge point and its cells, kind by kind, each from easy to hard."""

    point: KnowledgePoint
    cells: list[Cell]
    n_published: int = 0
    n_drafts: int = 0

    @property
    def n_missing(self):
        """How many published items the point lacks, all kinds together."""
        return max(0, LEAST_A_POINT - self.n_published)


@dataclass
class Chapter:
    point: KnowledgePoint
    rows: list[Row] = field(default_factory=list)

    @property
    def n_published(self):
        return sum(row.n_published for row in self.rows)

    @property
    def n_short(self):
        return sum(row.n_missing > 0 for row in self.rows)


def coverage(kinds, *, chapter=None):
    """Return the `Chapter`s of the syllabus with their rows.

    Parameters
    ----------
    kinds : list of str
        The kinds that have columns; a row's sums count all kinds.
    chapter : KnowledgePoint, optional
        Only this one.
    """
    points = KnowledgePoint.objects.points().select_related("parent").order_by("code")
    items = Item.objects.in_use()
    if chapter is not None:
        points, items = points.filter(parent=chapter), items.filter(point__parent=chapter)
    counts = items.values_list("point", "kind", "difficulty", "live").annotate(n=Count("pk"))
    chapters, rows = {}, {}
    for point in points:
        cells = [Cell(kind, level) for kind in kinds for level in LEVELS]
        rows[point.pk] = Row(point, cells)
        chapters.setdefault(point.parent_id, Chapter(point.parent)).rows.append(rows[point.pk])
    places = {(kind, level): n for n, (kind, level) in enumerate(
        (kind, level) for kind in kinds for level in LEVELS
    )}  # fmt: skip
    for point, kind, difficulty, live, n in counts.order_by():
        row = rows[point]
        counted = "n_published" if live else "n_drafts"
        setattr(row, counted, getattr(row, counted) + n)
        if (kind, difficulty) in places:
            cell = row.cells[places[kind, difficulty]]
            setattr(cell, counted, getattr(cell, counted) + n)
    return list(chapters.values())
