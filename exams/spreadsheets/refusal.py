# Why a file isn't read. Each app that reads files has a sentence for each of these.
CODES = (
    "empty",
    "blank",
    "too-large",
    "not-a-workbook",
    "damaged",
    "encrypted",
    "macros",
    "xml-entities",
    "unsafe-path",
    "unpacked-too-large",
    "encoding",
    "quotes",
    "too-many-members",
    "too-many-rows",
    "too-many-columns",
    "too-many-cells",
    "too-many-merges",
)


class FileRefused(Exception):
    """Nothing of a file is read. Whoever asked says why, in words for `code` and `values`."""

    def __init__(self, code, **values):
        super().__init__(code, values)
        self.code = code
        self.values = values


def damaged():
    return FileRefused("damaged")


def encrypted():
    return FileRefused("encrypted")


def macros():
    return FileRefused("macros")


def not_a_workbook(kind):
    """`kind`: the name of what it is, or "binary" or "nested-tables"."""
    return FileRefused("not-a-workbook", kind=kind)


def too_many_cells(limit):
    return FileRefused("too-many-cells", limit=limit)
