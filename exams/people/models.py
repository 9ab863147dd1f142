from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from exams.people import encryption, identity


class User(AbstractUser):
    """Somebody who signs in. A candidate's `username` is the candidate number."""

    display_name = models.CharField(pgettext_lazy("person", "name"), max_length=60, blank=True)
    must_change_password = models.BooleanField(_("must change password"), default=False)

    class Meta(AbstractUser.Meta):
        verbose_name = _("user")
        verbose_name_plural = _("users")

    def get_full_name(self):
        return self.display_name or super().get_full_name()

    def __str__(self):
        return self.get_full_name() or self.username


class Unit(models.Model):
    """A county, one of its towns, or a department: where a person is employed."""

    class Kind(models.TextChoices):
        COUNTY = "county", _("county")
        TOWN = "town", _("town")
        DEPARTMENT = "department", _("department")

    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children",
        verbose_name=_("belongs to"),
    )  # fmt: skip
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    name = models.CharField(_("name"), max_length=60, unique=True)
    aliases = models.JSONField(
        _("other names"), default=list, blank=True,
        help_text=_("As rosters write it, e.g. the town's government."),
    )  # fmt: skip
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("unit")
        verbose_name_plural = _("units")
        ordering = ["position", "name"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind="county", parent=None)
                | (~models.Q(kind="county") & models.Q(parent__isnull=False)),
                name="unit_only_a_county_has_no_parent",
                violation_error_message=_("A town or department belongs to a county."),
            )
        ]

    def __str__(self):
        return self.name


class CandidateQuerySet(models.QuerySet):
    def visible_to(self, user):
        if user.has_perm("people.view_candidate"):
            return self
        return self.filter(user=user)

    def with_id_number(self, id_number):
        return self.filter(id_number_digest=encryption.digest(id_number))

    def should_sit(self):
        """应考: on the roster and not struck off."""
        return self.filter(is_active=True)

    def matching(self, words):
        """By a part of the name or of the candidate number; never by ID number (addresses are
        logged)."""
        return self.filter(models.Q(name__icontains=words) | models.Q(number__icontains=words))

    def without_sign_in(self):
        """Who has never signed in, with or without an account."""
        return self.filter(user__last_login=None)

    def in_account_state(self, state):
        match state:
            case Candidate.Account.NONE:
                return self.filter(user=None)
            case Candidate.Account.UNUSED:
                return self.without_sign_in().filter(user__isnull=False)
            case Candidate.Account.USED:
                return self.filter(user__last_login__isnull=False)
        raise ValueError(state)

    def account_figures(self):
        """{"all": n, and n for each value of `Candidate.Account`}, by one query."""
        return self.aggregate(
            all=models.Count("pk"),
            none=models.Count("pk", filter=models.Q(user=None)),
            used=models.Count("pk", filter=models.Q(user__last_login__isnull=False)),
            unused=models.F("all") - models.F("none") - models.F("used"),
        )


class Candidate(models.Model):
    """A person on the roster. Two people may share a name; the ID number tells them apart."""

    class Sex(models.TextChoices):
        MALE = "M", _("male")
        FEMALE = "F", _("female")

    class Post(models.TextChoices):
        """编制."""

        ADMINISTRATIVE = "administrative", _("administrative post")
        INSTITUTION = "institution", _("public institution post")
        CONTRACT = "contract", _("contract")
        AGENCY = "agency", _("agency")

    class Account(models.TextChoices):
        """How far a candidate has come with signing in."""

        NONE = "none", _("no account yet")
        UNUSED = "unused", _("never signed in")
        USED = "used", _("signed in before")

    number = models.CharField(_("candidate number"), max_length=12, unique=True)
    user = models.OneToOneField(User, models.PROTECT, null=True, blank=True, verbose_name=_("user"))
    name = models.CharField(pgettext_lazy("person", "name"), max_length=60)
    id_number_encrypted = models.BinaryField(_("ID number"), editable=False)
    id_number_digest = models.CharField(max_length=64, unique=True, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("unit"))
    sex = models.CharField(_("sex"), max_length=1, choices=Sex)
    birth_date = models.DateField(_("birth date"))
    post = models.CharField(_("kind of post"), max_length=16, choices=Post, blank=True)
    is_grid_officer = models.BooleanField(_("grid officer"), default=False)
    is_active = models.BooleanField(_("on the roster"), default=True)

    objects = CandidateQuerySet.as_manager()

    class Meta:
        verbose_name = _("candidate")
        verbose_name_plural = _("candidates")
        ordering = ["number"]
        permissions = [("import_roster", _("Can import a roster"))]

    def __str__(self):
        return f"{self.name} {self.number}"

    @property
    def id_number(self):
        return encryption.decrypt(self.id_number_encrypted)

    @id_number.setter
    def id_number(self, value):
        self.id_number_encrypted = encryption.encrypt(value)
        self.id_number_digest = encryption.digest(value)

    @property
    def masked_id_number(self):
        return identity.mask(self.id_number)

    @property
    def account(self):
        if self.user is None:
            return self.Account.NONE
        return self.Account.USED if self.user.last_login else self.Account.UNUSED


class RosterImportQuerySet(models.QuerySet):
    def pending(self):
        """Looked at, not confirmed, not discarded."""
        return self.filter(confirmed_at=None, file_encrypted__isnull=False)

    def without_file(self):
        """For pages: the file stays in the database, `has_file` says whether there is one."""
        return self.defer("file_encrypted").annotate(
            has_file=models.ExpressionWrapper(
                models.Q(file_encrypted__isnull=False), models.BooleanField()
            )
        )


class RosterImport(models.Model):
    """One uploaded roster: looked at first, written whole or not at all once confirmed.

    The file holds ID numbers in the clear, so it is kept encrypted and only until it's confirmed.
    """

    uploaded_by = models.ForeignKey(
        User, models.PROTECT, null=True, verbose_name=_("uploaded by")
    )  # null: by a command
    uploaded_at = models.DateTimeField(_("uploaded at"))
    file_name = models.CharField(_("file"), max_length=200)
    file_encrypted = models.BinaryField(null=True, editable=False)
    sheet = models.CharField(_("sheet"), max_length=60, blank=True)
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, editable=False)
    report = models.JSONField(_("report"), default=dict, editable=False)

    objects = RosterImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("roster import")
        verbose_name_plural = _("roster imports")
        ordering = ["-uploaded_at"]

    def __str__(self):
        return self.file_name
