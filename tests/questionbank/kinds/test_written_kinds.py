"""Fill-in, matching, ordering, short answer: what is asked, what may be wrong, what is earned."""

from decimal import Decimal

import pytest

from questionbank.formats.items import BLANK, Criterion, Item, Pair
from questionbank.kinds import KINDS

FILL_IN = Item(
    "fill_in",
    f"应当在{BLANK}内告知，逾期不得超过{BLANK}。",
    blanks=(("七日", "7个自然日"), ("百分之三",)),
    explanation="见第四十一条。",
)
MATCHING = Item(
    "matching",
    "各由谁实施？",
    pairs=(Pair("警告", "执法人员"), Pair("吊销", "发证机关"), Pair("拘留", "公安机关")),
    distractors=("村委会",),
    explanation="见第十八条。",
)
ORDERING = Item("ordering", "按先后排列。", sequence=("立案", "调查", "决定"), explanation="见。")
SHORT = Item(
    "short_answer",
    "为什么要告知？",
    model_answer="保障陈述权。",
    rubric=(Criterion("写明陈述权", Decimal(2)),),
    explanation="见第四十四条。",
)


def faults(item, **changes):
    item = Item(**{**item.__dict__, **changes})
    return [fault.place for fault in KINDS[item.kind].faults(item)]


def earned(item, *answers, order=None):
    kind = KINDS[item.kind]
    content = kind.content(item)
    order = order or range(kind.n_lettered(content))
    responses = [kind.response(answer, order) for answer in answers]
    return list(kind.score(responses, content, kind.key(item), half_if_incomplete=False))


@pytest.mark.parametrize("item", [FILL_IN, MATCHING, ORDERING, SHORT])
def test_the_examples_have_no_faults(item):
    assert faults(item) == []


@pytest.mark.parametrize(
    ("item", "changes", "places"),
    [
        (FILL_IN, {"stem": "没有空。"}, ["stem"]),
        (FILL_IN, {"blanks": (("七日",),)}, ["blanks"]),
        (FILL_IN, {"blanks": (("七日",), (" 。",))}, ["blanks/1"]),
        (MATCHING, {"pairs": MATCHING.pairs[:1]}, ["pairs"]),
        (MATCHING, {"distractors": tuple("村镇乡县市省")}, ["pairs"]),
        (MATCHING, {"distractors": ("公安机关",)}, ["pairs/3"]),
        (MATCHING, {"pairs": (*MATCHING.pairs, Pair("警告", "局长"))}, ["pairs/3"]),
        (ORDERING, {"sequence": ("立案", "调查")}, ["sequence"]),
        (ORDERING, {"sequence": ("立案", "调查", " 立案")}, ["sequence/2"]),
        (SHORT, {"model_answer": "", "rubric": ()}, ["model_answer"]),
        (SHORT, {"rubric": (Criterion("", Decimal(0)),)}, ["rubric/0", "rubric/0"]),
    ],
)
def test_each_fault_is_named_at_its_place(item, changes, places):
    assert faults(item, **changes) == places


def test_every_blank_earns_the_same():
    assert earned(
        FILL_IN, '"7日\n3%', '"7 个自然日\n', '"\n百分之三', '"十日\n5%', '"七日', ""
    ) == [1, 0.5, 0.5, 0, 0.5, 0]


def test_every_pair_earns_the_same():
    # Shown: C stands for the author's first right side.
    assert earned(MATCHING, "=CAB", "=CBA", "=C--", "=DDD", "", order=[1, 2, 0, 3]) == [
        1, pytest.approx(1 / 3), pytest.approx(1 / 3), 0, 0,
    ]  # fmt: skip


def test_an_order_is_right_as_a_whole():
    assert earned(ORDERING, ">BCA", ">BC-", ">ABC", "", order=[2, 0, 1]) == [1, 0, 0, 0]


def test_letters_beyond_what_was_shown_match_nothing():
    assert earned(MATCHING, "=HGF") == [0]


def test_a_short_answer_is_nobody_s_but_the_markers():
    kind = KINDS["short_answer"]
    assert kind.is_marked_by_hand(kind.content(SHORT))
    with pytest.raises(ValueError, match="by hand"):
        earned(SHORT, '"保障')


@pytest.mark.parametrize("item", [FILL_IN, MATCHING, ORDERING, SHORT])
def test_the_content_says_nothing_of_the_key(item):
    content = str(KINDS[item.kind].content(item))
    for secret in ("七日", "百分之三", "保障陈述权", "写明"):
        assert secret not in content
