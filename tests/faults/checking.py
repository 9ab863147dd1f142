"""Compares what candidates were told with what the database holds; prints the figures as JSON.

    python -m tests.faults.checking JOURNAL…

In the environment of the servers, once they have come to rest: first time runs out for whoever
has not handed in, and housekeeping does one round. `lost`: acknowledged and not found
as it was; `doubled`: found twice, or out of the order in which it was sent; `stuck`: papers not
closed, not scored, or with other responses than the log gives; `unsound`: `sealing.fault`.
"""

import json
import sys
from collections import Counter
from datetime import timedelta

LONG_AGO = timedelta(days=1)


def main():
    import django

    django.setup()
    from django.core.management import call_command

    time_out()
    call_command("housekeeping", once=True)
    print(json.dumps(compare(read(sys.argv[1:]))))


def time_out():
    from django.db.models import F

    from exams.sittings.models import Attempt

    Attempt.objects.running().update(
        started_at=F("started_at") - LONG_AGO, deadline=F("deadline") - LONG_AGO
    )


def read(paths):
    told = {"saved": [], "sent": set(), "receipt": {}, "gone": 0, "refused": [], "counts": {}}
    for path in paths:
        with open(path) as file:
            for line in file:
                kind, *what = json.loads(line)
                if kind == "saved":
                    told["saved"].append(tuple(what))
                elif kind == "sent":
                    told["sent"].add(tuple(what))
                elif kind == "receipt":
                    told["receipt"][what[0]] = what[1]
                elif kind == "refused":
                    told["refused"].append(what)
                elif kind == "gone":
                    told["gone"] += 1
                else:
                    told["counts"] = dict(Counter(told["counts"]) + Counter(what[0]))
    return told


def compare(told):
    from exams.scoring.marking import derive
    from exams.scoring.models import Result
    from exams.sittings import sealing
    from exams.sittings.models import AnswerEvent, Attempt, Response

    columns = ("attempt", "number", "position", "answer")
    rows = list(AnswerEvent.objects.order_by("pk").values_list(*columns))
    found = Counter(rows)
    numbers = Counter(row[:2] for row in rows)
    highest, disordered = {}, 0
    for attempt, number, *_answer in rows:
        disordered += number < highest.get(attempt, 0)
        highest[attempt] = number
    figures = {
        "acknowledged": len(told["saved"]),
        "lost": sum(1 for one in told["saved"] if not found[one]),
        "doubled": sum(n - 1 for n in numbers.values()) + disordered,
        "unsent": sum(1 for row in rows if row not in told["sent"]),
        "attempts": 0,
        "stuck": told["gone"],
        "unsound": 0,
        "errors": told["counts"],
        "refused": told["refused"][:5],
    }
    attempts = Attempt.objects.select_related("registration__sitting__exam", "form")
    for attempt in attempts.order_by("pk"):
        figures["attempts"] += 1
        results = list(Result.objects.filter(attempt=attempt))
        responses = Response.objects.filter(attempt=attempt, round=attempt.round)
        is_through = (
            not attempt.is_running
            and len(results) == 1
            and responses.count() == attempt.form.n_questions
            and results[0].points
            == sum(one.points for one in derive(attempt, half_if_incomplete=False))
            and results[0].scores.count() == attempt.form.n_questions
            and sum(1 for one in responses if one.chosen is not None) == len(attempt.answers())
        )
        receipt = told["receipt"].get(attempt.pk, attempt.receipt)
        figures["stuck"] += not is_through
        figures["lost"] += receipt != attempt.receipt
        figures["unsound"] += sealing.fault(attempt) != ""
    return figures


if __name__ == "__main__":
    main()
