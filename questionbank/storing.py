"""Items made of plain items, many at a time."""

from django.utils import timezone
from wagtail.models import ModelLogEntry, ReferenceIndex, Revision
from wagtail.search.backends import get_search_backends

from questionbank import authoring, searching
from questionbank.models import Item, ItemCitation, ItemCriterion, ItemOption, ItemPair
from questionbank.publishing import freeze_new

_ROWS = {"options": ItemOption, "pairs": ItemPair, "criteria": ItemCriterion}


def build(plain, images=None, **values):
    """Return an unsaved item that says what a plain item says, its rows in memory.

    Parameters
    ----------
    plain : questionbank.formats.items.Item
    images : dict of str to wagtail Image, optional
        The pictures that it names.
    **values
        Fields that plain items don't have, or not as objects: point, code, author, citations …
    """
    # In memory, or its first revision asks for them once an item.
    item = Item(**{"also_tests": [], "citations": []} | values)
    rewrite(item, plain, images)
    return item


def rewrite(item, plain, images=None):
    """Make an item say what a plain item says, in memory; what it's about stays."""
    fields, rows = authoring.fields(plain, images or {})
    for name, value in fields.items():
        setattr(item, name, value)
    for relation, model in _ROWS.items():
        found = enumerate(rows[relation])
        setattr(item, relation, [model(sort_order=n, **row) for n, row in found])


def create(items, *, user=None, now=None, publish=False, findable=True):
    """Write new items with their first revision, as drafts or as published with a version.

    In bulk: one by one, through Wagtail's actions, takes ten times as long and leaves a task or
    two for the worker with each item. Codes are given already; call it in a transaction. To keep
    that short, `make_findable` may be left to the caller, who calls it with `are_new` afterwards.

    Raises `publishing.NotPublishable`, if they are to be published.
    """
    now = now or timezone.now()
    for item in items:
        item.live = publish
        item.has_unpublished_changes = not publish
        if publish:
            item.first_published_at = item.last_published_at = now
    Item.objects.bulk_create(items, batch_size=500)
    relations = [*((model, "item", name) for name, model in _ROWS.items()),
                 (ItemCitation, "owner", "citations")]  # fmt: skip
    for model, owner, relation in relations:
        rows = []
        for item in items:
            for row in getattr(item, relation).all():
                setattr(row, owner, item)
                rows.append(row)
        model.objects.bulk_create(rows, batch_size=1000)
    content_type = Item.get_content_type()
    revisions = Revision.objects.bulk_create(
        (
            Revision(
                content_type=content_type,
                base_content_type=content_type,
                object_id=str(item.pk),
                object_str=str(item),
                created_at=now,
                user=user,
                content=item.serializable_data(),
            )
            for item in items
        ),
        batch_size=500,
    )
    names = ["latest_revision", *(["live_revision"] if publish else [])]
    for item, revision in zip(items, revisions, strict=True):
        for name in names:
            setattr(item, name, revision)
    if publish:
        freeze_new(items, user=user, now=now)
    Item.objects.bulk_update(items, names, batch_size=200)
    if user is not None:
        _log_creation(items, content_type, user=user, now=now)
    if findable:
        make_findable(items, are_new=True)


def _log_creation(items, content_type, *, user, now):
    """Into each item's history, as if it had been written in the editor."""
    ModelLogEntry.objects.bulk_create(
        (
            ModelLogEntry(
                content_type=content_type,
                object_id=str(item.pk),
                label=str(item),
                action="wagtail.create",
                timestamp=now,
                user=user,
                revision=item.latest_revision,
                content_changed=True,
            )
            for item in items
        ),
        batch_size=500,
    )


def make_findable(items, *, are_new=False):
    """Make items findable, and the articles' usage known, now: not when a worker comes by.

    are_new: nothing refers from them yet, as far as the database knows.
    """
    items = list(items)
    for item in items:
        item.tokens = item.tokens()  # the index asks three times
    for backend in get_search_backends(with_auto_update=True):
        backend.add_bulk(Item, items)
    for item in items:
        del item.tokens
    searching.count_index()
    if are_new:
        _refer(items)
        return
    for item in items:
        ReferenceIndex.create_or_update_for_object(item)


def _refer(items):
    """What `create_or_update_for_object` does for a new object, with three queries less each."""
    content_type = Item.get_content_type()
    ReferenceIndex.objects.bulk_create(
        (
            ReferenceIndex(
                content_type=content_type,
                base_content_type=content_type,
                object_id=item.pk,
                to_content_type_id=to_content_type_id,
                to_object_id=to_object_id,
                model_path=model_path,
                content_path=content_path,
                content_path_hash=ReferenceIndex._get_content_path_hash(content_path),
            )
            for item in items
            for to_content_type_id, to_object_id, model_path, content_path in set(
                ReferenceIndex._extract_references_from_object(item)
            )
        ),
        batch_size=1000,
        ignore_conflicts=True,
    )
