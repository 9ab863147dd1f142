"""Moodle XML: what comes out of a file, what is refused, and that nothing hostile gets through."""

import base64
import time
import tracemalloc
from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from questionbank.formats import html, moodle_xml
from questionbank.formats.items import BLANK, FileRefused, Item, Option, Pair, bare
from questionbank.formats.moodle_xml.kinds import KINDS
from questionbank.formats.reasons import REPAIRS

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 20
MEDIA = {"a.png": PNG, "图-1.jpg": b"\xff\xd8\xff\xe0 jpeg", "b_2.gif": b"GIF89a and more"}
SAMPLES = [
    "ddimageortext.moodle.xml",
    "description.moodle.xml",
    "gapselect.moodle.xml",
    "match.moodle.xml",
    "multianswer.xml",
    "multichoice.moodle.xml",
    "shortanswer.moodle.xml",
    "truefalse.moodle.xml",
]


def quiz(body, kind=None, stem="题干"):
    if kind:
        stem = f"<questiontext format='html'><text><![CDATA[{stem}]]></text></questiontext>"
        body = f"<question type='{kind}'>{stem}{body}</question>"
    return f"<?xml version='1.0' encoding='UTF-8'?>\n<quiz>\n{body}\n</quiz>".encode()


def answer(text, fraction=0, feedback="", more=""):
    return (
        f"<answer fraction='{fraction}'><text>{text}</text>{more}"
        f"<feedback><text>{feedback}</text></feedback></answer>"
    )


def only(data):
    """The one question taken, with its repairs."""
    reading = moodle_xml.read(data)
    assert not reading.refused, reading.refused
    (taken,) = reading.taken
    return taken


def code(data):
    """Why the one question of a file isn't taken."""
    reading = moodle_xml.read(data)
    assert not reading.taken, reading.taken
    (refused,) = reading.refused
    assert refused.reason.endswith("。")
    return refused.code


# The samples


@pytest.fixture
def sample(shared):
    def read(name):
        data = (shared / "samples/moodle-xml" / name).read_bytes()
        assert moodle_xml.recognise(data)
        return moodle_xml.read(data)

    return read


def test_no_sample_is_left_out(shared):
    assert sorted(path.name for path in (shared / "samples/moodle-xml").iterdir()) == SAMPLES


def test_a_sample_of_several_right_options(sample):
    (taken,) = sample("multichoice.moodle.xml").taken
    assert taken.item == Item(
        "multiple",
        "Find the capital cities in Europe.",
        options=(
            Option("Tokyo"),
            Option("Spain"),
            Option("London", is_key=True),
            Option("Barcelona"),
            Option("Paris", is_key=True),
        ),
        explanation="Berlin, Paris and London",
        title="Multi-choice-001",
        category="Default for C1",
        points=Decimal(1),
    )
    assert taken.repairs == ("hints_dropped",)
    assert taken.where == "第 1 题（第 12 行）"


def test_a_sample_of_true_or_false(sample):
    (taken,) = sample("truefalse.moodle.xml").taken
    assert taken.item == Item(
        "true_false",
        "The answer is true.",
        is_true=True,
        why="This is the wrong answer.",
        explanation="You should have selected true.<br>This is the right answer.",
        title="true-false-001",
        category="Test questions",
        points=Decimal(1),
    )
    assert taken.repairs == ("feedback_moved",)


def test_a_sample_of_a_short_answer_keeps_what_earns_all_points(sample):
    (taken,) = sample("shortanswer.moodle.xml").taken
    assert taken.item.kind == "fill_in"
    assert taken.item.stem == f"Name an amphibian: {BLANK}"
    assert taken.item.blanks == (("frog",),)
    assert "toad：Toad is an OK good answer." in taken.item.explanation
    assert taken.repairs == ("partial_answers_dropped", "feedback_moved")


def test_a_sample_of_matching(sample):
    (taken,) = sample("match.moodle.xml").taken
    assert taken.item.pairs == (
        Pair("frog", "amphibian"),
        Pair("cat", "mammal"),
        Pair("newt", "amphibian"),
    )
    assert taken.item.distractors == ("insect",)
    assert taken.repairs == ()


