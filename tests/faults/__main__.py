"""Kill real server processes under load and count what was lost.

    python -m tests.faults [--kills 200] [--database sqlite|postgresql|both] [--seed 0] [--json]

Half of the kills on each database. The last line is one of JSON; the exit status is 1 where
anything was lost, doubled or stuck.
"""

import argparse
import json
import os
import sys


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--database", choices=["sqlite", "postgresql", "both"], default="both")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", action="store_true", help="no progress, the line of JSON alone")
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")
    from tests.faults import killing
    from tests.faults.site import has_postgresql

    def progress(text):
        if not options.json:
            print(text, file=sys.stderr, flush=True)

    databases = [options.database]
    if options.database == "both":
        databases = ["sqlite", "postgresql"]
    if not has_postgresql() and "postgresql" in databases:
        progress("PostgreSQL's server is not installed on this machine: left out")
        databases.remove("postgresql")
    total = dict.fromkeys(("kills", "acknowledged", "lost", "doubled", "stuck", "unsound"), 0)
    for n, database in enumerate(databases):
        kills = options.kills // len(databases) + (n < options.kills % len(databases))
        progress(f"{database}: {kills} kills")
        with killing.made_site(database, progress=progress) as site:
            figures = killing.run(site, kills, seed=options.seed, progress=progress)
        progress(json.dumps(figures, ensure_ascii=False))
        for name in total:
            total[name] += figures[name]
    print(json.dumps(total))
    return int(any(total[name] for name in ("lost", "doubled", "stuck", "unsound")))


if __name__ == "__main__":
    sys.exit(main())
