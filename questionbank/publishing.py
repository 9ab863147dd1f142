"""Publishing an item freezes it as a version; papers refer to versions only."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from questionbank import markup
from questionbank.kinds import KINDS
from questionbank.models import Item, ItemVersion, content_hash
from questionbank.refusals import Refused


class NotPublishable(Refused):
    """The item has faults that a paper couldn't live with; `faults` tells them all."""

    def __init__(self, item, faults):
        self.faults = faults
        super().__init__(
            _("%(item)s can't be published. %(reasons)s")
            % {"item": item, "reasons": " ".join(str(fault.reason) for fault in faults)}
        )


def faults(item):
    """Return what keeps the item, as it stands in this object, from being published."""
    return list(KINDS[item.kind].faults(item.plain))


def freeze(item, *, user=None, now=None):
    """Return the item's newest version, made now unless nothing has changed since the last.

    Raises `NotPublishable`.
    """
    fields = _publishable_fields(item)
    with transaction.atomic():
        # The row is the lock (on SQLite the transaction): two at once make one version.
        Item.objects.select_for_update().values("pk").get(pk=item.pk)
        newest = item.versions.order_by("-number").first()
        if newest is not None and newest.content_hash == fields["content_hash"]:
            return newest
        return ItemVersion.objects.create(
            item=item,
            number=newest.number + 1 if newest else 1,
            published_at=now or timezone.now(),
            published_by=user,
            **fields,
        )


def freeze_new(items, *, user=None, now):
    """Make the first versions of items that have none yet, in bulk; raises `NotPublishable`."""
    ItemVersion.objects.bulk_create(
        (
            ItemVersion(
                item=item,
                number=1,
                published_at=now,
                published_by=user,
                **_publishable_fields(item),
            )
            for item in items
        ),
        batch_size=500,
    )


def _publishable_fields(item):
    if found := faults(item):
        raise NotPublishable(item, found)
    return version_fields(item)


def version_fields(item):
    """Return what a version keeps of the item as it stands in this object, hash included."""
    kind, plain = KINDS[item.kind], item.plain
    fields = {
        "kind": item.kind,
        "content": kind.content(plain),
        "key": kind.key(plain),
        "rationale": {
            "explanation": markup.blocks(plain.explanation),
            "whys": kind.whys(plain),
            "cites": [str(citation.reference) for citation in item.citations.all()],
        },
        "difficulty": item.difficulty,
    }
    digest = content_hash(point=item.point.code, **fields)
    return {**fields, "point": item.point, "content_hash": digest}


def freeze_published(instance, revision, **kwargs):
    """Receiver of Wagtail's `published`."""
    # Wagtail sends it also for what is only scheduled to go live later.
    if instance.live:
        freeze(instance, user=getattr(revision, "published_by", None) or revision.user)
