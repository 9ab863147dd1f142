"""The kinds of items. A new kind is a module here and a line in `KINDS`."""

from questionbank.kinds.base import Fault, Kind, Question
from questionbank.kinds.case import Case
from questionbank.kinds.choice import MultipleChoice, SingleChoice
from questionbank.kinds.fill_in import FillIn
from questionbank.kinds.matching import Matching
from questionbank.kinds.ordering import Ordering
from questionbank.kinds.short_answer import ShortAnswer
from questionbank.kinds.true_false import TrueFalse

# What may stand by itself or be a part of a case.
SIMPLE = {
    kind.name: kind
    for kind in (
        SingleChoice(),
        MultipleChoice(),
        TrueFalse(),
        FillIn(),
        Matching(),
        Ordering(),
        ShortAnswer(),
    )
}
KINDS = SIMPLE | {"case": Case(SIMPLE)}
CHOICES = [(kind.name, kind.label) for kind in KINDS.values()]

__all__ = ["CHOICES", "KINDS", "SIMPLE", "Fault", "Kind", "Question"]
