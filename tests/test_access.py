"""One table tries every address of our own in every role: who may not, cannot.

An address that the table doesn't know fails the last test: nobody adds a page without saying
here who may see it.
"""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from certificates.drawing import draw_missing
from certificates.issuing import issue
from exams.people import importing
from exams.sittings import delivery
from exams.sittings.models import AnswerFile
from questionbank import pictures
from tests import factories

pytestmark = pytest.mark.django_db

ROLES = [
    "nobody",
    "candidate",
    "trainer",
    "reviewer",
    "invigilator",
    "marker",
    "hr",
    "administrator",
]
EVERYBODY = set(ROLES)
SIGNED_IN = EVERYBODY - {"nobody"}
HR = {"hr", "administrator"}
MARKERS = {"marker", "administrator"}

# name: (roles that get a page or a download, names of the arguments it takes).
# "owner" is the candidate of the attempt; every other candidate is refused.
PAGES = {
    "search": (EVERYBODY, []),
    "statute-list": (EVERYBODY, []),
    "statute": (EVERYBODY, ["slug"]),
    "syllabus": (EVERYBODY, []),
    "powers": (EVERYBODY, []),
    "certificate-lookup": (EVERYBODY, []),
    "certificate-verify": (EVERYBODY, ["code"]),
    # Whoever has its address has seen a question that shows it.
    "picture": (EVERYBODY, ["picture"]),
    "login": ({"nobody"}, []),
    "desk": (SIGNED_IN, []),
    "password-change": (SIGNED_IN, []),
    "results": (SIGNED_IN, []),
    "sitting-instructions": ({"owner"}, ["registration"]),
    "exam-room": ({"owner"}, ["running"]),
    "receipt": ({"owner"}, ["attempt"]),
    "receipt-pdf": ({"owner"}, ["attempt"]),
    "receipt-check": (EVERYBODY, []),
    "receipt-check-file": (EVERYBODY, ["check_file"]),
    "ticket": ({"owner"}, ["registration"]),
    "sitting-tickets": ({"invigilator", *HR}, ["sitting"]),
    "sitting-tickets-pdf": ({"invigilator", *HR}, ["sitting"]),
    "practice-room": (EVERYBODY, []),
    "server-time": (EVERYBODY, []),
    "room-openapi": (EVERYBODY, []),
    "seb-quit": (EVERYBODY, []),
    "result": ({"owner"}, ["attempt"]),
    "certificate-pdf": ({"owner", *HR}, ["number"]),
    "invigilation": ({"invigilator", "administrator"}, []),
    "invigilation-board": ({"invigilator", "administrator"}, ["sitting"]),
    "invigilation-table": ({"invigilator", "administrator"}, ["sitting"]),
    "invigilation-act": ({"invigilator", "administrator"}, ["sitting", "act"]),
    "invigilation-candidate": ({"invigilator", "administrator"}, ["sitting", "registration"]),
    "invigilation-files": ({"invigilator", "administrator"}, ["sitting"]),
    "invigilation-file": ({"invigilator", "administrator"}, ["sitting", "file"]),
    "sitting-minutes": ({"invigilator", "administrator"}, ["sitting"]),
    "sitting-attendance": ({"invigilator", *HR}, ["sitting"]),
    "sitting-seats": ({"invigilator", *HR}, ["sitting"]),
    "marking": (MARKERS, []),
    "marking-exam": (MARKERS, ["exam"]),
    "marking-differences": (MARKERS, ["exam"]),
    "roster": (HR, []),
    "roster-export": (HR, ["suffix"]),
    "roster-template": (HR, []),
    "roster-upload": (HR, []),
    "roster-import": (HR, ["import"]),
    "roster-import-report": (HR, ["import", "suffix"]),
    "registration-sittings": (HR, []),
    "registration": (HR, ["sitting"]),
    "registration-export": (HR, ["sitting", "suffix"]),
    "exam-pass-rates": (HR, ["exam"]),
    "exam-people": (HR, ["exam"]),
    "pass-rates-export": (HR, ["exam", "suffix"]),
    "certificates": (HR, []),
    "certificates-of-exam": (HR, ["exam"]),
    "certificates-progress": (HR, ["exam"]),
    "certificates-zip": (HR, ["exam"]),
}

