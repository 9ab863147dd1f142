"""Word files as trainers send them are read exactly as it was written down beside them."""

import json
import re
from collections import Counter

import pytest

from questionbank.formats import docx
from questionbank.formats.html import to_plain
from questionbank.formats.items import FileRefused
from questionbank.formats.registry import of_file
from questionbank.formats.wording import fold

READ = [
    "inline", "one-line-options", "answers-at-end", "auto-numbering", "sections", "images-tables",
    "faulty",
]  # fmt: skip
# Their word for a reason: ours, where it's another.
CODES = {
    "key-missing": "no_answer",
    "key-not-an-option": "key_not_option",
    "options-too-few": "too_few_options",
    "stem-missing": "no_stem",
    "empty": "file_empty",
    "unsupported-format": "old_word",
}
TAGS = {"superscript": "<sup>", "subscript": "<sub>", "bold": "<b>"}


@pytest.fixture(scope="module")
def messy(shared):
    folder = shared / "samples/import-messy"
    expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))["files"]
    return lambda name: ((folder / name).read_bytes(), expected[name])


def code(reason):
    return CODES.get(reason, reason.replace("-", "_"))


def place(where):
    """一、第 3 题（第 12 段） as 一/3, as the list beside the files has it."""
    label, number = re.fullmatch(r"(.*)第 (\d+) 题（第 \d+ 段）", where).groups()
    return f"{label.rstrip('、')}/{number}" if label else int(number)


def same_place(where, at):
    found = place(where)
    if isinstance(at, int):
        return found == at
    label, number = at.split("/")
    return str(found).startswith(label) and str(found).endswith(f"/{number}")


def text(html):
    return fold(to_plain(html)).replace("＿＿", "____")


def assert_item(item, expected):
    assert item.kind == expected["question_kind"]
    if "stem" in expected:
        assert text(item.stem) == fold(expected["stem"])
    if "options" in expected:
        assert [text(option.text) for option in item.options] == [
            fold(option) for option in expected["options"]
        ]
    if item.kind in ("single", "multiple"):
        keys = [chr(65 + n) for n, option in enumerate(item.options) if option.is_key]
        assert keys == expected["key"]
    if item.kind == "true_false":
        assert item.is_true is expected["key"]
    if "blanks" in expected:
        assert [list(blank) for blank in item.blanks] == expected["blanks"]
    if "marks" in expected:
        assert item.points == expected["marks"]
    if "explanation" in expected:
        assert text(item.explanation) == fold(expected["explanation"])
    assert item.stem.count("<img") == expected.get("images_in_stem", 0)
    assert item.stem.count("<table>") == expected.get("tables_in_stem", 0)
    if n := expected.get("images_in_options"):
        texts = {option.text for option in item.options}
        assert len(texts) == n
        assert all(one.startswith("<img") for one in texts)
    for name in expected.get("keeps", ()):
        assert TAGS[name] in item.stem
    for part, one in zip(item.items, expected.get("parts", ()), strict=True):
        assert_item(part, one)


@pytest.mark.parametrize("name", READ)
def test_a_messy_document_is_read_as_expected(messy, name):
    data, expected = messy(f"questions-{name}.docx")
    assert of_file(data) is docx
    reading = docx.read(data)
    for taken, one in zip(reading.taken, expected["taken"], strict=True):
        assert same_place(taken.where, one["at"])
        assert_item(taken.item, one)
    assert [(place(one.where), one.code) for one in reading.refused] == [
        (one["at"], code(one["reason"])) for one in expected["refused"]
    ]
    assert [(place(one.where), sorted(one.repairs)) for one in reading.repaired] == [
        (one["at"], sorted(map(code, one["how"]))) for one in expected["repaired"]
    ]
    warned = [(place(one.where), warning) for one in reading.taken for warning in one.warnings]
    assert warned == [(one["at"], code(one["reason"])) for one in expected["warnings"]]
    ignored = "\n".join(reading.ignored)
    for one in expected.get("ignored", ()):
        assert one.get("text", "第 4 题") in ignored
    counts = expected["counts"]
    assert len(reading.taken) + len(reading.refused) == counts["rows"]
    assert (len(reading.repaired), len(warned)) == (counts["repaired"], counts["warnings"])


@pytest.mark.parametrize(
    "name", ["questions-empty.docx", "questions-none.docx", "questions-rtf.doc"]
)
def test_a_document_without_questions_is_refused_with_what_to_do(messy, name):
    data, expected = messy(name)
    assert of_file(data) is docx
    with pytest.raises(FileRefused) as refusal:
        docx.read(data)
    assert refusal.value.code == code(expected["file_refused"]["reason"])


def test_true_or_false_is_told_by_the_words_of_the_options(shared):
    reading = docx.read((shared / "samples/docx-real/true-false.docx").read_bytes())
    assert (len(reading.taken), reading.refused, reading.ignored) == (1000, (), ())
    assert Counter(item.is_true for item in reading.items) == {True: 596, False: 404}
    # A．错误 B．正确, and A：对 B：错.
    by_title = {item.title: item for item in reading.items}
    assert by_title["1106"].is_true
    assert by_title["1329"].is_true
    assert by_title["1106"].stem.endswith("总抓手。")


def test_keys_before_the_options_belong_to_them(shared):
    reading = docx.read((shared / "samples/docx-real/single-choice.docx").read_bytes())
    assert (len(reading.taken), reading.refused, reading.ignored) == (727, (), ())
    assert all(item.kind == "single" and len(item.options) == 4 for item in reading.items)
    assert not [one for one in reading.items if re.search("[A-D][.．：]", repr(one.options))]
    first = reading.items[0]
    assert (first.title, first.options[0].text, first.options[0].is_key) == (
        "3518", "人民为中心", True,
    )  # fmt: skip
    # Nine of them are two or three questions that became one somewhere.
    merged = {one.item.title for one in reading.taken if one.repairs == ("options_merged",)}
    assert merged == {"2922", "2930", "2932", "2527", "3390", "1680", "1676", "1821", "1796"}