@pytest.mark.parametrize(
    ("name", "why", "words"),
    [
        ("ddimageortext.moodle.xml", "type_unsupported", "ddimageortext"),
        ("gapselect.moodle.xml", "gaps_to_choose", "3 个空"),
        ("multianswer.xml", "gaps_mixed", "5 处"),
    ],
)
def test_a_sample_that_our_kinds_cannot_say_is_refused(sample, name, why, words):
    reading = sample(name)
    (refused,) = reading.refused
    assert (refused.where, refused.code) == ("第 1 题（第 12 行）", why)
    assert words in refused.reason
    assert not reading.taken
    assert not reading.media


def test_a_description_is_no_question(sample):
    reading = sample("description.moodle.xml")
    assert reading.report() == {"accepted": 0, "repaired": 0, "refused": []}
    assert reading.ignored == (
        "第 4 行：类别“Default for C1”",
        "第 12 行：说明文字“description-001”",
    )


def test_what_is_read_of_a_sample_is_read_again_from_what_we_write(sample):
    for name in SAMPLES:
        reading = sample(name)
        written = moodle_xml.write(reading.items, reading.media)
        assert moodle_xml.read(written.data).items == reading.items
        assert not written.losses


# Kinds


@pytest.mark.parametrize(
    ("is_single", "fractions", "kind", "repairs"),
    [
        ("true", [100, 0, 0], "single", ()),
        ("1", [100, -50, 0], "single", ("penalty_dropped",)),
        ("false", [50, 50, -100], "multiple", ()),
        ("false", [100, 100, 0], "multiple", ()),
        ("false", ["33.33333", "33.33333", "33.33333"], "multiple", ()),
        ("false", [60, 40, 0], "multiple", ("weights_dropped",)),
        ("false", [50, 50, "-33.33333"], "multiple", ("penalty_dropped",)),
        ("false", [100, 0, 0], "single", ("one_key",)),
    ],
)
def test_a_choice_by_its_fractions(is_single, fractions, kind, repairs):
    answers = "".join(answer(f"选项{n}", worth) for n, worth in enumerate(fractions))
    taken = only(quiz(f"<single>{is_single}</single>{answers}", "multichoice"))
    assert taken.item.kind == kind
    keys = [option.is_key for option in taken.item.options]
    assert keys == [float(worth) > 0 for worth in fractions]
    assert taken.repairs == repairs


@pytest.mark.parametrize(
    ("is_single", "fractions", "why"),
    [
        ("true", [100, 100, 0], "several_right_alone"),
        ("true", [100, 50], "several_right_alone"),
        ("true", [50, 0], "partial_weight"),
        ("true", [0, 0], "no_key"),
        ("true", [100], "too_few_options"),
        ("false", [50, 25, 0], "weights_sum"),
        ("false", ["x", 50, 50], "fraction_unclear"),
        ("false", ["NaN", 50, 50], "fraction_unclear"),
        ("false", ["1e-99999", 50, 50], "fraction_unclear"),
    ],
)
def test_a_choice_that_our_scoring_cannot_say_is_refused(is_single, fractions, why):
    answers = "".join(answer(f"选项{n}", worth) for n, worth in enumerate(fractions))
    assert code(quiz(f"<single>{is_single}</single>{answers}", "multichoice")) == why


def test_the_type_where_only_the_whole_key_earns_points_is_a_multiple_choice():
    answers = answer("甲", 100) + answer("乙", 100) + answer("丙")
    assert only(quiz(answers, "multichoiceset")).item.kind == "multiple"


def test_feedback_tells_why_and_general_feedback_explains():
    body = (
        "<name><text> 第  一题 </text></name><defaultgrade>2.5000000</defaultgrade>"
        "<generalfeedback format='html'><text>见&lt;b&gt;第三十六条&lt;/b&gt;</text>"
        "</generalfeedback><tags><tag><text>处罚</text></tag><tag><text>难度：3</text></tag></tags>"
        + answer("两年", 100)
        + answer("一年", 0, "太短")
    )
    item = only(quiz(body, "multichoice")).item
    assert item.options[1] == Option("一年", why="太短")
    assert item.explanation == "见<b>第三十六条</b>"
    assert (item.title, item.points) == ("第 一题", Decimal("2.5"))
    assert (item.tags, item.difficulty) == (("处罚",), 3)


def test_a_false_statement_keeps_why():
    item = only(quiz(answer("true", 0, "应为两年") + answer("false", 100), "truefalse")).item
    assert (item.is_true, item.why) == (False, "应为两年")


