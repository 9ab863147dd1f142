import hashlib
import json

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cms.immutable import Immutable, ImmutableQuerySet
from cms.models import KnowledgePoint
from questionbank import kinds
from questionbank.models.items import DIFFICULTIES, Item


class ItemVersionQuerySet(ImmutableQuerySet):
    def latest_published(self):
        """The newest version of each item that is published now: what papers draw from."""
        newest = (
            ItemVersion.objects.filter(item=models.OuterRef("item"))
            .order_by("-number")
            .values("pk")[:1]
        )
        return self.filter(item__live=True, pk=models.Subquery(newest))

    def without_key(self):
        """Rows for pages that candidates see before release: the key isn't even loaded."""
        return self.defer("key", "rationale")


class ItemVersion(Immutable):
    """An item as published at one moment; never changed, only followed by the next."""

    item = models.ForeignKey(
        Item,
        models.PROTECT,
        related_name="versions",
        verbose_name=pgettext_lazy("question", "item"),
    )
    number = models.PositiveIntegerField(_("version"))
    kind = models.CharField(pgettext_lazy("item", "kind"), max_length=20, choices=kinds.CHOICES)
    point = models.ForeignKey(
        KnowledgePoint, models.PROTECT, related_name="+", verbose_name=_("knowledge point")
    )
    difficulty = models.PositiveSmallIntegerField(_("difficulty"), choices=DIFFICULTIES)
    content = models.JSONField(
        pgettext_lazy("item", "content"), help_text="what a candidate sees (Kind.content)"
    )
    key = models.JSONField(pgettext_lazy("answer", "key"), help_text="what is right (Kind.key)")
    rationale = models.JSONField(
        _("rationale"), help_text="{explanation: HTML, whys: Kind.whys, cites: [slug#n/p/i]}"
    )
    content_hash = models.CharField(_("hash"), max_length=64)
    published_at = models.DateTimeField(_("published at"))
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+",
        verbose_name=_("published by"),
    )  # fmt: skip

    objects = ItemVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("item version")
        verbose_name_plural = _("item versions")
        ordering = ["item", "number"]
        constraints = [
            models.UniqueConstraint(fields=["item", "number"], name="item_version_number_once")
        ]

    def __str__(self):
        return f"{self.item.code} v{self.number}"

    def questions(self, *, with_key=True):
        """What the version asks on a paper: a list of `kinds.Question`, of a case its parts."""
        known = (self.key, self.rationale) if with_key else (None, None)
        return kinds.KINDS[self.kind].questions(self.content, *known)


def content_hash(*, kind, content, key, rationale, point, difficulty):
    """Return the SHA-256 of a version's fields in one canonical writing, 64 hex digits."""
    fields = {
        "kind": kind,
        "content": content,
        "key": key,
        "rationale": rationale,
        "point": point,
        "difficulty": difficulty,
    }
    text = json.dumps(fields, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
