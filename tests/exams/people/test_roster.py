"""Rosters as offices send them: every row is taken, mended or refused, and none goes missing."""

import datetime as dt
import json
import random
import time
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exams.people.models import Candidate
from exams.people.refusals import FileRefused
from exams.people.roster import Problem, Units, read_roster
from exams.people.roster.cells import NAME_LENGTH, CellRefused, read_name
from exams.people.roster.dates import read_birth_date
from exams.people.roster.people import POSTS
from tests.exams.people.strategies import TODAY, id_number, id_numbers, names
from tests.exams.people.workbooks import xlsx

MESSY = Path(__file__).parents[3].parent / "shared" / "samples" / "import-messy"
EXPECTED = json.loads((MESSY / "expected.json").read_text()) if MESSY.is_dir() else {"files": {}}
ROSTERS = {name: file for name, file in EXPECTED["files"].items() if file["kind"] == "roster"}
needs_samples = pytest.mark.skipif(
    not ROSTERS, reason="the sample files of the workshop (../shared) are not on this machine"
)
UNITS = Units.of(
    "青禾县",
    {
        "许镇镇": ["许镇镇人民政府", "许镇"],
        "栖禾镇": ["栖禾镇人民政府"],
        "县司法局": [],
        "县应急管理局": ["县应急局"],
    },
)
HEAD = ["姓名", "身份证号", "单位"]
BORN = dt.date(1985, 3, 12)


def read(rows, *, head=HEAD, **more):
    """The roster in a workbook with this head and these rows."""
    return read_roster("花名册.xlsx", xlsx([head, *rows], **more), units=UNITS, today=TODAY)


def person(n=1, name="柏舟", unit="栖禾镇"):
    return [name, id_number(BORN, n), unit]


def codes(problems):
    return [(problem.row, problem.column, problem.code) for problem in problems]


# ---- the messy files ---------------------------------------------------------------------------


@needs_samples
@pytest.mark.parametrize("name", [n for n, file in ROSTERS.items() if not file["file_refused"]])
def test_a_messy_file_is_read_as_expected(name):
    expected = ROSTERS[name]
    units = EXPECTED["units"]
    aliases = {n: units["aliases"].get(n, []) for n in units["towns"] + units["departments"]}

    roster = read_roster(
        name,
        (MESSY / name).read_bytes(),
        units=Units.of(units["county"], aliases),
        today=dt.date.fromisoformat(EXPECTED["today"]),
    )

    assert roster.format == expected["format"].split()[0]
    assert roster.encoding == expected.get("encoding", "")
    assert roster.sheet == expected.get("sheet", "")
    assert list(roster.header_rows) == expected["header_rows"]
    taken = {row.row: as_expected_json_has_it(row) for row in roster.rows}
    for row in expected["taken"]:
        at = row.pop("at")
        assert {key: taken[at][key] for key in row} == row
    counts = {
        "rows": roster.n_rows,
        "accepted": roster.accepted,
        "repaired": roster.repaired,
        "refused": roster.refused,
        "warnings": len(roster.warnings),
    }
    assert counts == expected["counts"]
    assert {row.row: dict(row.repairs) for row in roster.rows if row.repairs} == {
        repair["at"]: repair["how"] for repair in expected["repaired"]
    }
    for ours, theirs in (
        (roster.problems, expected["refused"]),
        (roster.warnings, expected["warnings"]),
    ):
        assert codes(ours) == [(p["at"], p["column"] or "", p["reason"]) for p in theirs]
    if "ignored" in expected:
        ours = {(line.row, line.column or None, line.row or line.column or line.sheet)
                for line in roster.ignored}  # fmt: skip
        assert ours == {
            (line.get("row"), line.get("column"), next(iter(line.values())))
            for line in expected["ignored"]
        }


@needs_samples
@pytest.mark.parametrize("name", [n for n, file in ROSTERS.items() if file["file_refused"]])
def test_a_file_that_cannot_be_read_is_refused_as_expected(name):
    with pytest.raises(FileRefused) as caught:
        read_roster(name, (MESSY / name).read_bytes(), units=UNITS, today=TODAY)
    assert caught.value.code == ROSTERS[name]["file_refused"]["reason"]
    assert caught.value.file == name


def as_expected_json_has_it(row):
    posts = {"administrative": "行政编制", "institution": "事业编制", "contract": "聘用",
             "agency": "劳务派遣", "": ""}  # fmt: skip
    return {
        "name": row.name,
        "id_number": row.id_number,
        "unit": row.unit,
        "sex": {"M": "男", "F": "女"}[row.sex],
        "birth_date": row.birth_date.isoformat(),
        "staffing": posts[row.post_kind],
        "party": row.party,
        "grid_officer": row.grid_officer,
    }