@pytest.mark.parametrize("fractions", [(100, 100), (0, 0), (100, 50)])
def test_true_or_false_needs_one_right_answer(fractions):
    answers = answer("true", fractions[0]) + answer("false", fractions[1])
    assert code(quiz(answers, "truefalse")) == "truth_unclear"


@pytest.mark.parametrize(
    ("stem", "blanked", "repairs"),
    [
        ("处罚时效为____年", f"处罚时效为{BLANK}年", ()),
        ("处罚时效为（　）年", f"处罚时效为{BLANK}年", ()),
        ("处罚时效几年？", f"处罚时效几年？{BLANK}", ("blank_appended",)),
    ],
)
def test_a_short_answer_is_a_blank(stem, blanked, repairs):
    answers = answer("两", 100) + answer("2", 100) + answer("*", 0)
    taken = only(quiz(answers, "shortanswer", stem))
    assert taken.item.stem == blanked
    assert taken.item.blanks == (("两", "2"),)
    assert taken.repairs == repairs


@pytest.mark.parametrize(
    ("stem", "answers", "why"),
    [
        ("____和____", answer("两", 100), "blanks_count"),
        ("几年", answer("两*", 100), "wildcard"),
        ("几年", answer("两", 50), "no_key"),
        ("几年", answer(" ", 100), "empty_blank"),
        ("", answer("两", 100), "no_stem"),
    ],
)
def test_a_short_answer_that_is_no_blank_is_refused(stem, answers, why):
    assert code(quiz(answers, "shortanswer", stem)) == why


def test_a_star_that_is_escaped_is_a_star():
    assert only(quiz(answer(r"3\*4", 100), "shortanswer")).item.blanks == (("3*4",),)


def test_a_number_is_a_blank_unless_it_is_a_range_or_has_a_unit():
    exact = answer("5", 100, more="<tolerance>0</tolerance>")
    rough = answer("5", 100, more="<tolerance>0.1</tolerance>")
    unit = "<units><unit><multiplier>1</multiplier><unit_name>km</unit_name></unit></units>"
    assert only(quiz(exact, "numerical")).item.blanks == (("5",),)
    assert code(quiz(rough, "numerical")) == "numeric_range"
    assert code(quiz(exact + unit, "numerical")) == "number_with_unit"


def test_an_essay_keeps_the_word_to_the_grader():
    body = "<graderinfo format='html'><text>要点：立案、调查</text></graderinfo>"
    item = only(quiz(body, "essay")).item
    assert (item.kind, item.model_answer) == ("short_answer", "要点：立案、调查")
    assert code(quiz("<attachmentsrequired>1</attachmentsrequired>", "essay")) == "essay_with_files"


def test_matching_needs_both_sides_and_two_pairs():
    pair = "<subquestion><text>{}</text><answer><text>{}</text></answer></subquestion>"
    assert code(quiz(pair.format("甲", "乙"), "matching")) == "too_few_pairs"
    assert code(quiz(pair.format("甲", ""), "matching")) == "pair_side_missing"


def test_one_gap_to_choose_for_is_a_single_choice_within_its_group():
    body = "".join(
        f"<selectoption><text>{text}</text><group>{group}</group></selectoption>"
        for text, group in [("一年", 1), ("两年", 1), ("公安", 2)]
    )
    item = only(quiz(body, "gapselect", "时效为[[2]]。")).item
    assert item.kind == "single"
    assert item.stem == "时效为（　　）。"
    assert item.options == (Option("一年"), Option("两年", is_key=True))


@pytest.mark.parametrize(
    ("stem", "expected"),
    [
        (
            "时效为{1:SHORTANSWER:=两~=2~%0%三#太长}年",
            Item("fill_in", f"时效为{BLANK}年", blanks=(("两", "2"),), explanation="三：太长"),
        ),
        (
            "{1:SA:=甲}和{:MW:%100%乙}",
            Item("fill_in", f"{BLANK}和{BLANK}", blanks=(("甲",), ("乙",))),
        ),
        (
            r"{2:SA:=a\}b~=c\#d~=e&#126;f&amp;#35;}",
            Item("fill_in", BLANK, blanks=(("a}b", "c#d", "e~f#"),), points=Decimal(2)),
        ),
        ("{1:NUMERICAL:=5:0}天", Item("fill_in", f"{BLANK}天", blanks=(("5",),))),
        (
            "首都是{1:MULTICHOICE:=<b>北京</b>#对~上海#不对}",
            Item(
                "single",
                "首都是（　　）",
                options=(
                    Option("<b>北京</b>", is_key=True, why="对"),
                    Option("上海", why="不对"),
                ),
            ),
        ),
        (
            "{1:MULTIRESPONSE:=甲~=乙~丙}",
            Item(
                "multiple",
                "（　　）",
                options=(Option("甲", is_key=True), Option("乙", is_key=True), Option("丙")),
            ),
        ),
    ],
)
@pytest.mark.parametrize("kind", ["cloze", "multianswer"])
def test_gaps_in_a_text(stem, expected, kind):
    assert only(quiz("", kind, stem)).item == expected


