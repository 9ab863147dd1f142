import pytest
from django.urls import reverse

from cms import searching
from cms.models import Article, FaqPage, KnowledgePoint, Power, Statute


def kinds(text, **kwargs):
    return {group.kind: group for group in searching.search(text, **kwargs)}


def titles(group):
    return ["".join(part for part, _ in hit.title) for hit in group.hits]


def test_two_characters_find_the_entry_and_the_title_comes_first(loaded):
    found = kinds("听证")["faq"]

    assert titles(found) == ["几日内可以要求听证？", "垃圾倒在路边怎么办？"]
    assert found.hits[0].url == "/faq/002/"
    assert ("听证", True) in found.hits[0].title


@pytest.mark.parametrize(
    ("text", "n"),
    [("垃圾", 3), ("村民甲", 3), ("二百元", 1), ("垃圾 告知听证", 1), ("无此词语", 0)],
)
def test_all_words_must_stand_in_the_entry_wherever(loaded, text, n):
    assert kinds(text)["faq"].count == n


def test_the_hits_of_two_characters_are_those_of_contains(loaded):
    for word in ("听证", "罚款", "扣押", "公安", "当场"):
        assert kinds(word)["articles"].count == Article.objects.filter(text__contains=word).count()


def test_one_character_is_looked_for_directly(loaded):
    assert kinds("罚")["articles"].count == Article.objects.filter(text__contains="罚").count()
    assert kinds("圾")["faq"].count == 1


@pytest.mark.parametrize(
    "text",
    [
        "行政处罚法64",
        "处罚法64",
        "行政处罚法 64",
        "行政处罚法第64条",
        "行政处罚法第六十四条",
        "《行政处罚法》第六十四条第三项",
        "中华人民共和国行政处罚法第六十四条第一款第三项",
        "行政处罚法６４",
        "行罚法六十四",
    ],
)
def test_an_article_that_is_named_comes_first(loaded, text):
    hit = kinds(searching.normalise(text))["articles"].hits[0]

    assert hit.is_exact
    assert hit.url == "/statutes/administrative-penalty-law/#a-64"


def test_a_name_that_fits_two_statutes_gives_both_the_closest_first(loaded):
    assert titles(kinds("处罚法64")["articles"]) == [
        "《行政处罚法》第六十四条",
        "《治安管理处罚法》第六十四条",
    ]


@pytest.mark.parametrize("text", ["处罚法999", "处罚法零", "64", "第六十四条", "听证五日"])
def test_what_names_no_article_is_searched_as_words(loaded, text):
    assert not any(hit.is_exact for hit in kinds(text)["articles"].hits)


def test_clauses_and_statutes_are_found_too(loaded):
    found = kinds("听证")
    assert titles(found["clauses"]) == ["听证"]
    assert found["clauses"].hits[0].url == "/handbook/05/#hb-05-01"
    assert titles(kinds("治安管理")["statutes"]) == ["中华人民共和国治安管理处罚法"]


def test_an_unpublished_page_is_not_found(loaded):
    FaqPage.objects.get(number=2).unpublish()
    FaqPage.objects.get(number=2).get_parent().get_parent().get_descendants().get(
        slug="05"
    ).specific.unpublish()

    found = kinds("听证")

    assert titles(found["faq"]) == ["垃圾倒在路边怎么办？"]
    assert found["clauses"].count == 0


def test_one_kind_is_shown_in_pages(loaded):
    first = kinds("行政", kind="articles")["articles"]
    second = kinds("行政", kind="articles", page=2)["articles"]

    assert len(first.hits) == searching.N_PAGE < first.count
    assert not {hit.url for hit in first.hits} & {hit.url for hit in second.hits}


@pytest.mark.parametrize(
    "text", ["听证", "处罚法64", "行政", "罚", "无此词语", "AND OR NOT", '"(*']
)
def test_the_search_page_costs_a_fixed_number_of_queries(
    loaded, client, text, django_assert_max_num_queries
):
    client.get("/search/", {"q": "听证"})
    with django_assert_max_num_queries(8):
        response = client.get("/search/", {"q": text})
    assert response.status_code == 200


@pytest.mark.parametrize(
    "text",
    ["", " ", "，。", "\0", "\0听证", "x" * 5000, "%", "_", "'; --", "NEAR(a b)", "𠮷野", "第条"],
)
def test_any_query_gets_an_answer(loaded, client, text):
    for kind in ("", "articles", "nonsense"):
        assert client.get("/search/", {"q": text, "in": kind}).status_code == 200


@pytest.mark.parametrize("page", ["0", "-1", "99", "100000000000000000000", "zwei", "²", ""])
def test_any_page_number_gets_an_answer(loaded, client, page):
    response = client.get("/search/", {"q": "行政", "in": "articles", "page": page})
    assert response.status_code == 200


def test_script_in_query_and_title_is_shown_as_text(loaded, client):
    """S4"""
    evil = "<script>alert('坏')</script>"
    entry = FaqPage.objects.get(number=1)
    entry.title = f"能罚{evil}吗？"
    entry.answer = "<p>可以&lt;script&gt;。</p>"
    entry.save_revision().publish()

    for address in (f"/search/?q={evil}坏", "/search/?q=能罚", "/faq/", "/faq/001/", "/"):
        page = client.get(address).content.decode()
        assert evil not in page
        assert "&lt;" in page


def test_without_a_query_the_page_says_what_can_be_searched(loaded, client):
    response = client.get(reverse("search"))
    assert response.context["groups"] == []
    assert 'class="empty"' in response.content.decode()


def test_without_a_hit_the_page_says_what_to_do(loaded, client):
    page = client.get(reverse("search"), {"q": "无此词语"}).content.decode()
    assert "无此词语" in page
    assert 'class="empty"' in page
    assert reverse("statute-list") in page


@pytest.mark.parametrize(
    ("model", "text", "n"),
    [
        (Article, "处罚法64", 2),
        (Article, "先行登记", 2),
        (Statute, "治安", 1),
        (KnowledgePoint, "听证", 1),
        (KnowledgePoint, "05.02", 1),
        (Power, "垃圾", 1),
        (Power, "CG-01", 1),
        (Power, "，", 0),
    ],
)
def test_the_admin_finds_snippets_by_number_and_words(loaded, model, text, n):
    assert len(searching.matching_keys(model, text)) == n
