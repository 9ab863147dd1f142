"""The files' own faults: found without a database, each with file, entry, field and reason."""

import pytest

from cms.loading.faults import Faults
from questionbank.entries import parse
from questionbank.formats.items import Option

SINGLE = """\
- id: "05-0001"
  kind: single
  point: "05.01"
  level: know
  difficulty: 2
  cites: [administrative-penalty-law#64/1/1, administrative-penalty-law#85]
  stem: 应当在几日内**不**得提出？
  options:
    - {text: 三日, why: 旧法期限}
    - {text: 五日, key: true}
  explanation: 应选五日。
  computed: [{value: 450元, how: 150元 × 3}]
"""
STATEMENT = """\
- id: "05-0002"
  kind: true_false
  point: "05.01"
  level: apply
  difficulty: 3
  cites: [administrative-penalty-law#45]
  stem: 可以加重处罚。
  answer: false
  why: 不得加重
  explanation: 本题错误。
"""


def read(text, file="items/05.yaml"):
    faults = Faults()
    return parse(text, file, faults), [
        (fault.file, fault.place, fault.field, fault.reason) for fault in faults.found
    ]


def test_an_entry_is_read_as_it_is_written():
    (single, statement), faults = read(SINGLE + STATEMENT)

    assert not faults
    assert (single.id, single.line, single.difficulty) == ("05-0001", 1, 2)
    assert single.stem == "<p>应当在几日内<b>不</b>得提出？</p>"
    assert single.options == (Option("三日", why="旧法期限"), Option("五日", is_key=True))
    assert [str(cite) for cite in single.cites] == [
        "administrative-penalty-law#64/1/1",
        "administrative-penalty-law#85",
    ]
    assert (statement.line, statement.is_true, statement.why_false) == (13, False, "不得加重")
    assert statement.plain.is_true is False


@pytest.mark.parametrize(
    ("old", "new", "field", "reason"),
    [
        ("  level: know\n", "", "level", "缺少"),
        ("level: know", "level: known", "level", "known"),
        ("kind: single", "kind: singel", "kind", "singel"),
        ("difficulty: 2", "difficulty: 6", "difficulty", "6"),
        ("difficulty: 2", "difficulty: true", "difficulty", "True"),
        ('point: "05.01"', "point: 5.1", "point", "加引号"),
        ("05-0001", "06-0001", "id", "章号"),
        ("  stem:", "  stemm: x\n  stem:", "stemm", "没有这个字段"),
        ("**不**得", "**不得", "stem", "**"),
        ("law#85", "law/85", "cites", "administrative-penalty-law/85"),
        (", why: 旧法期限", ", wy: 旧法期限", "options/1", "不得有其他"),
        ("key: true", "key: yes please", "options/2", "true 或者 false"),
        ("key: true", "key: false", "options", "标出"),
        ("text: 五日", "text: 三日", "options/2", "选项1"),
        ("text: 三日", "text: 3", "options/1", "加引号"),
        ("旧法期限", "长" * 301, "options/1", "300"),
        ("应选五日。", '""', "explanation", "解析为空"),
        ("  computed:", "  answer: true\n  computed:", "answer", "没有这个字段"),
    ],
)
def test_a_fault_names_file_entry_field_and_reason(old, new, field, reason):
    assert old in SINGLE

    entries, faults = read(SINGLE.replace(old, new))

    assert not entries
    assert [(file, found) for file, _, found, _ in faults] == [("items/05.yaml", field)]
    _, place, _, said = faults[0]
    assert "第1行" in place
    assert reason in said


def test_all_faults_of_a_file_are_told_at_once():
    text = SINGLE.replace("difficulty: 2", "difficulty: 0") + STATEMENT.replace("answer: false", "")

    _, faults = read(text)

    assert [(place, field) for _, place, field, _ in faults] == [
        ("05-0001（第1行）", "difficulty"),
        ("05-0002（第13行）", "answer"),
    ]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("- id: 1\n  kind: ]\n", "第2行"),
        ("- id: 1\n  kind: a\n  kind: b\n", "第3行"),
        ("- id: 1\n\t kind: a\n", "第2行"),
        ("", ""),
        ("id: 1", ""),
        ("[]", ""),
        ("- x", "第1行"),
        ("- {id: 05-0001}", "05-0001（第1行）"),
        ("- !!python/object:os.system {}", "第1行"),
    ],
)
def test_what_is_no_list_of_items_is_refused_with_its_line(text, place):
    entries, faults = read(text)

    assert not entries
    assert faults
    assert faults[0][1] == place