@pytest.mark.parametrize(
    ("stem", "why"),
    [
        ("没有空", "gaps_missing"),
        ("{1:SA:=没有结束", "gaps_missing"),
        ("{1:SA:=甲}{1:MC:=乙~丙}", "gaps_mixed"),
        ("{1:MC:=甲~乙}{1:MC:=乙~丙}", "gaps_mixed"),
        ("{1:NM:=5:0.1}", "numeric_range"),
        ("{1:SA:=甲}" * 101, "too_many_gaps"),
        ("{1:SA:=甲" + "~乙" * 1001 + "}", "too_many_gaps"),
        ("{1:SA:甲}", "no_key"),
    ],
)
def test_gaps_that_our_kinds_cannot_say_are_refused(stem, why):
    assert code(quiz("", "cloze", stem)) == why


def test_a_type_of_another_kind_is_refused_by_its_name():
    reading = moodle_xml.read(quiz("", "calculated"))
    assert "calculated" in reading.refused[0].reason


def test_categories_hold_until_the_next():
    category = "<question type='category'><category><text>{}</text></category></question>"
    essay = "<question type='essay'><questiontext><text>题</text></questiontext></question>"
    reading = moodle_xml.read(
        quiz(
            category.format("$course$/top/处罚法/一/二//三")
            + essay
            + category.format("$system$/top")
            + essay
        )
    )
    assert [item.category for item in reading.items] == ["处罚法/一/二／三", ""]
    assert [taken.where[:5] for taken in reading.taken] == ["第 1 题", "第 2 题"]


# Pictures


def pictured(data, source="@@PLUGINFILE@@/a%20b.png", name="a b.png"):
    text = f"<questiontext format='html'><text><![CDATA[看图<img src='{source}' alt='图'>]]></text>"
    file = f"<file name='{name}' encoding='base64'>{base64.b64encode(data).decode()}</file>"
    return f"<question type='essay'>{text}{file}</questiontext></question>"


def test_a_picture_is_media_by_its_own_name_and_another_of_that_name_gets_a_number():
    other = PNG + b"other"
    reading = moodle_xml.read(quiz(pictured(PNG) + pictured(other) + pictured(PNG)))
    assert reading.media == {"a-b.png": PNG, "a-b-2.png": other}
    sources = [item.stem.partition('src="')[2].partition('"')[0] for item in reading.items]
    assert sources == ["media/a-b.png", "media/a-b-2.png", "media/a-b.png"]


@pytest.mark.parametrize(
    ("data", "source", "why"),
    [
        (b"<svg onload='alert(1)'/>", "@@PLUGINFILE@@/a%20b.png", "image_kind"),
        (PNG, "@@PLUGINFILE@@/other.png", "image_missing"),
        (PNG, "https://example.org/a.png", "image_missing"),
        (PNG, "media/a.png", "image_missing"),
        (PNG + bytes(5 * 2**20), "@@PLUGINFILE@@/a%20b.png", "image_too_large"),
    ],
)
def test_a_picture_that_cannot_be_shown_refuses_its_question(data, source, why):
    reading = moodle_xml.read(quiz(pictured(data, source)))
    assert [refused.code for refused in reading.refused] == [why]
    assert reading.media == {}


@pytest.mark.parametrize("name", ["../../etc/passwd.png", "C:\\\\x.png", ".png", "a.svg", "甲.PNG"])
def test_a_picture_of_any_name_stays_within_the_media_folder(name):
    reading = moodle_xml.read(quiz(pictured(PNG, f"@@PLUGINFILE@@/{name}", name)))
    (kept,) = reading.media
    assert not set(kept) & set("/\\ ")
    assert not kept.startswith(".")
    assert kept.lower().endswith(".png")


