"""Between the editor and the items: what is written comes through, nothing else does."""

import pytest
from hypothesis import given
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter

from questionbank import rich_text
from questionbank.rich_text import FEATURES, clean, stored
from tests.questionbank.formats import strategies

TABLE = (
    "<table><tr><th>事项</th><th>期限</th></tr><tr><td>听证</td><td><b>五日</b></td></tr></table>"
)


@given(strategies.html)
def test_what_an_item_says_is_stored_and_read_back(html):
    assert clean(stored(html, {})) == html


@given(strategies.html)
def test_what_is_stored_is_made_of_paragraphs_and_embeds(html):
    text = stored(html, {})

    assert not text or text.startswith(("<p>", "<embed "))
    assert text.count("<p>") == text.count("</p>")
    assert stored(clean(text), {}) == text


@pytest.mark.parametrize(
    "html",
    [
        "应当<b>告知</b>当事人",
        "H<sub>2</sub>O 与 m<sup>2</sup>",
        "<b>第一行<br>第二行</b>",
        "甲<br><br>乙",
        "a &lt; b &amp;&amp; c",
        f"见下表：{TABLE}表后",
        f"{TABLE}{TABLE}",
        "____ 与 ＿＿",
    ],
)
def test_wagtails_editor_keeps_what_it_is_given(html):
    """Opened and saved again without a change, the question is the same."""
    converter = ContentstateConverter(FEATURES)
    again = converter.to_database_format(converter.from_database_format(stored(html, {})))

    assert clean(again) == html


def test_a_table_is_cleaned_whichever_way_it_comes():
    hostile = (
        '<embed embedtype="table" html="&lt;table onclick=x&gt;&lt;tr&gt;&lt;td&gt;'
        '&lt;script&gt;alert(1)&lt;/script&gt;甲&lt;/td&gt;&lt;/tr&gt;&lt;/table&gt;"/>'
    )
    converter = ContentstateConverter(FEATURES)

    assert clean(hostile) == "<table><tr><td>甲</td></tr></table>"
    opened = converter.from_database_format(hostile)
    assert "script" not in opened
    assert "onclick" not in converter.to_database_format(opened)


def test_an_embed_of_another_sort_is_no_more_than_its_alternative_text(db):
    assert clean('<p>前</p><embed embedtype="media" url="https://x.example/"/><p>后</p>') == (
        "前<br>后"
    )
    assert clean('<embed embedtype="image" id="999" alt="现场"/>') == "现场"


def test_the_editor_offers_what_items_hold():
    assert {"bold", "superscript", "subscript", "image", rich_text.FEATURES[-1]} <= set(FEATURES)
