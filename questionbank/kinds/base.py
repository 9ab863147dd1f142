"""What every kind of item shares. Pure: plain values, no Django models."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from questionbank.markup import plain


@dataclass(frozen=True)
class Option:
    text: str
    is_key: bool = False
    why: str = ""  # why a distractor is wrong


@dataclass(frozen=True)
class Content:
    """An item as it is asked and answered; `options` in the author's order.

    `stem` and `explanation` are HTML, the options plain text.
    """

    kind: str
    stem: str
    options: tuple[Option, ...]
    explanation: str

    @property
    def key(self):
        """Positions of the right options in the author's order, from 0."""
        return [position for position, option in enumerate(self.options) if option.is_key]


@dataclass(frozen=True)
class Fault:
    """What keeps a content from being published, at `place` (a field's name, or options/2)."""

    place: str
    reason: str


def common_faults(content):
    """Faults that any kind can have."""
    if not plain(content.stem):
        yield Fault("stem", _("The stem is empty. Write the question."))
    if not plain(content.explanation):
        yield Fault("explanation", _("The explanation is empty. Say why the key is right."))
