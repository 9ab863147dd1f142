import json
import re
import time
from contextlib import suppress
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from questionbank.formats import gift, html
from questionbank.formats.items import BLANK, FileRefused, Item, Option, Pair, Reading, bare
from tests.questionbank.formats import strategies

SAMPLES = Path(__file__).resolve().parents[4] / "shared/samples/gift"
NAMES = sorted(path.stem for path in SAMPLES.glob("*.json"))


def read(text):
    return gift.read(text.encode())


def one(text):
    (item,) = read(text).items
    return item


def code(text):
    reading = read(text)
    assert not reading.taken
    return reading.refused[0].code


# The samples


def place(number):
    return re.compile(rf"第 {number} 题（")


def expected_html(text):
    """What the other parser's text is in ours."""
    if text is None:
        return ""
    source = text["text"]
    if text["format"] == "moodle" and "<" in source and "</" not in source:
        source = source.replace("<", "&lt;")
    return html.clean(source)[0]


def expected_refusal(question):
    """The code by which we refuse what the other parser reads, if we do."""
    choices = question.get("choices", [])
    if question["type"] == "Description":
        return "description"
    if isinstance(choices, dict):
        return None if choices["type"] == "simple" else "numeric_range"
    if question["type"] in ("Short", "Numerical"):
        shares = {choice["weight"] for choice in choices}
        return "partial_weight" if shares - {None, 0, 100} else None
    if question["type"] == "MC" and any(choice["isCorrect"] for choice in choices):
        partial = any(choice["weight"] for choice in choices)
        return "partial_weight" if partial else None
    return None


def gap(stem):
    """Stems are compared without their blank and the other parser's spaces around it."""
    return re.sub(r"\s*(?:_____|＿＿)\s*", "", stem)


def compare(item, question):
    assert gap(item.stem) == gap(expected_html(question["stem"]))
    assert item.title == (question["title"] or question["id"] or "")
    whole = expected_html(question.get("globalFeedback"))
    if "img" not in str(question.get("globalFeedback")):
        assert whole in item.explanation
    match question["type"]:
        case "MC":
            choices = question["choices"]
            keys = [choice["isCorrect"] or (choice["weight"] or 0) > 0 for choice in choices]
            assert item.kind == ("multiple" if sum(keys) > 1 else "single")
            assert [option.text for option in item.options] == [
                expected_html(choice["text"]) for choice in choices
            ]
            assert [option.is_key for option in item.options] == keys
            assert [option.why for option in item.options] == [
                expected_html(choice["feedback"]) for choice in choices
            ]
            assert (BLANK in item.stem) == question["hasEmbeddedAnswers"]
        case "TF":
            assert item.kind == "true_false"
            assert item.is_true == question["isTrue"]
            # For a true statement Moodle and the other parser disagree on whose feedback is
            # whose; neither is lost.
            for side in ("trueFeedback", "falseFeedback"):
                assert expected_html(question[side]) in item.why + item.explanation
            if not item.is_true:
                assert item.why == expected_html(question["trueFeedback"])
        case "Short":
            assert item.kind == "fill_in"
            accepted = [c["text"]["text"] for c in question["choices"] if c["weight"] != 0]
            assert item.blanks == (tuple(accepted),)
            assert item.stem.count(BLANK) == 1
        case "Numerical":
            assert item.kind == "fill_in"
            choices = question["choices"]
            if isinstance(choices, dict):
                assert item.blanks == ((str(choices["number"]),),)
            else:
                right = [c["text"]["number"] for c in choices if c["weight"] != 0]
                assert item.blanks == (tuple(map(str, right)),)
                for choice in choices:
                    assert expected_html(choice["feedback"]) in item.explanation
        case "Matching":
            assert item.kind == "matching"
            sides = [(p["subquestion"]["text"], p["subanswer"]) for p in question["matchPairs"]]
            assert [(p.left, p.right) for p in item.pairs] == [s for s in sides if s[0]]
            assert list(item.distractors) == [right for left, right in sides if not left]
        case "Essay":
            assert (item.kind, item.model_answer) == ("short_answer", "")


@pytest.mark.parametrize("name", NAMES)
def test_a_sample_gives_what_the_other_parser_gives(shared, name):
    folder = shared / "samples/gift"
    questions = json.loads((folder / f"{name}.json").read_text())
    reading = gift.read((folder / f"{name}.gift").read_bytes())
    assert len(reading.taken) + len(reading.refused) == len(questions)
    for number, question in enumerate(questions, start=1):
        taken = [one.item for one in reading.taken if place(number).match(one.where)]
        refused = [one.code for one in reading.refused if place(number).match(one.where)]
        if reason := expected_refusal(question):
            assert refused == [reason]
        else:
            compare(*taken, question)


def test_all_samples_are_there(shared):
    assert len(NAMES) == 23


