from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page

from cms import home
from cms.models.faq import FaqPage
from cms.models.handbook import HandbookChapterPage

N_ENTRIES = 6


class HomePage(Page):
    """The front door: a search box first, then what is read most, then what comes next."""

    headline = models.CharField(_("headline"), max_length=60, blank=True)
    lead = models.CharField(_("lead"), max_length=200, blank=True)
    hot_words = models.CharField(
        _("frequent searches"), max_length=200, blank=True,
        help_text=_("Separated by spaces; shown under the search box."),
    )  # fmt: skip

    template = "cms/home_page.html"
    content_panels = [
        *Page.content_panels,
        FieldPanel("headline"),
        FieldPanel("lead"),
        FieldPanel("hot_words"),
    ]
    max_count = 1
    subpage_types = ["cms.FaqIndexPage", "cms.HandbookPage"]

    class Meta:
        verbose_name = _("home page")

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        entries = list(FaqPage.objects.live().with_teaching().order_by("number"))
        chapters = HandbookChapterPage.objects.live().with_clause_counts()
        return context | {
            "entries": home.broadest(entries, N_ENTRIES),
            "n_entries": len(entries),
            "chapters": chapters.order_by("number"),
            "asides": home.asides(request),
        }
