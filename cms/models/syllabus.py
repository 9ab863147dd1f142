from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.search import index

from cms.models.law import Article
from cms.segmentation import bigrams


class KnowledgePointQuerySet(models.QuerySet):
    def chapters(self):
        return self.filter(parent=None)

    def points(self):
        return self.filter(parent__isnull=False)


class KnowledgePoint(index.Indexed, models.Model):
    """A node of the syllabus: a chapter (05), or a point in it (05.12)."""

    class Level(models.TextChoices):
        KNOW = "know", _("know")
        UNDERSTAND = "understand", _("understand")
        APPLY = "apply", _("apply")

    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children",
        verbose_name=_("chapter"),
    )  # fmt: skip
    code = models.CharField(_("code"), max_length=8, unique=True)
    title = models.CharField(_("title"), max_length=100)
    title_en = models.CharField(_("title in English"), max_length=150, blank=True)
    weight = models.DecimalField(
        _("weight"), max_digits=5, decimal_places=2,
        help_text=_("Items of a paper of 100: a chapter's in all, a point's within its chapter."),
    )  # fmt: skip
    level = models.CharField(_("level"), max_length=12, choices=Level, blank=True)
    articles = models.ManyToManyField(
        Article, blank=True, related_name="knowledge_points", verbose_name=_("articles")
    )

    objects = KnowledgePointQuerySet.as_manager()

    search_fields = [index.SearchField("title"), index.SearchField("tokens")]

    class Meta:
        verbose_name = _("knowledge point")
        verbose_name_plural = _("knowledge points")
        ordering = ["code"]

    def __str__(self):
        return f"{self.code} {self.title}"

    @property
    def chapter(self):
        return self.parent or self

    def tokens(self):
        return bigrams(f"{self.code} {self.title}")