def test_the_examples_of_moodle_are_all_taken_or_refused(shared):
    data = (shared / "samples/gift/moodle-examples.gift.txt").read_bytes()
    assert gift.recognise(data)
    reading = gift.read(data)
    assert (len(reading.taken), len(reading.refused)) == (32, 11)
    assert {one.code for one in reading.refused} == {"numeric_range", "partial_weight"}
    again = gift.read(gift.write(reading.items).data)
    assert again.items == reading.items


# What a file may say


def test_marks_before_a_question_go_with_it():
    text = (
        "$CATEGORY: $course$/top/处罚法/第一章\n\n// [id:17] [tag:重点] [tag:易错]\n甲{T}\n\n"
        "$CATEGORY: top\n\n::二::乙{F}"
    )
    reading = read(text)
    first, second = reading.items
    assert (first.category, first.title, first.tags) == ("处罚法/第一章", "17", ("重点", "易错"))
    assert (second.category, second.title, second.tags) == ("", "二", ())
    assert reading.ignored == ("注释 1 行", "分类 2 行")


def test_places_are_the_question_and_its_line():
    reading = read("// 注\n\n甲{T}\n\n乙\n{~x =y ~%50%z}")
    assert reading.taken[0].where == "第 1 题（第 3 行）"
    assert reading.refused[0].where == "第 2 题（第 5 行）"
    assert "50%" in reading.refused[0].reason


def test_each_format_of_text_is_read_as_such():
    assert one("[plain]<b>甲</b>\\n乙{T}").stem == "&lt;b&gt;甲&lt;/b&gt;<br>乙"
    assert one("[html]<p>甲\\n乙</p>{T}").stem == "甲 乙"
    assert one("[moodle]甲\\n乙\n丙{T}").stem == "甲<br>乙 丙"
    assert one("[markdown]**甲** *乙*\n- 一\n- 二{T}").stem == "<b>甲</b> <i>乙</i><br>- 一<br>- 二"
    item = one("[html]<b>甲</b>{=[plain]<i> ~乙<script>x</script>#[html]<b>错</b>}")
    assert item.options == (Option("&lt;i&gt;", True), Option("乙", why="<b>错</b>"))


def test_a_missing_word_leaves_a_blank_in_the_stem():
    assert one("违法行为在{=二 =2}年内未被发现的，不再处罚。").blanks == (("二", "2"),)
    assert one("在{~一 =二}年内").stem == "在＿＿年内"
    assert one("在____年内{=二}").stem == "在＿＿年内"
    assert one("几年？{=二}").stem == "几年？＿＿"
    assert one("[html]<p>几年？</p>{=二}").stem == "几年？＿＿"


def test_a_blank_line_inside_the_braces_is_mended():
    (taken,) = read("甲{\n\n=对\n\n~错\n}").taken
    assert taken.item.options == (Option("对", True), Option("错"))
    assert taken.repairs == ("blank_lines",)


def test_an_unclosed_brace_costs_its_own_question_only():
    reading = read("甲{=对 ~错\n\n乙{T}")
    assert [one.code for one in reading.refused] == ["braces"]
    assert [item.stem for item in reading.items] == ["乙"]


def test_shares_of_equal_worth_are_a_multiple_choice():
    item = one("甲{~%33.33333%a ~%33.33333%b ~%33.33333%c ~%-100%d}")
    assert item.kind == "multiple"
    assert [option.is_key for option in item.options] == [True, True, True, False]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("只是说明", "description"),
        ("{T}", "no_stem"),
        ("甲{~a ~b}", "no_key"),
        ("甲{~a}", "too_few_options"),
        ("甲{=a ~}", "empty_option"),
        ("甲{a ~b =c}", "stray_text"),
        ("甲{=a ~%50%b}", "partial_weight"),
        ("甲{=a =%50%b}", "partial_weight"),
        ("甲{~%60%a ~%40%b ~c}", "unequal_weights"),
        ("甲{~%50%a ~%50%b ~%-50%c ~d}", "unequal_weights"),
        ("甲{~%25%a ~%25%b ~c}", "unequal_weights"),
        ("甲{#3:1}", "numeric_range"),
        ("甲{#1..2}", "numeric_range"),
        ("甲{#三}", "numeric_syntax"),
        ("甲{=a*}", "wildcard"),
        ("甲{=a->b =c}", "matching_mixed"),
        ("甲{=a->b}", "too_few_pairs"),
        ("甲{=a->b =c->}", "pair_side_missing"),
        ("甲{T}乙{F}", "braces"),
        ("甲}", "braces"),
        ("甲＿＿乙{=a}丙", "blanks_count"),
        ('[html]<img src\\="@@PLUGINFILE@@/a.png">{T}', "image_missing"),
    ],
)
def test_what_cannot_be_taken_is_refused_with_its_reason(text, expected):
    assert code(text) == expected


def test_exact_numbers_are_fill_ins():
    assert one("甲{#1822}").blanks == (("1822",),)
    assert one("甲{#-3.5:0}").blanks == (("-3.5",),)
    assert one("甲{#2..2}").blanks == (("2",),)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "gb18030"])
