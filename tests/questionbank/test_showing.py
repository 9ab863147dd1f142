"""A question as pages show it, in every kind, however little of it is written."""

import re
from dataclasses import replace
from decimal import Decimal

import pytest
from django.template.loader import render_to_string
from hypothesis import given

from questionbank import showing
from questionbank.formats.items import Criterion, Item, Option, Pair
from questionbank.kinds import KINDS
from tests.questionbank.examples import CASE, EVERY_KIND, MATCHING, ORDERING, SINGLE
from tests.questionbank.formats import strategies

HOSTILE = "<script>alert(1)</script><b onclick=x>甲</b>"
HALF_WRITTEN = [
    *(Item(kind, "") for kind in KINDS),
    Item("single", "问", options=(Option(""), Option("乙"))),
    Item("single", "问", options=tuple(Option(str(n)) for n in range(30))),
    Item("fill_in", "＿＿" * 30, blanks=((),)),
    Item("fill_in", "无空", blanks=(("甲",), ("乙",))),
    Item("matching", "问", pairs=(Pair("甲", ""),), distractors=("",)),
    Item("matching", "问", pairs=tuple(Pair(str(n), str(n)) for n in range(20))),
    Item("ordering", "问", sequence=("",) * 20),
    Item("short_answer", "问", rubric=(Criterion("", Decimal(0)),)),
]


def html(plain):
    """What the preview says, first without and then with the key."""
    seen = showing.preview(plain)
    asked, explained = [seen["passage"]], [seen["explanation"]]
    for question in seen["questions"]:
        asked.append(question["asked"])
        explained.append(
            render_to_string("questionbank/_key.html", {"question": question["explained"]})
        )
    return "".join(asked), "".join(explained)


@pytest.mark.parametrize("plain", EVERY_KIND, ids=lambda plain: plain.kind)
def test_every_kind_shows_its_stem(plain):
    asked, _explained = html(plain)

    for text in plain.stem.split("＿＿"):
        assert text in asked.replace(' tabindex="0"', "")  # a wide table is scrolled by keyboard


@pytest.mark.parametrize("plain", HALF_WRITTEN, ids=repr)
def test_what_is_half_written_is_shown_as_far_as_it_goes(plain):
    html(plain)
    html(Item("case", "", items=(plain,) if plain.kind != "case" else ()))


@given(strategies.every_kind)
def test_whatever_is_written_is_shown(item):
    html(item)


@pytest.mark.parametrize("plain", EVERY_KIND, ids=lambda plain: plain.kind)
def test_s4_nothing_but_the_allow_list_comes_out(plain):
    hostile = replace(
        plain, stem=HOSTILE + plain.stem, explanation=HOSTILE,
        options=(*plain.options, Option(HOSTILE, False, HOSTILE)),
    )  # fmt: skip

    for text in html(hostile):
        assert "<script" not in text
        assert "onclick" not in text


def test_the_key_is_not_in_what_is_asked():
    asked, explained = html(SINGLE)

    assert "checked" not in asked
    assert "旧法期限" not in asked
    assert "旧法期限" in explained


@pytest.mark.parametrize("plain", [MATCHING, ORDERING], ids=lambda plain: plain.kind)
def test_where_the_authors_order_is_the_key_another_is_shown(plain):
    (question,) = showing.preview(plain)["questions"]
    written = [pair.right for pair in plain.pairs] or list(plain.sequence)

    shown = re.findall(r'<li data-letter="[A-H]"><div>(.*?)</div></li>', question["asked"])

    assert sorted(shown) == sorted([*written, *plain.distractors])
    assert shown[: len(written)] != written


def test_a_case_shows_its_passage_once_and_each_of_its_questions():
    seen = showing.preview(CASE)

    assert seen["passage"] == "某镇查处一起违法占地。"
    assert len(seen["questions"]) == 7


def test_pictures_are_addressed():
    plain = Item("single", 'x<img src="media/a.png" alt="图">')

    asked, _explained = html(plain)

    assert '<img src="/pictures/a.png"' in asked
