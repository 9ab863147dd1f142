from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from exams.papers.models import Paper


class ExamQuerySet(models.QuerySet):
    def released(self):
        return self.filter(released_at__isnull=False)


class Exam(models.Model):
    """A paper with its rules: how long, what passes, how several choices are marked."""

    class MultiplePolicy(models.TextChoices):
        ALL_OR_NOTHING = "all_or_nothing", _("all or nothing")
        HALF_IF_INCOMPLETE = "half_if_incomplete", _("half for an incomplete choice without error")

    title = models.CharField(pgettext_lazy("exam", "title"), max_length=100)
    paper = models.ForeignKey(
        Paper, models.PROTECT, related_name="exams", verbose_name=pgettext_lazy("exam", "paper")
    )
    duration_minutes = models.PositiveSmallIntegerField(
        _("duration in minutes"), default=120, validators=[MinValueValidator(1)]
    )
    pass_mark = models.DecimalField(
        _("pass mark"), max_digits=6, decimal_places=2, default=60,
        help_text=_("In points of the paper; a score equal to it passes."),
    )  # fmt: skip
    multiple_policy = models.CharField(
        _("marking of multiple choice"), max_length=24, choices=MultiplePolicy,
        default=MultiplePolicy.ALL_OR_NOTHING,
    )  # fmt: skip
    instructions = models.TextField(_("instructions"), blank=True)
    issuer = models.CharField(_("issuing body"), max_length=60)
    certificate_years = models.PositiveSmallIntegerField(
        _("certificate valid for years"), default=2, validators=[MinValueValidator(1)]
    )
    # What the room notes of the page are facts; beyond these the board shows a warning, no more.
    warn_after_leaving = models.PositiveSmallIntegerField(
        _("warn after leaving the page so often"), null=True, blank=True, default=3,
        help_text=_("A mark for the invigilator, nothing else follows. Empty: no mark."),
    )  # fmt: skip
    warn_after_seconds = models.PositiveSmallIntegerField(
        _("warn after so many seconds without contact"), default=60,
        validators=[MinValueValidator(20)],
    )  # fmt: skip
    requires_seb = models.BooleanField(
        _("only in Safe Exam Browser"), default=False,
        help_text=_("The paper opens only in that browser with the configuration of this exam."),
    )  # fmt: skip
    browser_exam_keys = models.TextField(
        _("browser exam keys"), blank=True,
        help_text=_("Of Safe Exam Browser, one a line. Empty: only its configuration is checked."),
    )  # fmt: skip
    has_two_markers = models.BooleanField(
        _("two markers for written answers"), default=True,
        help_text=_("Blind to each other; a third one decides where they differ too much."),
    )  # fmt: skip
    marking_step = models.DecimalField(
        _("points by which two markers may differ"), max_digits=5, decimal_places=2, default=2,
        validators=[MinValueValidator(0)],
    )  # fmt: skip
    released_at = models.DateTimeField(_("results released at"), null=True, editable=False)

    objects = ExamQuerySet.as_manager()

    class Meta:
        verbose_name = _("exam")
        verbose_name_plural = _("exams")
        ordering = ["-pk"]
        permissions = [("release_exam", _("Can release results"))]

    def __str__(self):
        return self.title

    @property
    def half_if_incomplete(self):
        return self.multiple_policy == self.MultiplePolicy.HALF_IF_INCOMPLETE
