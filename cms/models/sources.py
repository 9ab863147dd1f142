"""What the shipped content files say about themselves, and which page came from which file."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Catalogue(models.Model):
    """A dated list that is published as a whole (the syllabus, the powers), with its caveats."""

    SYLLABUS = "syllabus"
    POWERS = "powers"

    slug = models.SlugField(_("slug"), unique=True)
    title = models.CharField(_("title"), max_length=100)
    as_of = models.DateField(_("checked on"))
    note = models.TextField(_("note"))
    terms = models.JSONField(
        _("terms"), default=dict, help_text=_("The words its entries use, each explained.")
    )

    class Meta:
        verbose_name = _("catalogue")
        verbose_name_plural = _("catalogues")

    def __str__(self):
        return self.title


class LoadedSource(models.Model):
    """The state in which a file was last loaded into a page, and the revision that made.

    A page whose latest revision is another one was edited since: the loader leaves it alone. A
    page that was deleted stays deleted (the row remains, without page).
    """

    path = models.CharField(_("file"), max_length=200, unique=True)
    sha256 = models.CharField(_("digest"), max_length=64)
    page = models.ForeignKey(
        "wagtailcore.Page", models.SET_NULL, null=True, related_name="+", verbose_name=_("page")
    )
    revision = models.ForeignKey(
        "wagtailcore.Revision", models.SET_NULL, null=True, related_name="+",
        verbose_name=_("revision"),
    )  # fmt: skip

    class Meta:
        verbose_name = _("loaded file")
        verbose_name_plural = _("loaded files")

    def __str__(self):
        return self.path

    @property
    def is_edited(self):
        """Whether somebody edited, unpublished or deleted the page since it was loaded."""
        page = self.page
        return page is None or not page.live or page.latest_revision_id != self.revision_id
