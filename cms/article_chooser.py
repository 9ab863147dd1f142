"""The picker of an article, wherever a text cites the law."""

from django import forms
from django.contrib.admin.utils import quote
from django.forms.widgets import Script
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.snippets.views.chooser import (
    ChooseResultsView,
    ChooseView,
    SnippetChooserViewSet,
    SnippetChosenView,
)
from wagtail.snippets.widgets import AdminSnippetChooser

from cms.article_search import find_articles
from cms.highlighting import excerpt, words_of
from cms.models import Article, Statute

N_EXCERPT = 60
N_TITLE = 24


class ArticleSearchForm(BaseFilterForm):
    q = forms.CharField(
        label=_("Search term"),
        required=False,
        widget=forms.TextInput(
            attrs={
                "placeholder": _("Such as 行政处罚法64, 第六十四条, 听证"),
                "data-article-search": True,
            }
        ),
    )
    statute = forms.ModelChoiceField(
        label=_("Statute"),
        queryset=Statute.objects.order_by("title"),
        required=False,
        empty_label=_("All statutes"),
        widget=forms.Select(
            attrs={"data-chooser-modal-search-filter": True, "data-article-statute": True}
        ),
    )

    def filter(self, objects):
        text, statute = self.cleaned_data.get("q"), self.cleaned_data.get("statute")
        if text:
            self.is_searching, self.search_query = True, text
            objects = find_articles(text)
        return objects.filter(statute=statute) if statute else objects


class TextColumn(Column):
    """The first words, or those around what was searched for."""

    cell_template_name = "cms/tables/article_text_cell.html"

    def __init__(self, *args, words, **kwargs):
        super().__init__(*args, **kwargs)
        self.words = words

    def get_value(self, article):
        found = [word for word in self.words if word in article.text]
        return excerpt(article.text, found, N_EXCERPT)


class ArticleListing:
    """A list of articles with their texts; four queries, however many there are."""

    filter_form_class = ArticleSearchForm
    results_template_name = "cms/article_results.html"

    def get_object_list(self):
        return Article.objects.select_related("statute")

    @property
    def title_column(self):
        return TitleColumn(
            "title",
            label=capfirst(Article._meta.verbose_name),
            accessor=str,
            get_url=self.chosen_url,
            link_attrs={"data-chooser-modal-choice": True},
        )

    def chosen_url(self, article):
        address = reverse(self.chosen_url_name, args=[quote(article.pk)])
        return self.append_preserved_url_parameters(address)

    @property
    def columns(self):
        words = words_of(self.filter_form.search_query or "")
        return [self.title_column, TextColumn("text", label=_("Text"), words=words)]


class ArticleChooseView(ArticleListing, ChooseView):
    pass


class ArticleChooseResultsView(ArticleListing, ChooseResultsView):
    pass


def title_of(article):
    """The article and its first words: enough to see that it is the right one."""
    text = article.text.replace("\n", " ")
    return f"{article} {text[:N_TITLE]}{'…' if len(text) > N_TITLE else ''}"


class ArticleChosenView(SnippetChosenView):
    def get_object(self, pk):
        return Article.objects.select_related("statute").get(pk=pk)

    def get_display_title(self, instance):
        return title_of(instance)

    def get_edit_item_url(self, instance):
        return instance.get_absolute_url()


class ArticleChooser(AdminSnippetChooser):
    """Leads to the article in the statute reader: who cites the law seldom may edit it."""

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.link_to_chosen_text = _("Read this article")

    def get_instance(self, value):
        if value is None or isinstance(value, Article):
            return value
        return Article.objects.select_related("statute").filter(pk=value).first()

    def get_value_data_from_instance(self, instance):
        return {
            "id": instance.pk,
            "edit_url": instance.get_absolute_url(),
            self.display_title_key: title_of(instance),
        }

    @cached_property
    def media(self):
        return super().media + forms.Media(
            js=[Script("cms/article_chooser.js", type="module")],
            css={"all": ["cms/article_chooser.css"]},
        )


class ArticleChooserViewSet(SnippetChooserViewSet):
    choose_view_class = ArticleChooseView
    choose_results_view_class = ArticleChooseResultsView
    chosen_view_class = ArticleChosenView
    base_widget_class = ArticleChooser
