from dataclasses import replace
from decimal import Decimal

from questionbank.formats.items import Item, Option
from questionbank.kinds import KINDS

CASE = KINDS["case"]
PART = Item(
    "single", "是否应当听证？", options=(Option("是", True), Option("否", why="较大数额")),
    explanation="见第六十三条。", points=Decimal(2),
)  # fmt: skip
WRITTEN = Item("short_answer", "说明理由。", model_answer="数额较大。", explanation="见。")
ITEM = Item("case", "某乡镇拟罚款五万元。", items=(PART, WRITTEN))


def places(item):
    return [fault.place for fault in CASE.faults(item)]


def test_a_case_asks_about_its_passage_part_by_part():
    first, second = CASE.questions(
        CASE.content(ITEM), CASE.key(ITEM), {"explanation": "", "whys": CASE.whys(ITEM)}
    )

    assert first.passage == second.passage == "某乡镇拟罚款五万元。"
    assert (first.kind.name, second.kind.name) == ("single", "short_answer")
    assert (first.weight, second.weight) == (2, 1)
    assert first.key == [0]
    assert first.rationale == {"explanation": "见第六十三条。", "whys": ["", "较大数额"]}


def test_without_key_nothing_of_it_is_there():
    assert all(
        question.key is question.rationale is None
        for question in CASE.questions(CASE.content(ITEM))
    )


def test_faults_of_a_part_are_named_in_it():
    broken = replace(PART, options=(Option("是", True), Option("是")))

    assert places(replace(ITEM, items=(WRITTEN, broken))) == ["items/1/options/1"]
    assert places(replace(ITEM, items=())) == ["items"]


def test_the_explanation_may_be_given_once_for_all():
    silent = replace(PART, explanation="")

    assert places(replace(ITEM, items=(silent,))) == ["items/0/explanation"]
    assert places(replace(ITEM, items=(silent,), explanation="见第六十三条。")) == []


def test_a_written_part_makes_the_case_one_for_the_markers():
    assert CASE.is_marked_by_hand(CASE.content(ITEM))
    assert not CASE.is_marked_by_hand(CASE.content(replace(ITEM, items=(PART,))))
