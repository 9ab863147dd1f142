from django.db import models
from django.db.models import Count, F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from exams.papers.models import Form
from exams.people.models import Candidate, Unit
from exams.sittings.models.exam import Exam


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
    room = models.CharField(_("examination room"), max_length=40, blank=True)
    seat = models.PositiveSmallIntegerField(_("seat"), null=True, blank=True)
    # The sum of what `Intervention` rows granted.
    extra_minutes = models.PositiveSmallIntegerField(_("extra minutes"), default=0, editable=False)

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        verbose_name = _("registration")
        verbose_name_plural = _("registrations")
        ordering = ["ticket"]
        constraints = [
            models.UniqueConstraint(
                fields=["sitting", "candidate"], name="registration_once_a_sitting"
            ),
            models.UniqueConstraint(
                fields=["sitting", "room", "seat"],
                name="registration_seat_once",
                violation_error_message=_("This seat is given to somebody else."),
            ),
        ]

    def __str__(self):
        return self.ticket


class Preparation(models.Model):
    """What a start needs, decided ahead of the window, so that pressing start is one statement."""

    registration = models.OneToOneField(
        Registration, models.CASCADE, related_name="preparation", primary_key=True
    )
    form = models.ForeignKey(Form, models.PROTECT, related_name="+")
    seed = models.CharField(max_length=32)
    prepared_at = models.DateTimeField()

    class Meta:
        verbose_name = _("prepared start")
        verbose_name_plural = _("prepared starts")
