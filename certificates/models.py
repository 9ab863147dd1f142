from django.core.files.storage import storages
from django.db import models
from django.db.models import Q
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cms.immutable import Immutable, ImmutableQuerySet
from exams.scoring.models import Result


class Series(models.Model):
    """The running number of a year; its row is the lock under which numbers are taken."""

    year = models.PositiveSmallIntegerField(unique=True)
    last_number = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("series")
        verbose_name_plural = _("series")

    def __str__(self):
        return str(self.year)


class CertificateQuerySet(ImmutableQuerySet):
    def visible_to(self, user):
        if user.has_perm("certificates.view_certificate"):
            return self
        return self.owned_by(user)

    def owned_by(self, user):
        return self.filter(result__attempt__registration__candidate__user=user)

    def of_exam(self, exam):
        """`exam`: an Exam or its key."""
        return self.filter(result__attempt__registration__sitting__exam=exam)

    def containing(self, words):
        """Those whose name or number contains `words`; all, where nothing is sought."""
        if not words:
            return self
        return self.filter(Q(name__icontains=words) | Q(number__icontains=words))

    def drawn(self):
        return self.filter(drawing__isnull=False).exclude(drawing__file="")

    def not_drawn(self):
        """Neither drawn nor stopped by a problem: waiting, or left by a crash."""
        return self.filter(drawing=None)

    def with_problem(self):
        return self.filter(drawing__file="")


class Certificate(Immutable):
    """What was certified, to whom, on what day: words that never change afterwards."""

    result = models.OneToOneField(Result, models.PROTECT, related_name="certificate")
    number = models.CharField(pgettext_lazy("certificate", "number"), max_length=24, unique=True)
    code = models.CharField(_("verification code"), max_length=32, unique=True)
    name = models.CharField(pgettext_lazy("person", "name"), max_length=60)
    unit = models.CharField(_("unit"), max_length=60)
    exam = models.CharField(_("exam"), max_length=100)
    exam_date = models.DateField(_("date of the exam"))
    issuer = models.CharField(_("issuing body"), max_length=60)
    issued_at = models.DateTimeField(_("issued at"))
    valid_until = models.DateField(pgettext_lazy("certificate", "valid until"))

    objects = CertificateQuerySet.as_manager()

    class Meta:
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")
        ordering = ["number"]
        permissions = [("issue_certificate", _("Can issue certificates"))]

    def __str__(self):
        return self.number

    @property
    def issued_on(self):
        return localdate(self.issued_at)

    @property
    def is_valid(self):
        """On this day by the server's clock."""
        return self.valid_until >= localdate()


def private_storage():
    """Not the storage whose files have a public address."""
    return storages["private"]


def pdf_path(drawing, filename):
    return f"certificates/{drawing.certificate.issued_on.year}/{filename}"


class Drawing(models.Model):
    """The certificate's PDF, or why it couldn't be drawn."""

    certificate = models.OneToOneField(Certificate, models.PROTECT, related_name="drawing")
    file = models.FileField(upload_to=pdf_path, storage=private_storage, max_length=200, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    problem = models.CharField(pgettext_lazy("certificate", "problem"), max_length=300, blank=True)
    drawn_at = models.DateTimeField(_("drawn at"))

    class Meta:
        verbose_name = _("drawn certificate")
        verbose_name_plural = _("drawn certificates")
        constraints = [
            models.CheckConstraint(
                condition=(~Q(file="") & ~Q(sha256="") & Q(problem=""))
                | (Q(file="", sha256="") & ~Q(problem="")),
                name="drawing_file_or_problem",
            )
        ]

    def __str__(self):
        return str(self.certificate)