# ---- large files -------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def five_thousand():
    rng = random.Random(5000)
    rows = []
    for n in range(5000):
        born = dt.date(1966, 1, 1) + dt.timedelta(days=rng.randrange(14_000))
        number = id_number(born, n % 900 + 1, f"99{n // 900:04d}")
        sex = "男" if int(number[16]) % 2 else "女"
        name = "".join(rng.choices("赵钱孙李周吴郑王安宁远帆书墨竹青云舟晴雨川禾泽岚", k=3))
        rows.append([n + 1, name, sex, born.isoformat(), number, "栖禾镇", "聘用", None])
    return rows


LARGE_HEAD = ["序号", "姓名", "性别", "出生年月", "身份证号", "单位", "编制", "备注"]


def test_one_bad_row_in_five_thousand_is_named(five_thousand):
    """Failure case M4."""
    rows = [list(row) for row in five_thousand]
    rows[3210][4] = rows[3210][4][:-1] + ("1" if rows[3210][4][-1] != "1" else "2")

    roster = read(rows, head=LARGE_HEAD)

    (problem,) = roster.problems
    assert problem == Problem(
        "花名册.xlsx", "报名表", 3212, "身份证号", "id-checksum", problem.reason
    )
    for part in ("花名册.xlsx", "报名表", "3212", "身份证号", problem.reason):
        assert part in str(problem)
    assert (roster.n_rows, roster.refused) == (5000, 1)


def test_five_thousand_people_take_a_few_seconds_of_cpu(five_thousand):
    data = xlsx([LARGE_HEAD, *five_thousand])
    started = time.process_time()
    roster = read_roster("花名册.xlsx", data, units=UNITS, today=TODAY)
    assert time.process_time() - started < 8  # 1 s on the machine where this was written
    assert roster.n_rows == len(roster.rows) == 5000


# ---- rows --------------------------------------------------------------------------------------


def test_all_problems_of_a_row_are_told_at_once():
    roster = read([["=1+1", "123", "某某镇"]])
    assert codes(roster.problems) == [
        (2, "身份证号", "id-length"),
        (2, "姓名", "name-characters"),
        (2, "单位", "unit-unknown"),
    ]
    assert roster.refused == 1


def test_a_person_is_never_called_total():
    roster = read(
        [person(), ["合计", None, "1人"], ["合计", id_number(BORN, 3), "栖禾镇"], ["小计", 1, None]]
    )
    assert [row.name for row in roster.rows] == ["柏舟"]
    assert codes(roster.problems) == [(4, "姓名", "name-characters")]
    assert [(line.row, line.code) for line in roster.ignored] == [(3, "total"), (5, "total")]


def test_what_is_no_persons_line_is_passed_over_and_listed():
    head = ["序号", *HEAD, "备注"]

    def arrange(sheet, book):
        sheet.merge_range("A3:E3", "二、县直部门")

    roster = read(
        [[1, *person()], [None], head, [2, *person(3, "温宁")], [3], [4, None, " ", None],
         ["说明：以上人员均为在编。"], [None, None, None, None, "以下空白"], ["填表人：某某"]],
        head=head, arrange=arrange,
    )  # fmt: skip
    assert [row.name for row in roster.rows] == ["柏舟", "温宁"]
    assert [(line.row, line.code) for line in roster.ignored] == [
        (3, "note"), (4, "header"), (6, "blank"), (7, "blank"), (8, "note"), (9, "note"),
        (10, "signatures"),
    ]  # fmt: skip
    assert all(str(line) for line in roster.ignored)
    assert roster.ignored[0].text == "二、县直部门"


def test_a_line_that_may_be_a_person_is_refused_rather_than_passed_over():
    roster = read(
        [["柏舟", None, None], [None, None, "栖禾镇"], ["备注：", id_number(BORN, 1), None]]
    )
    assert roster.refused == roster.n_rows == 3


def test_a_person_whose_cells_reach_down_is_one_person():
    def arrange(sheet, book):
        sheet.merge_range("A2:A3", "柏舟")
        sheet.merge_range("B2:B3", id_number(BORN, 1))

    roster = read(
        [[None] * 4, [None, None, "栖禾镇", "兼任"]], head=[*HEAD, "职务"], arrange=arrange
    )
    assert codes(roster.problems) == [(2, "单位", "unit-missing")]
    assert [(line.row, line.code) for line in roster.ignored] == [(3, "continued")]


