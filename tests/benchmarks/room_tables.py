"""Before and after a measured exam, in the servers' environment: `prepare` or `sizes`.

`sizes` prints {"rows_per_attempt", "bytes_per_attempt"}: a whole exam with 100 saves, each row
with its share of its table and indexes.
"""

import json
import sys

TABLES = [
    "sittings_preparation", "sittings_attempt", "sittings_presence", "sittings_response",
    "sittings_seal", "scoring_result", "scoring_score",
]  # fmt: skip
LOG = "sittings_answerevent"
N_SAVES = 100


def main():
    import django

    django.setup()
    {"prepare": prepare, "sizes": sizes}[sys.argv[1]]()


def prepare():
    from django.db import connection
    from django.utils import timezone

    from exams.sittings.preparing import prepare_due

    key = "bigserial" if connection.vendor == "postgresql" else "integer"
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE TABLE bare (id {key} PRIMARY KEY, number integer, answer text, at text)"
        )
    prepare_due(now=timezone.now())


def sizes():
    from django.db import connection

    with connection.cursor() as cursor:

        def value(sql, *parameters):
            cursor.execute(sql, parameters)
            return cursor.fetchone()[0]

        def size(table):
            if connection.vendor == "postgresql":
                return value("SELECT pg_total_relation_size(%s)", table)
            named = "SELECT name FROM sqlite_master WHERE tbl_name = %s"
            return value(f"SELECT sum(pgsize) FROM dbstat WHERE name IN ({named})", table)

        counts = {table: value(f"SELECT count(*) FROM {table}") for table in [*TABLES, LOG]}
        n = counts["sittings_attempt"]
        rows = sum(counts[table] for table in TABLES) / n + N_SAVES
        volume = sum(size(table) for table in TABLES if counts[table]) / n
        volume += N_SAVES * size(LOG) / counts[LOG]
    print(json.dumps({"rows_per_attempt": round(rows, 1), "bytes_per_attempt": round(volume)}))


if __name__ == "__main__":
    main()