def test_an_explanation_can_do_without_its_picture():
    body = "<generalfeedback><text>见图&lt;img src='x.png'&gt;</text></generalfeedback>"
    taken = only(quiz(body, "essay"))
    assert taken.item.explanation == "见图"
    assert taken.repairs == ("image_removed",)


# Round trip

SIGNS = st.characters(categories=("L", "N", "P", "S", "Zs"), exclude_characters="_＿")


def _canonical(text):
    return html.clean(text)[0]


plain = (
    st.text(SIGNS, max_size=12)
    .map(html.from_plain)
    .filter(lambda text: html.to_plain(text) and html.from_plain(html.to_plain(text)) == text)
)
tricky = st.sampled_from(
    [
        "{1:SA:=x}",
        "]]&gt;",
        "3*4\\*",
        "a~b#c}d\\",
        "&amp;#35;",
        "=甲",
        "%50%乙",
        "[[1]]",
        "（　）",
        "@@PLUGINFILE@@/a.png",
        "&amp;lt;",
        "**",
        "\\",
    ]
)
word = plain | tricky
picture = st.sampled_from(sorted(MEDIA)).map(
    lambda name: f'<img src="media/{name}" alt="图&quot;">'
)
rich = (
    st.lists(
        word
        | picture
        | st.just("<br>")
        | st.tuples(st.sampled_from(["b", "i", "sub", "sup"]), word).map(
            lambda pair: f"<{pair[0]}>{pair[1]}</{pair[0]}>"
        ),
        min_size=1,
        max_size=4,
    )
    .map("".join)
    .map(_canonical)
    .filter(html.to_plain)
)
rich_or_none = st.just("") | rich
tag_word = st.text(st.characters(categories=("L", "N")), min_size=1, max_size=10)
common = {
    "explanation": rich_or_none,
    "title": tag_word,
    "category": tag_word,
    "point": st.just("") | tag_word,
    "difficulty": st.none() | st.integers(1, 5),
    "level": st.just("") | tag_word,
    "cites": st.lists(tag_word, max_size=2).map(tuple),
    "tags": st.lists(tag_word, max_size=2).map(tuple),
    "points": st.none() | st.decimals(0, 100, places=2),
}


def items_of(kind, **fields):
    return st.builds(Item, st.just(kind), **{"stem": rich, **common, **fields})


@st.composite
def choices(draw, kind):
    n_keys = 1 if kind == "single" else draw(st.integers(2, 7))
    keys = draw(st.permutations([True] * n_keys + [False] * draw(st.integers(1, 4))))
    options = tuple(Option(draw(rich), key, draw(rich_or_none)) for key in keys)
    return draw(items_of(kind, options=st.just(options)))


@st.composite
def fill_ins(draw):
    n_blanks = draw(st.integers(1, 3))
    pieces = [draw(rich_or_none) for _ in range(n_blanks + 1)]
    answers = st.lists(word, min_size=1, max_size=3, unique=True).map(tuple)
    blanks = tuple(draw(answers) for _ in range(n_blanks))
    stem = _canonical(BLANK.join(pieces))
    return draw(items_of("fill_in", stem=st.just(stem), blanks=st.just(blanks)))


items = st.one_of(
    choices("single"),
    choices("multiple"),
    items_of("true_false", is_true=st.booleans(), why=rich_or_none),
    fill_ins(),
    items_of(
        "matching",
        pairs=st.lists(st.builds(Pair, rich, word), min_size=2, max_size=4).map(tuple),
        distractors=st.lists(word, max_size=2).map(tuple),
    ),
    items_of("short_answer", model_answer=rich_or_none),
)


@given(st.lists(items, max_size=4))
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_what_is_written_is_read_again(written_items):
    written = moodle_xml.write(written_items, MEDIA)
    assert {loss.code for loss in written.losses} <= {"points_by_blank"}
    assert moodle_xml.recognise(written.data)
    reading = moodle_xml.read(written.data)
    assert not reading.refused
    assert list(map(bare, reading.items)) == list(map(bare, written_items))
    assert [item.tags for item in reading.items] == [item.tags for item in written_items]
    assert [item.category for item in reading.items] == [item.category for item in written_items]
    assert not reading.repaired
    assert set(reading.media) <= set(MEDIA)


def test_a_picture_of_an_odd_name_arrives_under_a_safe_one():
    item = Item("short_answer", '看图<img src="media/图 1&amp;2%.png" alt="">')
    reading = moodle_xml.read(moodle_xml.write([item], {"图 1&2%.png": PNG}).data)
    assert reading.media == {"图-1-2.png": PNG}
    assert reading.items[0].stem == '看图<img src="media/图-1-2.png" alt="">'


