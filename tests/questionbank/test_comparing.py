"""Two states of a question side by side: what belongs together, what is marked."""

import re
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exams.papers.models import BlueprintSection
from questionbank import storing
from questionbank.comparing import compare, difference, of_item, of_version
from questionbank.formats.items import Criterion, Option, Pair
from questionbank.formats.items import Item as PlainItem
from questionbank.models import Item, ItemCitation, ItemOption
from questionbank.publishing import freeze
from tests.factories import ArticleFactory, ItemFactory, PaperFactory, PointFactory
from tests.questionbank.editor import url

TEXTS = st.text("五日七〇0123ab。，<&", max_size=40)


def without_marks(html):
    from html import unescape

    return unescape(re.sub("</?(?:ins|del)>", "", html))


def test_of_a_chinese_sentence_only_the_characters_that_changed_are_marked():
    left, right = difference("应当在五日内提出。", "应当在七日内书面提出。")

    assert left == "应当在<del>五</del>日内提出。"
    assert right == "应当在<ins>七</ins>日内<ins>书面</ins>提出。"


def test_a_number_or_word_is_one_piece():
    assert difference("罚款200元", "罚款2000元")[1] == "罚款<ins>2000</ins>元"


@given(before=TEXTS, after=TEXTS)
def test_both_texts_stay_whole_and_are_escaped(before, after):
    left, right = difference(before, after)

    assert without_marks(left) == before
    assert without_marks(right) == after
    if before == after:
        assert "<del>" not in left


def rows(before, after):
    return {row.label: row for row in compare(before, after)}


def of(plain):
    """The fields of an item in memory that says what a plain item says."""
    item = storing.build(plain, point=PointFactory(), difficulty=3, level="know")
    return of_item(item)


SINGLE = PlainItem(
    kind="single", stem="应当在几日内提出？", explanation="应选五日。",
    options=(Option("三日", why="旧法"), Option("五日", is_key=True), Option("七日")),
)  # fmt: skip


@pytest.mark.django_db
class TestKinds:
    def changed(self, before, after):
        return [
            (label, [(line.before, line.after) for line in row.lines if line.has_changed])
            for label, row in rows(of(before), of(after)).items()
            if row.has_changed
        ]

    def test_an_option_added_in_the_middle_leaves_the_others_beside_their_partners(self):
        options = (SINGLE.options[0], Option("四日"), *SINGLE.options[1:])

        assert self.changed(SINGLE, replace(SINGLE, options=options)) == [
            ("选项", [(None, "<ins>四日</ins>")])
        ]

    def test_another_key_is_marked(self):
        options = (SINGLE.options[0], Option("五日"), Option("七日", is_key=True))

        ((label, lines),) = self.changed(SINGLE, replace(SINGLE, options=options))

        assert label == "选项"
        assert lines[0][0] == "五日<del> 【答案】</del>"
        assert lines[1][1] == "七日<ins> 【答案】</ins>"

    def test_bold_alone_is_told_apart_from_words(self):
        stem = "应当在<b>几日</b>内提出？"

        row = rows(of(SINGLE), of(replace(SINGLE, stem=stem)))["题干"]

        assert [line.only_looks for line in row.lines] == [True]
        assert "<ins>" not in row.lines[0].after

    @pytest.mark.parametrize(
        ("before", "after"),
        [
            (PlainItem("true_false", "题干", is_true=True), {"is_true": False, "why": "不得"}),
            (PlainItem("fill_in", "在＿＿日内", blanks=(("五",),)), {"blanks": (("5", "五"),)}),
            (
                PlainItem("matching", "配对", pairs=(Pair("甲", "一"), Pair("乙", "二"))),
                {"distractors": ("三",)},
            ),
            (PlainItem("ordering", "排序", sequence=("一", "二", "三")),
             {"sequence": ("二", "一", "三")}),
            (PlainItem("short_answer", "简述", rubric=(Criterion("告知", Decimal(2)),)),
             {"rubric": (Criterion("告知", Decimal(3)),)}),
            (PlainItem("case", "案情", items=(SINGLE,)),
             {"items": (SINGLE, replace(SINGLE, stem="第二问？"))}),
            (PlainItem("case", "案情", items=(SINGLE, SINGLE)), {"items": (SINGLE,)}),
        ],
    )  # fmt: skip
    def test_a_change_of_the_answer_shows_in_every_kind(self, before, after):
        assert self.changed(before, replace(before, **after))
        assert not self.changed(before, before)


