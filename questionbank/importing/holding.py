"""What of a plain item the bank has no room for; a file says anything, a database doesn't."""

from decimal import Decimal

from django.utils.translation import gettext as _

from questionbank.formats.html import to_plain
from questionbank.models import ItemCriterion, ItemOption

_MAX_WHY = ItemOption._meta.get_field("why").max_length
_MAX_CRITERION = ItemCriterion._meta.get_field("text").max_length
_LEAST, _STEP, _MOST = Decimal("0.1"), Decimal("0.1"), Decimal("9999.9")


def reason_against(plain):
    """Return why the bank can't hold a plain item, in words, or ""."""
    whys = [plain.why, *(option.why for option in plain.options)]
    if any(len(to_plain(why)) > _MAX_WHY for why in whys):
        return _("It says in more than %(most)d characters why an option is wrong. Shorten it.") % {
            "most": _MAX_WHY
        }
    for criterion in plain.rubric:
        if len(to_plain(criterion.text)) > _MAX_CRITERION:
            return _("A line of the rubric is longer than %(most)d characters. Shorten it.") % {
                "most": _MAX_CRITERION
            }
        if not _LEAST <= criterion.points <= _MOST or criterion.points % _STEP:
            return _("A line of the rubric gives %(points)s points. Give 0.1 to 9999.9, with one"
                     " decimal at most.") % {"points": criterion.points}  # fmt: skip
    for part in plain.items:
        if part.kind == "case":
            return _("A question of the case is a case itself. Write it as a question of its own.")
        if reason := reason_against(part):
            return reason
    return ""
