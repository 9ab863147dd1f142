"""An article was amended: which texts cite it, and who looked at each of them again."""

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Count, Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cms.models.law import Article


class ArticleChangeQuerySet(models.QuerySet):
    def with_progress(self):
        """With `n_checks` and `n_open`: the texts that cite it, and those still to be reviewed."""
        is_open = Q(checks__outcome=ArticleCheck.Outcome.OPEN)
        counted = self.annotate(n_checks=Count("checks"), n_open=Count("checks", filter=is_open))
        return counted.order_by("-marked_at", "pk")  # which counting drops

    def open(self):
        """With a text that is still to be reviewed."""
        return self.filter(Exists(ArticleCheck.objects.open().filter(change=OuterRef("pk"))))

    def done(self):
        return self.exclude(Exists(ArticleCheck.objects.open().filter(change=OuterRef("pk"))))


class ArticleChange(models.Model):
    """An article amended on a date. Closed once each text that cited it was looked at again."""

    article = models.ForeignKey(
        Article, models.PROTECT, related_name="changes", verbose_name=_("article")
    )
    what_changed = models.TextField(
        _("what changed"),
        help_text=_("In a sentence or two, for those who review: 五日 is now 七日."),
    )
    effective = models.DateField(_("in force from"))
    new_text = models.TextField(
        _("new text"), blank=True,
        help_text=_("If you have it: reviewers see it beside the old one."),
    )  # fmt: skip
    # Kept here, because the article itself will be brought up to date.
    old_text = models.TextField(_("old text"), editable=False)
    marked_at = models.DateTimeField(_("marked at"), editable=False)
    marked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False,
        related_name="+", verbose_name=_("marked by"),
    )  # fmt: skip

    objects = ArticleChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("amended article")
        verbose_name_plural = _("amended articles")
        ordering = ["-marked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["article", "effective"], name="article_change_once_a_day",
                violation_error_message=_("This change of the article is marked already."),
            )
        ]  # fmt: skip

    def __str__(self):
        return str(self.article)

    @property
    def text_now(self):
        """What the article says since, as far as it is known here."""
        return self.new_text or self.article.text


class ArticleCheckQuerySet(models.QuerySet):
    def open(self):
        return self.filter(outcome=ArticleCheck.Outcome.OPEN)

    def done(self):
        return self.exclude(outcome=ArticleCheck.Outcome.OPEN)


class ArticleCheck(models.Model):
    """One text that cited the article when its change was marked, and what the reviewer found.

    Made with the change, for what cited it then: a citation has no date, so a list computed later
    would ask about texts that were written knowing the new law, and forget those whose citation
    was taken out since.
    """

    class Outcome(models.TextChoices):
        OPEN = "", _("to be reviewed")
        RIGHT = "right", _("still right")
        MENDED = "mended", _("mended")
        RETIRED = "retired", pgettext_lazy("text", "retired")

    change = models.ForeignKey(ArticleChange, models.CASCADE, related_name="checks")
    content_type = models.ForeignKey(ContentType, models.CASCADE, related_name="+")
    object_id = models.PositiveBigIntegerField()
    thing = GenericForeignKey()
    # What it was called and how it cited: it may have been deleted, or cite the article no more.
    label = models.CharField(_("text"), max_length=300)
    cites = models.TextField(_("citation"))
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome, blank=True)
    note = models.CharField(_("note"), max_length=500, blank=True)
    checked_at = models.DateTimeField(_("checked at"), null=True)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True,
        related_name="+", verbose_name=_("checked by"),
    )  # fmt: skip

    objects = ArticleCheckQuerySet.as_manager()

    class Meta:
        verbose_name = _("check of a text")
        verbose_name_plural = _("checks of texts")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["change", "content_type", "object_id"], name="article_check_once"
            ),
            models.CheckConstraint(
                condition=Q(outcome="", checked_at=None)
                | (~Q(outcome="") & Q(checked_at__isnull=False)),
                name="article_check_outcome_with_time",
            ),
        ]

    def __str__(self):
        return self.label
