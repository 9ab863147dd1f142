"""Single and multiple choice: options of the author's own."""

import unicodedata

from django.utils.translation import gettext_lazy as _

from questionbank.kinds.base import Fault, common_faults

# An answer is stored as letters, and a form's shape counts the options: A to H.
MAX_OPTIONS = 8
LETTERS = "ABCDEFGH"


class SingleChoice:
    name = "single"
    label = _("single choice")
    shuffles = True
    takes_several = False

    def faults(self, content):
        yield from _option_faults(content)
        if len(content.key) != 1:
            yield Fault("options", _("Mark exactly one option as the key."))


class MultipleChoice:
    name = "multiple"
    label = _("multiple choice")
    shuffles = True
    takes_several = True

    def faults(self, content):
        yield from _option_faults(content)
        if len(content.key) < 2:
            yield Fault("options", _("Mark at least two options as keys."))


def _option_faults(content):
    yield from common_faults(content)
    if not 2 <= len(content.options) <= MAX_OPTIONS:
        yield Fault("options", _("Give two to %(most)d options.") % {"most": MAX_OPTIONS})
    seen = {}
    for position, option in enumerate(content.options):
        folded = "".join(unicodedata.normalize("NFKC", option.text).split()).casefold()
        if not folded:
            yield Fault(
                f"options/{position}", _("The option is empty. Write it, or delete the row.")
            )
        elif folded in seen:
            yield Fault(
                f"options/{position}",
                _("The option says the same as option %(number)d. Change one of them.")
                % {"number": seen[folded] + 1},
            )
        seen.setdefault(folded, position)
