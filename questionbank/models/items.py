from django.conf import settings
from django.contrib.contenttypes.fields import GenericRelation
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modelcluster.fields import ParentalManyToManyField
from modelcluster.models import ClusterableModel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import (
    DraftStateMixin,
    LockableMixin,
    PreviewableMixin,
    Revision,
    RevisionMixin,
    WorkflowMixin,
    WorkflowState,
)
from wagtail.search import index

from cms.models import KnowledgePoint
from cms.segmentation import bigrams
from questionbank import (
    authoring,
    kinds,
    markup,
    numbering,
    retiring,
    reviewing,
    showing,
    states,
)
from questionbank.parts import PartsBlock
from questionbank.rich_text import FEATURES

DIFFICULTIES = [
    (1, _("1 very easy")),
    (2, _("2 easy")),
    (3, _("3 medium")),
    (4, _("4 hard")),
    (5, _("5 very hard")),
]


class ItemQuerySet(models.QuerySet):
    def in_use(self):
        """Drafts and published items: all that isn't retired."""
        return self.filter(retired_at=None)

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
    stem = RichTextField(_("stem"), features=FEATURES)
    is_true = models.BooleanField(
        _("the statement is"), null=True, blank=True,
        choices=[
            (True, pgettext_lazy("statement", "true")),
            (False, pgettext_lazy("statement", "false")),
        ],
    )  # fmt: skip
    why_false = models.CharField(_("what is wrong about it"), max_length=300, blank=True)
    blanks = models.TextField(
        _("accepted answers"), blank=True,
        help_text=_("One line a blank, variants apart by |: 十五日 | 15个工作日"),
    )  # fmt: skip
    model_answer = RichTextField(_("model answer"), features=FEATURES, blank=True)
    parts = StreamField(PartsBlock(), blank=True, verbose_name=_("questions about the case"))
    explanation = RichTextField(_("explanation"), features=FEATURES, blank=True)
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
    # Withdrawn from new papers (`retiring`); the constraint below keeps it from being live.
    retired_at = models.DateTimeField(_("retired at"), null=True, editable=False)
    retired_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False,
        related_name="+", verbose_name=_("retired by"),
    )  # fmt: skip
    retired_reason = models.CharField(
        _("reason for retiring"), max_length=300, blank=True, editable=False
    )
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
        constraints = [
            models.CheckConstraint(
                condition=models.Q(retired_at=None) | models.Q(live=False),
                name="item_retired_is_not_live",
            )
        ]

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
        if self.retired_at:
            raise retiring.NotRetirable(
                _("%(item)s is retired. Take it back before it is published.") % {"item": self}
            )
        reviewing.check(self, user, revision)
        # Wagtail's signal tells of the revision only; the version names who published it.
        revision.published_by = user or reviewing.scheduled_by(revision)
        with transaction.atomic():
            return super().publish(revision, user, *args, **kwargs)

    def with_content_json(self, content):
        """An older revision brings back the question, not where it came from."""
        item = super().with_content_json(content)
        for name in _KEPT:
            setattr(item, name, getattr(self, name))
        return item

    def unpublish(self, set_expired=False, commit=True, user=None, log_action=True):
        """By hand or at the date of expiry: what was published is retired, and says why."""
        reason = _("Its date of expiry was reached.") if set_expired else ""
        retiring.retire(self, reason=str(reason), user=user, now=timezone.now())

    def get_lock(self):
        return retiring.RetiredLock(self) if self.retired_at else super().get_lock()

    @property
    def status_string(self):
        return states.label(self)

    @property
    def revisions(self):
        return self._revisions

    @property
    def approved_schedule(self):
        if hasattr(self, "_scheduled_revisions"):  # `with_status`
            return bool(self._scheduled_revisions)
        return super().approved_schedule

    def rows(self, relation):
        """The child rows of a relation, as `authoring.plain` takes them."""
        return getattr(self, relation).all()

    @property
    def plain(self):
        """The item as it stands in this object, saved or not: a plain item."""
        return authoring.plain(self)

    def text(self):
        """All that the question says, in one line: stem, options, sides, questions of a case."""
        return " ".join(markup.plain(part) for part in _texts(self.plain))

    def tokens(self):
        return bigrams(self.text())

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
        return {
            "item": self,
            "with_key": mode_name == "key",
            # Of one that is just being written the article may not be chosen yet.
            "citations": [one for one in self.citations.all() if one.article_id],
            **showing.preview(self.plain),
        }


# What belongs to the item as a whole, whichever of its revisions is looked at.
_KEPT = [
    "code", "author_id", "loaded_digest", "live_revision_id",
    "retired_at", "retired_by_id", "retired_reason",
]  # fmt: skip


def _texts(plain):
    """The HTML texts that a candidate reads of a plain item."""
    yield plain.stem
    yield from (option.text for option in plain.options)
    for pair in plain.pairs:
        yield from (pair.left, pair.right)
    yield from plain.distractors
    yield from plain.sequence
    for part in plain.items:
        yield from _texts(part)
