"""Loads the shipped items: each published and frozen, all or nothing, as often as one likes."""

import hashlib
from dataclasses import dataclass, field
from pathlib import Path

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.models import ModelLogEntry

from cms import citations
from cms.loading.faults import Faults
from cms.models import Article, KnowledgePoint
from questionbank.entries import parse
from questionbank.models import Item, ItemCitation
from questionbank.publishing import version_fields
from questionbank.storing import build, create, make_findable, rewrite

FOLDER = Path(__file__).parent / "content"
LOADED = "questionbank.load"  # in an item's history


@dataclass
class Report:
    """What a run did, by the items' codes."""

    created: list = field(default_factory=list)
    updated: list = field(default_factory=list)
    unchanged: list = field(default_factory=list)
    kept: list = field(default_factory=list)  # edited in the admin since they were loaded

    def __str__(self):
        lines = [
            _("%(created)d items created, %(updated)d updated, %(unchanged)d unchanged.")
            % {name: len(getattr(self, name)) for name in ("created", "updated", "unchanged")}
        ]
        if self.kept:
            lines.append(
                ngettext(
                    "%(n)d kept as edited in the admin: %(codes)s.",
                    "%(n)d kept as edited in the admin: %(codes)s.",
                    len(self.kept),
                )
                % {"n": len(self.kept), "codes": ", ".join(self.kept)}
            )
        return " ".join(lines)


def load(*, progress, folder=FOLDER):
    """Make the items say what the files say; return a `Report`.

    An item that was edited in the admin since the last load is left alone. Raises
    `cms.loading.faults.ContentError`, with every fault of every file, and changes nothing.
    """
    entries = read(folder)
    now = timezone.now()
    with transaction.atomic():
        sources = _Sources(entries)
        report, fresh, changed = _compare(entries, sources)
        create(fresh, now=now, publish=True)
        _log(fresh, now=now)
        # Of an update the editor's own way of publishing notes the publication.
        _log(fresh, now=now, action="wagtail.publish")
        _update(changed, now=now)
        make_findable(item for item, _wanted in changed)
    progress(str(report))
    return report


def read(folder):
    """Return the entries of all files; raises `ContentError`."""
    faults = Faults()
    entries = []
    for path in sorted((folder / "items").glob("*.yaml")):
        file = path.relative_to(folder).as_posix()
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            faults.add(file, "", "", _("is not UTF-8 text"))
            continue
        entries += parse(text, file, faults)
    first = {}
    for entry in entries:
        other = first.setdefault(entry.id, entry)
        if other is not entry:
            faults.add(
                entry.file, entry.place, "id",
                _("also in %(file)s, line %(line)d") % {"file": other.file, "line": other.line},
            )  # fmt: skip
    faults.raise_if_any()
    return entries


class _Sources:
    """The points and articles that the entries name; raises `ContentError` where one isn't."""

    def __init__(self, entries):
        points = KnowledgePoint.objects.points().select_related("parent")
        self.points = {point.code: point for point in points}
        cited = {reference.slug for entry in entries for reference in entry.cites}
        self.articles = {
            (article.statute.slug, article.number): article
            for article in Article.objects.filter(statute__slug__in=cited).select_related("statute")
        }
        faults = Faults()
        for entry in entries:
            if entry.point not in self.points:
                reason = _("the syllabus has no point %(code)s") % {"code": entry.point}
                faults.add(entry.file, entry.place, "point", reason)
            for reference in entry.cites:
                if not self._exists(reference):
                    reason = _("there is no %(reference)s") % {"reference": reference}
                    faults.add(entry.file, entry.place, "cites", reason)
        faults.raise_if_any()

    def _exists(self, reference):
        try:
            citations.excerpt(self.article(reference).text, reference.paragraph, reference.item)
        except (KeyError, IndexError):
            return False
        return True

    def article(self, reference):
        return self.articles[reference.slug, reference.article]


def _compare(entries, sources):
    """Return the report, the new items, and the changed ones as (stored, wanted) pairs."""
    stored = {
        item.code: item
        for item in Item.objects.select_related("point").prefetch_related(
            "options", "pairs", "criteria", "citations__article__statute"
        )
    }
    report, fresh, changed = Report(), [], []
    for entry in entries:
        wanted, old = _item(entry, sources), stored.get(entry.id)
        if old is None:
            fresh.append(wanted)
            report.created.append(entry.id)
            continue
        digest = _digest(old)
        if digest == wanted.loaded_digest:
            report.unchanged.append(entry.id)
        elif old.has_unpublished_changes or not old.live or digest != old.loaded_digest:
            report.kept.append(entry.id)
        else:
            changed.append((old, wanted))
            report.updated.append(entry.id)
    return report, fresh, changed


def _item(entry, sources):
    """Return the item that an entry describes, in memory only."""
    item = build(
        entry.plain,
        code=entry.id,
        difficulty=entry.difficulty,
        level=entry.level,
        point=sources.points[entry.point],
    )
    item.citations = [
        ItemCitation(
            article=sources.article(reference),
            paragraph=reference.paragraph,
            item=reference.item,
            sort_order=position,
        )
        for position, reference in enumerate(entry.cites)
    ]
    item.loaded_digest = _digest(item)
    return item


def _digest(item):
    """Return a hash of all that a file says of an item."""
    fields = f"{item.level} {version_fields(item)['content_hash']}"
    return hashlib.sha256(fields.encode()).hexdigest()


def _update(pairs, *, now):
    """Publish what the files say now, as an author would; the earlier versions stay."""
    for item, wanted in pairs:
        for name in ("code", "difficulty", "level", "point"):
            setattr(item, name, getattr(wanted, name))
        rewrite(item, wanted.plain)
        item.citations = wanted.citations.all()
        Item.objects.filter(pk=item.pk).update(loaded_digest=wanted.loaded_digest)
        item.save_revision(clean=False).publish()
    _log([item for item, _wanted in pairs], now=now)


def _log(items, *, now, action=LOADED):
    """Into each item's history: which version came from the files, not from any person."""
    numbers = Item.objects.filter(pk__in=[item.pk for item in items])
    numbers = dict(numbers.values_list("pk").annotate(Max("versions__number")))
    content_type = ContentType.objects.get_for_model(Item)
    ModelLogEntry.objects.bulk_create(
        (
            ModelLogEntry(
                content_type=content_type,
                object_id=str(item.pk),
                label=str(item),
                action=action,
                timestamp=now,
                revision=item.latest_revision,
                content_changed=True,
                data={"version": numbers[item.pk]} if action == LOADED else {},
            )
            for item in items
        ),
        batch_size=500,
    )


def loaded_versions(item):
    """Return the numbers of those versions of an item that were loaded, as its history tells."""
    entries = ModelLogEntry.objects.for_instance(item).filter(action=LOADED)
    return {entry.data["version"] for entry in entries}
