"""Case analysis (案例分析): a passage and the questions about it, each of a kind of its own."""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from questionbank.kinds.base import Fault, Kind, Question, says_something, stem_faults

MAX_PARTS = 12


class Case(Kind):
    """On a paper each part is a place of its own, with its own answer and points."""

    name = "case"
    label = _("case analysis")
    fields = ("items",)

    def __init__(self, kinds):
        self.kinds = kinds

    def faults(self, item):
        yield from stem_faults(item)
        if not 1 <= len(item.items) <= MAX_PARTS:
            yield Fault(
                "items", _("Ask one to %(most)d questions about the case.") % {"most": MAX_PARTS}
            )
        # The explanation may be given once for the whole case.
        is_explained = says_something(item.explanation)
        for position, part in enumerate(item.items):
            for fault in self.kinds[part.kind].faults(part):
                if not (is_explained and fault.place == "explanation"):
                    yield Fault(f"items/{position}/{fault.place}", fault.reason)

    def content(self, item):
        return {
            "stem": item.stem,
            "parts": [
                {
                    "kind": part.kind,
                    "weight": str(part.points or 1),
                    "content": self.kinds[part.kind].content(part),
                }
                for part in item.items
            ],
        }

    def key(self, item):
        """The keys of its parts."""
        return [self.kinds[part.kind].key(part) for part in item.items]

    def whys(self, item):
        """For each part its own rationale."""
        return [
            {"explanation": part.explanation, "whys": self.kinds[part.kind].whys(part)}
            for part in item.items
        ]

    def questions(self, content, key=None, rationale=None):
        return [
            Question(
                self.kinds[part["kind"]],
                part["content"],
                None if key is None else key[position],
                None if rationale is None else rationale["whys"][position],
                passage=content["stem"],
                weight=Decimal(part["weight"]),
            )
            for position, part in enumerate(content["parts"])
        ]

    def is_marked_by_hand(self, content):
        return any(
            question.kind.is_marked_by_hand(question.content)
            for question in self.questions(content)
        )
