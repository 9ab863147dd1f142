"""Near duplicates in a bank of 10,000 items, measured: CPU seconds of one whole search.

    python -m tests.benchmarks.duplicates [--json] [--items 10000]

The search reads the items from the database, builds the plain items, finds and stores the pairs.
The bank is made of sentences of the shipped statutes, two a stem, a tenth of it in other words than
another question, with its options in another order. The reference is taken in the same run: the
bare likeness (a Jaccard index of character pairs) of 100,000 pairs of questions. While-you-write is
one question asked of the bank.
"""

import argparse
import json
import os
import random
import re
import sys
import time
from pathlib import Path

N_ITEMS = 10_000
N_REFERENCE = 100_000
N_ASKED = 20
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

    sentences = shipped_sentences()
    items = []
    for serial in range(n):
        one, other = chance.sample(sentences, 2)
        options = tuple(
            Option(text[:20], position == 0)
            for position, text in enumerate(chance.sample(sentences, 4))
        )
        if serial >= n * 0.9:
            like = items[serial - n // 2]
            one, other = like.stem.removesuffix("？").split("；")[:2][::-1]
            options = like.options[::-1]
        stem = f"{one}；{other}；{chance.choice(ASKED)}？"
        items.append(Item("single", stem, options=options, explanation=other))
    return items


def shipped_sentences():
    """The sentences of the shipped statutes, each once."""
    import cms

    found = set()
    for file in sorted(Path(cms.__file__).parent.glob("content/statutes/*.json")):
        for text in re.split(r"[。；\n]", file.read_text(encoding="utf-8")):
            if re.fullmatch(r"\s*[\u4e00-\u9fff，、（）]{18,60}", text):
                found.add(text.strip())
    return sorted(found)


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
