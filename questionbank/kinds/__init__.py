"""The kinds of items. A new kind is a module here and a line in `KINDS`."""

from questionbank.kinds.base import Content, Fault, Option
from questionbank.kinds.choice import LETTERS, MultipleChoice, SingleChoice
from questionbank.kinds.true_false import TrueFalse

KINDS = {kind.name: kind for kind in (SingleChoice(), MultipleChoice(), TrueFalse())}
CHOICES = [(kind.name, kind.label) for kind in KINDS.values()]

__all__ = ["CHOICES", "KINDS", "LETTERS", "Content", "Fault", "Option"]