def test_a_formula_for_what_the_id_number_tells_is_not_read():
    head = [*HEAD, "性别", "出生日期"]

    def arrange(sheet, book):
        sheet.write_formula(1, 3, '=IF(MOD(MID(B2,17,1),2),"男","女")', None, "女")
        sheet.write_formula(1, 4, "=MID(B2,7,8)", None, "19990101")

    roster = read([person()], head=head, arrange=arrange)
    (row,) = roster.rows
    assert (row.sex, row.birth_date) == ("M", BORN)
    assert row.repairs == {"性别": "formula-not-read", "出生日期": "formula-not-read"}
    assert not roster.warnings


def test_a_formula_for_what_only_the_cell_tells_is_refused():
    roster = read(
        [[*person(), None]],
        head=[*HEAD, "职务"],
        arrange=lambda sheet, book: sheet.write_formula(1, 3, "=A2", None, "镇长"),
    )
    assert codes(roster.problems) == [(2, "职务", "formula")]


def test_the_columns_that_a_candidate_has_are_read():
    head = [*HEAD, "性别", "出生年月", "编制", "职务", "政治面貌", "手机号", "是否网格员"]
    roster = read(
        [[*person(), "男", "1985.3", "公务员", "镇 长", "群众", 13800000000, "是"]], head=head
    )
    (row,) = roster.rows
    assert (row.name, row.unit, row.sex, row.birth_date) == ("柏舟", "栖禾镇", "M", BORN)
    assert (row.post_kind, row.position, row.party) == ("administrative", "镇 长", "群众")
    assert (row.phone, row.grid_officer) == ("13800000000", True)
    assert row.repairs == {"出生年月": "date-month-only"}


def test_what_is_unknown_in_a_column_with_few_values_is_left_out_with_a_warning():
    roster = read([[*person(), "公益岗", "大概"]], head=[*HEAD, "编制", "是否网格员"])
    assert (roster.rows[0].post_kind, roster.rows[0].grid_officer) == ("", None)
    assert codes(roster.warnings) == [
        (2, "编制", "post-kind-unknown"),
        (2, "是否网格员", "grid-officer-unknown"),
    ]


def test_kinds_of_post_and_sex_are_those_of_the_candidate():
    assert set(POSTS) == set(Candidate.Post.values)
    assert set(Candidate.Sex.values) == {"M", "F"}
    assert Candidate._meta.get_field("name").max_length == NAME_LENGTH


def test_a_number_that_may_have_been_rounded_before_it_became_text_is_worth_a_look():
    number = next(n for s in range(0, 1000, 10) if (n := id_number(BORN, s))[-3:] == "000")
    data = f"姓名,身份证号,单位\n柏舟,{number},栖禾镇\n".encode()
    roster = read_roster("花名册.csv", data, units=UNITS, today=TODAY)
    assert codes(roster.warnings) == [(2, "身份证号", "id-may-be-rounded")]
    assert "花名册.csv" in str(roster.warnings[0])
    assert not read([["柏舟", number, "栖禾镇"]]).warnings


def test_a_text_without_end_is_refused_and_not_searched():
    roster = read([["柏" * 32_000, id_number(BORN, 1), "栖禾镇"], person(3)])
    assert codes(roster.problems) == [(2, "姓名", "too-long")]


# ---- heads -------------------------------------------------------------------------------------


def test_the_missing_columns_are_named():
    with pytest.raises(FileRefused, match="单位") as caught:
        read([person()], head=["姓名", "身份证号", "所在地"])
    assert caught.value.code == "no-header"
    assert "身份证号" not in caught.value.message


@pytest.mark.parametrize("other", ["姓名", "名字"])
def test_two_columns_of_one_meaning_are_not_guessed_at(other):
    """Two tables side by side: half of the people would be lost."""
    with pytest.raises(FileRefused) as caught:
        read([[*person(), "林间"]], head=[*HEAD, other])
    assert caught.value.code == "columns-repeated"


def test_the_plainly_named_column_goes_before_one_with_a_remark():
    roster = read([[*person(), "x", "y"]], head=[*HEAD, "姓名（拼音）", "身份证号（配偶）"])
    assert roster.accepted == 1
    assert [(line.column, line.code) for line in roster.ignored] == [
        ("D", "repeated-column"),
        ("E", "unknown-heading"),
    ]


def test_a_head_of_two_lines_without_merged_cells_is_found():
    roster = read(
        [[None, None, "名称", "岗位"], [*person(), "执法"]],
        head=["姓名", "身份证号（18位）", "工作单位", None],
    )
    assert roster.header_rows == (1, 2)
    assert [(row.name, row.unit, row.position) for row in roster.rows] == [
        ("柏舟", "栖禾镇", "执法")
    ]


