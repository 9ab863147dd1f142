"""What an import would do, or did, as JSON: kept with the import, drawn by its page, exported.

It accounts for every row and holds no whole ID number, wherever in the file one was typed.
"""

import pandas as pd
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from exams.people.export import Sheet
from exams.people.masking import mask_everywhere
from exams.people.models import Candidate, Unit

REPAIRS = {
    "apostrophe": gettext_lazy("apostrophe removed"),
    "compatibility-character": gettext_lazy("look-alike character replaced"),
    "county-removed": gettext_lazy("county's name removed"),
    "date-from-id": gettext_lazy("date of birth taken from the ID number"),
    "date-month-only": gettext_lazy("written without the day"),
    "date-number": gettext_lazy("date read from a number"),
    "date-serial": gettext_lazy("date read from Excel's serial number"),
    "date-text": gettext_lazy("date read from text"),
    "date-two-digit-year": gettext_lazy("year read from two digits"),
    "excel-text-formula": gettext_lazy('text taken out of ="…"'),
    "filled-from-merged-cell": gettext_lazy("taken from the merged cell"),
    "formula-not-read": gettext_lazy("formula not read; the ID number says it"),
    "fullwidth": gettext_lazy("full width to half width"),
    "line-break": gettext_lazy("line break removed"),
    "lowercase-x": gettext_lazy("x to X"),
    "middle-dot": gettext_lazy("another dot to ·"),
    "nbsp": gettext_lazy("no-break space removed"),
    "space": gettext_lazy("spaces at the ends removed"),
    "space-inside": gettext_lazy("spaces inside removed"),
    "tab": gettext_lazy("tabulator removed"),
    "unit-alias": gettext_lazy("the unit's other name"),
    "zero-width": gettext_lazy("invisible character removed"),
}


def report_of(plan):
    """The JSON of a `Plan`, before anything is written."""
    roster = plan.roster
    return mask_everywhere(
        {
            "language": translation.get_language() or "zh-hans",
            "file": roster.file,
            "format": roster.format,
            "encoding": roster.encoding,
            "sheet": roster.sheet,
            "header_rows": list(roster.header_rows),
            "headings": list(roster.columns.values()),
            "counts": {
                "rows": roster.n_rows,
                "accepted": roster.accepted,
                "repaired": roster.repaired,
                "refused": roster.refused,
                "warnings": len(roster.warnings),
                "created": len(plan.created),
                "updated": len(plan.updated),
                "unchanged": len(plan.unchanged),
            },
            "problems": [_remark(problem) for problem in roster.problems],
            "warnings": [_remark(warning) for warning in roster.warnings],
            "repairs": [
                {"row": row.row, "column": column, "how": str(REPAIRS.get(code, code))}
                for row in roster.rows
                for column, code in row.repairs.items()
            ],
            "ignored": [str(ignored) for ignored in roster.ignored],
            "other_sheets": [i.sheet for i in roster.ignored if i.code == "other-roster"],
            "created": [
                {"row": s.row.row, "name": s.row.name, "unit": s.row.unit} for s in plan.created
            ],
            "updated": [
                {
                    "row": step.row.row,
                    "number": step.candidate.number,
                    "name": step.row.name,
                    "changes": [
                        {
                            "field": _label(change.field),
                            "old": _shown(change.field, change.old),
                            "new": _shown(change.field, change.new),
                        }
                        for change in step.changes
                    ],
                }
                for step in plan.updated
            ],
        }
    )


def final_report(report, numbers):
    """The report once it is written: those entered have their candidate numbers."""
    return report | {"created": [entry | {"number": numbers[entry["row"]]} for entry in report["created"]]}  # noqa: E501  # fmt: skip


def _remark(problem):
    return {"row": problem.row, "column": problem.column, "code": problem.code, "reason": problem.reason}  # noqa: E501  # fmt: skip


def _label(field):
    return str(Candidate._meta.get_field(field).verbose_name)


def _shown(field, value):
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, Unit):
        return value.name
    if field == "sex":
        return str(Candidate.Sex(value).label)
    if field == "post":
        return str(Candidate.Post(value).label) if value else "—"
    return str(value)


def as_table(report):
    """One row for each thing that the report has to say, in the order of the file."""
    lines = [
        *((p["row"], _("refused"), p["column"], p["reason"]) for p in report["problems"]),
        *((w["row"], _("please look"), w["column"], w["reason"]) for w in report["warnings"]),
        *((r["row"], _("repaired"), r["column"], r["how"]) for r in report["repairs"]),
        *(
            (e["row"], _("new"), "", " ".join([e.get("number", ""), e["name"], e["unit"]]).strip())
            for e in report["created"]
        ),
        *(
            (e["row"], _("changed"), c["field"], f"{e['name']}：{c['old']} → {c['new']}")
            for e in report["updated"]
            for c in e["changes"]
        ),
    ]
    columns = [_("row"), _("outcome"), _("column"), _("remark")]
    table = pd.DataFrame(lines, columns=columns)
    return table.sort_values(columns[0], kind="stable", ignore_index=True)


def as_sheets(report):
    counts = report["counts"]
    labels = {
        "rows": _("rows of people"),
        "accepted": _("accepted"),
        "repaired": _("repaired"),
        "refused": _("refused"),
        "created": _("new"),
        "updated": _("changed"),
        "unchanged": _("unchanged"),
    }
    figures = pd.DataFrame(
        [(_("file"), report["file"]), (_("sheet"), report["sheet"])]
        + [(label, counts[key]) for key, label in labels.items()],
        columns=[_("figure"), _("value")],
        dtype=object,
    )
    ignored = pd.DataFrame({_("passed over"): report["ignored"]}, dtype=object)
    return [
        Sheet(_("row by row"), as_table(report)),
        Sheet(_("figures"), figures),
        Sheet(_("passed over"), ignored),
    ]
