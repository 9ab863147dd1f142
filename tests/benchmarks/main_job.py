"""The main job, measured: statements and CPU seconds from start to certificate.

    python -m tests.benchmarks.main_job [--json]

Statements are counted as Django sends them, session, user and scoring included. CPU seconds are
this process's, in a fresh SQLite database that holds the first county's exam. A save's reference
is a view that does nothing but INSERT one row, behind the same middleware in the same run.
"""

import argparse
import json
import os
import re
import statistics
import sys
import time

N_CANDIDATES = 5
N_ITEMS = 100


def measure(*, progress):
    from django.core.management import call_command

    progress("a fresh database with the first county's exam")
    call_command("migrate", verbosity=0)
    with open(os.devnull, "w") as nowhere:
        call_command("demo", json=True, stdout=nowhere)
    progress("certificates")
    certificate = seconds_a_certificate()
    progress("candidates")
    runs = [sit(client, attempt_of) for client, attempt_of in candidates(N_CANDIDATES)]
    save = statistics.median(run["cpu_s_save"] for run in runs)
    bare = bare_insert_seconds()
    return {
        "sql_start": max(run["sql_start"] for run in runs),
        "sql_save": max(run["sql_save"] for run in runs),
        "sql_submit": max(run["sql_submit"] for run in runs),
        "cpu_s_certificate": round(certificate, 4),
        "cpu_s_candidate": round(statistics.median(run["cpu_s"] for run in runs), 3),
        "cpu_ms_save": round(save * 1000, 3),
        "cpu_ms_bare_insert": round(bare * 1000, 3),
        "save_to_bare_insert": round(save / bare, 2),
    }


def seconds_a_certificate():
    """CPU seconds for each of the 179 certificates, the cut of the fonts included."""
    from certificates.drawing import draw_all
    from certificates.models import Certificate, Drawing

    Drawing.objects.all().delete()
    certificates = list(Certificate.objects.all())
    began = time.process_time()
    draw_all(certificates)
    return (time.process_time() - began) / len(certificates)


def candidates(n):
    """Signed-in clients of `n` people who are entered for an open sitting, with their entry."""
    from django.test import Client
    from django.utils import timezone

    from config import first_county
    from exams.people.accounts import open_accounts
    from exams.people.models import Candidate, User
    from exams.sittings.models import Registration

    people = list(Candidate.objects.filter(user=None)[:n])
    open_accounts(people)
    User.objects.update(must_change_password=False)
    sitting = first_county.open_practice_sitting(people, now=timezone.now())
    for registration in Registration.objects.filter(sitting=sitting, candidate__in=people):
        client = Client()
        client.force_login(registration.candidate.user, "django.contrib.auth.backends.ModelBackend")
        yield client, registration


def sit(client, registration):
    """One whole exam, from the instructions to the receipt; a save for each of the items."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext
    from django.urls import reverse

    from exams.sittings.models import Attempt

    began = time.process_time()
    client.get(reverse("sitting-instructions", args=[registration.pk]))
    with CaptureQueriesContext(connection) as start:
        client.post(reverse("sitting-start", args=[registration.pk]), {"accept": "on"})
    # Counted at once: the next request empties the log.
    n_start = len(start)
    attempt = Attempt.objects.get(registration=registration)
    page = client.get(reverse("exam-room", args=[attempt.pk])).content.decode()
    token = re.search(r'"token": "([^"]+)"', page)[1]
    post = posting(client, token)

    save_url = reverse("room-save", args=[attempt.pk])
    save_began = time.process_time()
    for number in range(1, N_ITEMS):
        post(save_url, {"number": number, "position": number, "answer": "A"})
    saves = time.process_time() - save_began
    with CaptureQueriesContext(connection) as save:
        post(save_url, {"number": N_ITEMS, "position": N_ITEMS, "answer": "A"})
    n_save = len(save)
    with CaptureQueriesContext(connection) as submit:
        post(reverse("room-submit", args=[attempt.pk]), {})
    n_submit = len(submit)
    client.get(reverse("receipt", args=[attempt.pk]))
    return {
        "cpu_s": time.process_time() - began,
        "cpu_s_save": saves / (N_ITEMS - 1),
        "sql_start": n_start,
        "sql_save": n_save,
        "sql_submit": n_submit,
    }


def posting(client, token=""):
    def post(url, body):
        reply = client.post(
            url,
            body,
            content_type="application/json",
            headers={"authorization": f"Bearer {token}"},
        )
        if reply.status_code != 200:
            raise SystemExit(f"{url}: {reply.status_code} {reply.content.decode()}")

    return post


def bare_insert_seconds():
    """CPU seconds of a view that only inserts a row: the reference for a save."""
    from django.db import connection
    from django.test import Client, override_settings

    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TABLE bare (id integer PRIMARY KEY, number integer, answer text, at text)"
        )
    with override_settings(ROOT_URLCONF="tests.benchmarks.bare_insert"):
        post = posting(Client())
        began = time.process_time()
        for number in range(N_ITEMS * N_CANDIDATES):
            post("/bare/", {"number": number, "answer": "A"})
        return (time.process_time() - began) / (N_ITEMS * N_CANDIDATES)


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
        print("\n".join(f"{name:22} {value}" for name, value in figures.items()))


if __name__ == "__main__":
    main()
