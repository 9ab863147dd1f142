"""Fill-in: blanks in the stem, each with the wordings that are accepted."""

from html import escape, unescape

from django.utils.translation import gettext_lazy as _

from questionbank import answer_text
from questionbank.formats.items import BLANK
from questionbank.kinds import rules
from questionbank.kinds.base import Fault, Kind, common_faults
from questionbank.kinds.slots import slot
from questionbank.kinds.wording import normalised

MAX_BLANKS = len(answer_text.BLANKS)


class FillIn(Kind):
    name = "fill_in"
    label = _("fill-in")
    fields = ("blanks",)
    template = "questionbank/kinds/fill_in.html"

    def faults(self, item):
        yield from common_faults(item)
        n_blanks = item.stem.count(BLANK)
        if not 1 <= n_blanks <= MAX_BLANKS:
            yield Fault(
                "stem",
                _("Leave one to %(most)d blanks in the stem, each written as ____.")
                % {"most": MAX_BLANKS},
            )
        elif n_blanks != len(item.blanks):
            yield Fault(
                "blanks",
                _("The stem has %(blanks)d blanks, but %(answers)d are answered. Write one line"
                  " of accepted answers for each blank.")
                % {"blanks": n_blanks, "answers": len(item.blanks)},
            )  # fmt: skip
        for position, accepted in enumerate(item.blanks):
            if not all(normalised(unescape(text)) for text in accepted) or not accepted:
                yield Fault(
                    f"blanks/{position}", _("An accepted answer is empty. Write it, or delete it.")
                )

    def content(self, item):
        return {"stem": item.stem, "n_blanks": item.stem.count(BLANK)}

    def key(self, item):
        """For each blank the accepted texts, the best first; plain, not HTML."""
        return [[unescape(text) for text in accepted] for accepted in item.blanks]

    def pattern(self, content):
        """The stem in pieces, each but the last followed by a blank."""
        pieces = content["stem"].split(BLANK)
        blanks = [slot(f"written{n}") for n in range(len(pieces) - 1)]
        return {"pieces": list(zip(pieces, [*blanks, None], strict=True))}

    def laid(self, content, order, answer):
        written = answer_text.lines(answer, content["n_blanks"])
        return {f"written{n}": escape(text) for n, text in enumerate(written)}

    def explained(self, content, key, whys):
        return {"right": [escape("；".join(accepted)) for accepted in key]}

    def sign(self, content):
        return answer_text.BLANKS[content["n_blanks"] - 1]

    def response(self, answer, order):
        return answer_text.written(answer).split("\n") if answer else None

    def score(self, responses, content, key, *, half_if_incomplete):
        accepted = [{normalised(text) for text in texts} for texts in key]
        right = [
            [normalised(text) in fits for text, fits in zip(texts or (), accepted, strict=False)]
            for texts in responses
        ]
        return rules.score_parts(right, len(key))
