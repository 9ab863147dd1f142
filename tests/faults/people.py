"""Fills a site's database with an open exam and signed-in candidates; prints who they are.

    python -m tests.faults.people 200 [--items 10]

In the environment of the servers. Standard output: {"sitting", "people": [[key of the entry,
session], …]}.
"""

import argparse
import json
import secrets
from datetime import date, timedelta

KINDS = ("single", "multiple", "true_false")
KEYS = ("B", "AC", "A")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("n", type=int)
    parser.add_argument("--items", type=int, default=12)
    options = parser.parse_args()
    import django

    django.setup()
    from django.db import transaction

    with transaction.atomic():
        made = fill(options.n, n_items=options.items)
    print(json.dumps(made))


def fill(n, *, n_items):
    from exams.people.models import Candidate
    from exams.sittings.models import Registration
    from tests.factories import ExamFactory, SittingFactory, UnitFactory, form, id_number

    places = [place % len(KINDS) for place in range(n_items)]
    paper = form([KEYS[place] for place in places], [KINDS[place] for place in places]).paper
    sitting = SittingFactory(exam=ExamFactory(paper=paper, duration_minutes=600))
    unit, born = UnitFactory(), date(1980, 1, 1)
    users = _users(n)
    candidates = Candidate.objects.bulk_create(
        Candidate(
            number=f"9{place:07d}",
            user=user,
            name=user.display_name,
            id_number=id_number(place % 1000, born + timedelta(place // 1000)),
            unit=unit,
            sex="F",
            birth_date=born,
        )
        for place, user in enumerate(users)
    )
    entries = Registration.objects.bulk_create(
        Registration(sitting=sitting, candidate=one, unit=unit, ticket=f"99{one.number}")
        for one in candidates
    )
    sessions = _sessions(users)
    return {
        "sitting": sitting.pk,
        "people": [[entry.pk, key] for entry, key in zip(entries, sessions, strict=True)],
    }


def _users(n):
    from django.contrib.auth.models import Group

    from exams.people.models import User

    users = User.objects.bulk_create(
        User(username=f"sitter{place}", display_name=f"考生{place}", password="!")
        for place in range(n)
    )
    group = Group.objects.get(name="candidate")
    member = User.groups.through
    member.objects.bulk_create(member(user=user, group=group) for user in users)
    return users


def _sessions(users):
    """A signed-in session for each: what a sign-in leaves behind, without its hashing."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore
    from django.contrib.sessions.models import Session
    from django.utils import timezone

    store, until = SessionStore(), timezone.now() + timedelta(days=1)
    rows = [
        Session(
            session_key=secrets.token_hex(16),
            session_data=store.encode(
                {
                    SESSION_KEY: str(user.pk),
                    BACKEND_SESSION_KEY: "django.contrib.auth.backends.ModelBackend",
                    HASH_SESSION_KEY: user.get_session_auth_hash(),
                }
            ),
            expire_date=until,
        )
        for user in users
    ]
    return [row.session_key for row in Session.objects.bulk_create(rows)]


if __name__ == "__main__":
    main()