def test_a_head_merged_downwards_ends_where_the_merge_ends():
    def arrange(sheet, book):
        for column, heading in enumerate(HEAD):
            sheet.merge_range(0, column, 1, column, heading)
        sheet.merge_range(0, 3, 0, 4, "联系方式")
        sheet.write_row(1, 3, ["手机", "微信"])

    roster = read([[None] * 5, [*person(), "13800000000", "x"]], head=[None] * 5, arrange=arrange)
    assert roster.header_rows == (1, 2)
    assert roster.rows[0].phone == "13800000000"
    assert [(line.column, line.text) for line in roster.ignored] == [("E", "微信")]


def test_a_required_column_that_is_hidden_is_read_with_a_warning():
    roster = read(
        [person()],
        arrange=lambda sheet, book: sheet.set_column("B:B", None, None, {"hidden": True}),
    )
    assert roster.accepted == 1
    assert codes(roster.warnings) == [(1, "身份证号", "hidden-column")]


def test_a_sheet_can_be_chosen():
    def arrange(sheet, book):
        other = book.add_worksheet("补报")
        other.write_row(0, 0, HEAD)
        other.write_row(1, 0, person(3, "温宁"))

    data = xlsx([HEAD, person()], arrange=arrange)
    roster = read_roster("a.xlsx", data, units=UNITS, today=TODAY)
    assert [(line.code, line.sheet) for line in roster.ignored] == [("other-roster", "补报")]
    roster = read_roster("a.xlsx", data, units=UNITS, today=TODAY, sheet="补报")
    assert [row.name for row in roster.rows] == ["温宁"]
    with pytest.raises(FileRefused) as caught:
        read_roster("a.xlsx", data, units=UNITS, today=TODAY, sheet="没有")
    assert caught.value.code == "no-such-sheet"


# ---- cells -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        "丁", "欧阳砚秋", "䶮玉", "𠮷田", "历01", "〇一", "古丽娜尔·阿不都热合曼", "长" * 40,
        "John Smith", "O'Brien-Smith Jr.", "Ólafur Þórsson", "Αλέξανδρος", "Ахмед", "محمد",
        "김철수", "नरेन्द्र",
    ],
)  # fmt: skip
def test_names_of_any_script_are_taken_as_they_are(name):
    assert read_name(name) == (name, "")


@pytest.mark.parametrize(
    "name",
    [
        "<script>alert(1)</script>", "柏舟<b>", "=1+1", "@SUM(A1)", "+86", "-柏舟", "=柏舟",
        "“柏舟”", '柏"舟', "柏,舟", "柏/舟", "柏舟(女)", "柏舟😀", "\ue000柏", "12", "·", "柏舟·",
        "柏\x00舟", "柏\ud800舟", "&nbsp;",
    ],
)  # fmt: skip
def test_what_is_no_name_is_refused(name):
    with pytest.raises(CellRefused) as caught:
        read_name(name)
    assert caught.value.code == "name-characters"


@pytest.mark.parametrize(
    ("written", "name", "code"),
    [
        ("买买提.艾力", "买买提·艾力", "middle-dot"),
        ("买买提．艾力", "买买提·艾力", "middle-dot"),
        ("买买提 · 艾力", "买买提·艾力", "space-inside"),
        ("⽅⼀", "方一", "compatibility-character"),
        ("Ａｌｉ", "Ali", "fullwidth"),
        ("'柏舟", "柏舟", "apostrophe"),
        ("柏\u202e舟", "柏舟", "zero-width"),
        ("John  Smith ", "John Smith", "space"),
    ],
)
def test_a_name_is_mended_without_becoming_another(written, name, code):
    assert read_name(written) == (name, code)


@given(names)
def test_spaces_change_no_name(name):
    assert read_name(f" {'　'.join(name)}\n")[0] == name


@pytest.mark.parametrize(
    "written",
    [
        31118, 31118.0, 19850312, 198503, 1985.3, "1985.03", "1985-3-12", "1985-03-12 00:00:00",
        "85.3.12", "85年3月", "一九八五年三月", "一九八五年三月十二日", "1985 年 3 月 12 日",
        dt.datetime(1985, 3, 12), BORN,
    ],
)  # fmt: skip
def test_a_date_of_birth_is_understood_as_people_write_it(written):
    date = read_birth_date(written)
    assert date.agrees_with(BORN)
    assert not date.agrees_with(BORN.replace(month=4))
    assert not date.agrees_with(BORN.replace(year=1986))


