from datetime import timedelta

from django.conf import settings
from django.core.files.storage import storages
from django.db import models
from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cms.models import KnowledgePoint
from questionbank import kinds

# A worker that says nothing for so long is dead, or its message is lost.
STALLED_AFTER = timedelta(minutes=10)


def private_storage():
    """Not the storage whose files have a public address."""
    return storages["private"]


def upload_path(item_import, filename):
    # Nothing of the name that somebody gave it.
    return f"item-imports/{item_import.uploaded_at:%Y}/{item_import.sha256}"


class ItemImportQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Each their own; administrators all."""
        if user.has_perm("questionbank.view_itemimport"):
            return self
        return self.filter(user=user)

    def busy(self):
        return self.filter(state__in=ItemImport.BUSY)


class ItemImport(models.Model):
    """One question file, from its upload to the report; its questions are rows of their own."""

    class State(models.TextChoices):
        UPLOADED = "uploaded", _("uploaded")
        READING = "reading", _("being read")
        READ = "read", _("to be looked through")
        COMMITTING = "committing", _("being written")
        DONE = "done", pgettext_lazy("import", "done")
        UNDONE = "undone", _("taken back")

    BUSY = (State.READING, State.COMMITTING)

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+",
        verbose_name=_("uploaded by"),
    )  # fmt: skip
    uploaded_at = models.DateTimeField(_("uploaded at"))
    file = models.FileField(_("file"), upload_to=upload_path, storage=private_storage)
    file_name = models.CharField(_("file name"), max_length=200)
    sha256 = models.CharField(max_length=64, db_index=True)
    language = models.CharField(max_length=10)  # of the words in remarks
    format = models.CharField(_("format"), max_length=20)
    mapping = models.JSONField(
        null=True, help_text="{sheet: {header_row: n, fields: {column: field}}}; null: as found"
    )
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.UPLOADED)
    moved_at = models.DateTimeField(help_text="the last sign of life of the work in hand")
    n_done = models.PositiveIntegerField(default=0)
    n_all = models.PositiveIntegerField(default=0)
    failure = models.TextField(_("why it failed"), blank=True)
    default_difficulty = models.PositiveSmallIntegerField(_("difficulty"), default=3)
    notes = models.JSONField(default=list, help_text="what of the file is no question, in words")
    pictures = models.JSONField(default=dict, help_text="{name by content: name in the file}")
    finished_at = models.DateTimeField(_("finished at"), null=True)
    report = models.JSONField(default=dict, help_text="{outcome: n}")
    is_findable = models.BooleanField(default=True, help_text="search knows what was written")

    objects = ItemImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("question import")
        verbose_name_plural = _("question imports")
        ordering = ["-uploaded_at", "-pk"]

    def __str__(self):
        return self.file_name

    @property
    def is_busy(self):
        return self.state in self.BUSY

    def has_stalled(self, now):
        return self.is_busy and self.moved_at < now - STALLED_AFTER


class ImportedQuestionQuerySet(models.QuerySet):
    def acceptable(self):
        return self.filter(is_refused=False)

    def repaired(self):
        return self.acceptable().filter(is_repaired=True)

    def with_warnings(self):
        return self.acceptable().filter(has_warnings=True)

    def with_faults(self):
        """What comes in as a draft that can't be published as it is."""
        return self.acceptable().filter(has_faults=True)

    def plain_sailing(self):
        return self.acceptable().filter(
            is_repaired=False, has_warnings=False, has_faults=False, twin=None, earlier=None
        )

    def refused(self):
        return self.filter(is_refused=True)

    def duplicates(self):
        """Like an item of the bank, or like a question before it in the file."""
        return self.acceptable().filter(Q(twin__isnull=False) | Q(earlier__isnull=False))

    def to_write(self):
        return self.acceptable().exclude(choice=ImportedQuestion.Choice.SKIP)

    def without_point(self):
        """To be written and about nothing yet; a new version is about what its item is about."""
        return self.acceptable().filter(choice=ImportedQuestion.Choice.NEW, point=None)

    def alike(self, likeness):
        """Those of the duplicates that say "the same", "nearly" the same, or "all"."""
        same = Q(twin_likeness=1) | Q(earlier_likeness=1)
        found = self.duplicates()
        return {"same": found.filter(same), "nearly": found.exclude(same), "all": found}[likeness]

    def counted(self):
        """Return {name: n} of the sets above, in one query."""
        acceptable = Q(is_refused=False)
        is_like = Q(twin__isnull=False) | Q(earlier__isnull=False)
        is_marked = Q(is_repaired=True) | Q(has_warnings=True) | Q(has_faults=True) | is_like
        new, version = ImportedQuestion.Choice.NEW, ImportedQuestion.Choice.VERSION
        conditions = {
            "all": Q(),
            "plain": acceptable & ~is_marked,
            "repaired": acceptable & Q(is_repaired=True),
            "warnings": acceptable & Q(has_warnings=True),
            "drafts": acceptable & Q(has_faults=True),
            "duplicates": acceptable & is_like,
            "refused": Q(is_refused=True),
            "new": acceptable & Q(choice=new),
            "versions": acceptable & Q(choice=version),
            "skipped": acceptable & Q(choice=ImportedQuestion.Choice.SKIP),
            "without_point": acceptable & Q(choice=new, point=None),
        }
        return self.aggregate(
            **{name: Count("pk", filter=condition) for name, condition in conditions.items()}
        )


