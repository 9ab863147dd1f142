from datetime import timedelta

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Count, F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cms.immutable import Immutable
from exams.papers.models import Form, FormItem, Paper
from exams.people.models import Candidate, Unit
from exams.sittings.answers import digest, fold


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


class SittingQuerySet(models.QuerySet):
    def open_at(self, now):
        return self.filter(opens_at__lte=now, closes_at__gt=now)

    def with_registration_counts(self):
        return self.annotate(
            n_registered=models.Count("registrations"),
            n_started=models.Count("registrations__attempt"),
        )

    def with_attendance(self):
        """How many are registered, have started and have handed in."""
        return self.annotate(
            n_registered=Count("registrations"),
            n_started=Count("registrations__attempt"),
            n_handed_in=Count("registrations__attempt__submitted_at"),
        )


class Sitting(models.Model):
    """场次: an exam at a time. An attempt may be started while the window is open."""

    exam = models.ForeignKey(Exam, models.PROTECT, related_name="sittings", verbose_name=_("exam"))
    name = models.CharField(pgettext_lazy("sitting", "name"), max_length=60)
    opens_at = models.DateTimeField(_("opens at"))
    closes_at = models.DateTimeField(_("closes at"))
    candidates = models.ManyToManyField(
        Candidate, through="Registration", verbose_name=_("candidates")
    )

    objects = SittingQuerySet.as_manager()

    class Meta:
        verbose_name = _("sitting")
        verbose_name_plural = _("sittings")
        ordering = ["-opens_at"]
        permissions = [
            ("invigilate_sitting", _("Can invigilate")),
            ("register_candidates", _("Can register candidates")),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opens_at")),
                name="sitting_closes_after_opening",
                violation_error_message=_("The sitting must close later than it opens."),
            )
        ]

    def __str__(self):
        return f"{self.exam}（{self.name}）"


class RegistrationQuerySet(models.QuerySet):
    def visible_to(self, user):
        if user.has_perm("sittings.view_registration"):
            return self
        return self.filter(candidate__user=user)

    def owned_by(self, user):
        """The person's own entries, whatever else the person may see."""
        return self.filter(candidate__user=user)

    def for_start(self):
        """With all that a start needs to know, the attempt included where there is one."""
        return self.select_related("attempt", "candidate", "unit", "sitting__exam__paper")


class Registration(models.Model):
    """A candidate entered for a sitting, in the unit of that day."""

    sitting = models.ForeignKey(
        Sitting, models.PROTECT, related_name="registrations", verbose_name=_("sitting")
    )
    candidate = models.ForeignKey(
        Candidate, models.PROTECT, related_name="registrations", verbose_name=_("candidate")
    )
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("unit"))
    ticket = models.CharField(_("admission number"), max_length=20, unique=True)

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        verbose_name = _("registration")
        verbose_name_plural = _("registrations")
        ordering = ["ticket"]
        constraints = [
            models.UniqueConstraint(
                fields=["sitting", "candidate"], name="registration_once_a_sitting"
            )
        ]

    def __str__(self):
        return self.ticket


class AttemptQuerySet(models.QuerySet):
    def visible_to(self, user):
        if user.has_perm("sittings.view_attempt"):
            return self
        return self.filter(registration__candidate__user=user)

    def owned_by(self, user):
        """The person's own papers: only their owner enters the room, whoever may look on."""
        return self.filter(registration__candidate__user=user)

    def for_room(self):
        """With all that the room's page and the receipt say about the attempt."""
        return self.select_related(
            "registration__candidate", "registration__unit", "registration__sitting__exam", "form"
        )

    def running(self):
        return self.filter(submitted_at=None)

    def overdue(self, now):
        """Still running after the deadline and its grace: to be closed with what was saved."""
        return self.running().filter(deadline__lte=now - grace())


