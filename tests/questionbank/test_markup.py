import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questionbank import markup

# Parts of which hostile and clumsy HTML is made.
PARTS = st.sampled_from(
    [
        "听证", "<", ">", "&", "&lt;", "&amp;", "\n", "  ", "　", '"', "'",
        "<p>", "</p>", '<p data-block-key="x1">', "<b>", "</b>", "<strong>", "</strong>", "<br>",
        "<br/>", "<script>", "</script>", "<style>", "</style>", "<img src=x onerror=alert(1)>",
        "<svg/onload=alert(1)>", '<a href="javascript:alert(1)">', "</a>", "<!--", "-->",
        "<![CDATA[", "]]>", "<?php ", "?>", "<!DOCTYPE x [", "<b onclick=alert(1)>", "<textarea>",
        "<title>", "<template>", "<plaintext>",
    ]
)  # fmt: skip
HTML = st.lists(st.one_of(PARTS, st.text(max_size=5)), max_size=12).map("".join)


def tags_of(html):
    return set(re.findall(r"<[^>]*>?", html))


@given(HTML)
def test_s4_nothing_but_bold_paragraphs_and_breaks_comes_out(html):
    assert tags_of(markup.blocks(html)) <= {"<p>", "</p>", "<b>", "</b>", "<br>"}
    assert tags_of(markup.inline(html)) <= {"<b>", "</b>", "<br>"}


@given(HTML)
def test_what_is_clean_stays_as_it_is(html):
    assert markup.blocks(markup.blocks(html)) == markup.blocks(html)
    assert markup.inline(markup.inline(html)) == markup.inline(html)


@given(st.text(alphabet="听证告知<>&\"' 　a", max_size=20))
def test_text_survives_being_marked_up(text):
    html = markup.from_marked(text)

    written = re.sub(" +", " ", text.strip())
    assert markup.plain(html) == markup.plain(markup.blocks(html)) == written


@pytest.mark.parametrize(
    ("html", "clean"),
    [
        ('<p data-block-key="k">下列<strong>不</strong>属于</p>', "下列<b>不</b>属于"),
        ("<p>甲</p><p>乙</p>", "甲<br>乙"),
        ("<p></p><p> </p>", ""),
        ("（　　）内", "（　　）内"),
        ("甲<script>alert(1)</script>乙", "甲乙"),
        ("<p>a &lt;script&gt; b</p>", "a &lt;script&gt; b"),
    ],
)
def test_a_stem_becomes_one_run_of_inline_html(html, clean):
    assert markup.inline(html) == clean


def test_double_asterisks_mark_bold():
    assert markup.from_marked("下列**不**属于 <b>") == "<p>下列<b>不</b>属于 &lt;b&gt;</p>"


def test_an_unclosed_mark_is_refused():
    with pytest.raises(ValueError, match="not closed"):
        markup.from_marked("下列**不属于")
