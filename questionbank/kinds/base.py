"""What every kind of item shares. Pure values in and out, no models."""

import unicodedata
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from questionbank.markup import pictures, plain


@dataclass(frozen=True)
class Fault:
    """What keeps an item from being published, at `place` (a field's name, or options/2)."""

    place: str
    reason: str


@dataclass(frozen=True)
class Question:
    """One thing asked on a paper: an item, or a part of a case with its passage.

    `key` and `rationale` are None where they weren't loaded.
    """

    kind: "Kind"
    content: dict
    key: list | dict | None
    rationale: dict | None
    passage: str = ""
    weight: Decimal = Decimal(1)  # its share of a case's points, against the other parts'


class Kind:
    """One kind of item: what is written, asked, answered and earned.

    A new kind is a subclass in a module of its own and a line in `kinds.KINDS`; its items are
    `questionbank.formats.items.Item`, here called plain items.
    """

    name: str
    label: str
    # Fields of the plain item that hold its answer: what the editor asks for.
    fields: tuple[str, ...] = ()
    # Whether what is lettered stands in another order on each paper.
    shuffles = False
    takes_several = False
    # Whether its options stand under letters.
    is_lettered = False
    # Whether the author's order gives the key away.
    order_is_key = False
    # Where it's answered.
    template = "questionbank/kinds/choice.html"

    def faults(self, item):
        """Yield what keeps a plain item from being published."""
        raise NotImplementedError

    def content(self, item):
        """Return what a candidate may see of a plain item, as JSON; never the key."""
        raise NotImplementedError

    def key(self, item):
        """Return what is right, as JSON."""
        raise NotImplementedError

    def whys(self, item):
        """Return what is said of each wrong answer, in the order of the content."""
        return []

    def questions(self, content, key=None, rationale=None):
        """Return what an item asks on a paper as `Question`s: one, but for a case."""
        return [Question(self, content, key, rationale)]

    def pattern(self, content):
        """Return what `template` takes, the same for everybody: what differs is a `slots.slot`.

        Parameters
        ----------
        content : dict
            With HTML that may be shown as it is (`showing.prepared`).
        """
        raise NotImplementedError

    def laid(self, content, order, answer):
        """Return {name of a slot: HTML}: the content in an attempt's order, and its answer.

        Parameters
        ----------
        order : sequence of int
            Positions of what is lettered, in the order shown.
        answer : str
            As the answer log has it (`answer_text`).
        """
        raise NotImplementedError

    def explained(self, content, key, whys):
        """Return what is right, for `questionbank/_key.html`: `options`, or `right` as lines.

        Parameters
        ----------
        content : dict
            In the author's order.
        whys : list
            As `whys` has given them.
        """
        raise NotImplementedError

    def is_marked_by_hand(self, content):
        return False

    def n_lettered(self, content):
        """How many things carry letters: options, right sides, steps."""
        return 0

    def sign(self, content):
        """Return its sign in the shape of a form (`answer_text`)."""
        raise NotImplementedError

    def response(self, answer, order):
        """Return an answer of the log in the author's terms, as JSON; None: not answered."""
        raise NotImplementedError

    def score(self, responses, content, key, *, half_if_incomplete):
        """Return the share of its points (0 to 1) that each response earns, shape (n,).

        Parameters
        ----------
        responses : sequence of what `response` returns, one a candidate
        half_if_incomplete : bool
            Whether an incomplete multiple choice earns half (`rules`).
        """
        raise NotImplementedError


def stem_faults(item):
    """Faults that any kind can have."""
    if not says_something(item.stem):
        yield Fault("stem", _("The stem is empty. Write the question."))


def explanation_faults(item):
    if not says_something(item.explanation):
        yield Fault("explanation", _("The explanation is empty. Say why the key is right."))


def common_faults(item):
    yield from stem_faults(item)
    yield from explanation_faults(item)


def row_faults(place, rows, *, empty, same):
    """Faults of texts that stand beside each other: empty ones, two that say the same."""
    seen = {}
    for position, text in enumerate(rows):
        folded = fold(text)
        if not folded:
            yield Fault(f"{place}/{position}", empty)
        elif folded in seen:
            yield Fault(f"{place}/{position}", same % {"number": seen[folded] + 1})
        seen.setdefault(folded, position)


def fold(html):
    """Return what an HTML text says regardless of width, case and spaces; pictures by name."""
    text = unicodedata.normalize("NFKC", plain(html))
    return "".join(text.split()).casefold() + "".join(pictures(html))


def says_something(html):
    return bool(plain(html) or pictures(html))
