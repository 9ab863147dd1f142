from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.choosers import BaseFilterForm, SearchFilterMixin
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.admin.ui.tables import Column
from wagtail.snippets.views.chooser import ChooseResultsView, ChooseView, SnippetChooserViewSet
from wagtail.snippets.views.snippets import IndexView, SnippetViewSet, SnippetViewSetGroup

from cms.models import Article, KnowledgePoint, Power, Statute
from cms.searching import matching_keys
from cms.widgets import ArticleLines

ARTICLES = FieldPanel(
    "articles", widget=ArticleLines, help_text=_("One a line, such as 行政处罚法64.")
)


class ChineseSearchForm(SearchFilterMixin, BaseFilterForm):
    """A chooser's search that knows Chinese words and 行政处罚法64."""

    def filter(self, objects):
        text = self.cleaned_data.get("q")
        if not text:
            return objects
        self.is_searching, self.search_query = True, text
        return objects.filter(pk__in=matching_keys(objects.model, text))


class ChineseChooseView(ChooseView):
    filter_form_class = ChineseSearchForm


class ChineseChooseResultsView(ChooseResultsView):
    filter_form_class = ChineseSearchForm


class ChineseChooserViewSet(SnippetChooserViewSet):
    choose_view_class = ChineseChooseView
    choose_results_view_class = ChineseChooseResultsView


class ChineseIndexView(IndexView):
    def search_queryset(self, queryset):
        if not self.is_searching:
            return queryset
        return queryset.filter(pk__in=matching_keys(queryset.model, self.search_query))


class StatuteViewSet(SnippetViewSet):
    model = Statute
    icon = "doc-full"
    index_view_class = ChineseIndexView
    chooser_viewset_class = ChineseChooserViewSet
    list_display = ["short_title", "level", "version", "effective"]
    list_filter = ["level"]
    ordering = ["title"]
    panels = [
        FieldPanel("title"),
        FieldPanel("slug"),
        FieldRowPanel([FieldPanel("level"), FieldPanel("status")]),
        FieldRowPanel([FieldPanel("version"), FieldPanel("effective"), FieldPanel("as_of")]),
        FieldPanel("preamble"),
        MultiFieldPanel([FieldPanel("source_note"), FieldPanel("note")], _("Source")),
    ]


class ArticleViewSet(SnippetViewSet):
    model = Article
    icon = "list-ol"
    index_view_class = ChineseIndexView
    chooser_viewset_class = ChineseChooserViewSet
    list_display = ["__str__", "chapter", "section"]
    list_filter = ["statute"]
    list_per_page = 50
    panels = [
        FieldRowPanel([FieldPanel("statute"), FieldPanel("number"), FieldPanel("label")]),
        FieldPanel("book"),
        FieldRowPanel([FieldPanel("chapter"), FieldPanel("section")]),
        FieldPanel("text"),
    ]

    def get_queryset(self, request):
        return Article.objects.select_related("statute")


class KnowledgePointViewSet(SnippetViewSet):
    model = KnowledgePoint
    icon = "tag"
    index_view_class = ChineseIndexView
    chooser_viewset_class = ChineseChooserViewSet
    list_display = ["code", "title", "level", "weight"]
    list_filter = ["level", "parent"]
    list_per_page = 50
    panels = [
        FieldRowPanel([FieldPanel("code"), FieldPanel("parent")]),
        FieldPanel("title"),
        FieldPanel("title_en"),
        FieldRowPanel([FieldPanel("weight"), FieldPanel("level")]),
        ARTICLES,
    ]


class PowerViewSet(SnippetViewSet):
    model = Power
    icon = "key"
    index_view_class = ChineseIndexView
    list_display = [
        "code",
        "title",
        "sector",
        "kind",
        Column("get_conferred_display", label=_("conferred")),
    ]
    list_filter = ["sector", "kind", "conferred"]
    list_per_page = 50
    search_fields = ["code", "title", "summary"]
    panels = [
        FieldRowPanel([FieldPanel("code"), FieldPanel("kind")]),
        FieldPanel("title"),
        FieldRowPanel([FieldPanel("sector"), FieldPanel("conferred")]),
        FieldPanel("summary"),
        ARTICLES,
    ]


class LawViewSetGroup(SnippetViewSetGroup):
    items = [StatuteViewSet, ArticleViewSet, KnowledgePointViewSet, PowerViewSet]
    menu_label = _("Law and syllabus")
    menu_icon = "folder-open-inverse"
    menu_name = "law"
    menu_order = 210
