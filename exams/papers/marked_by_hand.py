"""What papers can't hold yet: written answers, until there is a place to mark them.

A paper with such a question would never be scored, and its results never released.
"""

from django.utils.translation import gettext as _

from questionbank.kinds import KINDS

# All of whose items are marked by hand; of cases, some are.
_WRITTEN = {"short_answer"}


def refusal(kind):
    """Return why a section can't ask for items of this kind, or None."""
    if kind not in _WRITTEN:
        return None
    return _(
        "Items of the kind “%(kind)s” are marked by hand, and papers can't hold them yet. Choose "
        "another kind."
    ) % {"kind": KINDS[kind].label}


def may_be_placed(version):
    return not KINDS[version.kind].is_marked_by_hand(version.content)
