"""One function for the figures of an exam: page, workbook, CSV and command all print these."""

from dataclasses import dataclass

import pandas as pd
from django.conf import settings

from exams.reports import passrates, rows

# The mark that the county holds its towns to, as a share.
TARGET = 0.9


@dataclass(frozen=True)
class ExamFigures:
    """`units`: the table of `passrates.by_unit`; `total`: its sum; `interval`: of the rate."""

    units: pd.DataFrame
    total: pd.Series
    interval: tuple[float, float]

    def as_json(self):
        """Plain values; rates in percent with two decimals, null where nobody sat."""
        return _plain(self.total) | {
            "by_unit": [
                {"unit": row["unit"]} | _plain(row) for _index, row in self.units.iterrows()
            ]
        }

    def for_page(self):
        """Plain rows for the template, marked where a group is too small to be ranked."""
        small = settings.REPORT_SMALL_GROUP
        rows = [
            {
                "unit": row["unit"],
                "is_small": row["sat"] < small,
                "is_low": row["sat"] >= small and row["pass_rate"] < TARGET,
            }
            | _plain(row)
            for _index, row in self.units.iterrows()
        ]
        low, high = (passrates.percent(share) for share in self.interval)
        return {
            "units": rows,
            "total": _plain(self.total) | {"low": low, "high": high},
            "n_failed": int(self.total["sat"] - self.total["passed"]),
            "n_absent": int(self.total["registered"] - self.total["sat"]),
            "target": passrates.percent(TARGET),
            "small": small,
        }


def exam_figures(exam):
    """Return the figures of `exam`; a person entered for two sittings counts once."""
    people = passrates.once_each(rows.registrations(exam))
    units = passrates.by_unit(people, rows.unit_names())
    total = passrates.total(units)
    interval = passrates.wilson_interval(int(total["passed"]), int(total["sat"]))
    return ExamFigures(units, total, interval)


def _plain(row):
    return {name: int(row[name]) for name in ("registered", "sat", "passed")} | {
        "pass_rate": passrates.percent(row["pass_rate"])
    }
