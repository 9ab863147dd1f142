"""Matching: to each left side its right side; some right sides may be nobody's partner."""

from django.utils.translation import gettext_lazy as _

from questionbank import answer_text
from questionbank.answer_text import LETTERS
from questionbank.kinds import rules
from questionbank.kinds.base import Fault, Kind, common_faults, row_faults
from questionbank.kinds.slots import choices, chosen, slot


class Matching(Kind):
    name = "matching"
    label = _("matching")
    fields = ("pairs", "distractors")
    shuffles = True
    order_is_key = True
    template = "questionbank/kinds/matching.html"

    def faults(self, item):
        yield from common_faults(item)
        n_right = len(item.pairs) + len(item.distractors)
        if len(item.pairs) < 2 or n_right > len(LETTERS):
            yield Fault(
                "pairs",
                _("Give at least two pairs, and at most %(most)d right sides in all.")
                % {"most": len(LETTERS)},
            )
        yield from row_faults(
            "pairs",
            [pair.left for pair in item.pairs],
            empty=_("The left side is empty. Write it, or delete the row."),
            same=_("The left side says the same as that of pair %(number)d. Change one of them."),
        )
        yield from row_faults(
            "pairs",
            [*(pair.right for pair in item.pairs), *item.distractors],
            empty=_("The right side is empty. Write it, or delete the row."),
            same=_("The right side says the same as that of pair %(number)d. Change one of them."),
        )

    def content(self, item):
        return {
            "stem": item.stem,
            "left": [pair.left for pair in item.pairs],
            "right": [*(pair.right for pair in item.pairs), *item.distractors],
        }

    def key(self, item):
        """For each left side the position of its right side."""
        return list(range(len(item.pairs)))

    def n_lettered(self, content):
        return len(content["right"])

    def pattern(self, content):
        letters = LETTERS[: len(content["right"])]
        return {
            "right": [{"value": letter, "text": slot(f"text{letter}")} for letter in letters],
            "left": [
                {"text": text, "choices": choices(letters, number)}
                for number, text in enumerate(content["left"])
            ],
        }

    def laid(self, content, order, answer):
        texts = zip(LETTERS, order, strict=False)
        told = {f"text{letter}": content["right"][position] for letter, position in texts}
        return told | chosen(answer_text.places(answer, len(content["left"])))

    def explained(self, content, key, whys):
        pairs = zip(content["left"], key, strict=True)
        return {"right": [f"{left} — {content['right'][right]}" for left, right in pairs]}

    def sign(self, content):
        return answer_text.MATCHED[len(content["left"]) - 2]

    def response(self, answer, order):
        return answer_text.placed(answer, order)

    def score(self, responses, content, key, *, half_if_incomplete):
        return rules.score_parts(
            [
                [given == right for given, right in zip(places or (), key, strict=False)]
                for places in responses
            ],
            len(key),
        )
