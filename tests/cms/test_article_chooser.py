"""Whoever cites the law finds the article as they would name it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cms.article_search import find_articles
from cms.models import Article, ClauseCitation, FaqCitation, FaqPage
from questionbank.models import ItemCitation
from tests.factories import ArticleFactory, ItemFactory, UserFactory


@pytest.fixture
def trainer(db, client):
    user = UserFactory(role="trainer")
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return user


def first(text):
    return str(find_articles(text)[0])


@pytest.mark.parametrize(
    "text",
    [
        "行政处罚法64",
        "行政处罚法第六十四条",
        "《行政处罚法》第64条",
        "行政处罚法 六十四",
        "行政处罚法 第六十四条",
        "中华人民共和国行政处罚法64",
        "行政处罚法第六十四条第三项",
        "行政处罚法６４",
        "六十四 行政处罚法",
        "64 听证 笔录",
    ],
)
def test_an_article_is_found_by_its_statute_and_number(loaded, text):
    assert [str(article) for article in find_articles(text)] == ["《行政处罚法》第六十四条"]


@pytest.mark.parametrize("text", ["64", "六十四", "第六十四条", "第64条", "64条"])
def test_a_number_alone_finds_that_article_of_each_statute(loaded, text):
    found = find_articles(text)

    assert {article.number for article in found} == {64}
    assert len(found) == 2
    # The one that the syllabus names comes first.
    assert first(text) == "《行政处罚法》第六十四条"


@pytest.mark.parametrize("text", ["行政处罚法", "中华人民共和国行政处罚法", "《行政处罚法》"])
def test_a_statute_alone_lists_its_articles_in_order(loaded, text):
    numbers = [article.number for article in find_articles(text)]

    assert numbers == list(range(1, 87))


def test_a_shortened_name_lists_the_closest_statute_first(loaded):
    found = [article.statute.short_title for article in find_articles("处罚法")]

    assert found[0] == "行政处罚法"
    assert set(found) == {"行政处罚法", "治安管理处罚法"}
    assert first("治管法") == "《治安管理处罚法》第一条"


def test_words_are_found_where_they_are_said_most(loaded):
    found = find_articles("听证")

    assert str(found[0]) == "《行政处罚法》第六十四条"
    assert all("听证" in f"{a.text}{a.chapter}{a.section}" for a in found)


@pytest.mark.parametrize("text", ["处罚法 听证 五日", "行政处罚法听证 五日"])
def test_words_are_looked_for_within_the_statute_that_is_named(loaded, text):
    assert [str(article) for article in find_articles(text)] == ["《行政处罚法》第六十四条"]


@pytest.mark.parametrize(
    "text", ["", " ", "\0", "%", "_", "第", "第条", "《》", "九九九", "64 65", "'", "x" * 300]
)
def test_any_query_is_answered(loaded, text):
    list(find_articles(text)[:5])


def test_what_is_nowhere_is_not_found(loaded):
    assert not find_articles("量子纠缠")
    assert not find_articles("行政处罚法 999")


def results(client, **query):
    address = Article.snippet_viewset.chooser_viewset.get_url_name("choose_results")
    return client.get(reverse(address), query)


def test_the_list_shows_statute_number_and_words(client, trainer, loaded):
    page = results(client, q="处罚法 听证").content.decode()

    assert "《行政处罚法》第六十四条" in page
    assert "<mark>听证</mark>应当依照以下程序组织" in page


def test_the_list_is_narrowed_to_a_statute(client, trainer, loaded):
    other = Article.objects.filter(statute__slug="public-security-penalties-law").first()

    page = results(client, q="64", statute=other.statute_id)

    assert [str(article) for article in page.context["results"]] == ["《治安管理处罚法》第六十四条"]


def test_nothing_found_says_what_to_try(client, trainer, loaded):
    page = results(client, q="<b>量子</b>").content.decode()

    assert "&lt;b&gt;量子&lt;/b&gt;" in page
    assert "data-chooser-modal-choice" not in page


def test_the_window_has_a_search_and_a_statute(client, trainer, loaded):
    address = Article.snippet_viewset.chooser_viewset.get_url_name("choose")

    html = client.get(reverse(address)).json()["html"]

    assert "data-article-search" in html
    assert "《行政处罚法》" in html


@pytest.mark.parametrize("role", ["candidate", "hr", "invigilator", None])
def test_the_picker_is_closed_to_others(client, loaded, role):
    if role:
        client.force_login(UserFactory(role=role), "django.contrib.auth.backends.ModelBackend")
    chooser = Article.snippet_viewset.chooser_viewset
    article = Article.objects.first()

    for name, args in (("choose", []), ("choose_results", []), ("chosen", [article.pk])):
        assert client.get(reverse(chooser.get_url_name(name), args=args)).status_code == 302


@pytest.mark.parametrize("query", [{}, {"q": "处罚法"}, {"q": "听证"}, {"q": "64"}])
def test_the_list_costs_the_same_however_many_it_finds(client, trainer, loaded, query):
    with CaptureQueriesContext(connection) as captured:
        page = results(client, **query)

    assert len(page.context["results"]) > 1
    # Session, user, groups' rights; statutes, count and page of articles.
    assert len(captured) <= 9


def test_what_was_chosen_is_shown_with_its_first_words_and_a_way_to_read_it(
    client, trainer, loaded
):
    article = Article.objects.get(statute__slug="administrative-penalty-law", number=64)
    chooser = Article.snippet_viewset.chooser_viewset

    reply = client.get(reverse(chooser.get_url_name("chosen"), args=[article.pk])).json()

    assert reply["result"] == {
        "id": str(article.pk),
        "string": "《行政处罚法》第六十四条 听证应当依照以下程序组织： （一）当事人要求听证…",
        "edit_url": "/statutes/administrative-penalty-law/#a-64",
    }


@pytest.mark.parametrize("model", [ItemCitation, FaqCitation, ClauseCitation])
def test_every_citation_is_chosen_with_it(model):
    from django.forms import modelform_factory
    from wagtail.admin.forms import WagtailAdminModelForm

    from cms.article_chooser import ArticleChooser

    form = modelform_factory(model, form=WagtailAdminModelForm, fields=["article"])

    assert isinstance(form().fields["article"].widget, ArticleChooser)


def test_the_editors_show_the_picker_and_keep_paragraph_and_item(client, trainer, loaded):
    item = ItemFactory()
    ItemCitation.objects.create(owner=item, article=ArticleFactory(number=64), paragraph=1)
    entry = FaqPage.objects.get(number=2)
    for address in (
        reverse(type(item).snippet_viewset.get_url_name("edit"), args=[item.pk]),
        reverse("wagtailadmin_pages:edit", args=[entry.pk]),
    ):
        page = client.get(address).content.decode()
        assert "《行政处罚法》第六十四条 听证应当依照以下程序组织" in page
        assert 'name="citations-0-paragraph"' in page
        assert "cms/article_chooser.js" in page


def test_the_admins_list_of_articles_finds_by_the_same_words(client, trainer, loaded):
    address = reverse(Article.snippet_viewset.get_url_name("list"))

    def listed(query):
        page = client.get(address, {"q": query})
        return [str(article) for article in page.context["object_list"]]

    assert listed("处罚法 听证 五日") == ["《行政处罚法》第六十四条"]
    assert len(listed("第六十四条")) == 2
