"""Short answer: written by the candidate, marked by hand against a rubric."""

from html import escape

from django.utils.translation import gettext_lazy as _

from questionbank import answer_text
from questionbank.kinds.base import Fault, Kind, common_faults, says_something
from questionbank.kinds.slots import slot


class ShortAnswer(Kind):
    name = "short_answer"
    label = _("short answer")
    fields = ("model_answer", "rubric")
    template = "questionbank/kinds/short_answer.html"

    def faults(self, item):
        yield from common_faults(item)
        if not says_something(item.model_answer) and not item.rubric:
            yield Fault(
                "model_answer", _("Write a model answer or a rubric: the markers need one.")
            )
        for position, criterion in enumerate(item.rubric):
            if not says_something(criterion.text):
                yield Fault(
                    f"rubric/{position}", _("Say what the answer must contain, or delete the row.")
                )
            if criterion.points <= 0:
                yield Fault(f"rubric/{position}", _("The points must be more than 0."))

    def content(self, item):
        return {"stem": item.stem}

    def key(self, item):
        return {
            "model_answer": item.model_answer,
            "rubric": [
                {"text": criterion.text, "points": str(criterion.points)}
                for criterion in item.rubric
            ],
        }

    def is_marked_by_hand(self, content):
        return True

    def pattern(self, content):
        return {"written": slot("written"), "most": answer_text.MAX_WRITTEN}

    def laid(self, content, order, answer):
        return {"written": escape(answer_text.written(answer) or "")}

    def explained(self, content, key, whys):
        rubric = [_("%(text)s (%(points)s points)") % criterion for criterion in key["rubric"]]
        return {"right": [*([key["model_answer"]] if key["model_answer"] else []), *rubric]}

    def sign(self, content):
        return answer_text.WRITTEN

    def response(self, answer, order):
        return [answer_text.written(answer)] if answer else None

    def score(self, responses, content, key, *, half_if_incomplete):
        raise ValueError("a short answer is marked by hand; no rule scores it")
