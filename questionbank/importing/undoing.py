"""An import is taken back whole, while nobody has built on it."""

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry, WorkflowState

from questionbank.importing.models import ImportedQuestion, ItemImport
from questionbank.importing.receiving import ImportRefused
from questionbank.models import Item

Outcome = ImportedQuestion.Outcome
_N_NAMED = 5


def in_the_way(item_import):
    """Return the codes of what was published, changed, locked or submitted since, in order."""
    return [row.item_code for row in _rows(item_import) if _is_built_on(row)]


def _rows(item_import):
    """What the import has written and nobody has deleted since."""
    written = item_import.questions.filter(
        outcome__in=(Outcome.CREATED, Outcome.VERSION), item__isnull=False
    ).order_by("number")
    rows = list(written.select_related("item"))
    keys = [row.item_id for row in rows]
    content_type = ContentType.objects.get_for_model(Item)
    submitted = set(
        WorkflowState.objects.active()
        .filter(base_content_type=content_type)
        .values_list("object_id", flat=True)
    )
    published = set(
        Item.objects.filter(pk__in=keys, versions__isnull=False).values_list("pk", flat=True)
    )
    for row in rows:
        row.is_submitted = str(row.item_id) in submitted
        row.is_published = row.item_id in published
    return rows


def _is_built_on(row):
    item = row.item
    is_changed = row.revision_id is None or item.latest_revision_id != row.revision_id
    is_used = row.outcome == Outcome.CREATED and (item.live or row.is_published)
    is_live = row.outcome == Outcome.VERSION and item.live_revision_id == row.revision_id
    return is_changed or is_used or is_live or item.locked or row.is_submitted


def undo(item_import, *, user, now):
    """Delete the items and the drafts that an import has made. Called again, it does nothing.

    Raises `ImportRefused` where one of them was published or changed since; then all stay. The
    pictures stay in any case: other questions may show them by now.
    """
    with transaction.atomic():
        kept = ItemImport.objects.select_for_update().get(pk=item_import.pk)
        if kept.state == ItemImport.State.UNDONE:
            return
        if kept.state != ItemImport.State.DONE:
            raise ImportRefused(_("Nothing was written that could be taken back."))
        rows = _rows(kept)
        if codes := [row.item_code for row in rows if _is_built_on(row)]:
            shown = "、".join(codes[:_N_NAMED]) + ("…" if len(codes) > _N_NAMED else "")
            raise ImportRefused(
                _("Published, changed or in review since: %(codes)s (%(n)d). The import stays as"
                  " it is.") % {"codes": shown, "n": len(codes)}
            )  # fmt: skip
        for row in rows:
            if row.outcome == Outcome.VERSION:
                _forget_draft(row, user)
        _delete([row.item for row in rows if row.outcome == Outcome.CREATED], user=user, now=now)
        kept.state = ItemImport.State.UNDONE
        kept.save(update_fields=["state"])


def _forget_draft(row, user):
    item, revision = row.item, row.revision
    before = item.revisions.exclude(pk=revision.pk).order_by("created_at", "pk").last()
    item.latest_revision = before
    is_as_published = before is None or before.pk == item.live_revision_id
    item.has_unpublished_changes = not item.live or not is_as_published
    item.save(update_fields=["latest_revision", "has_unpublished_changes"])
    revision.delete()
    log(item, "wagtail.revert", user=user)


def _delete(items, *, user, now):
    content_type = ContentType.objects.get_for_model(Item)
    ModelLogEntry.objects.bulk_create(
        (
            ModelLogEntry(
                content_type=content_type,
                object_id=str(item.pk),
                label=str(item),
                action="wagtail.delete",
                timestamp=now,
                user=user,
                deleted=True,
            )
            for item in items
        ),
        batch_size=500,
    )
    Item.objects.filter(pk__in=[item.pk for item in items]).delete()