pytestmark = pytest.mark.django_db


@pytest.fixture
def item(trainer):
    """With two versions: the second asks in other words and has another key."""
    item = ItemFactory(code="05-0001", stem="<p>应当在几日内提出？</p>")
    ItemCitation.objects.create(owner=item, article=ArticleFactory(), paragraph=1)
    item.save_revision(user=trainer, changed=False)
    freeze(Item.objects.get())
    item = Item.objects.get()
    item.stem = "<p>应当在几个工作日内提出？</p>"
    item.save()
    ItemOption.objects.filter(item=item, text="五日").update(is_key=False)
    ItemOption.objects.filter(item=item, text="七日").update(is_key=True)
    item = Item.objects.get()
    item.save_revision(user=trainer)
    freeze(item)
    return item


def test_two_versions_stand_side_by_side_with_key_law_and_marks(client, trainer, item):
    page = client.get(url("versions_compare", item.pk), {"a": 1, "b": 2}).content.decode()

    assert "应当在几<ins>个工作</ins>日内提出？" in page
    assert "七日<ins> 【答案】</ins>" in page
    assert "《行政处罚法》第四十五条" in page


def test_a_version_stands_beside_what_the_editor_has(client, trainer, item):
    item.stem = "<p>应当在何时提出？</p>"
    item.save_revision(user=trainer)

    page = client.get(url("versions_compare", item.pk), {"a": 2, "b": "now"}).content.decode()

    assert "<ins>何时</ins>" in page


def test_what_versions_do_not_hold_is_not_told_as_deleted(client, trainer, item):
    (row,) = [
        row
        for row in compare(of_version(item.versions.first()), of_version(item.versions.last()))
        if row.label == "引用条文"
    ]
    page = client.get(url("versions_compare", item.pk), {"a": 1, "b": "now"})

    assert not row.has_changed
    assert "相关知识点" not in {row.label for row in page.context["rows"]}


@pytest.mark.parametrize("query", [{"a": 1, "b": 9}, {"a": "x", "b": 1}, {"a": "now", "b": 1}])
def test_versions_that_are_not_there_are_not_found(client, trainer, item, query):
    assert client.get(url("versions_compare", item.pk), query).status_code == 404


def test_revisions_stand_side_by_side_with_rows_and_who_made_them(client, trainer, item):
    first, second = item.revisions.order_by("created_at")

    page = client.get(url("revisions_compare", item.pk, first.pk, second.pk)).content.decode()

    assert "应当在几<ins>个工作</ins>日内提出？" in page
    assert "五日<del> 【答案】</del>" in page
    assert trainer.display_name in page


@pytest.mark.parametrize("pair", [("live", "latest"), ("earliest", "latest")])
def test_revisions_are_found_by_their_names_too(client, trainer, item, pair):
    assert client.get(url("revisions_compare", item.pk, *pair)).status_code == 200


def test_an_unfinished_draft_can_be_compared(client, trainer):
    item = ItemFactory(live=False, kind="matching", stem="")
    revision = item.save_revision(clean=False)

    page = client.get(url("revisions_compare", item.pk, revision.pk, "latest"))

    assert page.status_code == 200


def test_the_versions_panel_tells_papers_and_leads_to_the_comparison(client, trainer, item):
    from exams.papers.assembly import freeze_form

    first = item.versions.get(number=1)
    section = BlueprintSection(title="单选", kind="single", n_items=1, points=Decimal(1))
    freeze_form(PaperFactory(title="春季试卷"), "A", [(section, [first])])

    page = client.get(url("edit", item.pk)).content.decode()

    assert "春季试卷 A" in page
    assert f"{url('versions_compare', item.pk)}?a=1&amp;b=2" in page
