"""Why a roster's file is not read, in words: our own reasons and those of `exams.spreadsheets`."""

from django.utils.translation import gettext_lazy

_REASONS = {
    "empty": gettext_lazy("The file is empty."),
    "blank": gettext_lazy("There is nothing in the file."),
    "too-large": gettext_lazy("The file has more than %(limit)d MB."),
    "not-a-workbook": gettext_lazy(
        "This is not an Excel file (it is %(kind)s). Save the table as .xlsx first."
    ),
    "damaged": gettext_lazy("The file is damaged. Save it again in Excel, or have it sent again."),
    "encrypted": gettext_lazy(
        "The file can only be opened with a password. Remove the password first."
    ),
    "macros": gettext_lazy("The file contains macros. Save it as .xlsx, which has none, first."),
    "xml-entities": gettext_lazy(
        "The file holds an XML declaration that no office file has. Save it again in Excel."
    ),
    "unsafe-path": gettext_lazy("A name in the archive points out of the archive."),
    "unpacked-too-large": gettext_lazy(
        "The file unpacks to more than %(limit)d MB. Delete pictures and the empty"
        " formatted rows below the table, and save it again."
    ),
    "encoding": gettext_lazy(
        "The characters of the file cannot be read (line %(line)d)."
        " Save it in Excel as .xlsx first."
    ),
    "quotes": gettext_lazy(
        "Quotation marks do not match in line %(line)d. Save the file as .xlsx first."
    ),
    "too-many-members": gettext_lazy("The file is made of more than %(limit)d parts."),
    "too-many-rows": gettext_lazy(
        "There is content in row %(row)d; %(limit)d rows are read at most."
        " Split the file or clear what stands below the table."
    ),
    "too-many-columns": gettext_lazy(
        "There is content in column %(column)s; %(limit)d columns are read at most."
        " Clear what stands to the right of the table."
    ),
    "too-many-cells": gettext_lazy("The file has more than %(limit)d filled cells. Split it."),
    "too-many-merges": gettext_lazy(
        "The file has more than %(limit)d merged ranges. Unmerge them."
    ),
}
# What a file is instead of a workbook, where that isn't the name of a format.
_KINDS = {
    "binary": gettext_lazy("not text"),
    "nested-tables": gettext_lazy("a web page with tables within tables"),
}
# To a person, and to scripts so far, a file without bytes and one without cells are the same.
_CODES = {"blank": "empty"}


class FileRefused(Exception):
    """Nothing of a file is read. `message` is for people, with the remedy; `code` for programs."""

    def __init__(self, code, message, *, file=""):
        super().__init__(code, message, file)
        self.code = code
        self.message = message
        self.file = file

    def __str__(self):
        return f"{self.file}: {self.message}" if self.file else self.message

    @classmethod
    def of(cls, refusal, *, file):
        """What `exams.spreadsheets` refused, told in the language of whoever reads it now."""
        values = dict(refusal.values)
        if "kind" in values:
            values["kind"] = _KINDS.get(values["kind"], values["kind"])
        message = str(_REASONS[refusal.code]) % values
        return cls(_CODES.get(refusal.code, refusal.code), message, file=file)
