from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.blocks import ListBlock, RichTextBlock
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Orderable, Page, PageManager, PageQuerySet
from wagtail.rich_text import get_text_for_indexing
from wagtail.search import index

from cms.models.law import Citation
from cms.models.syllabus import KnowledgePoint
from cms.segmentation import bigrams

INLINE = ["bold", "italic", "link"]
PROSE = [*INLINE, "ol", "ul"]


class FaqIndexPage(Page):
    """百问百答: the entries by chapter."""

    introduction = models.TextField(_("introduction"), blank=True)

    content_panels = [*Page.content_panels, FieldPanel("introduction")]
    max_count = 1
    parent_page_types = ["cms.HomePage"]
    subpage_types = ["cms.FaqPage"]

    class Meta:
        verbose_name = _("FAQ")

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        entries = FaqPage.objects.live().with_teaching().order_by("number")
        return context | {"chapters": by_chapter(entries), "n_entries": len(entries)}


class FaqPageQuerySet(PageQuerySet):
    def with_teaching(self):
        """With all that a list of entries shows: points, chapters, citations; in 5 queries."""
        return self.prefetch_related("points__parent", "citations__article__statute")


class FaqPage(Page):
    """One question as an officer asks it; the direct answer first."""

    source_id = models.SlugField(
        _("identifier"), max_length=20, unique=True,
        help_text=_("faq- and three digits; never used again for another question."),
    )  # fmt: skip
    number = models.PositiveSmallIntegerField(_("number"))
    answer = RichTextField(_("direct answer"), features=INLINE)
    body = StreamField(
        [
            ("basis", RichTextBlock(label=_("Basis in law"), features=PROSE)),
            ("example", RichTextBlock(label=_("Example"), features=PROSE)),
            (
                "mistakes",
                ListBlock(RichTextBlock(features=INLINE), label=_("Common mistakes")),
            ),
            ("text", RichTextBlock(label=_("Text"), features=PROSE)),
        ],
        verbose_name=_("reasons"),
        blank=True,
    )
    points = ParentalManyToManyField(
        KnowledgePoint, blank=True, related_name="faq_entries", verbose_name=_("knowledge points")
    )
    related = ParentalManyToManyField(
        "self", blank=True, symmetrical=False, verbose_name=_("related questions")
    )

    objects = PageManager.from_queryset(FaqPageQuerySet)()

    content_panels = [
        *Page.content_panels,
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel("number"), FieldPanel("source_id")])], _("Place")
        ),
        FieldPanel("answer"),
        FieldPanel("body"),
        InlinePanel("citations", heading=_("Citations"), label=_("Citation")),
        MultiFieldPanel([FieldPanel("points"), FieldPanel("related")], _("Links")),
    ]
    parent_page_types = ["cms.FaqIndexPage"]
    subpage_types = []
    search_fields = [*Page.search_fields, index.SearchField("tokens")]

    class Meta:
        verbose_name = _("FAQ entry")
        verbose_name_plural = _("FAQ entries")
        ordering = ["number"]

    @property
    def plain_text(self):
        """Answer and reasons without markup."""
        parts = [self.answer]
        for block in self.body:
            if block.block_type == "mistakes":
                parts += [mistake.source for mistake in block.value]
            else:
                parts.append(block.value.source)
        return " ".join(get_text_for_indexing(part) for part in parts)

    @property
    def plain_answer(self):
        return get_text_for_indexing(self.answer)

    @property
    def gist(self):
        """The answer's first sentence and the first citation: what a list shows."""
        sentence, stop, _rest = self.plain_answer.partition("。")
        first = next(iter(self.citations.all()), None)
        return f"{sentence}{stop}{first or ''}"

    def tokens(self):
        return bigrams(f"{self.title} {self.plain_text}")

    @cached_property
    def chapter(self):
        """The chapter of the first knowledge point by code, or None."""
        first = min(self.points.all(), key=lambda point: point.code, default=None)
        return first and first.chapter

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        citations = self.citations.select_related("article__statute")
        others = FaqPage.objects.live().exclude(pk=self.pk)
        # A page under its first preview has no row that a clause could name.
        clauses = self.clauses.filter(page__live=True).select_related("page") if self.pk else []
        points = list(self.points.select_related("parent").order_by("code"))
        return context | {
            "chapter": points[0].chapter if points else None,
            "citations": list(citations),
            "has_basis": any(block.block_type == "basis" for block in self.body),
            "clauses": clauses,
            "points": points,
            "related": self.related.filter(live=True).order_by("number"),
            "earlier": others.filter(number__lt=self.number).order_by("-number").first(),
            "later": others.filter(number__gt=self.number).order_by("number").first(),
        }


class FaqCitation(Orderable, Citation):
    page = ParentalKey(FaqPage, on_delete=models.CASCADE, related_name="citations")

    class Meta(Orderable.Meta):
        verbose_name = _("citation")
        verbose_name_plural = _("citations")


def by_chapter(entries):
    """Group entries as [(chapter or None, [entry, …]), …] in the syllabus' order."""
    groups = {}
    for entry in entries:
        groups.setdefault(entry.chapter, []).append(entry)
    return sorted(groups.items(), key=lambda group: group[0].code if group[0] else "~")
