from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.search import index

from cms import citations
from cms.segmentation import bigrams


class Statute(index.Indexed, models.Model):
    """A law or regulation as it stood at `version`, whole."""

    class Level(models.TextChoices):
        CONSTITUTION = "宪法", _("constitution")
        LAW = "法律", _("law")
        REGULATION = "行政法规", _("administrative regulation")

    slug = models.SlugField(_("slug"), max_length=80, unique=True)
    title = models.CharField(_("title"), max_length=100)
    level = models.CharField(pgettext_lazy("statute", "level"), max_length=20)
    version = models.DateField(_("version of"))
    effective = models.DateField(_("in force from"))
    status = models.CharField(_("status"), max_length=40)
    as_of = models.DateField(_("checked on"))
    source_note = models.TextField(_("source"), blank=True)
    note = models.TextField(_("note"), blank=True)
    preamble = models.TextField(_("preamble"), blank=True)

    search_fields = [index.SearchField("title"), index.SearchField("tokens")]

    class Meta:
        verbose_name = _("statute")
        verbose_name_plural = _("statutes")
        ordering = ["title"]

    def __str__(self):
        return self.short_title

    def get_absolute_url(self):
        return reverse("statute", args=[self.slug])

    @property
    def short_title(self):
        return self.title.removeprefix("中华人民共和国")

    short_title.fget.short_description = _("short title")

    def tokens(self):
        return bigrams(self.title)


class ArticleQuerySet(models.QuerySet):
    def with_n_points(self):
        """With `n_points`, the number of knowledge points whose law it is."""
        link = Article.knowledge_points.through
        links = link.objects.filter(article=models.OuterRef("pk")).order_by()
        counts = links.values("article").annotate(n=models.Count("pk")).values("n")
        return self.annotate(n_points=Coalesce(models.Subquery(counts), 0))


class Article(index.Indexed, models.Model):
    """An article (条); `text` keeps one line a paragraph (款) or item (项)."""

    statute = models.ForeignKey(
        Statute, models.CASCADE, related_name="articles", verbose_name=_("statute")
    )
    number = models.PositiveIntegerField(_("number"))
    label = models.CharField(_("label"), max_length=40)
    book = models.CharField(
        _("book"), max_length=200, blank=True, help_text=_("Only codes have books (编).")
    )
    chapter = models.CharField(_("chapter"), max_length=200, blank=True)
    section = models.CharField(_("section"), max_length=200, blank=True)
    text = models.TextField(_("text"))

    objects = ArticleQuerySet.as_manager()

    search_fields = [
        index.SearchField("label"),
        index.SearchField("tokens"),
        index.FilterField("statute_id"),
    ]

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        ordering = ["statute_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["statute", "number"], name="article_number_once")
        ]

    def __str__(self):
        return f"《{self.statute.short_title}》{self.label}"

    def get_absolute_url(self):
        return f"{self.statute.get_absolute_url()}#{self.anchor}"

    def tokens(self):
        return bigrams(f"{self.statute.short_title} {self.label} {self.text}")

    @property
    def anchor(self):
        return f"a-{self.number}"

    @property
    def paragraphs(self):
        """The text as the reader sets it: each paragraph's line with its items' lines."""
        return [(lines[0], lines[1:]) for lines in citations.paragraphs(self.text)]


class Citation(models.Model):
    """Base of the rows by which an entry, a clause or an item cites the law."""

    article = models.ForeignKey(
        Article, models.PROTECT, related_name="+", verbose_name=_("article")
    )
    paragraph = models.PositiveSmallIntegerField(_("paragraph"), null=True, blank=True)
    item = models.PositiveSmallIntegerField(_("item of the paragraph"), null=True, blank=True)

    class Meta:
        abstract = True

    def __str__(self):
        return citations.written(
            self.article.statute.short_title, self.article.text, self.reference
        )

    @property
    def reference(self):
        return citations.Reference(
            self.article.statute.slug, self.article.number, self.paragraph, self.item
        )

    @property
    def excerpt(self):
        return citations.excerpt(self.article.text, self.paragraph, self.item)

    @property
    def excerpt_lines(self):
        """The cited lines for a page; the whole article where the law has since been amended."""
        try:
            return self.excerpt.splitlines()
        except IndexError:
            return self.article.text.splitlines()

    def clean(self):
        super().clean()
        if self.article_id is None:
            return
        try:
            self.excerpt  # noqa: B018
        except IndexError:
            raise ValidationError(
                _("%(article)s has no such paragraph or item."), params={"article": self.article}
            ) from None


class Power(models.Model):
    """A power (赋权事项) that a province may hand to its towns: an illustrative catalogue."""

    class Conferred(models.TextChoices):
        STATUTE = "statute", _("by the statute itself")
        PROVINCE = "province", _("by decision of the province")
        LINKED = "linked", _("with the power to penalise")
        ENTRUSTED = "entrusted", _("by entrustment")

    code = models.CharField(_("code"), max_length=12, unique=True)
    title = models.CharField(_("title"), max_length=200)
    kind = models.CharField(_("kind"), max_length=20)
    sector = models.CharField(_("sector"), max_length=40)
    conferred = models.CharField(_("conferred"), max_length=20, choices=Conferred)
    summary = models.TextField(_("summary"))
    articles = models.ManyToManyField(Article, related_name="powers", verbose_name=_("articles"))

    class Meta:
        verbose_name = _("power")
        verbose_name_plural = _("powers")
        ordering = ["code"]

    def __str__(self):
        return self.title
