"""Our template, and items in its layout, as the sheets of an .xlsx. Pure."""

import io

import xlsxwriter

from questionbank.formats import wording
from questionbank.formats.tables import guide
from questionbank.formats.tables.columns import FIELDS
from questionbank.formats.tables.writing import SUB_PREFIX, columns_for, rows_of

QUESTIONS, EXAMPLES, INSTRUCTIONS = "试题", "填写示例", "填写说明"
_N_ROWS = 5_000  # that get drop-downs
_INDIGO, _WASH, _LINE, _INK = "#17456b", "#e7eef4", "#dcdad2", "#1b1f24"
_FONT = {"font_name": "微软雅黑", "font_size": 10, "font_color": _INK}
_WIDTHS = {"kind": 14, "stem": 52, "key": 16, "explanation": 44, "why": 28, "rubric": 28,
           "point": 14, "difficulty": 10, "level": 10, "cites": 30, "points": 8, "category": 16,
           "tags": 16, "title": 12}  # fmt: skip
_MUST = ("kind", "stem", "key")
_KINDS = [
    *wording.KIND_NAMES.values(),
    *(f"{SUB_PREFIX}{name}" for kind, name in wording.KIND_NAMES.items() if kind != "case"),
]
_CHOICES = {
    "kind": (_KINDS, "题型", "请从列表中选择题型。"),
    "difficulty": (list(wording.DIFFICULTY_NAMES.values()), "难度", "请从列表中选择难度。"),
    "level": (list(wording.LEVEL_NAMES.values()), "认知层次", "请从列表中选择认知层次。"),
}


def draw(fields, rows, *, with_examples):
    """Return the bytes of the .xlsx that holds `rows` of texts below the headings of `fields`."""
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(out, options)
    formats = _Formats(book)
    _draw_questions(book.add_worksheet(QUESTIONS), formats, fields, rows)
    if with_examples:
        _draw_examples(book.add_worksheet(EXAMPLES), formats)
    _draw_instructions(book.add_worksheet(INSTRUCTIONS), formats)
    book.close()
    return out.getvalue()


class _Formats:
    def __init__(self, book):
        box = {**_FONT, "border": 1, "border_color": _LINE, "valign": "top"}
        heading = {**box, "bold": True, "valign": "vcenter", "text_wrap": True}
        self.must = book.add_format({**heading, "bg_color": _INDIGO, "font_color": "#ffffff"})
        self.may = book.add_format({**heading, "bg_color": _WASH})
        # As text: 3-5 stays 3-5 and doesn't become a day in March.
        self.cell = book.add_format({**box, "num_format": "@", "text_wrap": True})
        self.blank = book.add_format(
            {**_FONT, "num_format": "@", "text_wrap": True, "valign": "top"}
        )
        self.part = book.add_format({**box, "num_format": "@", "text_wrap": True, "indent": 1})
        self.term = book.add_format({**box, "bold": True, "bg_color": _WASH})
        self.title = book.add_format({**_FONT, "bold": True, "font_size": 14, "valign": "vcenter"})


def _draw_questions(sheet, formats, fields, rows):
    _draw_table(sheet, formats, fields, rows)
    for column, field in enumerate(fields):
        if field in guide.NOTES:
            sheet.write_comment(0, column, guide.NOTES[field], _note_size(guide.NOTES[field]))
        if field in _CHOICES:
            names, title, message = _CHOICES[field]
            sheet.data_validation(
                1, column, max(_N_ROWS, len(rows)), column,
                {"validate": "list", "source": names, "error_title": title,
                 "error_message": message},
            )  # fmt: skip
    sheet.autofilter(0, 0, max(len(rows), 1), len(fields) - 1)


def _draw_examples(sheet, formats):
    fields = columns_for(guide.EXAMPLES)
    _draw_table(sheet, formats, fields, rows_of(guide.EXAMPLES, "xlsx")[1])


def _draw_table(sheet, formats, fields, rows):
    for column, field in enumerate(fields):
        width = _WIDTHS.get(field, 18)
        sheet.set_column(column, column, width, formats.blank)
        heading = formats.must if field in _MUST else formats.may
        sheet.write_string(0, column, FIELDS[field], heading)
    sheet.set_row(0, 26)
    for number, row in enumerate(rows, start=1):
        for column, text in enumerate(row):
            is_part = column == 0 and text.startswith(SUB_PREFIX)
            cell = formats.part if is_part else formats.cell
            if text:
                sheet.write_string(number, column, text, cell)
            else:
                sheet.write_blank(number, column, None, cell)
    sheet.freeze_panes(1, 2)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.hide_gridlines(0)


def _draw_instructions(sheet, formats):
    sheet.set_column(0, 0, 18)
    sheet.set_column(1, 1, 96)
    sheet.set_row(0, 30)
    sheet.write_string(0, 0, "试题导入模板填写说明", formats.title)
    for row, (term, text) in enumerate(guide.INSTRUCTIONS, start=1):
        sheet.write_string(row, 0, term, formats.term)
        sheet.write_string(row, 1, text, formats.cell)
    sheet.hide_gridlines(2)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)


def _note_size(text):
    n_lines = sum(1 + len(line) // 20 for line in text.split("\n"))
    return {"x_scale": 2.4, "y_scale": max(0.6, 0.26 * n_lines), "font_size": 10,
            "color": "#f5f4ef"}  # fmt: skip
