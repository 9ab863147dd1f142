"""Retiring a question with a reason, and taking it back.

A retired question isn't drawn for new papers; papers that have one of its versions keep it. It's
what unpublishing an item does, by hand or at its date of expiry: a question that candidates have
answered is never taken away, so "retired" is the only way out, and has a reason.
"""

from django.db import transaction
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from wagtail.locks import BaseLock
from wagtail.log_actions import log

from questionbank.refusals import Refused

RETIRED = "questionbank.retire"
TAKEN_BACK = "questionbank.take_back"


class NotRetirable(Refused):
    """Only what is published can be retired, and only what is retired can be taken back."""


def obstacle(item):
    """Return why the item can't be retired, in a sentence; None if it can."""
    if item.retired_at:
        return _("Retired already.")
    if not item.live:
        return _("Not published. A draft that nobody wants is deleted.")
    return None


def retire(item, *, reason, user, now):
    """Withdraw a published item from new papers; raises `NotRetirable`.

    A review or a schedule that is under way ends; a newer draft stays as it is.
    """
    items = type(item).objects
    with transaction.atomic():
        # The row is the lock: of two at once, one retires.
        stored = items.select_for_update().get(pk=item.pk)
        if sentence := obstacle(stored):
            raise NotRetirable(f"{item}: {sentence}")
        state = stored.current_workflow_state
        if state is not None:
            state.cancel(user=user)
        stored.revisions.exclude(approved_go_live_at=None).update(approved_go_live_at=None)
        fields = {
            "live": False, "retired_at": now, "retired_by": user, "retired_reason": reason,
            # Its schedule is done; else the item would go again as soon as it's taken back.
            "go_live_at": None, "expire_at": None,
        }  # fmt: skip
        items.filter(pk=item.pk).update(**fields)
        log(stored, RETIRED, user=user, data={"reason": reason})
    _tell(item, fields)


def take_back(item, *, user):
    """Publish a retired item again, as it was; raises `NotRetirable`."""
    items = type(item).objects
    with transaction.atomic():
        stored = items.select_for_update().get(pk=item.pk)
        if not stored.retired_at:
            raise NotRetirable(_("%(item)s: not retired.") % {"item": item})
        fields = {"live": True, "retired_at": None, "retired_by": None, "retired_reason": ""}
        items.filter(pk=item.pk).update(**fields)
        log(stored, TAKEN_BACK, user=user)
    _tell(item, fields)


def _tell(item, fields):
    """The object in hand says what the row says."""
    for name, value in fields.items():
        setattr(item, name, value)


class RetiredLock(BaseLock):
    """A retired item is read only: nobody improves what is no longer asked."""

    def for_user(self, user):
        return True

    def get_message(self, user):
        item = self.object
        when = formats.date_format(timezone.localtime(item.retired_at), "Y-m-d")
        who = item.retired_by or "—"
        # The sentence has its own full stop.
        reason = item.retired_reason.rstrip("。. ") or _("no reason given")
        return _(
            "Retired on %(when)s by %(who)s: %(reason)s. It is not drawn for new papers; papers"
            " that have it keep it. Take it back to change it."
        ) % {"when": when, "who": who, "reason": reason}

    def get_locked_by(self, user):
        return _("Retired")

    def get_description(self, user):
        return _("Nobody can change a retired question. Take it back first.")
