"""True or false: the options are given, in one order."""

from django.utils.translation import gettext_lazy as _

from questionbank.kinds.base import Fault, common_faults
from questionbank.kinds.choice import SingleChoice

OPTIONS = ("正确", "错误")


class TrueFalse(SingleChoice):
    name = "true_false"
    label = _("true or false")
    fields = ("is_true", "why")
    shuffles = False
    is_lettered = False

    def faults(self, item):
        yield from common_faults(item)
        if item.is_true is None:
            yield Fault("is_true", _("Say whether the statement is true or false."))

    def content(self, item):
        return {"stem": item.stem, "options": list(OPTIONS)}

    def key(self, item):
        return [] if item.is_true is None else [0 if item.is_true else 1]

    def whys(self, item):
        """What is wrong about a false statement is said to whoever took it for true."""
        return ["" if item.is_true else item.why, ""]
