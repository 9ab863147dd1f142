"""Ordering: steps to be brought into their order."""

from django.utils.translation import gettext_lazy as _

from questionbank import answer_text
from questionbank.answer_text import LETTERS
from questionbank.kinds import rules
from questionbank.kinds.base import Fault, Kind, common_faults, row_faults
from questionbank.kinds.slots import choices, chosen, slot


class Ordering(Kind):
    name = "ordering"
    label = _("ordering")
    fields = ("sequence",)
    shuffles = True
    order_is_key = True
    template = "questionbank/kinds/ordering.html"

    def faults(self, item):
        yield from common_faults(item)
        if not 3 <= len(item.sequence) <= len(LETTERS):
            yield Fault("sequence", _("Give three to %(most)d steps.") % {"most": len(LETTERS)})
        yield from row_faults(
            "sequence",
            item.sequence,
            empty=_("The step is empty. Write it, or delete the row."),
            same=_("The step says the same as step %(number)d. Change one of them."),
        )

    def content(self, item):
        """The steps in their right order: no page shows them but in an attempt's own."""
        return {"stem": item.stem, "options": list(item.sequence)}

    def key(self, item):
        return list(range(len(item.sequence)))

    def n_lettered(self, content):
        return len(content["options"])

    def pattern(self, content):
        letters = LETTERS[: len(content["options"])]
        return {
            "steps": [{"value": letter, "text": slot(f"text{letter}")} for letter in letters],
            "places": [choices(letters, number) for number in range(len(letters))],
        }

    def laid(self, content, order, answer):
        texts = zip(LETTERS, order, strict=False)
        told = {f"text{letter}": content["options"][position] for letter, position in texts}
        return told | chosen(answer_text.places(answer, len(content["options"])))

    def explained(self, content, key, whys):
        steps = enumerate((content["options"][position] for position in key), start=1)
        return {"right": [f"{number}. {text}" for number, text in steps]}

    def sign(self, content):
        return answer_text.ORDERED[len(content["options"]) - 2]

    def response(self, answer, order):
        return answer_text.placed(answer, order)

    def score(self, responses, content, key, *, half_if_incomplete):
        return rules.score_whole([places == key for places in responses])
