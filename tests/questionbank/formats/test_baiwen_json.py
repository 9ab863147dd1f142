"""Our own JSON loses nothing, and reads nothing that it doesn't understand."""

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questionbank.formats import baiwen_json
from questionbank.formats.items import FileRefused, Item, Option, Reading
from tests.questionbank.formats import strategies

PNG = b"\x89PNG\r\n\x1a\n"
CHOICE = Item(
    "single",
    "当事人要求听证的，应当在几日内提出？",
    options=(Option("三日", why="旧法"), Option("五日", is_key=True)),
    explanation="处罚法第六十四条",
    title="05-0001",
    category="处罚/程序",
    point="05.12",
    difficulty=2,
    level="know",
    cites=("administrative-penalty-law#64/1/1",),
    tags=("听证",),
    points=Decimal("1.5"),
)

orderings = st.builds(
    lambda stem, steps: Item("ordering", stem, sequence=tuple(steps)),
    strategies.texts,
    st.lists(strategies.words, min_size=2, max_size=4),
)
simple = st.one_of(
    strategies.singles,
    strategies.multiples,
    strategies.true_false,
    strategies.fill_ins,
    strategies.matchings,
    strategies.short_answers,
    orderings,
)
cases = st.builds(
    lambda passage, items: Item("case", passage, items=tuple(items)),
    strategies.texts,
    st.lists(simple, min_size=1, max_size=3),
)


@given(st.lists(simple | cases, max_size=4))
def test_every_kind_comes_back_as_it_went(items):
    assert baiwen_json.read(baiwen_json.write(items).data).items == items


def test_every_field_and_picture_comes_back():
    item = Item("short_answer", '看图：<img src="media/a.png" alt="标志">', model_answer="停车")
    reading = baiwen_json.read(baiwen_json.write([CHOICE, item], {"a.png": PNG}).data)
    assert reading.items == [CHOICE, item]
    assert reading.media == {"a.png": PNG}


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"kind": "riddle"}, "riddle"),
        ({"stem": ""}, "题干"),
        ({"stem": 5}, "stem"),
        ({"difficulty": "hard"}, "difficulty"),
        ({"difficulty": True}, "difficulty"),
        ({"points": "much"}, "points"),
        ({"points": "NaN"}, "points"),
        ({"options": {"text": "三日"}}, "options"),
        ({"options": [{"text": "三日", "is_key": "yes"}]}, "is_key"),
        ({"blanks": ["三日"]}, "blanks"),
        ({"surprise": 1}, "surprise"),
        ({"stem": '<img src="media/none.png">'}, "none.png"),
        ({"stem": '看图<img src="../x.png">'}, "../x.png"),
        ({"explanation": '看图<img src="media/../x.png">'}, "media/../x.png"),
        ({"options": [{"text": '<img src="http://example.org/x.png">'}]}, "example.org"),
    ],
)
def test_a_question_that_is_not_understood_is_refused_alone(change, reason):
    document = json.loads(baiwen_json.write([CHOICE, CHOICE]).data)
    document["items"][0] |= change
    reading = baiwen_json.read(json.dumps(document).encode())
    assert reading.items == [CHOICE]
    (refused,) = reading.refused
    assert refused.where == "第 1 题"
    assert reason in refused.reason


def test_a_picture_whose_name_is_a_path_is_told():
    item = Item("short_answer", '看图：<img src="media/../x.png" alt="标志">')
    reading = baiwen_json.read(baiwen_json.write([item, CHOICE], {"../x.png": PNG}).data)
    assert (reading.items, reading.media) == ([CHOICE], {})
    (refused,) = reading.refused
    assert (refused.where, refused.code) == ("第 1 题", "image_path")


def test_a_picture_named_without_its_folder_is_found():
    item = Item("short_answer", '看图：<img src="x.png" alt="标志">')
    (read,) = baiwen_json.read(baiwen_json.write([item], {"x.png": PNG}).data).items
    assert read.stem == '看图：<img src="media/x.png" alt="标志">'


def test_script_in_a_file_comes_out_as_text_or_not_at_all():
    hostile = Item("short_answer", "<script>alert(1)</script><b onclick=x>读</b>")
    (read,) = baiwen_json.read(baiwen_json.write([hostile]).data).items
    assert read.stem == "<b>读</b>"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b'{"format": "baiwen-items", ', "json_malformed"),
        (b"[" * 100_000, "json_too_deep"),
        (b"[]", "json_not_ours"),
        (b'{"format": "baiwen-items", "version": 9}', "json_version"),
        (b'{"format": "baiwen-items", "version": 1, "items": 3}', "json_not_ours"),
        (b'{"format": "baiwen-items", "version": 1, "items": [], "media": {"a": 1}}', "json_media"),
    ],
)
def test_a_file_that_is_not_ours_is_refused_with_its_reason(data, code):
    with pytest.raises(FileRefused) as refused:
        baiwen_json.read(data)
    assert refused.value.code == code


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_no_bytes_make_the_reader_fail(data):
    for content in (data, b'{"format": "baiwen-items", "version": 1, "items": [%s]}' % data):
        try:
            assert isinstance(baiwen_json.read(content), Reading)
        except FileRefused:
            continue
