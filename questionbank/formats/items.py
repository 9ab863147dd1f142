"""Plain items, as files hold them: what every reader gives and every writer takes. Pure.

Text fields (stem, texts of options, explanation …) are inline HTML of a small allow-list, escaped:
<b>, <i>, <sub>, <sup>, <br>, <table> with <tr>, <th> and <td>, and <img src="media/NAME" alt="…">
for a picture of `Reading.media`.
"""

from dataclasses import dataclass, field, replace
from decimal import Decimal

KINDS = (
    "single",
    "multiple",
    "true_false",
    "fill_in",
    "matching",
    "ordering",
    "short_answer",
    "case",
)
# Where a fill-in's stem is left open; the n-th sign is answered by `blanks[n]`.
BLANK = "＿＿"


@dataclass(frozen=True)
class Option:
    """`why`: why a distractor is wrong, or what another system says to whoever chose it."""

    text: str
    is_key: bool = False
    why: str = ""


@dataclass(frozen=True)
class Pair:
    left: str
    right: str


@dataclass(frozen=True)
class Criterion:
    """One line of a rubric: what a written answer must say, and what it then earns."""

    text: str
    points: Decimal


@dataclass(frozen=True)
class Item:
    """One question; only the fields of its kind are filled.

    single, multiple: `options`. true_false: `is_true` (and the why of a false statement in
    `why`). fill_in: `blanks`, each a tuple of accepted texts, the best first. matching: `pairs`
    in the order of the left sides, `distractors` for right sides without a partner. ordering:
    `sequence` in the right order. short_answer: `model_answer`, which may be empty, and `rubric`.
    case: the passage in `stem`, the questions in `items`.
    """

    kind: str
    stem: str
    options: tuple[Option, ...] = ()
    is_true: bool | None = None
    why: str = ""
    blanks: tuple[tuple[str, ...], ...] = ()
    pairs: tuple[Pair, ...] = ()
    distractors: tuple[str, ...] = ()
    sequence: tuple[str, ...] = ()
    model_answer: str = ""
    rubric: tuple[Criterion, ...] = ()
    items: tuple["Item", ...] = ()
    explanation: str = ""
    title: str = ""  # its name or number in the file it came from
    category: str = ""  # the file's own chapter or folder, parts joined by /
    point: str = ""  # code of the knowledge point
    difficulty: int | None = None  # 1 to 5
    level: str = ""
    cites: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    points: Decimal | None = None  # what the file says that it's worth


@dataclass(frozen=True)
class Taken:
    """An item read, where it stood, and what there is to say about it, as codes.

    repairs: what had to be mended to read it. warnings: what the author should look at.
    """

    item: Item
    where: str
    repairs: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Refused:
    """A question that isn't taken: where it stood and why, as a code and in words."""

    where: str
    code: str
    reason: str


class FileRefused(Exception):
    """Nothing of the file is read; `code` for machines, the text says what to do."""

    def __init__(self, code, reason):
        self.code = code
        super().__init__(reason)


@dataclass(frozen=True)
class Reading:
    """A file read: `taken` and `refused` account for every question in it, in file order.

    media: the bytes of each picture that an item shows, by its name in `media/NAME`.
    ignored: what is no question (comments, category lines), in words.
    """

    format: str
    taken: tuple[Taken, ...]
    refused: tuple[Refused, ...] = ()
    media: dict[str, bytes] = field(default_factory=dict)
    ignored: tuple[str, ...] = ()

    @property
    def items(self):
        return [taken.item for taken in self.taken]

    @property
    def repaired(self):
        return [taken for taken in self.taken if taken.repairs]

    def report(self):
        """Plain values for `--json`: accepted, repaired, refused."""
        return {
            "accepted": len(self.taken) - len(self.repaired),
            "repaired": len(self.repaired),
            "refused": [{"where": one.where, "reason": one.reason} for one in self.refused],
        }


@dataclass(frozen=True)
class Written:
    """A file made: its bytes, and which item lost what because the format has no place for it."""

    data: bytes
    losses: tuple[Refused, ...] = ()


def bare(item):
    """The item without where it came from: what a round trip through a format has to keep."""
    return replace(item, title="", tags=(), category="")
