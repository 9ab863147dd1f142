"""Filing many items anew: knowledge points, difficulty, level.

Point and difficulty are frozen with a version, for papers draw by them. So a published question
gets its next version at once: what candidates read stays word for word, and has been reviewed.
A draft, and the newer draft of a published question, keeps the change until it's published.
"""

from dataclasses import dataclass, field

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import ReferenceIndex, Revision, WorkflowState

from cms.models import KnowledgePoint
from questionbank.models import Item
from questionbank.publishing import faults, freeze

RETAGGED = "questionbank.retag"


@dataclass(frozen=True)
class Tags:
    """What to set; None leaves it as it is."""

    point: KnowledgePoint | None = None
    difficulty: int | None = None
    level: str | None = None
    add: list = field(default_factory=list)  # further points
    remove: list = field(default_factory=list)

    def changes(self, item):
        """Return what would be set anew of the item as it stands in this object."""
        wanted = {
            "point_id": self.point and self.point.pk,
            "difficulty": self.difficulty,
            "level": self.level,
        }
        changed = {
            name: value
            for name, value in wanted.items()
            if value is not None and value != getattr(item, name)
        }
        point_id = changed.get("point_id", item.point_id)
        before = [point.pk for point in item.also_tests.all()]
        removed = {point.pk for point in self.remove}
        added = [point.pk for point in self.add if point.pk not in before]
        after = [pk for pk in (*before, *added) if pk not in removed and pk != point_id]
        return changed | ({"also_tests": after} if after != before else {})

    def told(self):
        """What the log keeps."""
        return {
            "point": str(self.point) if self.point else None,
            "difficulty": self.difficulty,
            "level": self.level,
            "added": [str(point) for point in self.add],
            "removed": [str(point) for point in self.remove],
        }


def latest(item):
    """Return the object to be filed anew: the newer draft, where there is one."""
    return item.get_latest_revision_as_object()


def closed(item, user):
    """Return why nothing of the item can be filed anew, in a sentence; None if it can."""
    if item.retired_at:
        return _("Retired.")
    if item.approved_schedule:
        return _("Scheduled to be published. Cancel the schedule first.")
    state = item.current_workflow_state
    if state is not None and state.status == WorkflowState.STATUS_IN_PROGRESS:
        return _("In review. File it anew once the review is over.")
    if item.locked and item.locked_by_id != user.pk:
        return _("Locked by %(user)s.") % {"user": item.locked_by or "—"}
    if is_published_at_once(item):
        if not user.has_perm("questionbank.publish_item"):
            return _("Published: you may not publish its next version.")
        if faults(item):
            return _("Published, but with faults that its next version could not have.")
    return None


def obstacle(item, tags, user):
    """Return why the item stays as it is, in a sentence; None if it will be filed anew."""
    sentence = closed(item, user)
    if sentence is None and not tags.changes(latest(item)):
        return _("Filed so already.")
    return sentence


def is_published_at_once(item):
    return item.live and not item.has_unpublished_changes


def retag(items, tags, *, user, now):
    """File the items anew; return how many got a new version, and how many drafts were changed.

    Those for which there is an `obstacle` stay. In bulk: one by one, through the editor's
    actions, five hundred would take most of a minute.
    """
    with transaction.atomic():
        keys = [item.pk for item in items]
        # The rows are the lock, on PostgreSQL; on SQLite the transaction.
        list(Item.objects.select_for_update().filter(pk__in=keys).values("pk"))
        stored = Item.objects.with_status().select_related("point", "latest_revision")
        stored = stored.filter(pk__in=keys).prefetch_related(
            "also_tests", "options", "pairs", "criteria", "citations__article__statute"
        )
        chosen = [item for item in stored if obstacle(item, tags, user) is None]
        targets = [_file(item, tags) for item in chosen]
        revisions = _revisions(targets, user=user, now=now)
        published = [item for item in chosen if is_published_at_once(item)]
        for item, revision in zip(chosen, revisions, strict=True):
            item.latest_revision = revision
            item.has_unpublished_changes = item.has_unpublished_changes or not item.live
        for item in published:
            item.live_revision, item.last_published_at = item.latest_revision, now
        Item.objects.bulk_update(chosen, _COLUMNS, batch_size=200)
        for item in published:
            freeze(item, user=user, now=now)
        for item in chosen:
            log(
                item, RETAGGED, user=user, data=tags.told(),
                revision=item.latest_revision, content_changed=True,
            )  # fmt: skip
        # What is searched for is what a question says.
        for item in chosen:
            ReferenceIndex.create_or_update_for_object(item)
    return len(published), len(chosen) - len(published)


_COLUMNS = [
    "point", "difficulty", "level", "latest_revision", "live_revision", "last_published_at",
    "has_unpublished_changes",
]  # fmt: skip


def _file(item, tags):
    """Set the tags where they belong, in memory; return the object that the revision keeps."""
    target = latest(item)
    changes = tags.changes(target)
    _set(target, changes)
    if target is not item and not item.live:
        _set(item, changes)  # the list shows a draft's row
    if "also_tests" in changes and (target is item or not item.live):
        item.also_tests.commit()
    return target


def _set(item, changes):
    for name, value in changes.items():
        if name == "also_tests":
            item.also_tests.set(KnowledgePoint.objects.filter(pk__in=value))
        else:
            setattr(item, name, value)


def _revisions(targets, *, user, now):
    content_type = ContentType.objects.get_for_model(Item)
    return Revision.objects.bulk_create(
        (
            Revision(
                content_type=content_type,
                base_content_type=content_type,
                object_id=str(target.pk),
                object_str=str(target),
                created_at=now,
                user=user,
                content=target.serializable_data(),
            )
            for target in targets
        ),
        batch_size=500,
    )