def test_a_number_such_as_1985_1_may_be_october():
    assert read_birth_date(1985.1).agrees_with(dt.date(1985, 10, 1))
    assert read_birth_date(1985.1).agrees_with(dt.date(1985, 1, 1))
    assert not read_birth_date("1985.1").agrees_with(dt.date(1985, 10, 1))


@pytest.mark.parametrize(
    "written", ["不详", "1985", 1985, "19851301", "1985-02-30", "00000", 60, True, "1985-3-", "½"]
)
def test_what_is_no_date_is_said_to_be_none(written):
    with pytest.raises(CellRefused) as caught:
        read_birth_date(written)
    assert caught.value.code == "date-unreadable"


@pytest.mark.parametrize(
    ("written", "unit"),
    [
        ("许镇镇", "许镇镇"),
        ("许镇镇人民政府", "许镇镇"),
        ("许镇", "许镇镇"),
        ("县应急局", "县应急管理局"),
        ("青禾县司法局", "县司法局"),
        ("青禾县许镇镇人民政府", "许镇镇"),
        ("某省某某市青禾县许镇镇", "许镇镇"),
        ("另一青禾县许镇镇", None),
        ("许镇镇二队", None),
        ("青禾县", None),
        ("", None),
    ],
)
def test_a_unit_is_found_by_all_its_names_and_by_no_other(written, unit):
    found = UNITS.find(written)
    assert (found and found[0]) == unit


def test_many_unknown_units_cost_little(monkeypatch):
    asked = []
    monkeypatch.setattr(Units, "closest", lambda units, spelling: asked.append(spelling) or "")
    rows = [person(n, unit=f"第{n % 500}镇") for n in range(1000)]
    roster = read(rows)
    assert roster.refused == 1000
    assert len(asked) == len(set(asked)) < 500


# ---- whatever it is ----------------------------------------------------------------------------

people = st.lists(
    st.tuples(names, id_numbers, st.sampled_from(["许镇镇", "栖禾镇人民政府", "某某镇", ""])),
    min_size=1,
    max_size=8,
)


def as_csv(rows):
    return "".join(",".join(row) + "\n" for row in rows).encode()


@given(people, st.permutations(range(4)), st.lists(st.integers(0, 8), max_size=4))
def test_order_of_columns_and_blank_rows_change_nothing(people, order, blanks):
    rows = [(*HEAD, "备注"), *((*row, "") for row in people)]
    plain = read_roster("a.csv", as_csv(rows), units=UNITS, today=TODAY)

    rows = [tuple(row[i] for i in order) for row in rows]
    for at in blanks:
        rows.insert(min(at, len(rows)), ("", "", "", ""))
    messy = read_roster("a.csv", as_csv(rows), units=UNITS, today=TODAY)

    def without_place(roster):
        rows = [{**vars(row), "row": None} for row in roster.rows]
        return rows, [(p.column, p.code) for p in roster.problems], roster.n_rows

    assert without_place(messy) == without_place(plain)


cells = st.one_of(
    names,
    id_numbers,
    st.sampled_from(
        ["", "栖禾镇", "合计", "注：", "姓名", "身份证号", "单位", "=A1", "123", "性别", "x"]
    ),
    st.text(max_size=5),
)


@given(st.lists(st.lists(cells, min_size=3, max_size=5), max_size=12))
def test_every_row_is_taken_refused_or_listed_as_passed_over(rows):
    try:
        roster = read(rows, head=[*HEAD, "性别", "出生年月"])
    except FileRefused as refusal:
        assert refusal.code in ("no-rows", "columns-repeated")  # noqa: PT017
        return
    assert roster.accepted + roster.repaired + roster.refused == roster.n_rows
    taken = {row.row for row in roster.rows}
    refused = {problem.row for problem in roster.problems}
    ignored = {line.row for line in roster.ignored if line.row}
    assert not taken & refused
    assert not (taken | refused) & ignored
    last = max(taken | refused | ignored | {1})
    assert taken | refused | ignored | set(roster.header_rows) == set(range(1, last + 1))
    assert last == max(1, *(n for n, row in enumerate(rows, 2) if any(row)), 1)


@given(people)
def test_reading_twice_gives_the_same(people):
    data = as_csv([HEAD, *people])
    once = read_roster("a.csv", data, units=UNITS, today=TODAY)
    assert read_roster("a.csv", data, units=UNITS, today=TODAY) == once


@given(st.binary(max_size=300), st.sampled_from([b"", "姓名,身份证号,单位\n".encode()]))
def test_any_bytes_give_a_roster_or_are_refused(data, beginning):
    with suppress(FileRefused):
        roster = read_roster("a.csv", beginning + data, units=UNITS, today=TODAY)
        assert roster.accepted + roster.repaired + roster.refused == roster.n_rows
