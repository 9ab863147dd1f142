from decimal import Decimal

from django.core.validators import MinValueValidator, StepValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.models import Orderable

from cms.immutable import Immutable
from cms.models import KnowledgePoint
from questionbank import kinds
from questionbank.models import DIFFICULTIES, ItemVersion


class Blueprint(ClusterableModel):
    """命题蓝图: what a paper asks for, section by section and cell by cell."""

    title = models.CharField(pgettext_lazy("exam", "title"), max_length=100, unique=True)

    class Meta:
        verbose_name = _("blueprint")
        verbose_name_plural = _("blueprints")
        ordering = ["title"]

    def __str__(self):
        return self.title

    @property
    def n_items(self):
        return sum(section.n_items for section in self.sections.all())

    @property
    def total_points(self):
        return sum(section.total_points for section in self.sections.all())


class BlueprintSection(Orderable, ClusterableModel):
    """A part of the paper: items of one kind, of equal points."""

    blueprint = ParentalKey(Blueprint, on_delete=models.CASCADE, related_name="sections")
    title = models.CharField(pgettext_lazy("exam", "title"), max_length=60)
    instructions = models.CharField(
        pgettext_lazy("section", "instructions"), max_length=200, blank=True
    )
    kind = models.CharField(pgettext_lazy("item", "kind"), max_length=20, choices=kinds.CHOICES)
    n_items = models.PositiveSmallIntegerField(
        _("number of items"), validators=[MinValueValidator(1)]
    )
    # In tenths: half of an item's points is then still exact in the hundredths of a score.
    points = models.DecimalField(
        _("points an item"),
        max_digits=5,
        decimal_places=2,
        validators=[MinValueValidator(0), StepValueValidator(Decimal("0.1"))],
    )

    class Meta(Orderable.Meta):
        verbose_name = pgettext_lazy("exam", "section")
        verbose_name_plural = pgettext_lazy("exam", "sections")

    def __str__(self):
        return self.title

    @property
    def total_points(self):
        return self.n_items * self.points


class BlueprintCell(Orderable):
    """So many items of a chapter, at a difficulty or at any; cells add up to the section."""

    section = ParentalKey(BlueprintSection, on_delete=models.CASCADE, related_name="cells")
    chapter = models.ForeignKey(
        KnowledgePoint, models.PROTECT, related_name="+", verbose_name=_("chapter"),
        limit_choices_to={"parent": None},
    )  # fmt: skip
    difficulty = models.PositiveSmallIntegerField(
        _("difficulty"), choices=DIFFICULTIES, null=True, blank=True,
        help_text=_("Empty: any difficulty."),
    )  # fmt: skip
    n_items = models.PositiveSmallIntegerField(
        _("number of items"), validators=[MinValueValidator(1)]
    )

    class Meta(Orderable.Meta):
        verbose_name = _("cell")
        verbose_name_plural = _("cells")

    def __str__(self):
        return f"{self.chapter} × {self.n_items}"


class Paper(models.Model):
    """试卷: what a blueprint became on a day; its forms are parallel."""

    title = models.CharField(pgettext_lazy("exam", "title"), max_length=100)
    blueprint = models.ForeignKey(
        Blueprint, models.PROTECT, related_name="papers", verbose_name=_("blueprint")
    )
    seed = models.CharField(_("seed"), max_length=64)
    assembled_at = models.DateTimeField(_("assembled at"))

    class Meta:
        verbose_name = pgettext_lazy("exam", "paper")
        verbose_name_plural = pgettext_lazy("exam", "papers")
        ordering = ["-assembled_at"]

    def __str__(self):
        return self.title


class Form(Immutable):
    """平行卷: one frozen list of item versions with their points."""

    paper = models.ForeignKey(
        Paper, models.PROTECT, related_name="forms", verbose_name=pgettext_lazy("exam", "paper")
    )
    label = models.CharField(pgettext_lazy("exam", "label"), max_length=4)
    # One sign a position (`questionbank.answer_text`): what may be answered there. The save
    # checks an answer against it in SQL.
    shape = models.CharField(max_length=400)
    sections = models.JSONField(
        pgettext_lazy("exam", "sections"),
        help_text="[{title, instructions, kind, n_items, n_questions, points, cells}]",
    )
    content_hash = models.CharField(_("hash"), max_length=64)

    class Meta:
        verbose_name = pgettext_lazy("exam", "form")
        verbose_name_plural = pgettext_lazy("exam", "forms")
        constraints = [
            models.UniqueConstraint(fields=["paper", "label"], name="form_label_once_a_paper")
        ]

    def __str__(self):
        return f"{self.paper} {self.label}"

    @property
    def n_items(self):
        return sum(section["n_items"] for section in self.sections)

    @property
    def n_questions(self):
        """How many positions there are to answer: an item each, of a case one a part."""
        return len(self.shape)


class FormItem(Immutable):
    """A question at its place on a form: an item version, of a case one of its parts."""

    form = models.ForeignKey(Form, models.PROTECT, related_name="items")
    position = models.PositiveSmallIntegerField(pgettext_lazy("exam", "number"))  # from 1
    # An index in form.sections.
    section = models.PositiveSmallIntegerField(pgettext_lazy("exam", "section"))
    version = models.ForeignKey(ItemVersion, models.PROTECT, related_name="form_items")
    # An index in the parts of a case; null: the whole item.
    part = models.PositiveSmallIntegerField(_("part of the case"), null=True)
    points = models.DecimalField(pgettext_lazy("item", "points"), max_digits=5, decimal_places=2)

    class Meta:
        verbose_name = _("item on a form")
        verbose_name_plural = _("items on a form")
        ordering = ["form", "position"]
        constraints = [
            models.UniqueConstraint(fields=["form", "position"], name="form_position_once"),
            models.UniqueConstraint(
                fields=["form", "version", "part"], name="form_version_part_once"
            ),
            # Nulls are never equal to the constraint above.
            models.UniqueConstraint(
                fields=["form", "version"], condition=Q(part=None), name="form_version_once"
            ),
        ]

    def __str__(self):
        return f"{self.form} {self.position}"

    def question(self, *, with_key=True):
        """Return the `kinds.Question` at this place; without the key nothing of it is loaded."""
        return self.version.questions(with_key=with_key)[self.part or 0]
