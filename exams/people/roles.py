"""The roles: a group each, made by migration; what each may do stands in config/roles.py."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Role(TextChoices):
    """Value: the group's name in the database."""

    CANDIDATE = "candidate", _("candidate")
    TRAINER = "trainer", _("trainer")
    REVIEWER = "reviewer", _("reviewer")
    INVIGILATOR = "invigilator", _("invigilator")
    MARKER = "marker", _("marker")
    HR = "hr", pgettext_lazy("role", "HR")
    ADMINISTRATOR = "administrator", _("administrator")
