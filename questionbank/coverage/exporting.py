"""The coverage map as a workbook: what the page shows, for those who plan in Excel."""

import io

import xlsxwriter
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from questionbank.coverage.counting import LEVELS

_HOLE, _SHORT = "#F7DDD2", "#F0B9A5"


def workbook(chapters, kinds):
    """Return the bytes of an .xlsx: a row a point, a column a kind and difficulty.

    Parameters
    ----------
    chapters : list of counting.Chapter
    kinds : list of kinds.Kind
        Those of the cells, in their order.
    """
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False})
    sheet = book.add_worksheet(_("Coverage map"))
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "vcenter", "border": 1})
    hole, short = (book.add_format({"bg_color": colour, "border": 1}) for colour in (_HOLE, _SHORT))
    plain = book.add_format({"border": 1})
    titles = [_("Chapter"), _("Code"), _("Knowledge point"), pgettext("items", "in all"),
              _("drafts")]  # fmt: skip
    titles += [f"{kind.label} {level}" for kind in kinds for level in LEVELS]
    sheet.write_row(0, 0, titles, head)
    number = 0
    for chapter in chapters:
        for row in chapter.rows:
            number += 1
            texts = [str(chapter.point), row.point.code, row.point.title]
            for column, text in enumerate(texts):
                sheet.write_string(number, column, text, plain)
            sheet.write_number(number, 3, row.n_published, short if row.n_missing else plain)
            sheet.write_number(number, 4, row.n_drafts, plain)
            for column, cell in enumerate(row.cells, start=5):
                is_hole = cell.is_hole and row.n_missing
                sheet.write_number(number, column, cell.n_published, hole if is_hole else plain)
    sheet.freeze_panes(1, 3)
    sheet.autofilter(0, 0, max(number, 1), len(titles) - 1)
    sheet.set_column(0, 0, 26)
    sheet.set_column(2, 2, 36)
    sheet.set_column(5, len(titles) - 1, 6)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    book.close()
    return file.getvalue()