def test_kinds_without_a_place_in_moodle_are_told_as_losses():
    case = Item("case", "案情", items=(Item("true_false", "对吗", is_true=True),))
    ordering = Item("ordering", "排序", sequence=("一", "二"))
    written = moodle_xml.write([case, ordering, Item("short_answer", "简述")])
    assert [(loss.where, loss.code) for loss in written.losses] == [
        ("第 1 题", "kind_unsupported"),
        ("第 2 题", "kind_unsupported"),
    ]
    assert [item.stem for item in moodle_xml.read(written.data).items] == ["简述"]


@pytest.mark.parametrize(
    ("item", "loss"),
    [
        (Item("single", "题", options=(Option("甲"), Option("乙"))), "item_incomplete"),
        (Item("multiple", "题", options=(Option("甲", True), Option("乙"))), "item_incomplete"),
        (Item("true_false", "题"), "item_incomplete"),
        (Item("fill_in", "题", blanks=(("甲",),)), "blanks_count"),
        (Item("fill_in", BLANK, blanks=(("<b>甲</b>",),)), "markup_lost"),
        (Item("short_answer", 'x<img src="media/none.png" alt="">'), "image_missing"),
        (Item("short_answer", "\x00题"), "signs_lost"),
        (Item("short_answer", "题", cites=("很长" * 30,)), "tag_too_long"),
    ],
)
def test_what_is_lost_in_writing_is_told(item, loss):
    written = moodle_xml.write([item], MEDIA)
    assert [one.code for one in written.losses] == [loss]
    assert not moodle_xml.read(written.data).refused


def test_every_wrong_option_of_a_multiple_choice_takes_all_points():
    options = (Option("甲", True), Option("乙", True), Option("丙", True), Option("丁"))
    data = moodle_xml.write([Item("multiple", "题", options=options)]).data.decode()
    assert data.count('fraction="33.33333"') == 3
    assert data.count('fraction="-100"') == 1


# Hostile files


@given(st.binary(max_size=300) | st.text(max_size=200).map(lambda text: f"<quiz>{text}".encode()))
def test_arbitrary_bytes_are_read_or_refused(data):
    moodle_xml.recognise(data)
    with suppress(FileRefused):
        moodle_xml.read(data)


@given(data=st.data())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_damaged_sample_is_read_or_refused(shared, data):
    name = data.draw(st.sampled_from(SAMPLES))
    whole = bytearray((shared / "samples/moodle-xml" / name).read_bytes())
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(whole) - 1))
        length = data.draw(st.integers(0, 30))
        whole[at : at + length] = data.draw(
            st.binary(max_size=8)
            | st.sampled_from([b"</text>", b"<text>", b"{1:SA:", b"}", b"<![CDATA[", b'"', b"nan"])
        )
    moodle_xml.recognise(bytes(whole))
    try:
        reading = moodle_xml.read(bytes(whole))
    except FileRefused:
        return
    for taken in reading.taken:
        assert set(taken.repairs) <= set(REPAIRS)
    moodle_xml.write(reading.items, reading.media)


@given(data=st.data())
def test_a_question_of_any_parts_is_taken_or_refused(data):
    words = st.sampled_from(
        ["", "甲", "true", "false", "*", "1e9", "[[1]]", "{1:SA:=a~b#c}", "a\\"]
    )
    parts = [
        f"<{tag} {mark}='{data.draw(words)}'><text>{data.draw(words)}</text>"
        f"<answer><text>{data.draw(words)}</text></answer></{tag}>"
        for tag in data.draw(
            st.lists(
                st.sampled_from(
                    ["answer", "subquestion", "selectoption", "defaultgrade", "questiontext"]
                ),
                max_size=5,
            )
        )
        for mark in [data.draw(st.sampled_from(["fraction", "format"]))]
    ]
    kind = data.draw(st.sampled_from(sorted(KINDS)))
    reading = moodle_xml.read(quiz("".join(parts), kind, data.draw(words)))
    assert len(reading.taken) + len(reading.refused) == 1


def refusal(data):
    with pytest.raises(FileRefused) as caught:
        moodle_xml.read(data)
    return caught.value


