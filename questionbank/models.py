import hashlib
import json
from decimal import Decimal

from django.conf import settings
from django.contrib.contenttypes.fields import GenericRelation
from django.core.validators import MinValueValidator
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from modelcluster.models import ClusterableModel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import (
    AbstractGroupApprovalTask,
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


class ItemOption(Orderable):
    """An option as the author writes it."""

    item = ParentalKey(Item, on_delete=models.CASCADE, related_name="options")
    text = RichTextField(pgettext_lazy("option", "text"), features=FEATURES)
    is_key = models.BooleanField(pgettext_lazy("answer", "key"), default=False)
    why = models.CharField(_("why it is wrong"), max_length=300, blank=True)

    class Meta(Orderable.Meta):
        verbose_name = _("option")
        verbose_name_plural = _("options")

    def __str__(self):
        return self.text


class ItemPair(Orderable):
    """A left side and its partner; a right side alone is nobody's."""

    item = ParentalKey(Item, on_delete=models.CASCADE, related_name="pairs")
    left = RichTextField(_("left side"), features=FEATURES, blank=True)
    right = RichTextField(_("right side"), features=FEATURES)

    class Meta(Orderable.Meta):
        verbose_name = _("pair")
        verbose_name_plural = _("pairs")

    def __str__(self):
        return markup.plain(self.right)


class ItemCriterion(Orderable):
    """A line of the rubric: what a written answer must say, and what it then earns."""

    item = ParentalKey(Item, on_delete=models.CASCADE, related_name="criteria")
    text = models.CharField(_("what the answer says"), max_length=300)
    points = models.DecimalField(
        pgettext_lazy("item", "points"), max_digits=5, decimal_places=1,
        validators=[MinValueValidator(Decimal("0.1"))],
    )  # fmt: skip

    class Meta(Orderable.Meta):
        verbose_name = _("criterion")
        verbose_name_plural = _("criteria")

    def __str__(self):
        return self.text


class ItemCitation(Orderable, Citation):
    owner = ParentalKey(Item, on_delete=models.CASCADE, related_name="citations")


class ItemCommentQuerySet(models.QuerySet):
    def open(self):
        return self.filter(resolved_at=None)


class ItemComment(models.Model):
    """What a colleague remarks on an item, until somebody has seen to it."""

    item = models.ForeignKey(Item, models.CASCADE, related_name="comments")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+",
        verbose_name=_("author"),
    )  # fmt: skip
    text = models.TextField(pgettext_lazy("comment", "text"), max_length=2000)
    at = models.DateTimeField(_("written at"))
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+",
        verbose_name=_("resolved by"),
    )  # fmt: skip
    resolved_at = models.DateTimeField(_("resolved at"), null=True)

    objects = ItemCommentQuerySet.as_manager()

    class Meta:
        verbose_name = _("comment on an item")
        verbose_name_plural = _("comments on items")
        ordering = ["at", "pk"]
        # Who may change the item may comment on it.
        default_permissions = ()

    def __str__(self):
        return self.text


class ReviewTask(AbstractGroupApprovalTask):
    """The step of the workflow in which a group approves what others wrote (`reviewing`)."""

    class Meta:
        verbose_name = _("review of items")
        verbose_name_plural = _("reviews of items")

    @classmethod
    def get_description(cls):
        return _("Members of the groups approve questions that they neither wrote nor submitted.")

    def get_actions(self, obj, user):
        actions = super().get_actions(obj, user)
        if actions and reviewing.is_own(obj, user):
            return [action for action in actions if action[0] != "approve"]
        return actions

    def on_action(self, task_state, user, action_name, **kwargs):
        if action_name == "approve":
            reviewing.check(task_state.workflow_state.content_object, user)
        return super().on_action(task_state, user, action_name, **kwargs)

    def get_task_states_user_can_moderate(self, user, **kwargs):
        """For the start page: without what they submitted themselves."""
        states = super().get_task_states_user_can_moderate(user, **kwargs)
        return states.exclude(workflow_state__requested_by=user)


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


class LikePair(models.Model):
    """Two items that say nearly the same, until a person decides about them."""

    class Decision(models.TextChoices):
        DIFFERENT = "different", _("two questions")
        MERGED = "merged", _("merged")

    first = models.ForeignKey(Item, models.CASCADE, related_name="+")  # the older one
    second = models.ForeignKey(Item, models.CASCADE, related_name="+")
    likeness = models.FloatField(_("likeness"))  # 0 to 1 (`similarity.likeness`)
    found_at = models.DateTimeField(_("found at"))
    decision = models.CharField(_("decision"), max_length=10, choices=Decision, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+",
        verbose_name=_("decided by"),
    )  # fmt: skip
    decided_at = models.DateTimeField(_("decided at"), null=True)

    class Meta:
        verbose_name = _("pair of like items")
        verbose_name_plural = _("pairs of like items")
        ordering = ["-likeness", "first", "second"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="like_pair_once"),
            models.CheckConstraint(
                condition=models.Q(first__lt=models.F("second")), name="like_pair_older_first"
            ),
        ]

    def __str__(self):
        return f"{self.first} ~ {self.second}"


# Tables of the wizard that brings files in; here so that Django finds them.
from questionbank.importing.models import ImportedQuestion, ItemImport  # noqa: E402, F401
