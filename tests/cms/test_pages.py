import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.template import Context, Template
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override
from wagtail.models import Site

from cms import home
from cms.models import Article, FaqPage, HandbookChapterPage, HomePage
from cms.reading import parts_of
from cms.templatetags import site_navigation

PENALTY_LAW = "/statutes/administrative-penalty-law/"

# Address, most queries once the site's own are cached (Wagtail's routing is 5 to 8 of them).
PAGES = [
    ("/", 13),
    ("/faq/", 13),
    ("/faq/002/", 15),
    ("/handbook/", 9),
    ("/handbook/05/", 17),
    ("/statutes/", 2),
    (PENALTY_LAW, 5),
    ("/syllabus/", 8),
    ("/powers/", 5),
    ("/search/", 1),
]


@pytest.mark.parametrize(("address", "n_queries"), PAGES)
def test_each_page_is_drawn_with_few_queries(
    loaded, client, address, n_queries, django_assert_max_num_queries
):
    client.get(address)
    with django_assert_max_num_queries(n_queries):
        response = client.get(address)
    assert response.status_code == 200


@pytest.mark.parametrize(("address", "n_queries"), PAGES[:5])
def test_more_entries_cost_no_more_queries(
    loaded, client, address, n_queries, django_assert_num_queries
):
    client.get(address)
    with CaptureQueriesContext(connection) as context:
        client.get(address)
        n_before = len(context)
    for number in range(10, 20):
        loaded.write_entry(number, f"第{number}个问题？", related="faq-001")
    loaded.load()
    client.get(address)
    with django_assert_num_queries(n_before):
        client.get(address)


@pytest.mark.parametrize("address", [address for address, _ in PAGES])
def test_each_page_is_drawn_in_english(loaded, client, address):
    with override("en"):
        client.cookies["django_language"] = "en"
        page = client.get(address).content.decode()
    assert '<html lang="en">' in page
    assert "Skip to content" in page


def test_any_host_gets_the_home_page(loaded, client):
    site = Site.objects.get()
    assert site.is_default_site
    assert isinstance(site.root_page.specific, HomePage)
    assert client.get("/", headers={"host": "exam.example.org"}).status_code == 200


def test_an_entry_gives_the_answer_before_the_reason_and_quotes_the_law(loaded, client):
    page = client.get("/faq/002/").content.decode()

    answer, law = page.index("被告知后五日内"), page.index('class="law"')
    assert answer < law
    assert f'<a href="{PENALTY_LAW}#a-64">《行政处罚法》第六十四条第一项</a>' in page
    assert "（一）当事人要求听证的，应当在行政机关告知后五日内提出；" in page
    assert "/faq/001/" in page  # related
    assert "/syllabus/#p-05.02" in page


def test_a_clause_has_an_anchor_and_links_its_articles(loaded, client):
    page = client.get("/handbook/05/").content.decode()

    assert 'id="hb-05-01"' in page
    assert f'href="{PENALTY_LAW}#a-63">《行政处罚法》第六十三条第一款第一项</a>' in page


def test_each_article_can_be_linked_and_says_who_cites_it(loaded, client):
    page = client.get(PENALTY_LAW).content.decode()

    assert page.count('class="article" id="a-') == 86
    article = page[page.index('id="a-64"') : page.index('id="a-65"')]
    assert "/faq/002/" in article
    assert "/handbook/05/#hb-05-01" in article


def test_an_entry_that_is_a_draft_cites_nothing_in_public(loaded, client):
    FaqPage.objects.get(number=2).unpublish()
    assert "/faq/002/" not in client.get(PENALTY_LAW).content.decode()
    assert "/faq/002/" not in client.get("/syllabus/").content.decode()
    assert "/faq/002/" not in client.get("/faq/").content.decode()


def test_an_article_whose_cited_part_is_gone_is_shown_whole(loaded, client):
    Article.objects.filter(number=64).update(text="全文改为一款。")
    page = client.get("/faq/002/").content.decode()
    assert "全文改为一款。" in page


