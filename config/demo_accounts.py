"""The sign-in names of a demonstration, one a role; passwords are made at the first run."""

import json
import os
from dataclasses import dataclass
from pathlib import Path

from django.contrib.auth.models import Group

from exams.people.models import Candidate, User
from exams.people.passwords import initial_password
from exams.people.roles import Role
from exams.scoring.models import Result

NAMES = {
    Role.TRAINER: ("trainer", "周慧文"),
    Role.REVIEWER: ("reviewer", "郑审言"),
    Role.INVIGILATOR: ("invigilator", "吴守正"),
    Role.MARKER: ("marker", "孙明正"),
    Role.HR: ("hr", "李文静"),
    Role.ADMINISTRATOR: ("admin", "系统管理员"),
}


@dataclass(frozen=True)
class DemoAccounts:
    candidate: Candidate
    path: Path


def make(*, path, exam):
    """Return the accounts; the first call makes them and writes names and passwords to `path`."""
    candidate = _somebody_with_mistakes(exam)
    if path.exists() and User.objects.filter(username="admin").exists():
        return DemoAccounts(candidate, path)
    accounts = [
        _open(candidate.number, Role.CANDIDATE, candidate.name, candidate=candidate),
        *(_open(username, role, name) for role, (username, name) in NAMES.items()),
    ]
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(os.open(path, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "w") as file:
        json.dump({"accounts": accounts}, file, ensure_ascii=False, indent=2)
    return DemoAccounts(candidate, path)


def _somebody_with_mistakes(exam):
    """A candidate whose result page has something to teach: passed, with a middling score."""
    result = (
        Result.objects.current()
        .filter(attempt__registration__sitting__exam=exam, passed=True, points__lte=85)
        .order_by("-points", "attempt__registration__ticket")
        .select_related("attempt__registration__candidate")
        .first()
    )
    return result.attempt.registration.candidate


def _open(username, role, name, *, candidate=None):
    password = initial_password()
    user, _ = User.objects.get_or_create(username=username)
    user.display_name = name
    user.is_superuser = user.is_staff = False
    user.must_change_password = False
    user.set_password(password)
    user.save()
    user.groups.set(Group.objects.filter(name=role))
    if candidate is not None:
        candidate.user = user
        candidate.save(update_fields=["user"])
    return {
        "role": role.value,
        "username": username,
        "password": password,
        "name": name,
    }
