"""What happens around an attempt: acts of the invigilator, facts that the room notes."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cms.immutable import Immutable
from exams.sittings.models.attempt import Attempt
from exams.sittings.models.sitting import Registration, Sitting


class Intervention(Immutable):
    """An act of the invigilator: who did what to whom, when and why."""

    class Kind(models.TextChoices):
        EXTRA_TIME = "extra_time", _("extra time")
        PAUSE = "pause", _("pause")
        RESUME = "resume", _("end of the pause")
        SUBMIT = "submit", _("handed in by the invigilator")
        REOPEN = "reopen", _("opened again")
        MESSAGE = "message", _("message")
        NOTE = "note", _("note")
        ANSWER_FILE = "answer_file", _("answer file decided")

    sitting = models.ForeignKey(Sitting, models.PROTECT, related_name="interventions")
    # Null: everybody of the sitting.
    registration = models.ForeignKey(
        Registration, models.PROTECT, null=True, related_name="interventions"
    )
    kind = models.CharField(max_length=12, choices=Kind)
    minutes = models.PositiveSmallIntegerField(null=True)
    text = models.CharField(max_length=500, blank=True)  # of a message or a note
    cause = models.CharField(max_length=200, blank=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    acted_at = models.DateTimeField()

    class Meta:
        verbose_name = _("intervention")
        verbose_name_plural = _("interventions")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(cause="") | Q(kind="note"), name="intervention_has_a_cause"
            ),
        ]


class Incident(Immutable):
    """A fact that the room noted, with its time: never judged by the machine."""

    class Kind(models.TextChoices):
        AWAY = "away", _("left the page")
        COPY = "copy", _("copied")
        PASTE = "paste", _("pasted")
        RESIZE = "resize", _("changed the size of the window")
        TAKE_OVER = "take_over", _("opened the paper again")
        ADDRESS = "address", _("another network address")
        DEVICE = "device", _("another device")
        GAP = "gap", _("no contact")
        CLOCK = "clock", _("the server's clock went back")

    attempt = models.ForeignKey(Attempt, models.PROTECT, related_name="incidents")
    kind = models.CharField(max_length=12, choices=Kind)
    at = models.DateTimeField()  # by the server's clock
    seconds = models.PositiveIntegerField(null=True)  # how long it lasted
    detail = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("incident")
        verbose_name_plural = _("incidents")
        ordering = ["pk"]
        indexes = [models.Index(fields=["attempt", "kind"], name="incident_kind")]


class Presence(models.Model):
    """When and from where an open paper was last heard of. A state, not a record."""

    attempt = models.OneToOneField(
        Attempt, models.CASCADE, related_name="presence", primary_key=True
    )
    seen_at = models.DateTimeField()
    address = models.GenericIPAddressField(null=True)
    agent = models.CharField(max_length=200, blank=True)
    position = models.PositiveSmallIntegerField(null=True)  # the question in sight

    class Meta:
        verbose_name = _("presence")
        verbose_name_plural = _("presences")


class AnswerFile(Immutable):
    """Answers that a device kept to the end and a person carried to the invigilator."""

    attempt = models.ForeignKey(Attempt, models.PROTECT, related_name="answer_files")
    digest = models.CharField(max_length=64, unique=True)  # SHA-256 of the file
    # [[number, position, answer, when the device says that it was given]]
    entries = models.JSONField()
    made_at = models.DateTimeField()  # by the device
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()

    class Meta:
        verbose_name = _("answer file")
        verbose_name_plural = _("answer files")
        ordering = ["pk"]


class AnswerFileDecision(Immutable):
    """Whether the answers of a file count, said once, by a person, with a reason."""

    file = models.OneToOneField(AnswerFile, models.PROTECT, related_name="decision")
    is_accepted = models.BooleanField()
    cause = models.CharField(max_length=200)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    class Meta:
        verbose_name = _("decision on an answer file")
        verbose_name_plural = _("decisions on answer files")
