from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.choosers import BaseFilterForm, SearchFilterMixin
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.admin.ui.menus import MenuItem
from wagtail.admin.ui.tables import Column
from wagtail.snippets.views.chooser import ChooseResultsView, ChooseView, SnippetChooserViewSet
from wagtail.snippets.views.snippets import (
    EditView,
    IndexView,
    InspectView,
    SnippetViewSet,
    SnippetViewSetGroup,
)

from cms.amending.buttons import header_buttons, listing_buttons
from cms.article_chooser import ArticleChooserViewSet
from cms.article_search import find_articles
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


class StatuteIndexView(ChineseIndexView):
    def get_list_more_buttons(self, instance):
        """Its articles: where one of them is marked as changed."""
        address = reverse(Article.snippet_viewset.get_url_name("list"))
        button = MenuItem(
            gettext("Its articles"), url=f"{address}?statute={instance.pk}", icon_name="list-ol",
            priority=5,
        )  # fmt: skip
        return [button, *super().get_list_more_buttons(instance)]


class StatuteViewSet(SnippetViewSet):
    model = Statute
    icon = "doc-full"
    index_view_class = StatuteIndexView
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


class ArticleIndexView(IndexView):
    def search_queryset(self, queryset):
        if not self.is_searching:
            return queryset
        keys = list(find_articles(self.search_query).values_list("pk", flat=True))
        return queryset.filter(pk__in=keys)

    def get_list_more_buttons(self, instance):
        buttons = super().get_list_more_buttons(instance)
        return [*listing_buttons(instance, self.request.user), *buttons]


class ArticleEditView(EditView):
    @cached_property
    def header_buttons(self):
        return header_buttons(self.object, self.request.user)


class ArticleInspectView(InspectView):
    @cached_property
    def header_buttons(self):
        return header_buttons(self.object, self.request.user)


class ArticleViewSet(SnippetViewSet):
    model = Article
    icon = "list-ol"
    index_view_class = ArticleIndexView
    edit_view_class = ArticleEditView
    # For those who cite the law and may not change it.
    inspect_view_enabled = True
    inspect_view_class = ArticleInspectView
    inspect_view_fields = ["statute", "label", "book", "chapter", "section", "text"]
    chooser_viewset_class = ArticleChooserViewSet
    chooser_per_page = 20
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
