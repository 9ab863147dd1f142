import pytest
from hypothesis import given
from hypothesis import strategies as st

from cms.loading.markup import MarkupRefused, list_items, to_html


def test_markdown_becomes_what_the_editor_stores():
    source = "**何时**　当场。\n\n1. 告知；\n2. 组织。\n\n- 甲\n- 乙"
    assert to_html(source) == (
        "<p><b>何时</b>　当场。</p><ol><li>告知；</li><li>组织。</li></ol>"
        "<ul><li>甲</li><li>乙</li></ul>"
    )


@pytest.mark.parametrize(
    "source",
    ["# 标题", "[链](http://example.org)", "![图](a.png)", "`码`", "    码", "> 引", "---"],
)
def test_other_markup_is_refused(source):
    with pytest.raises(MarkupRefused):
        to_html(source)


def test_a_list_stuck_to_its_paragraph_is_refused_by_name():
    with pytest.raises(MarkupRefused, match="怎么做"):
        to_html("怎么做：\n- 甲\n- 乙")


def test_a_list_item_may_go_over_several_lines():
    assert to_html("1. 甲\n   续\n2. 乙") == "<ol><li>甲   续</li><li>乙</li></ol>"


@given(st.text("<>&\"'script/=a甲 ", max_size=60))
def test_tags_in_the_source_come_out_as_text(source):
    """S4: whatever is typed, no tag but our own comes out."""
    try:
        html = to_html(source)
    except MarkupRefused:
        return
    for tag in ("<p>", "</p>", "<br/>"):
        html = html.replace(tag, "")
    assert "<" not in html


def test_a_list_is_cut_into_its_items():
    assert list_items("<ul><li>甲</li><li><b>乙</b>丙</li></ul>") == [
        "<p>甲</p>",
        "<p><b>乙</b>丙</p>",
    ]


def test_what_is_no_single_list_is_refused():
    with pytest.raises(MarkupRefused):
        list_items("<p>甲</p>")