class ImportedQuestion(models.Model):
    """One question of a file as it was read, what is to become of it, and what became of it."""

    class Choice(models.TextChoices):
        NEW = "new", _("new item")
        VERSION = "version", _("new version")
        SKIP = "skip", _("leave out")

    class Outcome(models.TextChoices):
        OPEN = "", _("not written yet")
        CREATED = "created", pgettext_lazy("question", "created")
        VERSION = "version", _("new version")
        SKIPPED = "skipped", _("left out")
        REFUSED = "refused", pgettext_lazy("question", "refused")

    item_import = models.ForeignKey(ItemImport, models.CASCADE, related_name="questions")
    number = models.PositiveIntegerField(_("number"), help_text="in the order of the file, from 1")
    where = models.CharField(_("place in the file"), max_length=200)
    kind = models.CharField(
        pgettext_lazy("item", "kind"), max_length=20, choices=kinds.CHOICES, blank=True
    )
    plain = models.JSONField(null=True, help_text="as in our own format; null: refused")
    excerpt = models.CharField(_("stem"), max_length=200, blank=True)
    remarks = models.JSONField(default=list, help_text="[{level, text}]")
    is_refused = models.BooleanField(default=False)
    is_repaired = models.BooleanField(default=False)
    has_warnings = models.BooleanField(default=False)
    has_faults = models.BooleanField(default=False)
    point_name = models.CharField(max_length=100, blank=True, help_text="what the file calls it")
    point = models.ForeignKey(
        KnowledgePoint, models.SET_NULL, null=True, related_name="+",
        verbose_name=_("knowledge point"),
    )  # fmt: skip
    is_point_given = models.BooleanField(default=False, help_text="by the file, not chosen here")
    citations = models.JSONField(default=list, help_text="[[article, paragraph, item]]")
    twin = models.ForeignKey(
        "questionbank.Item", models.SET_NULL, null=True, related_name="+",
        verbose_name=_("like it in the bank"),
    )  # fmt: skip
    twin_likeness = models.FloatField(null=True)
    earlier = models.PositiveIntegerField(null=True, help_text="number of the one like it before")
    earlier_likeness = models.FloatField(null=True)
    choice = models.CharField(max_length=10, choices=Choice, default=Choice.NEW)
    outcome = models.CharField(
        _("outcome"), max_length=10, choices=Outcome, default=Outcome.OPEN, blank=True
    )
    item = models.ForeignKey(
        "questionbank.Item", models.SET_NULL, null=True, related_name="+",
        verbose_name=pgettext_lazy("question", "item"),
    )  # fmt: skip
    item_code = models.CharField(_("code"), max_length=20, blank=True)
    revision = models.ForeignKey(
        "wagtailcore.Revision", models.SET_NULL, null=True, related_name="+"
    )

    objects = ImportedQuestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("imported question")
        verbose_name_plural = _("imported questions")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["item_import", "number"], name="imported_question_number_once"
            ),
        ]

    def __str__(self):
        return f"{self.item_import_id}/{self.number}"

    @property
    def likeness(self):
        """Of what it's likest to, 0 to 1; None where it is like nothing."""
        return max((self.twin_likeness or 0, self.earlier_likeness or 0)) or None

    @property
    def says_the_same(self):
        return self.likeness == 1
