"""Submitting drafts for review, many at a time."""

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import WorkflowState

from questionbank.models import Item
from questionbank.publishing import faults


def obstacle(item, user):
    """Return why the item can't be submitted, in a sentence; None if it can."""
    if item.retired_at:
        return _("Retired.")
    if item.approved_schedule:
        return _("Approved already, and scheduled to be published.")
    state = item.current_workflow_state
    if state is not None and state.status == WorkflowState.STATUS_IN_PROGRESS:
        return _("In review already.")
    if item.locked and item.locked_by_id != user.pk:
        return _("Locked by %(user)s.") % {"user": item.locked_by or "—"}
    if item.live and not item.has_unpublished_changes:
        return _("Published, and not changed since.")
    found = faults(item.get_latest_revision_as_object())
    if found:
        return " ".join(str(fault.reason) for fault in found)
    return None


def submit(items, *, user):
    """Start or resume the review of the items; return of how many.

    Those for which there is an `obstacle` stay, and so do all where no workflow is set up.
    """
    workflow = Item.get_default_workflow()
    if workflow is None:
        return 0
    with transaction.atomic():
        keys = [item.pk for item in items]
        # The rows are the lock: none gets into review twice.
        list(Item.objects.select_for_update().filter(pk__in=keys).values("pk"))
        stored = Item.objects.with_status().select_related("latest_revision").filter(pk__in=keys)
        chosen = [item for item in stored if obstacle(item, user) is None]
        for item in chosen:
            state = item.current_workflow_state
            if state is not None:  # changes were requested
                state.resume(user)
                continue
            if item.latest_revision is None:
                item.save_revision(user=user, clean=False)
            workflow.start(item, user)
    return len(chosen)
