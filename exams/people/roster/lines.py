"""Lines of a sheet that are no people: titles, totals, notes, signatures, blank lines."""

import re

from exams.people.roster.cells import CellRefused, is_blank, tidy, to_text
from exams.people.roster.headings import meaning

_TOTAL = re.compile(r"(本页)?(合计|总计|小计|共计|总人数|合计人数|total)([:(\d].*)?|共\d+[人名].*")
_NOTE = re.compile(r"(注|备注|说明|填表说明|填报说明|注意|注意事项|要求)[:1一(.、].*|[※*].+")
_SIGNATURE = re.compile(
    r"(填表|填报|制表|审核|审批|复核|经办|负责|主要负责|单位负责|分管|主管|联系|签字|签章|盖章|日期)"
    r"\w{0,8}[:(].*|.*[(](盖章|签字|签章|公章)[)].*"
)
_UNIT_LINE = re.compile(
    r"(填报|填表|报送|申报|所属|工作|所在)?(单位|部门|日期|时间)(名称)?[:(].*|.*[(](盖章|公章)[)].*"
)
_LINE_LENGTH = 60  # of a line's text that is looked at


def kind_above_head(sheet, row):
    """Say what a line with content above the table is, as a code of `Ignored`."""
    lead = _lead(_content(sheet, row))
    return "unit-line" if _UNIT_LINE.fullmatch(lead) else "title"


def kind_below_head(sheet, row, head):
    """Say what a line is that is no person's, as a code of `Ignored`; "" for a person's.

    A line with something like an ID number is a person's whatever else stands there: better to
    refuse it, with the reason, than to pass it over.
    """
    content = _content(sheet, row)
    if not content:
        return "blank"
    column = {field: column.number for field, column in head.columns.items()}
    lead = _lead(content)
    id_number = content.get(column["id_number"])
    if _n_digits(id_number) < 8 and (_TOTAL.fullmatch(lead) or _is_total(content, column)):
        return "total"
    if set(content) == {column.get("serial")} and _is_number(*content.values()):
        return "blank"  # numbered beforehand
    if meaning(_word(content.get(column["name"])))[0] == "name" and (
        meaning(_word(id_number))[0] == "id_number"
    ):
        return "header"
    if id_number is not None:
        return ""
    if _NOTE.fullmatch(lead):
        return "note"
    if _SIGNATURE.fullmatch(lead):
        return "signatures"
    told = {field for field, number in column.items() if number in content}
    if told <= {"serial", "remark"} or _is_one_line(sheet, row, content):
        return "note"
    if all(_reaches_down(sheet, row, column[field], head) for field in ("name", "id_number")):
        return "continued"
    return ""


def text_of(sheet, row):
    """The line's first text, for a report."""
    return next((value for _, value in sorted(_content(sheet, row).items())), "")


def _content(sheet, row):
    cells = sheet.rows.get(row, {})
    return {column: value for column, value in cells.items() if not is_blank(value)}


def _lead(content):
    return _word(content[min(content)])


def _word(value):
    try:
        return re.sub(r"\s", "", tidy(to_text(value))[0])[:_LINE_LENGTH].lower()
    except CellRefused:
        return ""  # a formula, or a text so long that it can be no word of a form


def _n_digits(value):
    return len(re.findall("[0-9Xx*]", _word(value)))


def _is_number(value):
    return not isinstance(value, str) or value.strip().isdecimal()


def _is_total(content, column):
    return bool(_TOTAL.fullmatch(_word(content.get(column["name"]))))


def _is_one_line(sheet, row, content):
    """One text over several columns: the heading of a part of the table."""
    if len(content) > 1:
        return False
    merge = sheet.merge_at(row, min(content))
    return merge is not None and merge.right > merge.left


def _reaches_down(sheet, row, column, head):
    merge = sheet.merge_at(row, column)
    return merge is not None and head.rows[-1] < merge.top < row
