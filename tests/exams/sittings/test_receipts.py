"""The receipt: its page, its PDF, and the public page where anybody checks it."""

import io
import shutil
import subprocess

import pypdf
import pytest
from django.db import connection
from django.utils import timezone

from exams.sittings import delivery, invigilating, sealing, signing
from exams.sittings.models import Attempt, Seal
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def paper(desk):
    """A paper handed in with two answers; `desk.seal` is what it got."""
    desk.save(1, 1, "A")
    desk.save(2, 3, "A")
    desk.submit()
    desk.attempt = Attempt.objects.get(pk=desk.attempt.pk)
    desk.seal = desk.attempt.last_seal
    return desk


def check(client, receipt, head=None):
    return client.get(
        "/receipts/check/", {"receipt": receipt} | ({} if head is None else {"head": head})
    )


def reopen(attempt):
    return invigilating.reopen(
        [attempt.registration], minutes=10, cause="网络中断",
        actor=UserFactory(role="invigilator"), now=timezone.now(),
    )  # fmt: skip


def tamper(sql, *parameters):
    """Change a table as somebody with the database's password would: past the triggers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        triggers = [row for row in cursor.fetchall() if "answerevent" in row[1].lower()]
        for name, _sql in triggers:
            cursor.execute(f'DROP TRIGGER "{name}"')
        cursor.execute(sql, parameters)
        for _name, made in triggers:
            cursor.execute(made.replace("%", "%%"))


def test_the_page_gives_number_count_saves_digest_signature_and_code(paper, client):
    client.force_login(paper.user)

    reply = client.get(f"/receipt/{paper.attempt.pk}/")

    text = reply.content.decode()
    assert paper.seal.receipt in text
    assert "2 / 3" in text
    assert all(paper.seal.head[i : i + 8] in text for i in range(0, 64, 8))
    assert "<svg" in text
    assert f"head={paper.seal.head[:16]}" in text


def test_the_pdf_says_the_same(paper, client):
    client.force_login(paper.user)

    reply = client.get(f"/receipt/{paper.attempt.pk}/receipt.pdf")

    assert reply["Content-Type"] == "application/pdf"
    document = pypdf.PdfReader(io.BytesIO(reply.content))
    assert len(document.pages) == 1
    text = "".join(document.pages[0].extract_text().split())
    registration = paper.attempt.registration
    for said in (paper.seal.receipt, registration.ticket, registration.candidate.name, "2/3"):
        assert said in text
    assert paper.seal.head in text
    assert paper.seal.signature in text


def test_nobody_else_gets_the_pdf(paper, client):
    client.force_login(UserFactory(role="candidate"))

    assert client.get(f"/receipt/{paper.attempt.pk}/receipt.pdf").status_code == 404


def test_a_running_paper_has_no_receipt(desk, client):
    client.force_login(desk.user)

    reply = client.get(f"/receipt/{desk.attempt.pk}/receipt.pdf")

    assert reply.status_code == 302
    assert reply.url == f"/room/{desk.attempt.pk}/"


def test_anybody_learns_what_the_server_holds_and_nothing_of_whom(paper, client):
    reply = check(client, paper.seal.receipt, paper.seal.head[:16])

    text = reply.content.decode()
    assert reply.status_code == 200
    assert reply.context["checked"].matches is True
    assert "2 / 3" in text
    assert paper.seal.head[:8] in text
    registration = paper.attempt.registration
    for personal in (registration.ticket, registration.candidate.name, str(registration.unit)):
        assert personal not in text


def test_the_number_may_be_written_as_people_write(paper, client):
    written = paper.seal.receipt.lower().replace("-", " ")

    assert check(client, written).context["checked"].matches is None


@pytest.mark.parametrize("number", ["0000-0000-0000-0000", "x", "' OR 1=1", "\0", "9" * 400])
def test_an_unknown_number_gets_one_plain_answer(paper, client, number):
    reply = check(client, number)

    assert reply.status_code == 404
    assert "没有这个编号的回执" in reply.content.decode()


def test_another_digest_is_told_apart(paper, client):
    assert check(client, paper.seal.receipt, "0" * 16).context["checked"].matches is False


def test_the_whole_digest_in_groups_is_taken(paper, client):
    head = " ".join(paper.seal.head[i : i + 8] for i in range(0, 64, 8)).upper()

    assert check(client, paper.seal.receipt, head).context["checked"].matches is True


def test_too_few_signs_of_the_digest_are_not_compared(paper, client):
    reply = check(client, paper.seal.receipt, paper.seal.head[:15])

    assert reply.context["is_short"]
    assert reply.context["checked"].matches is None


@pytest.mark.skipif("connection.vendor != 'sqlite'")
def test_a_changed_log_is_told(paper, client):
    """S: an answer that was changed behind the server's back is found by the receipt."""
    tamper("UPDATE sittings_answerevent SET answer = %s WHERE number = 1", "B")

    assert check(client, paper.seal.receipt).context["checked"].fault == "changed"


def test_the_receipt_before_a_reopening_is_found_and_says_that_a_later_one_exists(paper, client):
    first = paper.seal
    reopen(paper.attempt)
    assert check(client, first.receipt).context["checked"].is_open

    attempt = Attempt.objects.get(pk=paper.attempt.pk)
    token = delivery.open_token(attempt)
    delivery.save(attempt.pk, token, number=3, position=2, answer="AB", now=timezone.now())
    delivery.submit(attempt, now=timezone.now())

    checked = check(client, first.receipt, first.head).context["checked"]
    assert (checked.has_later, checked.is_open, checked.matches, checked.fault) == (
        True, False, True, "",
    )  # fmt: skip
    later = Seal.objects.get(attempt=attempt, round=2)
    assert not check(client, later.receipt, later.head).context["checked"].has_later


def test_a_forged_seal_of_an_earlier_round_is_told(paper, client, monkeypatch):
    monkeypatch.setattr(sealing, "fault", lambda attempt: "")
    monkeypatch.setattr(signing, "is_genuine", lambda signature, text: False)

    assert check(client, paper.seal.receipt).context["checked"].fault == "receipt"


@pytest.mark.skipif(not shutil.which("openssl"), reason="no openssl on this machine")
def test_openssl_verifies_the_statement_with_the_files_of_the_page(paper, client, tmp_path):
    for name in ("statement.txt", "signature.bin", "public-key.pem"):
        reply = client.get(f"/receipts/check/{name}", {"receipt": paper.seal.receipt})
        (tmp_path / name).write_bytes(reply.content)
    command = (
        "openssl pkeyutl -verify -pubin -inkey public-key.pem -rawin -in statement.txt "
        "-sigfile signature.bin"
    )
    page = check(client, paper.seal.receipt).content.decode()
    assert command in page

    done = subprocess.run(command.split(), cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr

    (tmp_path / "statement.txt").write_text(sealing.statement(paper.seal).replace("\n2\n", "\n3\n"))
    assert subprocess.run(command.split(), cwd=tmp_path, capture_output=True).returncode != 0


def test_the_files_of_an_unknown_receipt_are_not_there(client):
    for name in ("statement.txt", "signature.bin"):
        reply = client.get(f"/receipts/check/{name}", {"receipt": "0000-0000-0000-0000"})
        assert reply.status_code == 404
