"""Where a sheet's table begins, and which column means what."""

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

from exams.people.refusals import FileRefused
from exams.people.roster.cells import CellRefused, is_blank, shorten, tidy, to_text
from exams.people.roster.report import Ignored
from exams.spreadsheets import column_letter

REQUIRED = ("name", "id_number", "unit")
_DEPTH = 30  # rows with content that may stand above the table and in its head
_LINES = 3  # of a head
_SPELLINGS = {
    "name": "姓名 名字 人员姓名 考生姓名 name",
    "id_number": "身份证号 身份证号码 公民身份号码 公民身份证号 公民身份证号码 居民身份证号 "
    "居民身份证号码 身份证 身份证件号 身份证件号码 身份号码 证件号码 证件号 idnumber",
    "unit": "单位 工作单位 所在单位 单位名称 工作单位名称 所在单位名称 所属单位 执法单位 乡镇 "
    "所在乡镇 所属乡镇 镇街 unit",
    "sex": "性别 sex",
    "birth_date": "出生年月 出生日期 出生年月日 出生时间 生日 dateofbirth birthdate",
    "post_kind": "编制 编制类别 编制性质 编制类型 人员性质 人员类别 人员身份 用工性质 身份性质 "
    "kindofpost",
    "position": "岗位 职务 职位 岗位职务 岗位/职务 职务/岗位 工作岗位 现任职务 职务职级 position",
    "party": "政治面貌 党派 party",
    "phone": "联系电话 电话 手机 手机号 手机号码 电话号码 联系方式 phone",
    "grid_officer": "是否网格员 网格员 是否为网格员 gridofficer",
    # Known, and not read:
    "serial": "序号 编号 no no. number",
    "remark": "备注 note remarks",
}
_MEANINGS = {word: field for field, words in _SPELLINGS.items() for word in words.split()}
_PARENTHESES = re.compile(r"\([^()]*\)")
_SOMEBODY_ELSE = re.compile("旧|原|曾用|配偶|父|母|联系人|紧急")


@dataclass(frozen=True)
class Column:
    number: int
    heading: str


@dataclass(frozen=True)
class Head:
    rows: tuple[int, ...]
    columns: dict[str, Column]  # by the names of `RosterRow`'s fields, "serial" and "remark"
    ignored: tuple[Ignored, ...]
    hidden: tuple[Column, ...]  # columns that are read though they are hidden


def meaning(heading):
    """Return (field or "", whether the heading says just that)."""
    word = re.sub(r"\s|^[*★]|[*:]$", "", heading).lower()
    if word in _MEANINGS:
        return _MEANINGS[word], True
    if any(_SOMEBODY_ELSE.search(remark) for remark in _PARENTHESES.findall(word)):
        return "", False
    return _MEANINGS.get(_PARENTHESES.sub("", word), ""), False


def find_head(sheet):
    """Return the `Head` of a sheet.

    Raises
    ------
    FileRefused
        ``no-header``, with the columns that are missing, or ``columns-repeated``.
    """
    best = ()
    width = sheet.n_columns
    for last in list(sheet.rows)[:_DEPTH]:
        for first in range(last, max(last - _LINES, 0), -1):
            texts = _headings(sheet, first, last, width)
            found = {meaning(text)[0] for text in texts.values()}
            best = max(best, tuple(f for f in REQUIRED if f in found), key=len)
            if found.issuperset(REQUIRED):
                return _head(sheet, first, last, width)
    raise _no_header(best)


def _head(sheet, first, last, width):
    first, last = _extent(sheet, first, last, width)
    texts = _headings(sheet, first, last, width)
    columns, ignored = {}, {}
    for column in sorted(texts, key=lambda column: _rank(sheet, column, texts[column])):
        field, is_exact = meaning(texts[column])
        is_hidden = column in sheet.hidden_columns
        if not field:
            ignored[column] = "hidden-column" if is_hidden else "unknown-heading"
        elif field not in columns:
            columns[field] = Column(column, texts[column])
        elif is_hidden:
            ignored[column] = "hidden-column"
        elif field in REQUIRED and meaning(columns[field].heading)[1] == is_exact:
            raise _repeated(columns[field], Column(column, texts[column]))
        else:
            ignored[column] = "repeated-column"
    used = {column for row, cells in sheet.rows.items() if row > last for column in cells}
    ignored |= dict.fromkeys(used - set(texts), "no-heading")
    return Head(
        rows=tuple(range(first, last + 1)),
        columns=columns,
        ignored=tuple(
            Ignored(
                code, sheet.name, column=column_letter(column), text=shorten(texts.get(column, ""))
            )
            for column, code in sorted(ignored.items())
        ),
        hidden=tuple(c for c in columns.values() if c.number in sheet.hidden_columns),
    )


def _extent(sheet, first, last, width):
    """First and last row of a head, given rows of it in which all required columns are named."""
    texts = _headings(sheet, first, last, width)
    merges = [merge for column in texts if (merge := sheet.merge_at(last, column))]
    first = min([first, *(merge.top for merge in merges)])
    last = max([last, *(merge.bottom for merge in merges)])
    taken = {column for column, text in texts.items() if meaning(text)[0] in REQUIRED[:2]}
    below = _headings(sheet, last + 1, last + 1, width)
    if taken.isdisjoint(below) and any(meaning(text)[1] for text in below.values()):
        last += 1  # a second line, without merged cells above
    return first, last


def _headings(sheet, first, last, width):
    """{column: the lowest text in the rows of a head, preferably one that is known}.

    A merged cell counts for all its rows and for its first column.
    """
    texts = {}
    for column in range(1, width + 1):
        found = []
        for row in range(last, first - 1, -1):
            value = sheet.value(row, column)
            if is_blank(value) and (merge := sheet.merge_at(row, column)) and merge.left == column:
                value = sheet.value(merge.top, column)
            if not is_blank(value):
                found.append(_heading(value))
        if found:
            texts[column] = next((text for text in found if meaning(text)[0]), found[0])
    return texts


def _heading(value):
    try:
        return re.sub(r"\s", "", tidy(to_text(value))[0])
    except CellRefused:
        return shorten(value)


def _rank(sheet, column, text):
    """Of two columns with one meaning, the visible, then the plainly named goes first."""
    return column in sheet.hidden_columns, not meaning(text)[1], column


def _no_header(found):
    names = {"name": "姓名", "id_number": "身份证号", "unit": "单位"}
    if not found:
        reason = _("No headings were found: a roster needs the columns 姓名, 身份证号 and 单位.")
    else:
        reason = _("The table lacks a column: %(missing)s.") % {
            "missing": ", ".join(names[field] for field in REQUIRED if field not in found)
        }
    return FileRefused("no-header", reason)


def _repeated(first, second):
    return FileRefused(
        "columns-repeated",
        _("Columns %(first)s (%(heading)s) and %(second)s (%(other)s) mean the same. Leave one.")
        % {
            "first": column_letter(first.number),
            "heading": first.heading,
            "second": column_letter(second.number),
            "other": second.heading,
        },
    )
