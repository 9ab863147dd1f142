import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questionbank.formats.items import Item, Option
from questionbank.similarity import NEAR, Index, Text, likeness


def question(stem, *options):
    return Text.of(Item("single", stem, options=tuple(map(Option, options))))


STEM = "当事人要求听证的，应当在行政机关告知后几日内提出？"
ITEM = Item("single", STEM, options=(Option("三日"), Option("五日", True), Option("七日")))


@pytest.mark.parametrize(
    "same",
    [
        ITEM,
        replace(ITEM, stem="当事人要求听证的,应当在行政机关<b>告知</b>后几日内提出 ?"),
        replace(ITEM, options=ITEM.options[::-1]),
        replace(ITEM, explanation="见第六十四条。", point="05.2"),
    ],
)
def test_the_same_words_are_the_same_question(same):
    assert likeness(Text.of(ITEM), Text.of(same)) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            "行政处罚决定书应当在宣告后当场交付当事人；当事人不在场的，行政机关应当在几日内送达？",
            "当事人不在场的，行政机关应当在多少日内将行政处罚决定书送达当事人？",
        ),
        (STEM, "当事人应当在行政机关告知后（　　）内提出听证要求。"),
        (
            "对当事人的同一个违法行为，不得给予两次以上罚款的行政处罚。",
            "对当事人同一违法行为，行政机关不得给予两次以上罚款的处罚。",
        ),
        ("可以委托村民委员会实施行政处罚。", "不得委托村民委员会实施行政处罚。"),
    ],
)
def test_the_same_question_in_other_words_is_near(one, other):
    assert NEAR <= likeness(question(one), question(other)) < 1


def test_a_long_stem_is_recognised_whatever_its_options():
    one, other = question(STEM, "三日", "五日"), question(STEM, "一个月", "两个月", "六个月")
    assert NEAR <= likeness(one, other) < 1


def test_a_short_stem_says_nothing_by_itself():
    stem = "下列说法正确的是"
    one = question(stem, "听证由非本案调查人员主持", "当事人不得委托代理人")
    other = question(stem, "罚款应当缴至指定银行", "加处罚款无上限")
    assert likeness(one, other) < NEAR


FORMULA = "下列关于行政处罚听证的说法，正确的是（　　）。"
ABOUT_HEARINGS = (
    "听证由非本案调查人员主持", "当事人不得委托代理人参加", "听证一律不公开举行",
    "听证费用由当事人承担",
)  # fmt: skip
PASSAGE = (
    "某县市场监督管理局对甲公司涉嫌虚假宣传立案调查，拟作出罚款二十万元的行政处罚，并告知其有权要求听证。"
    "甲公司在第三日提出听证申请，该局未予理会，即作出处罚决定。"
)


def asked(stem, *options, key=0):
    options = tuple(Option(text, at == key) for at, text in enumerate(options))
    return Text.of(Item("single", stem, options=options))


def test_a_formula_says_nothing_by_itself_however_long():
    other = asked(
        f"根据《中华人民共和国行政处罚法》的规定，{FORMULA}", "听证应当制作笔录",
        "告知后五日内提出要求", "涉及商业秘密的也公开", "只有法人才能申请",
    )  # fmt: skip
    assert likeness(asked(FORMULA, *ABOUT_HEARINGS), other) < NEAR
    assert likeness(asked(FORMULA, *ABOUT_HEARINGS), replace(other, stem=FORMULA)) < NEAR


def test_one_case_asked_about_with_other_options_is_not_almost_the_same():
    one = asked(f"{PASSAGE}下列说法正确的是", *ABOUT_HEARINGS)
    other = asked(
        f"{PASSAGE}下列说法正确的是", "该局应当在七日内答复", "处罚决定当然无效",
        "甲公司只能提起诉讼", "上级机关可以直接改变罚款数额",
    )  # fmt: skip
    assert likeness(one, other) <= 0.6


def test_the_same_options_under_the_opposite_question_are_not_almost_the_same():
    right, wrong = asked(FORMULA, *ABOUT_HEARINGS), asked(
        FORMULA.replace("正确", "错误"), *ABOUT_HEARINGS, key=2
    )  # fmt: skip
    assert NEAR <= likeness(right, wrong) < 0.8


@pytest.mark.parametrize("key", [None, 1])
def test_the_same_words_are_the_same_question_whatever_the_key(key):
    one = asked(STEM, "三日", "五日", "七日")
    assert likeness(one, asked(STEM, "三日", "五日", "七日", key=key)) == 1


@pytest.mark.parametrize("key", [0, 3])
def test_options_in_another_order_are_the_same_question(key):
    one = asked(FORMULA, *ABOUT_HEARINGS, key=key)
    assert likeness(one, asked(FORMULA, *ABOUT_HEARINGS[::-1], key=3 - key)) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (FORMULA, "关于行政处罚的听证，以下哪一项说法是正确的？"),
        (STEM, "当事人应当在行政机关告知后（　　）内提出听证要求。"),
        (f"{PASSAGE}下列说法正确的是", f"{PASSAGE[:60]}该局没有理会，直接决定罚款。对此正确的是？"),
    ],
)
def test_a_reworded_stem_over_the_same_options_is_found(one, other):
    one, other = asked(one, *ABOUT_HEARINGS), asked(other, *ABOUT_HEARINGS[::-1], key=3)
    assert likeness(one, other) > 0.6
    index = Index()
    index.add("one", one)
    assert [key for key, _share in index.near(other)] == ["one"]


def test_other_distractors_beside_the_same_key_are_near():
    one = asked(STEM, "五日", "三日", "七日")
    assert NEAR <= likeness(one, asked(STEM, "五日", "十日", "十五日")) < 0.95


def test_a_blank_and_a_choice_of_one_sentence_are_near():
    blank = Text.of(Item("fill_in", STEM.replace("几日", "____"), blanks=(("五日",),)))
    assert NEAR <= likeness(blank, asked(STEM, "五日", "三日")) < 1


def test_a_statement_that_is_true_here_and_false_there_is_the_same():
    one, other = (Text.of(Item("true_false", STEM, is_true=truth)) for truth in (True, False))
    assert likeness(one, other) == 1


def test_pictures_tell_questions_apart():
    first, second = (f'下图是什么标志？<img src="media/{n}.png" alt="">' for n in "ab")
    assert likeness(question(first), question(second)) < 1


WORDS = st.lists(st.sampled_from(re.findall("..", STEM)), min_size=1, max_size=14).map("".join)


@given(WORDS, WORDS)
def test_likeness_is_mutual(one, other):
    assert likeness(question(one), question(other)) == likeness(question(other), question(one))


def test_the_index_finds_what_comparing_all_would_find():
    stems = [STEM.replace("五", str(n)) + "依照第" * (n % 3) for n in range(5)]
    stems += ["罚款应当在几日内缴至指定银行？", "责令改正的期限由谁决定？"]
    index = Index()
    for number, stem in enumerate(stems):
        index.add(number, question(stem))

    found = dict(index.near(question(STEM)))

    assert found == {
        number: share
        for number, stem in enumerate(stems)
        if (share := likeness(question(STEM), question(stem))) >= NEAR
    }
    assert list(found.values()) == sorted(found.values(), reverse=True)


def test_adding_tells_of_those_before_only():
    index = Index()
    assert index.add_and_tell("甲", question(STEM)) == []
    assert index.add_and_tell("乙", question(STEM)) == [("甲", 1.0)]
    assert len(index) == 2
