"""An empty roster to fill in: headings that the reader knows, drop-downs, an example row.

The example is marked so that it is refused, never entered, where somebody forgets to delete it.
"""

import io

import xlsxwriter
from django.utils.translation import gettext as _

from exams.people.models import Unit

# As rosters are written, whatever the language of the page.
HEADINGS = {
    "序号": 6, "姓名": 24, "性别": 8, "身份证号": 24, "单位": 22, "编制": 14, "出生年月": 14,
    "是否网格员": 12,
}  # fmt: skip
EXAMPLE = {
    "序号": "示例", "姓名": "示例（请删除本行）", "性别": "女", "身份证号": "990101********0220",
    "编制": "行政编制", "出生年月": "1990.08", "是否网格员": "否",
}  # fmt: skip
POSTS = ["行政编制", "事业编制", "聘用", "劳务派遣"]
N_ROWS = 2000


def roster_template():
    """Return the bytes of the .xlsx."""
    units = list(Unit.objects.exclude(kind=Unit.Kind.COUNTY).values_list("name", flat=True))
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet("花名册")
    heading = book.add_format({"bold": True, "bottom": 1, "valign": "vcenter"})
    example = book.add_format({"italic": True, "font_color": "#6b747d", "num_format": "@"})
    # As text: a number of 18 digits loses the last three.
    text = book.add_format({"num_format": "@"})
    for column, (name, width) in enumerate(HEADINGS.items()):
        sheet.write_string(0, column, name, heading)
        sheet.set_column(column, column, width, text)
        sheet.write_string(1, column, EXAMPLE.get(name, units[0] if units else ""), example)
    sheet.freeze_panes(1, 0)

    lists = book.add_worksheet("单位")
    lists.hide()
    lists.write_column(0, 0, units)
    choices = {
        2: ["男", "女"],
        4: f"=单位!$A$1:$A${max(len(units), 1)}",
        5: POSTS,
        7: ["是", "否"],
    }
    for column, source in choices.items():
        sheet.data_validation(
            1, column, N_ROWS, column,
            {
                "validate": "list",
                "source": source,
                "error_title": _("Not in the list"),
                "error_message": _("Choose from the list."),
            },
        )  # fmt: skip
    sheet.data_validation(
        1, 3, N_ROWS, 3,
        {
            "validate": "length",
            "criteria": "==",
            "value": 18,
            "error_title": _("ID number"),
            "error_message": _("An ID number has 18 characters."),
        },
    )  # fmt: skip
    book.close()
    return buffer.getvalue()
