"""The report of an import as a workbook: every question and what became of it."""

import re

import pandas as pd
from django.utils.translation import gettext as _

from exams import spreadsheets
from exams.people import export
from questionbank.formats import baiwen_json
from questionbank.importing import media, receiving, summing_up
from questionbank.importing.models import ImportedQuestion

_ROW = re.compile(r"^(?:工作表“(?P<sheet>.*)”)?第 (?P<row>\d+) 行")


def workbook(item_import):
    """Return the bytes of an .xlsx: all questions, and the refused ones to be mended."""
    rows = list(item_import.questions.select_related("point"))
    sheets = [export.Sheet(_("Questions"), pd.DataFrame([_told(row) for row in rows]))]
    refused = [row for row in rows if row.is_refused]
    if refused:
        sheets += _to_mend(item_import, refused)
    if item_import.notes:
        notes = pd.DataFrame({_("Not read as questions"): item_import.notes})
        sheets.append(export.Sheet(_("Notes"), notes))
    return export.workbook(sheets)


def _told(row):
    plain = None
    if row.plain:
        plain = baiwen_json.item_of(row.plain, set(media.sources(row.plain)))
    outcome = row.get_outcome_display() if row.outcome else row.get_choice_display()
    if row.is_refused:
        outcome = ImportedQuestion.Outcome.REFUSED.label
    return {
        _("Number"): row.number,
        _("Place in the file"): row.where,
        _("Outcome"): str(outcome),
        _("Code"): row.item_code,
        _("Kind"): row.get_kind_display() if row.kind else "",
        _("Stem"): row.excerpt,
        _("Key"): summing_up.key_words(plain) if plain else "",
        _("Knowledge point"): str(row.point or ""),
        _("Remarks"): " ".join(remark["text"] for remark in row.remarks),
    }


def _to_mend(item_import, refused):
    """The refused rows as they stand in the file, under its headings, with the reason beside.

    Mended there, the sheet can be uploaded: a heading that says nothing to us isn't read.
    """
    if not receiving.is_table(item_import.format):
        return [export.Sheet(_("Refused"), pd.DataFrame([_refusal(row) for row in refused]))]
    try:
        book = spreadsheets.read_workbook(receiving.content(item_import))
        found = receiving.recognise_columns(item_import)
    except (spreadsheets.FileRefused, receiving.ImportRefused):
        return [export.Sheet(_("Refused"), pd.DataFrame([_refusal(row) for row in refused]))]
    reasons = {}
    for row in refused:
        if match := _ROW.match(row.where):
            place = reasons.setdefault(match["sheet"] or "", {})
            place.setdefault(int(match["row"]), []).append(f"{row.where}：{_reason(row)}")
    sheets = []
    for sheet, columns in zip(book.sheets, found, strict=True):
        told = reasons.get(sheet.name or "", {})
        if told:
            table = _table(sheet, columns, told)
            sheets.append(export.Sheet(_("Refused %(sheet)s") % {"sheet": sheet.name}, table))
    return sheets


def _table(sheet, columns, told):
    # Two columns may have one heading; the table is made by position.
    headings = [column.heading or "" for column in columns.columns] + [_("Why it was refused")]
    body = [
        [_text(sheet.value(row, column.number)) for column in columns.columns]
        + ["；".join(reasons)]
        for row, reasons in sorted(told.items())
    ]
    table = pd.DataFrame(body)
    table.columns = headings
    return table


def _text(value):
    if isinstance(value, spreadsheets.Formula):
        return _("(formula)")
    return "" if value is None else str(value)


def _reason(row):
    return " ".join(remark["text"] for remark in row.remarks)


def _refusal(row):
    return {_("Place in the file"): row.where, _("Why it was refused"): _reason(row)}
