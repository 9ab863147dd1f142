"""A form's items by chapter and difficulty, beside what the blueprint asked for. Pure."""

from collections import Counter
from dataclasses import dataclass


@dataclass(frozen=True)
class Place:
    """A chapter at one difficulty: how many items stand there, and how many had to."""

    n_items: int
    n_asked: int


@dataclass(frozen=True)
class Row:
    """A chapter: its places from the easiest to the hardest, and its sum.

    `n_asked` holds the open cells too, those of any difficulty; so it may be more than the sum
    of the places' `n_asked`.
    """

    chapter: str
    places: list
    n_items: int
    n_asked: int

    @property
    def is_met(self):
        return self.n_items == self.n_asked and all(
            place.n_items >= place.n_asked for place in self.places
        )


def distribution(items, cells, difficulties):
    """Return a `Row` for every chapter that holds or should hold items, by code.

    Parameters
    ----------
    items : iterable of (chapter, difficulty)
    cells : iterable of (chapter, difficulty or None, n_items)
    difficulties : sequence of int
    """
    held = Counter(items)
    asked = Counter()
    for chapter, difficulty, n_items in cells:
        asked[chapter, difficulty] += n_items
    return [
        Row(
            chapter,
            [Place(held[chapter, level], asked[chapter, level]) for level in difficulties],
            n_items=sum(held[chapter, level] for level in difficulties),
            n_asked=sum(asked[chapter, level] for level in (*difficulties, None)),
        )
        for chapter in sorted({chapter for chapter, _level in [*held, *asked]})
    ]
