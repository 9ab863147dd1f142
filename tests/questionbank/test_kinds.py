import pytest
from hypothesis import given
from hypothesis import strategies as st

from questionbank.kinds import KINDS, Content, Option, true_false

THREE = Option("三日", why="旧法期限")
FIVE = Option("五日", is_key=True)
SEVEN = Option("七日", is_key=True)


def places(kind, options, *, stem="应当在几日内提出？", explanation="<p>应选五日。</p>"):
    content = Content(kind, stem, tuple(options), explanation)
    return [fault.place for fault in KINDS[kind].faults(content)]


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
        ("single", [FIVE, Option("Ａ"), Option("a")], ["options/2"]),
        ("multiple", [THREE, FIVE, SEVEN], []),
        ("multiple", [FIVE, SEVEN], []),
        ("multiple", [THREE, FIVE], ["options"]),
        ("true_false", true_false.options(True), []),
        ("true_false", true_false.options(False, "不得委托"), []),
        ("true_false", true_false.options(None), ["is_true"]),
        ("true_false", [], ["is_true"]),
    ],
)
def test_each_fault_is_named_at_its_place(kind, options, expected):
    assert places(kind, options) == expected


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("empty", ["", " ", "<p></p>", "<p><br></p>"])
def test_stem_and_explanation_must_say_something(kind, empty):
    options = true_false.options(True) if kind == "true_false" else [THREE, FIVE, SEVEN][:3]

    found = places(kind, options, stem=empty, explanation=empty)

    assert found[:2] == ["stem", "explanation"]


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


def test_why_stands_with_the_answer_that_it_refutes():
    said_true, said_false = true_false.options(False, "强制措施权不得委托")

    assert said_true == Option("正确", False, "强制措施权不得委托")
    assert said_false == Option("错误", True)
    assert [option.why for option in true_false.options(True, "x")] == ["", ""]
