"""The trainer's list on a bank of 10,000 items, measured: CPU milliseconds and statements a page.

    python -m tests.benchmarks.item_list [--json]

CPU seconds are this process's, through all middleware and templates, in a fresh SQLite database;
each page is the median of five. The reference is a view that does nothing but show 50 rows of
values, behind the same middleware in the same run.
"""

import argparse
import json
import os
import statistics
import sys
import time

N_ITEMS = 10_000
N_POINTS = 500
N_CHAPTERS = 14
N_TIMES = 5


def measure(*, progress):
    from django.core.management import call_command
    from django.db import connection
    from django.test import Client, override_settings
    from django.test.utils import CaptureQueriesContext

    from questionbank.models import Item
    from tests.factories import UserFactory

    progress("a fresh database")
    call_command("migrate", verbosity=0)
    progress(f"{N_ITEMS} items")
    pages = fill()
    client = Client()
    client.force_login(UserFactory(role="trainer"), "django.contrib.auth.backends.ModelBackend")
    from django.urls import reverse

    address = reverse(Item.snippet_viewset.get_url_name("list"))
    with override_settings(ROOT_URLCONF="tests.benchmarks.bare_list"):
        bare = seconds(client, "/bare/", {})
    figures = {"cpu_ms_bare_rows": round(bare * 1000, 1)}
    client.get(address)  # templates, permissions
    worst = 0
    for name, query in pages.items():
        spent = seconds(client, address, query)
        with CaptureQueriesContext(connection) as queries:
            client.get(address, query)
        worst = max(worst, spent)
        figures[name] = {
            "cpu_ms": round(spent * 1000),
            "sql": len(queries),
            "to_bare_rows": round(spent / bare, 1),
        }
        progress(f"{name}: {figures[name]}")
    figures["cpu_ms_worst"] = round(worst * 1000)
    figures["worst_to_bare_rows"] = round(worst / bare, 1)
    return figures


def seconds(client, address, query):
    spent = []
    for _ in range(N_TIMES):
        began = time.process_time()
        reply = client.get(address, query)
        spent.append(time.process_time() - began)
        if reply.status_code != 200:
            raise SystemExit(f"{address} {query}: {reply.status_code}")
    return statistics.median(spent)


def fill():
    """Make the bank; return {name: query} of the pages to look at."""
    from tests.benchmarks import bank

    made = bank.make(N_ITEMS, n_points=N_POINTS, n_chapters=N_CHAPTERS)
    return {
        "first": {},
        "last": {"p": N_ITEMS // 50},
        **{f"sorted_{key.strip('_')}": {"ordering": f"-{key}"} for key in SORTED},
        "filtered_chapter": {"chapter": made["chapter"]},
        "filtered_point": {"point": made["point"]},
        "filtered_kind_difficulty": {"kind": ["single", "multiple"], "difficulty": [2, 3]},
        "filtered_author": {"author": made["author"]},
        "filtered_statute": {"statute": made["statute"]},
        "filtered_status": {"status": ["draft", "review", "scheduled", "retired"]},
        "filtered_comments": {"comments": "false"},
        "filtered_papers": {"papers": "no"},
        "filtered_statistics": {"statistics": "any"},
        "searched_all": {"q": "应当"},
        "searched_word": {"q": "听证"},
        "searched_character": {"q": "听"},
        "searched_code": {"q": "05-"},
        "searched_filtered_sorted_last": {
            "q": "应当", "status": ["published"], "ordering": "-_updated_at", "p": 999,
        },
        "page_of_200": {"per_page": 200},
    }  # fmt: skip


SORTED = [
    "code",
    "kind",
    "point__code",
    "difficulty",
    "author__display_name",
    "_state",
    "_updated_at",
    "_facility",
    "_discrimination",
]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", action="store_true", help="one JSON object on standard output")
    as_json = parser.parse_args().json
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")
    import django

    django.setup()
    figures = measure(progress=lambda text: print(text, file=sys.stderr))
    if as_json:
        print(json.dumps(figures))
    else:
        print("\n".join(f"{name:32} {value}" for name, value in figures.items()))


if __name__ == "__main__":
    main()