def test_chapters_that_bear_the_same_title_stay_apart():
    """As in the Code, whose parts each begin with 一般规定."""

    def article(number, book, chapter):
        return Article(number=number, label=str(number), book=book, chapter=chapter)

    parts = parts_of(
        [
            article(1, "第一编", "第一章 一般规定"),
            article(2, "第一编", "第一章 一般规定"),
            article(3, "第二编", "第一章 一般规定"),
        ]
    )

    assert [(part.book, part.chapter, part.anchor) for part in parts] == [
        ("第一编", "第一章 一般规定", "c-1"),
        ("第二编", "第一章 一般规定", "c-3"),
    ]


def test_statutes_stand_in_the_order_of_their_sounds(loaded, client):
    page = client.get("/statutes/").content.decode()
    assert page.index("行政处罚法</a>") < page.index("治安管理处罚法</a>")


def test_the_home_page_draws_what_other_apps_register(loaded, client, monkeypatch):
    monkeypatch.setattr(home, "_asides", [])
    home.register_aside(lambda request: None)
    home.register_aside(lambda request: ("cms/_marked.html", {"parts": [("下一场", False)]}))

    assert home.asides(RequestFactory().get("/")) == [
        ("cms/_marked.html", {"parts": [("下一场", False)]})
    ]


def test_the_home_page_shows_questions_of_many_chapters():
    class Entry:
        def __init__(self, number, chapter):
            self.number, self.chapter = number, chapter

    entries = [Entry(1, "a"), Entry(2, "a"), Entry(3, "a"), Entry(4, "b"), Entry(5, None)]

    assert [entry.number for entry in home.broadest(entries, 3)] == [1, 4, 5]
    assert [entry.number for entry in home.broadest(entries, 4)] == [1, 2, 4, 5]
    assert home.broadest([], 3) == []


@pytest.mark.parametrize(
    ("address", "entry"),
    [
        ("/", "/"),
        ("/faq/002/", "/faq/"),
        ("/handbook/05/", "/handbook/"),
        (PENALTY_LAW, "/statutes/"),
        ("/powers/", "/statutes/"),
        ("/syllabus/", "/syllabus/"),
    ],
)
def test_the_entry_of_the_section_is_marked_on_its_subpages_too(loaded, client, address, entry):
    page = client.get(address).content.decode()
    nav = page[page.index("<nav") : page.index("</nav>")]
    assert nav.count("aria-current") == 1
    assert f'<a href="{entry}" aria-current="page">' in nav


def test_of_two_nested_entries_the_nearer_one_is_current():
    context = Context({"request": RequestFactory().get("/hr/roster/import/3/")})
    links = [{"url": "/hr/"}, {"url": "/hr/roster/"}, {"url": "/my/"}]
    assert site_navigation.nearest(context, links) == "/hr/roster/"
    assert site_navigation.nearest(Context(), links) is None


def test_a_page_that_is_not_there_says_what_to_do(loaded, client):
    response = client.get("/faq/999/")
    assert response.status_code == 404
    assert 'role="search"' in response.content.decode()


@pytest.mark.parametrize("template", ["403.html", "403_csrf.html", "404.html"])
def test_an_error_page_is_drawn_for_a_visitor(db, template):
    request = RequestFactory().get("/x/")
    request.user = AnonymousUser()
    html = Template(f'{{% include "{template}" %}}').render(
        Context({"request": request, "user": request.user})
    )
    assert "<h1>" in html


def test_the_page_for_a_breakdown_needs_neither_database_nor_request():
    assert "<h1>" in Template('{% include "500.html" %}').render(Context())


def test_only_reading_is_allowed(loaded, client):
    for name in ("search", "statute-list", "syllabus", "powers"):
        assert client.post(reverse(name)).status_code == 405


def test_the_editor_previews_entry_and_chapter(loaded):
    for page in (FaqPage.objects.get(number=2), HandbookChapterPage.objects.get()):
        response = page.get_latest_revision_as_object().make_preview_request()
        assert page.title in response.render().content.decode()
