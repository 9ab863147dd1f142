import hashlib
import json

from django.conf import settings
from django.contrib.contenttypes.fields import GenericRelation
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from modelcluster.models import ClusterableModel
from wagtail.fields import RichTextField
from wagtail.models import (
    DraftStateMixin,
    LockableMixin,
    Orderable,
    PreviewableMixin,
    Revision,
    RevisionMixin,
    WorkflowMixin,
    WorkflowState,
)
from wagtail.search import index

from cms.immutable import Immutable, ImmutableQuerySet
from cms.models import Citation, KnowledgePoint
from cms.segmentation import bigrams
from questionbank import kinds, markup, numbering
from questionbank.kinds import true_false

DIFFICULTIES = [
    (1, _("1 very easy")),
    (2, _("2 easy")),
    (3, _("3 medium")),
    (4, _("4 hard")),
    (5, _("5 very hard")),
]


class ItemQuerySet(models.QuerySet):
    def with_status(self):
        """With what `status_string` asks, which is two queries an item otherwise."""
        return self.prefetch_related(
            models.Prefetch(
                "workflow_states",
                queryset=WorkflowState.objects.active(),
                to_attr="_current_workflow_states",
            ),
            models.Prefetch(
                "_revisions",
                queryset=Revision.objects.exclude(approved_go_live_at=None).defer("content"),
                to_attr="_scheduled_revisions",
            ),
        )


class Item(
    WorkflowMixin,
    DraftStateMixin,
    LockableMixin,
    RevisionMixin,
    PreviewableMixin,
    index.Indexed,
    ClusterableModel,
):
    """A question under work. Candidates never see it: papers hold its frozen versions."""

    code = models.CharField(
        _("code"), max_length=20, unique=True, blank=True,
        help_text=_("Left empty, the next free number of the chapter is given."),
    )  # fmt: skip
    kind = models.CharField(
        pgettext_lazy("item", "kind"), max_length=20, choices=kinds.CHOICES, default="single"
    )
    stem = RichTextField(_("stem"), features=["bold"])
    is_true = models.BooleanField(
        _("the statement is"), null=True, blank=True,
        choices=[
            (True, pgettext_lazy("statement", "true")),
            (False, pgettext_lazy("statement", "false")),
        ],
    )  # fmt: skip
    why_false = models.CharField(_("what is wrong about it"), max_length=300, blank=True)
    explanation = RichTextField(_("explanation"), features=["bold"])
    difficulty = models.PositiveSmallIntegerField(_("difficulty"), choices=DIFFICULTIES, default=3)
    level = models.CharField(
        pgettext_lazy("item", "level"), max_length=12, choices=KnowledgePoint.Level, blank=True
    )
    point = models.ForeignKey(
        KnowledgePoint, models.PROTECT, related_name="items",
        verbose_name=_("knowledge point"), limit_choices_to={"parent__isnull": False},
    )  # fmt: skip
    also_tests = ParentalManyToManyField(
        KnowledgePoint, blank=True, related_name="+",
        verbose_name=_("further knowledge points"),
    )  # fmt: skip
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, editable=False,
        related_name="+", verbose_name=_("author"),
    )  # fmt: skip
    # What the shipped file said when it was last loaded: an item that differs was edited since.
    loaded_digest = models.CharField(max_length=64, blank=True, editable=False)
    _revisions = GenericRelation("wagtailcore.Revision", related_query_name="item")
    workflow_states = GenericRelation(
        "wagtailcore.WorkflowState",
        content_type_field="base_content_type", object_id_field="object_id",
        related_query_name="item", for_concrete_model=False,
    )  # fmt: skip

    objects = ItemQuerySet.as_manager()

    search_fields = [
        index.SearchField("code"),
        index.SearchField("tokens"),
        index.FilterField("kind"),
        index.FilterField("difficulty"),
        index.FilterField("live"),
        index.FilterField("point_id"),
    ]

    class Meta:
        verbose_name = pgettext_lazy("question", "item")
        verbose_name_plural = pgettext_lazy("question", "items")
        ordering = ["code"]

    def __str__(self):
        return self.code or str(_("new item"))

    def save(self, *args, **kwargs):
        if self.code:
            return super().save(*args, **kwargs)
        with transaction.atomic():
            self.code = numbering.next_code(type(self), self.point.chapter)
            return super().save(*args, **kwargs)

    def publish(self, revision, user=None, *args, **kwargs):
        """Go live and be frozen as a version (`publishing.freeze_published`), or neither."""
        # Wagtail's signal tells of the revision only; the version names who published it.
        revision.published_by = user
        with transaction.atomic():
            return super().publish(revision, user, *args, **kwargs)

    def with_content_json(self, content):
        """An older revision brings back the question, not where it came from."""
        item = super().with_content_json(content)
        item.code = self.code
        item.author_id = self.author_id
        item.loaded_digest = self.loaded_digest
        return item

    @property
    def revisions(self):
        return self._revisions

    @property
    def approved_schedule(self):
        if hasattr(self, "_scheduled_revisions"):  # `with_status`
            return bool(self._scheduled_revisions)
        return super().approved_schedule

    @property
    def content(self):
        """The item as it stands in this object, saved or not: a `kinds.Content`, clean."""
        if self.kind == "true_false":
            options = true_false.options(self.is_true, self.why_false)
        else:
            options = tuple(
                kinds.Option(option.text, option.is_key, option.why)
                for option in self.options.all()
            )
        return kinds.Content(
            self.kind, markup.inline(self.stem), options, markup.blocks(self.explanation)
        )

    def tokens(self):
        content = self.content
        texts = [content.stem, *(option.text for option in content.options)]
        return bigrams(" ".join(markup.plain(text) for text in texts))

    preview_modes = [
        ("", _("As a candidate sees it")),
        ("key", _("With key and explanation")),
    ]
    preview_sizes = [
        {"name": "phone", "icon": "mobile-alt", "device_width": 360, "label": _("Phone")},
        {"name": "desktop", "icon": "desktop", "device_width": 1280, "label": _("Desktop")},
    ]

    def get_preview_template(self, request, mode_name):
        return "questionbank/preview.html"

    def get_preview_context(self, request, mode_name):
        content = self.content
        return {
            "item": self,
            "content": content,
            "options": [
                {"value": letter, "text": option.text}
                for letter, option in zip(kinds.LETTERS, content.options, strict=False)
            ],
            "several": kinds.KINDS[self.kind].takes_several,
            "with_key": mode_name == "key",
        }


class ItemOption(Orderable):
    """An option as the author writes it."""

    item = ParentalKey(Item, on_delete=models.CASCADE, related_name="options")
    text = models.CharField(pgettext_lazy("option", "text"), max_length=500)
    is_key = models.BooleanField(pgettext_lazy("answer", "key"), default=False)
    why = models.CharField(_("why it is wrong"), max_length=300, blank=True)

    class Meta(Orderable.Meta):
        verbose_name = _("option")
        verbose_name_plural = _("options")

    def __str__(self):
        return self.text


class ItemCitation(Orderable, Citation):
    owner = ParentalKey(Item, on_delete=models.CASCADE, related_name="citations")


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
        pgettext_lazy("item", "content"), help_text="{stem: HTML, options: [text]}"
    )
    key = models.JSONField(
        pgettext_lazy("answer", "key"), help_text="positions in content.options, from 0"
    )
    rationale = models.JSONField(
        _("rationale"), help_text="{explanation: HTML, whys: [text], cites: [slug#n/p/i]}"
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

    @property
    def n_options(self):
        return len(self.content["options"])


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
