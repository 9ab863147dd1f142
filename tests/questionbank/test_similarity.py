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
