"""What the wizard says of each format that it reads."""

from django.utils.translation import gettext_lazy as _

from questionbank.formats.registry import FORMATS

ABOUT = {
    "xlsx": _("Our template, or tables of other exam systems: one row a question."),
    "csv": _("The same as text, in UTF-8, UTF-16 or GB18030; also .txt with columns."),
    "tsv": _("The same with tabs between the columns."),
    "docx": _("Numbered questions as on paper, with options, 答案 and 解析; pictures, tables."),
    "txt": _("The same as plain text."),
    "moodle-xml": _("Moodle’s own export, with pictures."),
    "gift": _("Moodle’s text format."),
    "aiken": _("Single choice as text: options A. B., then ANSWER: B."),
    "qti12": _("Packages of Canvas, Blackboard and others."),
    "qti21": _("Packages of IMS QTI 2.1, .zip with pictures."),
    "qti30": _("Packages of IMS QTI 3.0, .zip with pictures."),
    "json": _("What Baiwen exports: nothing is lost."),
}


def formats():
    """Return [(name, suffixes, what it is)], the usual ones first."""
    order = [*ABOUT, *(name for name in FORMATS if name not in ABOUT)]
    return [
        (FORMATS[name].NAME, FORMATS[name].SUFFIXES, ABOUT.get(name, ""))
        for name in order
        if name in FORMATS
    ]
