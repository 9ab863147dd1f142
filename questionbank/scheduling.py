"""Publishing at the appointed time."""

import logging

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Revision

from questionbank import commenting
from questionbank.models import Item
from questionbank.refusals import Refused

logger = logging.getLogger(__name__)


def publish_due(*, now):
    """Publish and freeze the items whose time has come; return how many.

    Wagtail's `publish_scheduled` does so too, but stops at the first that can't be published any
    more, in every round. Here its schedule ends, and a comment on the item says why.
    """
    due = Revision.objects.filter(
        base_content_type=ContentType.objects.get_for_model(Item), approved_go_live_at__lte=now
    )
    n_published = 0
    for revision in due.order_by("approved_go_live_at"):
        try:
            with transaction.atomic():
                revision.publish(log_action="wagtail.publish.scheduled")
            n_published += 1
        except Refused as refusal:
            _give_up(revision, refusal, now=now)
    return n_published


def _give_up(revision, refusal, *, now):
    logger.warning("not published as scheduled: %s", refusal)
    with transaction.atomic():
        revision.approved_go_live_at = None
        revision.save(update_fields=["approved_go_live_at"])
        text = _("Not published as scheduled. %(reason)s") % {"reason": refusal}
        commenting.write(revision.content_object, text, user=None, now=now)
