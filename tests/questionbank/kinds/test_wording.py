import pytest
from hypothesis import given
from hypothesis import strategies as st

from cms.citations import chinese_number
from questionbank.kinds.wording import normalised


@pytest.mark.parametrize(
    "writings",
    [
        ("十五日", "15日", "１５ 日", "一十五日", "15日。"),
        ("两万元", "2万元", "20000元", "20,000元", "二万元"),
        ("三千元以上五万元以下", "3000元以上50000元以下"),
        ("百分之三", "3%", "３％", "百分之3"),
        ("一百零五", "105"),
        ("一亿二千万", "120000000"),
        ("1.50", "1.5"),
        ("二〇二六年", "2026年", "二零二六年"),
        ("《行政处罚法》", "行政处罚法"),
        ("听证", " 听 证 "),
        ("GPS", "gps", "ＧＰＳ"),
    ],
)
def test_one_answer_in_several_writings(writings):
    assert len({normalised(text) for text in writings}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [("五日", "十五日"), ("三日", "三月"), ("1.5", "15"), ("十", "百"), ("百分之三", "千分之三")],
)
def test_other_answers_stay_other(one, other):
    assert normalised(one) != normalised(other)


@given(st.integers(1, 9999))
def test_every_number_as_the_law_writes_it(number):
    assert normalised(f"{chinese_number(number)}日") == normalised(f"{number}日") == f"{number}日"


@given(st.text(max_size=30))
def test_normalising_again_changes_nothing(text):
    once = normalised(text)
    assert normalised(once) == once
