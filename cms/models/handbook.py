from django.db import models
from django.db.models import Count
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel
from wagtail.fields import RichTextField
from wagtail.models import Orderable, Page, PageManager, PageQuerySet
from wagtail.rich_text import get_text_for_indexing
from wagtail.search import index

from cms.citations import chinese_number
from cms.models.faq import PROSE, FaqPage
from cms.models.law import Citation
from cms.models.syllabus import KnowledgePoint
from cms.segmentation import bigrams


class HandbookPage(Page):
    """执法手册: its chapters."""

    introduction = models.TextField(_("introduction"), blank=True)

    content_panels = [*Page.content_panels, FieldPanel("introduction")]
    max_count = 1
    parent_page_types = ["cms.HomePage"]
    subpage_types = ["cms.HandbookChapterPage"]

    class Meta:
        verbose_name = _("handbook")

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        chapters = HandbookChapterPage.objects.live().prefetch_related("clauses")
        return context | {"chapters": chapters.order_by("number")}


class ChapterQuerySet(PageQuerySet):
    def with_clause_counts(self):
        return self.annotate(n_clauses=Count("clauses"))


class HandbookChapterPage(Page):
    """A chapter of the handbook: clauses, each with an anchor that can be linked."""

    number = models.PositiveSmallIntegerField(_("number"))
    summary = models.CharField(_("summary"), max_length=200, blank=True)

    objects = PageManager.from_queryset(ChapterQuerySet)()

    content_panels = [
        *Page.content_panels,
        FieldPanel("number"),
        FieldPanel("summary"),
        InlinePanel("clauses", heading=_("Clauses"), label=_("Clause")),
    ]
    parent_page_types = ["cms.HandbookPage"]
    subpage_types = []

    class Meta:
        verbose_name = _("handbook chapter")
        verbose_name_plural = _("handbook chapters")
        ordering = ["number"]

    @property
    def number_written(self):
        return chinese_number(self.number)

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        clauses = self.clauses.prefetch_related("citations__article__statute", "points", "related")
        others = HandbookChapterPage.objects.live().exclude(pk=self.pk)
        return context | {
            "clauses": clauses.all(),
            "earlier": others.filter(number__lt=self.number).order_by("-number").first(),
            "later": others.filter(number__gt=self.number).order_by("number").first(),
        }


class Clause(index.Indexed, Orderable, ClusterableModel):
    """One clause: when, by whom, how, how long, what not."""

    page = ParentalKey(HandbookChapterPage, on_delete=models.CASCADE, related_name="clauses")
    number = models.PositiveSmallIntegerField(_("number"))
    title = models.CharField(_("title"), max_length=100)
    body = RichTextField(_("text"), features=PROSE)
    points = ParentalManyToManyField(
        KnowledgePoint, blank=True, related_name="clauses", verbose_name=_("knowledge points")
    )
    related = ParentalManyToManyField(
        FaqPage, blank=True, related_name="clauses", verbose_name=_("related questions")
    )

    panels = [
        FieldRowPanel([FieldPanel("number"), FieldPanel("title")]),
        FieldPanel("body"),
        InlinePanel("citations", heading=_("Citations"), label=_("Citation")),
        FieldPanel("points"),
        FieldPanel("related"),
    ]
    search_fields = [index.SearchField("title"), index.SearchField("tokens")]

    class Meta(Orderable.Meta):
        verbose_name = _("clause")
        verbose_name_plural = _("clauses")

    def __str__(self):
        return f"{self.label} {self.title}"

    @property
    def label(self):
        return f"{self.page.number}.{self.number}"

    @property
    def anchor(self):
        return f"hb-{self.page.number:02d}-{self.number:02d}"

    @property
    def plain_text(self):
        return get_text_for_indexing(self.body)

    def tokens(self):
        return bigrams(f"{self.title} {self.plain_text}")

    def get_absolute_url(self):
        return f"{self.page.url}#{self.anchor}"


class ClauseCitation(Orderable, Citation):
    clause = ParentalKey(Clause, on_delete=models.CASCADE, related_name="citations")

    class Meta(Orderable.Meta):
        verbose_name = _("citation")
        verbose_name_plural = _("citations")
