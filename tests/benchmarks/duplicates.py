"""Near duplicates in a bank of 10,000 items, measured: CPU seconds of one whole search.

    python -m tests.benchmarks.duplicates [--json] [--items 10000]

The search reads the items from the database, builds the plain items, finds and stores the pairs.
The bank is made of the words of the law, a tenth of it of reworded questions. The reference is
taken in the same run: the bare likeness (a Jaccard index of character pairs) of 100,000 pairs.
While-you-write is one question asked of the same bank.
"""

import argparse
import json
import os
import random
import sys
import time

N_ITEMS = 10_000
N_REFERENCE = 100_000
N_ASKED = 20
# A phrase takes one word of each line.
WORDS = (
    ("栖禾镇", "鹭渚镇", "澄湾镇", "枫泽镇", "柘亭镇", "望岑镇", "临苇镇", "许镇镇"),
    ("行政机关", "当事人", "执法人员", "县级人民政府", "司法行政部门", "利害关系人", "听证主持人"),
    ("在决定作出前", "自收到申请之日起", "经负责人批准", "情况紧急时", "案件调查终结后"),
    ("应当告知", "不得拒绝", "可以决定", "依法查封", "责令改正", "先行登记保存", "当场作出"),
    ("陈述申辩的权利", "违法所得", "涉案场所和设施", "行政处罚决定书", "现场检查笔录", "罚款数额"),
)
ASKED = ("几日内完成", "由谁批准", "怎样处理", "向谁申请", "依据哪一规定", "承担何种责任")


def measure(*, n_items, progress):
    from django.core.management import call_command

    from questionbank.duplicates.finding import find_pairs, like

    progress("a fresh database")
    call_command("migrate", verbosity=0)
    progress(f"{n_items} items")
    plain = bank(n_items, random.Random(1))
    store(plain)
    progress("the search")
    began = time.process_time()
    n_pairs = find_pairs()
    search = time.process_time() - began
    progress("one question while it is written")
    began = time.process_time()
    for item in plain[:N_ASKED]:
        like(item)
    asked = (time.process_time() - began) / N_ASKED
    reference = reference_seconds(plain)
    return {
        "items": n_items,
        "pairs_found": n_pairs,
        "cpu_s_search": round(search, 2),
        "cpu_s_reference": round(reference, 2),
        "search_to_reference": round(search / reference, 2),
        "cpu_ms_while_written": round(asked * 1000, 1),
    }


def bank(n, chance):
    """Return plain items, of which the last tenth says in other words what others say."""
    from questionbank.formats.items import Item, Option

    def phrase():
        return "".join(map(chance.choice, WORDS))

    items = []
    for serial in range(n):
        stem = f"{phrase()}，{phrase()}，第{serial}号案件{chance.choice(ASKED)}？"
        if serial >= n * 0.9:
            first, rest = items[serial - n // 2].stem.split("，", 1)
            stem = f"{rest.rstrip('？')}，{first}？"
        options = tuple(Option(phrase(), n_th == 0) for n_th in range(4))
        items.append(Item("single", stem, options=options, explanation=phrase()))
    return items


def store(plain):
    from django.db import transaction

    from cms.models import KnowledgePoint
    from questionbank import storing

    chapter = KnowledgePoint.objects.create(code="05", title="程序", weight=1)
    point = KnowledgePoint.objects.create(code="05.01", title="听证", weight=1, parent=chapter)
    for start in range(0, len(plain), 1000):
        with transaction.atomic():
            storing.create(
                [
                    storing.build(item, code=f"05-{number:05d}", point=point, difficulty=3)
                    for number, item in enumerate(plain[start : start + 1000], start=start)
                ]
            )


def reference_seconds(plain):
    from questionbank.similarity import Text, likeness

    texts = [Text.of(item) for item in plain[:1000]]
    chance = random.Random(2)
    pairs = [(chance.choice(texts), chance.choice(texts)) for _ in range(N_REFERENCE)]
    began = time.process_time()
    for one, other in pairs:
        likeness(one, other)
    return time.process_time() - began


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", action="store_true", help="one JSON object on standard output")
    parser.add_argument("--items", type=int, default=N_ITEMS)
    asked = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")
    import django

    django.setup()
    figures = measure(
        n_items=asked.items, progress=lambda text: print(text, file=sys.stderr, flush=True)
    )
    if asked.json:
        print(json.dumps(figures))
    else:
        print("\n".join(f"{name:22} {value}" for name, value in figures.items()))


if __name__ == "__main__":
    main()
