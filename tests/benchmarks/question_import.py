"""5,000 questions brought in, measured: upload, dry run, writing, and what a page costs.

    python -m tests.benchmarks.question_import [--n N] [--json]

CPU seconds are this process's, in a fresh SQLite database that holds the shipped items. The
reference is taken in the same run: the same items and options as bare rows, by bulk_create, with
no reading, no comparison, no revision and no index.
"""

import argparse
import io
import json
import os
import random
import sys
import time

N_QUESTIONS = 5_000
N_DUPLICATES = 100  # of them, the same as another but for a word
SUBJECTS = [
    "当事人", "行政机关", "执法人员", "利害关系人", "乡镇人民政府", "上级机关", "听证主持人",
]  # fmt: skip
DEEDS = [
    "申请听证", "陈述申辩", "先行登记保存证据", "作出处罚决定", "送达文书", "申请强制执行",
    "查封场所", "申请行政复议", "收集电子数据", "委托鉴定", "告知权利", "没收违法所得",
]  # fmt: skip
SIGNS = (
    "法规章条款项目的期限日内起应当可以不得依据程序证据现场检查询问笔录案件"
    "立结归档处罚种类幅度从轻减免除"
)


def workbook(n, seed=7):
    """An .xlsx of `n` questions as trainers keep them: a row each, four options, explanation."""
    import pandas as pd

    chance = random.Random(seed)

    def words(n_signs):
        return "".join(chance.choice(SIGNS) for _ in range(n_signs))

    rows = []
    for number in range(n):
        if number >= n - N_DUPLICATES:
            row = dict(rows[number - n // 2])
            row["题干"] = row["题干"].replace("应当", "须")
        else:
            options = {f"选项{letter}": words(chance.randint(6, 20)) for letter in "ABCD"}
            several = number % 5 == 4
            row = {
                "题型": "多选题" if several else "单选题",
                "题干": f"{chance.choice(SUBJECTS)}{chance.choice(DEEDS)}，"
                f"{words(30)}，应当（　　）。",
                **options,
                "答案": "AC" if several else chance.choice("ABCD"),
                "解析": words(60),
                "知识点": f"{number % 14 + 1:02d}.01",
                "难度": chance.choice(["易", "中", "难"]),
            }
        rows.append(row)
    buffer = io.BytesIO()
    pd.DataFrame(rows).to_excel(buffer, index=False, sheet_name="试题", engine="xlsxwriter")
    return buffer.getvalue()


def measure(n, *, progress):
    from django.contrib.auth.models import Group
    from django.core.management import call_command
    from django.test import Client
    from django.utils import timezone

    from exams.people.models import User
    from questionbank.importing import choosing, committing, reading, receiving
    from questionbank.models import Item

    progress("a fresh database with the shipped items")
    call_command("migrate", verbosity=0)
    with open(os.devnull, "w") as nowhere:
        call_command("load_content", stdout=nowhere, stderr=nowhere)
    trainer = User.objects.create(username="trainer", display_name="王老师")
    trainer.groups.add(Group.objects.get(name="trainer"))
    n_before = Item.objects.count()
    data = workbook(n)
    steps = {}

    def timed(name, call):
        progress(name)
        began = time.process_time()
        result = call()
        steps[name] = time.process_time() - began
        return result

    found = timed(
        "upload",
        lambda: receiving.receive("题.xlsx", data, user=trainer, now=timezone.now()),
    )
    timed("columns", lambda: receiving.recognise_columns(found))
    timed(
        "dry_run",
        lambda: reading.start(found, format_name="xlsx", mapping=None, now=timezone.now()),
    )
    found.refresh_from_db()
    if found.state != "read":
        raise SystemExit(found.failure)
    client = Client()
    client.force_login(trainer, "django.contrib.auth.backends.ModelBackend")
    timed("page", lambda: client.get(f"/admin/item-imports/{found.pk}/"))
    counts = found.questions.counted()
    if counts["without_point"]:
        raise SystemExit(choosing.hindrances(found))
    timed("commit", lambda: committing.start(found, now=timezone.now()))
    found.refresh_from_db()
    if found.state != "done":
        raise SystemExit(found.failure)
    timed("report", lambda: client.get(f"/admin/item-imports/{found.pk}/report/"))
    total = steps["upload"] + steps["columns"] + steps["dry_run"] + steps["commit"]
    progress("bare rows")
    bare = bare_rows_seconds(found)
    return {
        "n_questions": n,
        "n_created": found.report["created"],
        "n_duplicates": counts["duplicates"],
        "n_items_before": n_before,
        **{f"cpu_s_{name}": round(seconds, 2) for name, seconds in steps.items()},
        "cpu_s_import": round(total, 2),
        "cpu_ms_question": round(total / n * 1000, 2),
        "cpu_s_bare_rows": round(bare, 2),
        "import_to_bare_rows": round(total / bare, 1),
    }


def bare_rows_seconds(item_import):
    """CPU seconds of the same items and options as bare rows: the reference."""
    from django.db import transaction

    from questionbank.models import Item, ItemOption

    written = list(item_import.questions.exclude(item=None).select_related("item"))
    options = {}
    for option in ItemOption.objects.filter(item__in=[row.item_id for row in written]):
        options.setdefault(option.item_id, []).append(option)
    began = time.process_time()
    with transaction.atomic():
        copies = [
            Item(code=f"x{row.item.code}", kind=row.item.kind, stem=row.item.stem,
                 explanation=row.item.explanation, point_id=row.item.point_id, live=False)
            for row in written
        ]  # fmt: skip
        Item.objects.bulk_create(copies, batch_size=500)
        ItemOption.objects.bulk_create(
            (
                ItemOption(item=copy, text=one.text, is_key=one.is_key, sort_order=one.sort_order)
                for copy, row in zip(copies, written, strict=True)
                for one in options[row.item_id]
            ),
            batch_size=1000,
        )
    return time.process_time() - began


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--n", type=int, default=N_QUESTIONS, help="how many questions")
    parser.add_argument("--json", action="store_true", help="one JSON object on standard output")
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")
    import django

    django.setup()
    figures = measure(options.n, progress=lambda text: print(text, file=sys.stderr))
    if options.json:
        print(json.dumps(figures))
    else:
        print("\n".join(f"{name:22} {value}" for name, value in figures.items()))


if __name__ == "__main__":
    main()