class Attempt(models.Model):
    """One candidate's way through one form. Answers are `AnswerEvent` rows, only ever added."""

    class Closed(models.TextChoices):
        CANDIDATE = "candidate", _("submitted by the candidate")
        DEADLINE = "deadline", _("closed at the deadline")

    registration = models.OneToOneField(
        Registration, models.PROTECT, related_name="attempt", verbose_name=_("registration")
    )
    form = models.ForeignKey(
        Form, models.PROTECT, related_name="attempts", verbose_name=pgettext_lazy("exam", "form")
    )
    seed = models.CharField(max_length=32, editable=False)
    token_hash = models.CharField(max_length=64, editable=False)
    started_at = models.DateTimeField(_("started at"))
    deadline = models.DateTimeField(_("deadline"))
    submitted_at = models.DateTimeField(_("submitted at"), null=True, editable=False)
    closed_by = models.CharField(
        _("closed by"), max_length=10, choices=Closed, blank=True, editable=False
    )
    receipt = models.CharField(_("receipt number"), max_length=24, blank=True, editable=False)

    objects = AttemptQuerySet.as_manager()

    class Meta:
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")
        constraints = [
            models.CheckConstraint(
                condition=Q(deadline__gt=F("started_at")),
                name="attempt_deadline_after_start",
                violation_error_message=_("The deadline must be later than the start."),
            ),
        ]
        indexes = [
            models.Index(
                fields=["deadline"], condition=Q(submitted_at=None), name="attempt_running"
            )
        ]

    def __str__(self):
        return str(self.registration)

    @property
    def is_running(self):
        return self.submitted_at is None

    def answers(self):
        """The answers handed in so far: {position: answer in the log's writing}."""
        return fold(self.events.values_list("number", "position", "answer"))

    def log_digest(self):
        """The SHA-256 of the answer log, as printed on the receipt."""
        return digest(self.events.values_list("number", "position", "answer"))


class AnswerEvent(Immutable):
    """One saved answer; the fold of an attempt's events is what the candidate handed in."""

    attempt = models.ForeignKey(Attempt, models.PROTECT, related_name="events")
    number = models.PositiveIntegerField()  # the client's, rising from 1
    position = models.PositiveSmallIntegerField()  # the question's on the form
    # As shown and as written (`questionbank.answer_text`); empty: taken back.
    answer = models.TextField(blank=True)
    received_at = models.DateTimeField()

    class Meta:
        verbose_name = _("saved answer")
        verbose_name_plural = _("saved answers")
        ordering = ["attempt", "number"]
        constraints = [
            models.UniqueConstraint(fields=["attempt", "number"], name="answer_number_once")
        ]


class LateAnswer(Immutable):
    """An answer that came when the paper was closed: not counted, kept for the invigilator."""

    attempt = models.ForeignKey(Attempt, models.PROTECT, related_name="late_answers")
    number = models.PositiveIntegerField()
    position = models.PositiveSmallIntegerField()
    answer = models.TextField(blank=True)
    received_at = models.DateTimeField()

    class Meta:
        verbose_name = _("late answer")
        verbose_name_plural = _("late answers")
        ordering = ["attempt", "number"]
        constraints = [
            models.UniqueConstraint(fields=["attempt", "number"], name="late_answer_number_once")
        ]


class Response(Immutable):
    """What an attempt says to one question, in the author's terms; made at submission."""

    attempt = models.ForeignKey(Attempt, models.PROTECT, related_name="responses")
    form_item = models.ForeignKey(FormItem, models.PROTECT, related_name="responses")
    chosen = models.JSONField(
        null=True, help_text="what the answer says (Kind.response); null: not answered"
    )

    class Meta:
        verbose_name = _("response")
        verbose_name_plural = _("responses")
        ordering = ["attempt", "form_item"]
        constraints = [
            models.UniqueConstraint(fields=["attempt", "form_item"], name="response_once")
        ]


def grace():
    """How long after the deadline a save still counts."""
    return timedelta(seconds=settings.EXAM_GRACE_SECONDS)
