import pytest
from hypothesis import given
from hypothesis import strategies as st

from certificates.names import is_same_name, mask_name


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("张建华", "张*华"),
        ("张华", "张*"),
        ("张", "*"),
        ("欧阳建华", "欧**华"),
        ("𠮷䶮㛃", "𠮷*㛃"),
        ("古丽娜尔·阿不都热合曼", "古***·*****曼"),
        ("John Smith", "J*** ****h"),
    ],
)
def test_a_name_is_shown_by_its_ends_only(name, masked):
    assert mask_name(name) == masked


@given(st.text(st.characters(categories=["Lo"]), min_size=1, max_size=60))
def test_at_most_two_characters_of_a_name_show(name):
    masked = mask_name(name)
    assert len(masked) == len(name)
    assert sum(character != "*" for character in masked) <= 2
    assert len(name) == 1 or masked != name


def test_dots_widths_and_spaces_make_no_other_name():
    assert is_same_name("古丽娜尔·阿不都热合曼", "古丽娜尔•阿不都热合曼")
    assert is_same_name("古丽娜尔·阿不都热合曼", " 古丽娜尔．阿不都热合曼 ")
    assert is_same_name("John Smith", "john smith")
    assert is_same_name("张建华", "张　建 华")
    assert not is_same_name("张建华", "张建")
