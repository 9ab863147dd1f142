from django.utils.translation import gettext as _


class FileRefused(Exception):
    """Nothing of a file is read. `message` is for people, with the remedy; `code` for programs."""

    def __init__(self, code, message, *, file=""):
        super().__init__(code, message, file)
        self.code = code
        self.message = message
        self.file = file

    def __str__(self):
        return f"{self.file}: {self.message}" if self.file else self.message


def damaged():
    return FileRefused(
        "damaged", _("The file is damaged. Save it again in Excel, or have it sent again.")
    )


def encrypted():
    return FileRefused(
        "encrypted", _("The file can only be opened with a password. Remove the password first.")
    )


def macros():
    return FileRefused(
        "macros", _("The file contains macros. Save it as .xlsx, which has none, first.")
    )


def not_a_workbook(kind):
    return FileRefused(
        "not-a-workbook",
        _("This is not an Excel file (it is %(kind)s). Save the table as .xlsx first.")
        % {"kind": kind},
    )


def too_many_cells(limit):
    return FileRefused(
        "too-many-cells",
        _("The file has more than %(limit)d filled cells. Split it.") % {"limit": limit},
    )