def test_encodings_of_windows_are_read(encoding):
    (item,) = gift.read("行政处罚{=对 ~错}\r\n".encode(encoding)).items
    assert item.stem == "行政处罚"


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", "file_empty"),
        (b"// only a comment", "file_empty"),
        (b"\xff", "file_encoding"),
        (b"PK\x03\x04{T}", "file_not_text"),
        (b" " * (10 * 2**20 + 1), "file_too_large"),
        (b"a{T}\n\n" * 50_001, "file_too_many"),
    ],
)
def test_a_file_that_cannot_be_read_says_what_to_do(data, expected):
    with pytest.raises(FileRefused) as refusal:
        gift.read(data)
    assert refusal.value.code == expected


def test_other_files_are_not_taken_for_gift():
    for data in (
        b"",
        b"\xff",
        b"<quiz>{=a}</quiz>",
        b'{"a": 1}',
        b"A) x\nANSWER: A",
        b"body { x }",
    ):
        assert not gift.recognise(data)


# Writing

gift_items = (
    strategies.singles | strategies.multiples | strategies.true_false | strategies.matchings
    | strategies.short_answers
    | strategies.fill_ins.filter(lambda item: "-&gt;" not in "".join(item.blanks[0]))
)  # fmt: skip


@settings(max_examples=60)
@given(st.lists(gift_items, min_size=1, max_size=3))
def test_what_is_written_is_read_again(items):
    written = gift.write(items)
    assert not written.losses
    reading = gift.read(written.data)
    assert not reading.refused
    assert [bare(item) for item in reading.items] == items
    assert not reading.repaired


@given(gift_items, st.text(), st.text())
def test_titles_and_categories_do_not_harm_the_item(item, title, text):
    written = gift.write([replace(item, title=title, category=text, tags=(text, title)), item])
    assert [bare(one) for one in gift.read(written.data).items] == [item, item]


def test_title_category_and_tags_are_written():
    item = Item(
        "true_false", "甲", is_true=True, title="一: 二", category="处罚法/一", tags=("重",)
    )
    assert gift.read(gift.write([item]).data).items == [item]


PICTURE = '<img src="media/a.png" alt="">'


@pytest.mark.parametrize(
    ("item", "expected", "n_written"),
    [
        (Item("ordering", "甲", sequence=("a", "b")), "kind_unsupported", 0),
        (Item("case", "甲"), "kind_unsupported", 0),
        (Item("true_false", f"甲{PICTURE}", is_true=True), "image_unsupported", 0),
        (Item("true_false", "甲", is_true=True, explanation=PICTURE), "image_lost", 1),
        (Item("true_false", "甲", is_true=True, why="乙"), "fields_lost", 1),
        (Item("true_false", "甲"), "keys_unsupported", 0),
        (Item("true_false", "甲", is_true=True, points=Decimal(2)), "fields_lost", 1),
        (Item("short_answer", "甲", model_answer="乙"), "fields_lost", 1),
        (Item("fill_in", "甲＿＿＿＿", blanks=(("a",), ("b",))), "blanks_unsupported", 0),
        (Item("fill_in", "甲＿＿", blanks=(("a-&gt;b",),)), "arrow_unsupported", 0),
        (Item("fill_in", "甲＿＿", blanks=(("H<sub>2</sub>O",),)), "markup_lost", 1),
        (Item("matching", "甲", pairs=(Pair("a", "<b>b</b>"), Pair("c", "d"))), "markup_lost", 1),
        (Item("multiple", "甲", options=(Option("a", True), Option("b"))), "keys_unsupported", 0),
    ],
)
def test_what_gift_cannot_hold_is_told(item, expected, n_written):
    written = gift.write([item])
    assert [loss.code for loss in written.losses] == [expected]
    assert written.losses[0].where == "第 1 题"
    assert written.data.count(b"[html]") == n_written


# Hostile files


@given(st.binary() | st.text(alphabet="{}~=#\\:%->[]$/ \nT甲1.*", max_size=60).map(str.encode))
def test_no_bytes_crash_it(data):
    assert gift.recognise(data) in (True, False)
    try:
        reading = gift.read(data)
    except FileRefused:
        return
    assert isinstance(reading, Reading)
    assert reading.taken or reading.refused


@pytest.mark.parametrize(
    "unit",
    ["{", "}", "=", "~", "\\", "#", ":", "::", "%", "{=", "{}", "a{=b ~c}\n", "->", "[tag:",
     "//[id:", "*", "**", "_", "＿", " ", "\n", "&", "%50%", "{#", "a{\n\n", "{ "],
)  # fmt: skip
@pytest.mark.parametrize(
    "frame", ["{}", "甲{{=x {} ~y}}", "[markdown]甲{{=x#* ** {}}}", "甲{} {{=b}}"]
)
def test_a_hostile_file_takes_time_in_proportion_to_its_size(unit, frame):
    data = frame.format(unit * (2**16 // len(unit.encode()))).encode()
    started = time.process_time()
    gift.recognise(data)
    with suppress(FileRefused):
        gift.read(data)
    # A tenth of a second here; what grows with the square of the size would take many.
    assert time.process_time() - started < 3