# Parts of a page, which htmx asks for.
PARTS = {"certificates-progress", "invigilation-table"}

# Addresses that lead on or only take a POST; their rights have tests beside their views.
ELSEWHERE = {
    "logout",
    "first-password",
    "pass-rates",
    "room-save",
    "room-submit",
    "room-state",
    "room-beat",
    "room-hand-in",
    "sitting-start",
    "room-start",
    "exam-entry",
    "seb-configuration",
    "invigilation-seat",
    "marking-next",
    "marking-answer",  # for whose turn it is, and for nobody else
    "roster-slips",
    "roster-import-confirm",
    "roster-import-sheet",
    "roster-import-discard",
    "registration-add",
    "registration-withdraw",
    "certificates-issue",
    "certificates-draw",
}


def _picture():
    name = f"{'a' * 40}.png"
    if not default_storage.exists(f"{pictures.FOLDER}/{name}"):
        default_storage.save(f"{pictures.FOLDER}/{name}", ContentFile(b"PNG"))
    return name


@pytest.fixture
def house(db):
    """One candidate's whole way, and a running attempt of the same candidate."""
    result = factories.released_result(right=3)
    candidate = result.attempt.registration.candidate
    running = factories.AttemptFactory(
        registration=factories.RegistrationFactory(candidate=candidate)
    )
    delivery.open_token(running)
    certificate = issue(result, now=timezone.now())
    registration = result.attempt.registration
    factories.ArticleFactory()
    draw_missing()
    row = f"何一,{factories.id_number(7)},{registration.unit}\n"
    return {
        "owner": candidate.user,
        "picture": _picture(),
        "slug": "administrative-penalty-law",
        "suffix": "xlsx",
        "check_file": "public-key.pem",
        "code": certificate.code,
        "number": certificate.number,
        "registration": registration.pk,
        "attempt": result.attempt.pk,
        "running": running.pk,
        "sitting": registration.sitting.pk,
        "act": "pause",
        "file": AnswerFile.objects.create(
            attempt=result.attempt,
            digest="0" * 64,
            entries=[],
            made_at=timezone.now(),
            uploaded_by=candidate.user,
            uploaded_at=timezone.now(),
        ).pk,
        "exam": registration.sitting.exam.pk,
        "import": importing.receive(
            "花名册.csv", "姓名,身份证号,单位\n".encode() + row.encode(), now=timezone.now()
        ).pk,
    }


@pytest.mark.parametrize("role", [*ROLES, "owner"])
def test_every_page_in_every_role(client, house, role):
    user = house["owner"] if role == "owner" else None
    if role not in ("nobody", "owner"):
        user = factories.UserFactory(role=role)
    if user:
        client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    roles = {role, "candidate"} if role == "owner" else {role}
    wrong = []
    for name, (allowed, arguments) in PAGES.items():
        if role == "owner" and name == "login":
            continue
        address = reverse(name, args=[house[key] for key in arguments])
        reply = client.get(address, headers={"HX-Request": "true"} if name in PARTS else {})
        status = reply.status_code
        if reply.streaming:
            reply.getvalue()  # to the end, as a browser does, or the file stays open
        if roles & allowed:
            fits = status == 200
        elif role == "nobody":
            # To the sign-in, as if it didn't exist, or (a part of a page) to load the page anew.
            fits = status in (302, 404) or (reply.headers.get("HX-Refresh") and not reply.content)
        else:
            fits = status in (302, 403, 404) if name == "login" else status in (403, 404)
        if not fits:
            wrong.append((name, status))
    assert not wrong


def test_no_address_is_missing_from_the_table():
    ours = ("cms.", "questionbank.", "exams.", "certificates.")

    def names(patterns):
        for pattern in patterns:
            if isinstance(pattern, URLResolver):
                if str(pattern.pattern) not in ("admin/", "language/"):
                    yield from names(pattern.url_patterns)
            elif isinstance(pattern, URLPattern):
                module = getattr(pattern.callback, "__module__", "")
                if module.startswith(ours) or pattern.name in ("logout", "login"):
                    yield pattern.name

    known = set(PAGES) | ELSEWHERE
    found = {name for name in names(get_resolver().url_patterns) if name}
    assert found == known, found ^ known
