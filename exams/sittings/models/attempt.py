from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from exams.papers.models import Form
from exams.sittings.answers import fold
from exams.sittings.models.sitting import Registration


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
            "registration__candidate",
            "registration__unit",
            "registration__sitting__exam",
            "form",
            "presence",
        )

    def running(self):
        return self.filter(submitted_at=None)

    def overdue(self, now):
        """Still running after the deadline and its grace: to be closed with what was saved.

        While an attempt is paused its time stands still.
        """
        return self.running().filter(deadline__lte=now - grace(), paused_at=None)


class Attempt(models.Model):
    """One candidate's way through one form. Answers are `AnswerEvent` rows, only ever added."""

    class Closed(models.TextChoices):
        CANDIDATE = "candidate", _("submitted by the candidate")
        DEADLINE = "deadline", _("closed at the deadline")
        INVIGILATOR = "forced", _("handed in by the invigilator")

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
    paused_at = models.DateTimeField(_("paused at"), null=True, editable=False)
    submitted_at = models.DateTimeField(_("submitted at"), null=True, editable=False)
    # How often it was handed in: more than once where the invigilator opened it again.
    round = models.PositiveSmallIntegerField(_("times handed in"), default=0, editable=False)
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
            models.CheckConstraint(
                condition=Q(paused_at=None) | Q(submitted_at=None), name="attempt_pauses_running"
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

    @cached_property
    def last_seal(self):
        """The seal of what was handed in last, None where nothing was."""
        return self.seals.filter(round=self.round).first() if self.round else None

    def is_over(self, now):
        """Whether deadline and grace have passed; while it is paused its time stands still."""
        return self.paused_at is None and self.deadline <= now - grace()


def grace():
    """How long after the deadline a save still counts."""
    return timedelta(seconds=settings.EXAM_GRACE_SECONDS)
