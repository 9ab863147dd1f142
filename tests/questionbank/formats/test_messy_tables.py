"""The messy tables of ../shared/samples, read as their expected.json says."""

import json
import re
import unicodedata
from pathlib import Path

import pytest

from questionbank.formats import delimited, html, xlsx
from questionbank.formats.items import BLANK, FileRefused
from questionbank.formats.reasons import REPAIRS, WARNINGS

MESSY = Path(__file__).resolve().parents[4] / "shared" / "samples" / "import-messy"
EXPECTED = {}
if MESSY.is_dir():
    files = json.loads((MESSY / "expected.json").read_text(encoding="utf-8"))["files"]
    EXPECTED = {
        name: file
        for name, file in files.items()
        if file["kind"] == "questions" and file["format"] in ("xlsx", "csv")
    }
needs_samples = pytest.mark.skipif(not EXPECTED, reason="the workshop's samples are not here")
KNOWN_POINTS = {"行政处罚": "行政处罚"}
# expected.json's codes where ours differ by more than - and _.
OURS = {"option-letters": "option_letters"}


def read(name):
    data = (MESSY / name).read_bytes()
    module = delimited if name.endswith(".csv") else xlsx
    assert module.recognise(data)
    return module.read(data, known_points=KNOWN_POINTS)


def place(where):
    """(row, heading) of a place such as 工作表“试题”第 7 行“答案”列."""
    match = re.fullmatch(r"(?:工作表“[^”]+”)?第 (\d+) 行(?:“([^”]+)”列)?", where)
    return int(match[1]), match[2]


def folded(text):
    """As the samples' README compares; a blank is one sign, however it is written."""
    text = html.to_plain(text) if "<" in text or "&" in text else text
    text = "".join(unicodedata.normalize("NFKC", text).split())
    return re.sub(r"_+|\(\)", "_", text)


def code(expected):
    return OURS.get(expected, expected.replace("-", "_"))


@needs_samples
def test_there_are_tables_to_read():
    assert len(EXPECTED) == 6


@needs_samples
@pytest.mark.parametrize("name", EXPECTED)
def test_every_row_is_counted(name):
    reading, counts = read(name), EXPECTED[name]["counts"]
    report = reading.report()
    assert report["accepted"] == counts["accepted"]
    assert report["repaired"] == counts["repaired"]
    assert len(report["refused"]) == counts["refused"]
    assert len(reading.taken) + len(reading.refused) == counts["rows"]


@needs_samples
@pytest.mark.parametrize("name", EXPECTED)
def test_what_is_taken_holds_what_the_file_says(name):
    taken = {place(one.where)[0]: one.item for one in read(name).taken}
    expected = EXPECTED[name]["taken"]
    assert list(taken) == [one["at"] for one in expected]
    for one in expected:
        item = taken[one["at"]]
        assert item.kind == one["question_kind"]
        if "stem" in one:
            assert folded(item.stem) == folded(one["stem"]), one["at"]
        if "options" in one:
            assert [folded(option.text) for option in item.options] == [
                folded(text) for text in one["options"]
            ]
        if isinstance(one.get("key"), bool):
            assert item.is_true is one["key"]
        elif "key" in one:
            letters = zip("ABCDEFGH", item.options, strict=False)
            assert [letter for letter, option in letters if option.is_key] == one["key"]
        if "blanks" in one:
            assert [list(texts) for texts in item.blanks] == one["blanks"]
            assert item.stem.count(BLANK) == len(one["blanks"])
        if "marks" in one:
            assert item.points == one["marks"]


@needs_samples
@pytest.mark.parametrize("name", EXPECTED)
def test_what_is_refused_has_its_place_and_reason(name):
    assert [(*place(one.where), one.code) for one in read(name).refused] == [
        (one["at"], one["column"], code(one["reason"])) for one in EXPECTED[name]["refused"]
    ]


@needs_samples
@pytest.mark.parametrize("name", EXPECTED)
def test_what_is_mended_is_said(name):
    repaired = {place(one.where)[0]: one.repairs for one in read(name).repaired}
    expected = {one["at"]: {*map(code, one["how"].values())} for one in EXPECTED[name]["repaired"]}
    assert repaired.keys() == expected.keys()
    for row, codes in expected.items():
        assert codes <= set(repaired[row]) <= REPAIRS.keys()
        # a，b，d is in small letters, too.
        assert codes == set(repaired[row]) or set(repaired[row]) == {"separators", "lowercase"}


@needs_samples
@pytest.mark.parametrize("name", EXPECTED)
def test_what_the_author_should_look_at_is_said(name):
    """Each later one of equal questions is reported besides, as the samples' notes allow."""
    found = {
        (place(one.where)[0], warning)
        for one in read(name).taken
        for warning in one.warnings
    }  # fmt: skip
    assert {warning for _, warning in found} <= WARNINGS.keys()
    expected = {(one["at"], code(one["reason"])) for one in EXPECTED[name]["warnings"]}
    assert expected <= found
    assert {warning for _, warning in found - expected} <= {"duplicate"}


@needs_samples
@pytest.mark.parametrize("name", EXPECTED)
def test_what_is_no_question_is_listed(name):
    listed = [int(row) for text in read(name).ignored for row in re.findall(r"第 (\d+) 行", text)]
    header = {4}  # the first headings are the table's, not passed over
    for one in EXPECTED[name].get("ignored", ()):
        assert one["row"] in listed or one["why"] == "blank" or one["row"] in header


@needs_samples
def test_markup_that_nobody_allows_is_text_or_gone():
    stems = {place(one.where)[0]: one.item.stem for one in read("questions-faulty.xlsx").taken}
    assert "script" not in stems[16]
    assert "alert" not in stems[16]
    assert "<b>应当</b>" in stems[17]
    assert "A&lt;B 且 B&gt;C" in stems[17]


@needs_samples
def test_a_package_that_reaches_out_of_itself_is_refused():
    with pytest.raises(FileRefused) as caught:
        xlsx.read((MESSY / "questions-path-traversal.zip").read_bytes())
    assert caught.value.code == "unsafe_path"


@needs_samples
@pytest.mark.parametrize("path", sorted(MESSY.glob("roster-*")), ids=lambda path: path.name)
def test_a_roster_is_no_file_of_questions(path):
    """Nor is a file that no program can read: each is refused as a whole, in words."""
    data = path.read_bytes()
    assert not delimited.recognise(data)
    for module in (xlsx, delimited):
        with pytest.raises(FileRefused) as caught:
            module.read(data)
        assert str(caught.value).endswith("。")
