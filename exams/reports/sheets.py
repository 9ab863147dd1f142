"""The figures as a workbook and a table: Chinese sheets and headings, numbers as numbers."""

import pandas as pd
from django.utils.timezone import localdate

from exams.people.export import Sheet
from exams.reports.people import entered

RATES = {"通过率": "0.00%", "参考率": "0.00%"}


def unit_table(figures, *, as_percent=False):
    """The units and their total as a table with Chinese headings.

    Parameters
    ----------
    as_percent : bool
        Rates as numbers of percent (96.24), for a file without number formats; otherwise shares
        (0.9624) that the workbook shows as percent.
    """
    total = figures.total.to_frame().T.assign(unit="合计")
    table = pd.concat([figures.units, total], ignore_index=True)[
        ["unit", "registered", "sat", "passed", "pass_rate", "attendance"]
    ].astype({"registered": "int64", "sat": "int64", "passed": "int64"})
    table.columns = ["单位", "报考", "实考", "合格", "通过率", "参考率"]
    if as_percent:
        rates = {name: (table[name].astype(float) * 100).round(2) for name in RATES}
        return table.assign(**rates).rename(columns={name: f"{name}（%）" for name in RATES})
    return table.astype(dict.fromkeys(RATES, "float64"))


def of_exam(exam, figures):
    """The workbook's sheets: by unit, the people, and what the figures mean."""
    return [
        Sheet("按单位", unit_table(figures), RATES),
        Sheet("人员名单", people_table(exam), {"成绩": "0.0"}),
        Sheet("说明", definitions(exam)),
    ]


def people_table(exam):
    rows = [
        (
            person.ticket,
            person.name,
            person.unit,
            person.post,
            person.masked_id_number,
            float(person.points) if person.points is not None else None,
            str(person.standing.label),
        )
        for person in entered(exam)
    ]
    return pd.DataFrame.from_records(
        rows, columns=["准考证号", "姓名", "单位", "编制", "身份证号", "成绩", "结果"]
    )


def definitions(exam):
    return pd.DataFrame.from_records(
        [
            ("考试", exam.title),
            ("成绩公布", f"{localdate(exam.released_at):%Y-%m-%d}"),
            ("合格线", f"{exam.pass_mark.normalize():f} 分"),
            ("报考", "已登记参加本次考试的人数，一人登记多场的计一人"),
            ("实考", "开始作答的人数"),
            ("合格", "成绩达到合格线的人数"),
            ("通过率", "合格 ÷ 实考；无人实考的不计算"),
            ("参考率", "实考 ÷ 报考"),
            ("单位", "登记报考时所在的单位"),
        ],
        columns=["项目", "说明"],
    )


def file_name(exam, suffix):
    return f"{exam.title}通过率.{suffix}"
