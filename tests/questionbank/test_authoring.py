"""An item in the admin says what the plain item says that it was made of, and the other way."""

import re
from dataclasses import replace
from decimal import Decimal
from html import escape

import pytest
from hypothesis import given

from questionbank import authoring, storing
from questionbank.formats.html import one_line, to_plain
from questionbank.formats.items import BLANK, Criterion, Item, Option, Pair
from tests.questionbank.formats import strategies


def in_the_bank(item):
    """What the bank keeps of a plain item: notes are one line of text, parts have a weight."""
    is_fill_in = item.kind == "fill_in"
    return replace(
        item,
        stem=re.sub("[_＿]{2,}", BLANK, item.stem) if is_fill_in else item.stem,
        options=tuple(replace(option, why=noted(option.why)) for option in item.options),
        why=noted(item.why),
        blanks=tuple(tuple(text.strip() for text in accepted) for accepted in item.blanks),
        rubric=tuple(replace(line, text=noted(line.text)) for line in item.rubric),
        items=tuple(
            replace(in_the_bank(part), points=part.points or Decimal(1)) for part in item.items
        ),
    )


def noted(html):
    return escape(one_line(to_plain(html)), quote=False)


@given(strategies.every_kind)
def test_a_plain_item_goes_into_the_bank_and_comes_out_the_same(item):
    assert storing.build(item).plain == in_the_bank(item)


@given(strategies.every_kind)
def test_going_in_and_out_again_changes_nothing_more(item):
    once = storing.build(item).plain

    assert storing.build(once).plain == once


@pytest.mark.parametrize(
    "accepted",
    [
        (("五日", "5日"),),
        (("甲",), ("乙", "丙")),
        (("a|b", "｜"),),
        (("c:\\d", "\\|"),),
        (("&lt;b&gt;",),),
    ],
)
def test_blanks_are_lines_and_their_variants_are_apart_by_strokes(accepted):
    assert authoring.blanks(authoring.blanks_text(accepted)) == accepted


def test_blanks_are_read_as_people_write_them():
    assert authoring.blanks(" 五日｜5日 |\r\n\r\n　视为放弃 ") == (("五日", "5日"), ("视为放弃",))


def test_any_run_of_underscores_is_a_blank_of_a_fill_in_and_of_no_other_kind():
    assert storing.build(Item("fill_in", "在__日内，＿＿＿。")).plain.stem == "在＿＿日内，＿＿。"
    assert storing.build(Item("single", "在____日内")).plain.stem == "在____日内"


def test_rows_left_blank_in_a_question_of_a_case_are_none():
    blank = {"text": "", "is_key": False, "why": ""}
    rows = [blank, {"text": "<p>甲</p>", "is_key": True, "why": ""}, blank,
            {"text": "", "is_key": False, "why": "写了一半"}]  # fmt: skip
    item = storing.build(Item("case", "某镇"))
    item.parts = [("single", {"stem": "<p>问</p>", "options": rows, "explanation": "",
                              "points": None})]  # fmt: skip

    (part,) = item.plain.items

    assert part.options == (Option("甲", True), Option("", False, "写了一半"))
    assert authoring.kept(item.parts[0].value["options"]) == [1, 3]


def test_a_right_side_without_a_left_one_is_nobodys_partner():
    item = storing.build(Item("matching", "配", pairs=(Pair("甲", "一"),), distractors=("二",)))
    item.pairs = [*reversed(item.pairs.all())]

    assert item.plain.pairs == (Pair("甲", "一"),)
    assert item.plain.distractors == ("二",)


def test_of_another_kind_only_what_that_kind_asks_for_counts():
    item = storing.build(Item("single", "问", options=(Option("甲", True),)))
    item.kind = "short_answer"
    item.model_answer = "<p>答</p>"

    plain = item.plain

    assert plain.options == ()
    assert (plain.model_answer, plain.rubric) == ("答", ())


def test_a_rubric_keeps_its_points():
    rubric = (Criterion("说到告知", Decimal("2.5")),)

    assert storing.build(Item("short_answer", "问", rubric=rubric)).plain.rubric == rubric
