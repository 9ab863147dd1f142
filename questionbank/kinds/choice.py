"""Single and multiple choice: options of the author's own."""

from django.utils.translation import gettext_lazy as _

from questionbank import answer_text
from questionbank.answer_text import LETTERS
from questionbank.kinds import rules
from questionbank.kinds.base import Fault, Kind, common_faults, row_faults
from questionbank.kinds.slots import slot

# An answer is stored as letters, and a form's shape counts the options: A to H.
MAX_OPTIONS = len(LETTERS)


class Choice(Kind):
    fields = ("options",)
    shuffles = True
    is_lettered = True

    def content(self, item):
        return {"stem": item.stem, "options": [option.text for option in item.options]}

    def key(self, item):
        """Positions of the right options, from 0."""
        return [position for position, option in enumerate(item.options) if option.is_key]

    def whys(self, item):
        return [option.why for option in item.options]

    def n_lettered(self, content):
        return len(content["options"])

    def pattern(self, content):
        return {
            "options": [
                {
                    "value": letter,
                    "text": slot(f"text{letter}"),
                    "on": slot(f"on{letter}"),
                    "checked": slot(f"checked{letter}"),
                }
                for letter in LETTERS[: len(content["options"])]
            ],
            "several": self.takes_several,
        }

    def laid(self, content, order, answer):
        told = {
            f"text{letter}": content["options"][position]
            for letter, position in zip(LETTERS, order, strict=False)
        }
        for letter in answer:
            told |= {f"on{letter}": " on", f"checked{letter}": " checked"}
        return told

    def explained(self, content, key, whys):
        rows = zip(content["options"], whys, strict=True)
        return {
            "options": [
                {"text": text, "is_key": position in key, "why": why}
                for position, (text, why) in enumerate(rows)
            ]
        }

    def sign(self, content):
        signs = answer_text.SEVERAL if self.takes_several else answer_text.ONE
        return signs[len(content["options"]) - 2]

    def response(self, answer, order):
        return answer_text.chosen(answer, order)


class SingleChoice(Choice):
    name = "single"
    label = _("single choice")

    def faults(self, item):
        yield from common_faults(item)
        yield from _option_faults(item)
        if len(self.key(item)) != 1:
            yield Fault("options", _("Mark exactly one option as the key."))

    def score(self, responses, content, key, *, half_if_incomplete):
        n_options = len(content["options"])
        return rules.score_single_choice(
            rules.marks(responses, n_options), rules.marks([key], n_options)[0]
        )


class MultipleChoice(Choice):
    name = "multiple"
    label = _("multiple choice")
    takes_several = True

    def faults(self, item):
        yield from common_faults(item)
        yield from _option_faults(item)
        if len(self.key(item)) < 2:
            yield Fault("options", _("Mark at least two options as keys."))

    def score(self, responses, content, key, *, half_if_incomplete):
        n_options = len(content["options"])
        return rules.score_multiple_choice(
            rules.marks(responses, n_options),
            rules.marks([key], n_options)[0],
            half_if_incomplete=half_if_incomplete,
        )


def _option_faults(item):
    if not 2 <= len(item.options) <= MAX_OPTIONS:
        yield Fault("options", _("Give two to %(most)d options.") % {"most": MAX_OPTIONS})
    yield from row_faults(
        "options",
        [option.text for option in item.options],
        empty=_("The option is empty. Write it, or delete the row."),
        same=_("The option says the same as option %(number)d. Change one of them."),
    )
