import pytest
from hypothesis import given
from hypothesis import strategies as st

from questionbank.formats.items import Item, Option
from questionbank.kinds import KINDS

THREE = Option("三日", why="旧法期限")
FIVE = Option("五日", is_key=True)
SEVEN = Option("七日", is_key=True)


def places(kind, options=(), *, stem="应当在几日内提出？", explanation="应选五日。", **fields):
    item = Item(kind, stem, options=tuple(options), explanation=explanation, **fields)
    return [fault.place for fault in KINDS[kind].faults(item)]


@pytest.mark.parametrize(
    ("kind", "options", "expected"),
    [
        ("single", [THREE, FIVE], []),
        ("single", [THREE, Option("五日")], ["options"]),
        ("single", [FIVE, SEVEN], ["options"]),
        ("single", [FIVE], ["options"]),
        ("single", [], ["options", "options"]),
        ("single", [FIVE, *(Option(f"{n}日") for n in range(8))], ["options"]),
        ("single", [FIVE, Option(" ")], ["options/1"]),
        ("single", [FIVE, Option("　五 日")], ["options/1"]),
        ("single", [FIVE, Option("Ａ"), Option("<b>a</b>")], ["options/2"]),
        ("multiple", [THREE, FIVE, SEVEN], []),
        ("multiple", [FIVE, SEVEN], []),
        ("multiple", [THREE, FIVE], ["options"]),
    ],
)
def test_each_fault_is_named_at_its_place(kind, options, expected):
    assert places(kind, options) == expected


def test_pictures_without_text_are_told_apart_by_what_they_show():
    warning, forbidden = (f'<img src="media/{name}.png" alt="">' for name in "ab")

    assert places("single", [Option(warning, True), Option(forbidden)]) == []
    assert places("single", [Option(warning, True), Option(warning)]) == ["options/1"]


@pytest.mark.parametrize(("is_true", "expected"), [(True, []), (False, []), (None, ["is_true"])])
def test_a_statement_is_true_or_false(is_true, expected):
    assert places("true_false", is_true=is_true, why="不得委托") == expected


def test_why_stands_with_the_answer_that_it_refutes():
    kind = KINDS["true_false"]
    false = Item("true_false", "可以委托。", is_true=False, why="强制措施权不得委托")

    assert kind.content(false)["options"] == ["正确", "错误"]
    assert kind.key(false) == [1]
    assert kind.whys(false) == ["强制措施权不得委托", ""]
    assert kind.whys(Item("true_false", "不得委托。", is_true=True, why="x")) == ["", ""]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("empty", ["", " ", "<br>"])
def test_the_stem_of_every_kind_must_say_something(kind, empty):
    assert "stem" in places(kind, stem=empty)


@pytest.mark.parametrize("kind", sorted(KINDS.keys() - {"case"}))
def test_the_explanation_of_every_simple_kind_must_say_something(kind):
    assert "explanation" in places(kind, explanation=" ")


OPTIONS = st.lists(st.builds(Option, st.text("三五七日 ", max_size=4), st.booleans()), max_size=10)


@given(OPTIONS)
def test_what_has_no_faults_can_be_answered(options):
    for kind in ("single", "multiple"):
        if not places(kind, options):
            texts = ["".join(option.text.split()) for option in options]
            n_keys = sum(option.is_key for option in options)
            assert 2 <= len(options) <= 8
            assert all(texts)
            assert len(set(texts)) == len(texts)
            assert n_keys == 1 if kind == "single" else n_keys >= 2


@given(OPTIONS)
def test_every_place_exists(options):
    for kind in ("single", "multiple"):
        for place in places(kind, options):
            name, _, position = place.partition("/")
            assert name == "options"
            assert not position or int(position) < len(options)