def test_a_file_that_is_no_xml_is_refused_with_line_and_column():
    error = refusal(b"<quiz>\n  <question></answer>\n</quiz>")
    assert error.code == "xml_malformed"
    assert str(error).startswith("第 2 行第 15 列：")


@pytest.mark.parametrize(
    "doctype",
    [
        "<!DOCTYPE quiz>",
        "<!DOCTYPE quiz SYSTEM 'http://example.org/quiz.dtd'>",
        "<!DOCTYPE quiz [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>",
        "<!DOCTYPE quiz [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;&a;'><!ENTITY c '&b;&b;&b;&b;'>]>",
        "<!DOCTYPE quiz [<!ENTITY % a SYSTEM 'http://example.org/a'> %a;]>",
    ],
)
def test_a_file_with_a_dtd_is_refused(doctype):
    data = f"<?xml version='1.0'?>{doctype}<quiz>&c;</quiz>".encode()
    assert moodle_xml.recognise(data)
    assert refusal(data).code == "xml_dtd"


def test_an_entity_that_nobody_declared_is_refused():
    assert refusal(b"<quiz>&nbsp;</quiz>").code == "xml_malformed"


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "xml_malformed"),
        (b"<html/>", "not_moodle_xml"),
        (b"<quiz>" + b" " * (20 * 2**20), "file_too_large"),
        (b"<quiz>" + b"<question>" * 40, "xml_too_deep"),
        (b"<?xml version='1.0' encoding='klingon'?><quiz/>", "file_encoding"),
        (b"<?xml version='1.0' encoding='big5'?><quiz/>", "file_encoding"),
    ],
)
def test_a_file_out_of_bounds_is_refused(data, why):
    assert refusal(data).code == why


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"<quiz>" + b"<a>" * (10 * 2**20 // 3), "xml_too_deep"),
        (b"<quiz>" + b"<a/>" * (10 * 2**20 // 4), "file_too_many"),
        (b"<quiz><question>" + b"<a/>" * (10 * 2**20 // 4), "question_too_large"),
        (b"<quiz><a " + b" ".join(b"a%d=''" % n for n in range(10**6)), "xml_token_too_long"),
        (b"<quiz><!--" + b"-" * (10 * 2**20), "xml_malformed"),
        (b"<quiz><question>" + b"x" * (10 * 2**20), "xml_malformed"),
    ],
)
def test_ten_megabytes_of_nothing_are_refused_soon_and_in_little_memory(data, why):
    tracemalloc.start()
    started = time.process_time()
    error = refusal(data)
    seconds = time.process_time() - started
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert error.code == why
    # Half a second here; the rest is for slower machines and for tracemalloc.
    assert seconds < 20
    assert peak < 80 * 2**20


@pytest.mark.parametrize(
    "stem",
    [
        "{1:SA:" * 150_000,
        "{1:SA:=a}" * 100_000,
        "{1:SA:=a" + "~" * 10**6 + "}",
        "{1:SA:=a" + "\\#" * 500_000 + "}",
        "[[1]]" * 200_000,
        "_ " * 500_000,
        "（" * 10**6,
        "(  " * 300_000,
    ],
)
@pytest.mark.parametrize("kind", ["cloze", "gapselect", "shortanswer"])
def test_a_stem_of_a_megabyte_takes_no_square_of_the_time(stem, kind):
    started = time.process_time()
    moodle_xml.read(quiz(answer("a", 100), kind, stem))
    assert time.process_time() - started < 30


def test_a_chinese_encoding_is_read():
    text = "<?xml version='1.0' encoding='gb2312'?><quiz><question type='essay'><questiontext>"
    data = f"{text}<text>简述听证程序</text></questiontext></question></quiz>".encode("gb18030")
    assert moodle_xml.recognise(data)
    assert only(data).item.stem == "简述听证程序"


@pytest.mark.parametrize(
    ("data", "is_moodle"),
    [
        (b"\xef\xbb\xbf<?xml version='1.0'?>\n<!-- a -->\n<quiz>", True),
        ("<?xml version='1.0' encoding='utf-16'?><quiz></quiz>".encode("utf-16"), True),
        (b"<quizzes/>", False),
        (b"<!-- <quiz> -->", False),
        (b"<!--" * 10_000, False),
        (b"<assessmentItem><quiz>", False),
        (b"", False),
        (b"\xff\xfe", False),
    ],
)
def test_a_moodle_file_is_recognised_by_its_root(data, is_moodle):
    assert moodle_xml.recognise(data) is is_moodle
