"""True or false: the options are given, in one order."""

from django.utils.translation import gettext_lazy as _

from questionbank.kinds.base import Fault, Option, common_faults


class TrueFalse:
    name = "true_false"
    label = _("true or false")
    shuffles = False
    takes_several = False

    def faults(self, content):
        yield from common_faults(content)
        if len(content.options) != 2 or len(content.key) != 1:
            yield Fault("is_true", _("Say whether the statement is true or false."))


def options(is_true, why=""):
    """Return the two options of a statement; `why` explains what is wrong about a false one.

    `is_true` None: not yet decided, no key.
    """
    return (
        Option("正确", is_key=is_true is True, why="" if is_true else why),
        Option("错误", is_key=is_true is False),
    )
