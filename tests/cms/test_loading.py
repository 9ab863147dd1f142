import json

import pytest
from django.utils.translation import override
from wagtail.models import Page, Revision

from cms.loading import ContentError
from cms.models import (
    Article,
    Catalogue,
    Clause,
    FaqPage,
    HandbookChapterPage,
    KnowledgePoint,
    LoadedSource,
    Power,
    Statute,
)
from cms.searching import search


def rows():
    """Everything that loading writes, as it stands."""
    return {
        model: list(model.objects.order_by("pk").values())
        for model in (
            Statute, Article, KnowledgePoint, Power, Catalogue, FaqPage, HandbookChapterPage,
            Clause, LoadedSource, FaqPage.points.through, FaqPage.related.through,
            KnowledgePoint.articles.through, Revision,
        )  # fmt: skip
    }  # fmt: skip


def faults_of(library):
    with override("en"):
        with pytest.raises(ContentError) as caught:
            library.load()
        return [str(fault) for fault in caught.value.faults]


def test_files_become_rows_and_published_pages(loaded):
    entry = FaqPage.objects.get(source_id="faq-002")

    assert entry.live
    assert entry.get_url() == "/faq/002/"
    assert entry.plain_answer == "被告知后五日内。"
    assert [block.block_type for block in entry.body] == ["basis", "example", "mistakes"]
    assert [str(citation) for citation in entry.citations.all()] == [
        "《行政处罚法》第六十四条第一项"
    ]
    assert [point.code for point in entry.points.all()] == ["05.02"]
    assert [other.source_id for other in entry.related.all()] == ["faq-001"]
    clause = Clause.objects.get(number=1)
    assert clause.get_absolute_url() == "/handbook/05/#hb-05-01"
    assert clause.body.startswith("<p><b>何时</b>　拟作出")
    assert Statute.objects.count() == 2
    assert KnowledgePoint.objects.get(code="05.02").articles.count() == 2


def test_loaded_pages_can_be_edited_in_wagtail(loaded):
    for page in [*FaqPage.objects.all(), *HandbookChapterPage.objects.all()]:
        assert page.live_revision == page.latest_revision is not None
        draft = page.get_latest_revision_as_object()
        assert draft.title == page.title
        assert not page.has_unpublished_changes


def test_loading_again_changes_nothing(loaded):
    before = rows()

    counts = loaded.load()

    assert rows() == before
    assert {count.created + count.updated + count.kept for count in counts.values()} == {0}
    assert counts["faq"].unchanged == 3
    assert counts["articles"].unchanged == 86 + 144


def test_loading_again_costs_few_queries(loaded, django_assert_max_num_queries):
    with django_assert_max_num_queries(25):
        loaded.load()


def test_a_changed_file_updates_its_page_and_keeps_the_history(loaded):
    entry = FaqPage.objects.get(source_id="faq-002")
    loaded.replace("faq/002.md", "被告知后五日内", "被告知后五个工作日内")
    loaded.replace("handbook/05.md", "## 5.1 听证", "## 5.1 组织听证")
    clause = Clause.objects.get(number=1)

    counts = loaded.load()

    entry.refresh_from_db()
    assert entry.plain_answer == "被告知后五个工作日内。"
    assert entry.revisions.count() == 2
    assert Clause.objects.get(title="组织听证").pk == clause.pk
    assert (counts["faq"].updated, counts["faq"].unchanged) == (1, 2)
    assert search("五个工作")[0].count == 1


def test_a_statute_changed_by_hand_is_set_back_to_its_file(loaded):
    article = Article.objects.get(statute__slug="administrative-penalty-law", number=64)
    Article.objects.filter(pk=article.pk).update(text="改了")

    counts = loaded.load()

    assert Article.objects.get(pk=article.pk).text == article.text
    assert counts["articles"].updated == 1


def test_a_page_edited_in_wagtail_is_not_overwritten(loaded):
    entry = FaqPage.objects.get(source_id="faq-002")
    entry.answer = "<p>培训员改过。</p>"
    entry.save_revision().publish()
    loaded.replace("faq/002.md", "被告知后五日内", "文件也改了")

    counts = loaded.load()

    entry.refresh_from_db()
    assert entry.answer == "<p>培训员改过。</p>"
    assert counts["faq"].kept == 1
    assert any("faq/002.md" in line for line in loaded.lines)


def test_a_draft_on_a_page_counts_as_an_edit(loaded):
    chapter = HandbookChapterPage.objects.get()
    chapter.title = "草稿"
    chapter.save_revision()
    loaded.replace("handbook/05.md", "title: 普通程序", "title: 文件改了")

    loaded.load()

    chapter.refresh_from_db()
    assert chapter.title == "普通程序"
    assert chapter.get_latest_revision_as_object().title == "草稿"


def test_a_page_deleted_in_wagtail_stays_deleted(loaded):
    FaqPage.objects.get(source_id="faq-003").delete()
    loaded.replace("faq/003.md", "先责令清理", "文件改了")

    counts = loaded.load()

    assert not FaqPage.objects.filter(source_id="faq-003").exists()
    assert counts["faq"].kept == 1


def test_shelves_that_were_deleted_are_made_again(loaded):
    Page.objects.get(slug="faq").delete()
    loaded.write_entry(4, "新问题？")

    loaded.load()

    assert FaqPage.objects.get().get_url() == "/faq/004/"


def test_a_malformed_file_changes_nothing_of_what_was_loaded(loaded):
    before = rows()
    loaded.replace("faq/001.md", "对公民二百元以下", "改了")
    loaded.replace("faq/002.md", "law#64/1/1", "law#64/1/9")

    faults_of(loaded)

    assert rows() == before


def test_what_the_model_refuses_is_told_with_its_file(loaded):
    before = rows()
    loaded.replace("handbook/05.md", "summary: 从立案到决定。", "summary: " + "长" * 201)

    faults = faults_of(loaded)

    assert "handbook/05.md" in faults[0]
    assert "summary" in faults[0]
    assert rows() == before


def test_an_article_that_is_still_cited_can_not_go(loaded):
    """Its page was written by hand: the files know nothing of it."""
    entry = FaqPage.objects.get(source_id="faq-001")
    article = Article.objects.get(statute__slug="administrative-penalty-law", number=86)
    entry.citations.create(article=article)
    entry.save()
    path = "statutes/administrative-penalty-law.json"
    data = json.loads((loaded.folder / path).read_text(encoding="utf-8"))
    loaded.write_json(path, data | {"articles": data["articles"][:85], "article_count": 85})
    index = json.loads((loaded.folder / "statutes/index.json").read_text(encoding="utf-8"))
    for listed in index["statutes"]:
        if listed["slug"] == "administrative-penalty-law":
            listed["article_count"] = 85
    loaded.write_json("statutes/index.json", index)

    assert "第八十六条" in faults_of(loaded)[0]
    assert Article.objects.filter(pk=article.pk).exists()
