"""Answer files: checked, shown beside what was saved, decided by a person, never merged."""

import base64
import json
import os
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from exams.scoring.marking import score_pending
from exams.scoring.models import Result
from exams.sittings import answer_files, delivery, sealing
from exams.sittings.models import AnswerFile, Intervention
from exams.sittings.room_page import device_key
from tests.factories import (
    AttemptFactory,
    RegistrationFactory,
    SittingFactory,
    UserFactory,
    answer_letters,
)

MINUTE = timedelta(minutes=1)


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def invigilator(db, client):
    user = UserFactory(role="invigilator")
    client.force_login(user)
    return user


@pytest.fixture
def attempt(db, now):
    """Handed in with question 1 saved as A (number 1), an hour after the start."""
    attempt = AttemptFactory(started_at=now - 60 * MINUTE)
    token = delivery.open_token(attempt)
    delivery.save(attempt.pk, token, number=1, position=1, answer="A", now=now - 30 * MINUTE)
    return delivery.submit(attempt, now=now)


@pytest.fixture
def sitting(attempt):
    return attempt.registration.sitting


def packed(attempt, entries, made_at, *, key=None, changes=()):
    """A file as the page of an attempt makes it."""
    made_at = made_at if isinstance(made_at, str) else made_at.isoformat()
    nonce, plain = os.urandom(12), json.dumps(entries).encode()
    sealed = AESGCM(key or device_key(attempt)).encrypt(
        nonce, plain, f"{attempt.pk}|{made_at}".encode()
    )
    envelope = {
        "format": "baiwen-answers/1",
        "attempt": attempt.pk,
        "made_at": made_at,
        "iv": base64.b64encode(nonce).decode(),
        "data": base64.b64encode(sealed).decode(),
    }
    return json.dumps(envelope | dict(changes)).encode()


def entry(number, position, answer, at):
    return [number, position, answer, at.isoformat()]


def receive(data, sitting, invigilator, now):
    return answer_files.receive(data, sitting, actor=invigilator, now=now)


def test_a_genuine_file_is_kept_with_its_entries_once(attempt, sitting, invigilator, now):
    data = packed(attempt, [entry(3, 2, "CA", now), entry(2, 3, "A", now)], now)

    file = receive(data, sitting, invigilator, now)
    again = receive(data, sitting, UserFactory(), now + MINUTE)

    assert again == file
    assert AnswerFile.objects.count() == 1
    assert [entry[:3] for entry in file.entries] == [[2, 3, "A"], [3, 2, "AC"]]
    assert (file.attempt, file.made_at, file.uploaded_by) == (attempt, now, invigilator)
    # Nothing is merged by itself.
    assert attempt.answers() == {1: "A"}


def test_the_browsers_way_to_write_time_is_understood(attempt, sitting, invigilator, now):
    data = packed(attempt, [[2, 2, "A", "2026-11-24T03:04:05.678Z"]], "2026-11-24T03:05:00.000Z")

    assert receive(data, sitting, invigilator, now).made_at.year == 2026


@pytest.mark.parametrize(
    "data",
    [
        b"", b"PK\x03\x04", b"[]", b"1", b"null", b"{}", b"\xff\xfe", b"[" * 100_000,
        b'{"format": "baiwen-answers/2"}',
        b'{"format": "baiwen-answers/1", "attempt": "1", "made_at": 1, "iv": "", "data": ""}',
        b'{"format": "baiwen-answers/1", "attempt": true, "made_at": "x", "iv": 1, "data": 2}',
    ],
)  # fmt: skip
def test_m1_what_is_no_answer_file_is_refused(data, sitting, invigilator, now):
    with pytest.raises(answer_files.NotTaken, match="这不是作答文件"):
        receive(data, sitting, invigilator, now)


@given(st.binary(max_size=300))
def test_m1_any_bytes_are_refused_with_a_reason(data):
    with pytest.raises(answer_files.NotTaken):
        answer_files._opened(data, None)


def test_m1_a_file_that_is_too_large_is_refused_before_it_is_read(sitting, invigilator, now):
    with pytest.raises(answer_files.NotTaken, match="4 MB"):
        receive(b" " * (answer_files.MAX_SIZE + 1), sitting, invigilator, now)


def test_a_changed_file_is_found_out(attempt, sitting, invigilator, now):
    other = AttemptFactory(registration=RegistrationFactory(sitting=sitting), seed="e" * 32)
    entries = [entry(2, 2, "A", now)]
    genuine = json.loads(packed(attempt, entries, now))
    sealed = bytearray(base64.b64decode(genuine["data"]))
    sealed[3] ^= 1
    changes = [
        {"data": base64.b64encode(sealed).decode()},
        {"data": ""},
        {"made_at": (now - MINUTE).isoformat()},
        {"attempt": other.pk},
    ]
    forged = [packed(attempt, entries, now, changes=change) for change in changes]
    forged += [packed(attempt, entries, now, key=key) for key in (device_key(other), b"k" * 32)]
    for data in forged:
        with pytest.raises(answer_files.NotTaken, match="校验未通过"):
            receive(data, sitting, invigilator, now)
    assert not AnswerFile.objects.exists()


@pytest.mark.parametrize(
    "entries",
    [
        {}, [[1, 1, "A"]], [["1", 1, "A", "2026-11-24T03:05:00Z"]],
        [[0, 1, "A", "2026-11-24T03:05:00Z"]], [[20_001, 1, "A", "2026-11-24T03:05:00Z"]],
        [[1, 4, "A", "2026-11-24T03:05:00Z"]], [[1, 1, "H", "2026-11-24T03:05:00Z"]],
        [[1, 1, '"text', "2026-11-24T03:05:00Z"]], [[1, 1, "A", "gestern"]],
        [[1, 1, "A", "2026-11-24T03:05:00"]], [[1, 1, "A", "9999-12-31T23:59:59-23:00"]],
        [[1, 1, None, "2026-11-24T03:05:00Z"]], [True], 5,
        [[1, 1, "A", "2026-11-24T03:05:00Z"], [1, 2, "A", "2026-11-24T03:05:00Z"]],
    ],
)  # fmt: skip
def test_what_does_not_fit_the_paper_is_not_taken(attempt, sitting, invigilator, now, entries):
    with pytest.raises(answer_files.NotTaken, match="与试卷不符"):
        receive(packed(attempt, entries, now), sitting, invigilator, now)


def test_s1_a_file_of_another_sitting_belongs_nowhere_here(attempt, invigilator, now):
    elsewhere = SittingFactory(exam=attempt.registration.sitting.exam)

    with pytest.raises(answer_files.NotTaken, match="没有与该文件对应的试卷"):
        receive(packed(attempt, [], now), elsewhere, invigilator, now)


def compared(attempt, sitting, invigilator, now, *entries):
    file = receive(packed(attempt, entries, now), sitting, invigilator, now)
    comparison = answer_files.compare(file)
    return comparison, {line.position: line for line in comparison.lines}


def test_each_question_is_shown_with_what_was_saved_and_what_the_file_holds(
    attempt, sitting, invigilator, now
):
    comparison, lines = compared(
        attempt, sitting, invigilator, now,
        entry(1, 1, "A", now - 31 * MINUTE),  # arrived
        entry(2, 2, "A", now - 20 * MINUTE),
        entry(3, 2, "AC", now - 19 * MINUTE),  # never arrived, nor did the one before
    )  # fmt: skip

    assert (comparison.n_known, comparison.n_missing, comparison.n_conflicts) == (1, 2, 0)
    assert (lines[1].saved, lines[1].answer, lines[1].is_known) == ("A", "A", True)
    assert (lines[2].saved, lines[2].answer, lines[2].is_proposed) == ("", "AC", True)
    assert lines[2].given_at == now - 19 * MINUTE


@pytest.mark.parametrize(
    ("number", "minutes_ago", "note"),
    [
        (1, 20, "两台设备"),  # its number holds "A" for question 1
        (2, 45, "此后另有作答"),  # answered before the saved one
        (2, -61, "截止时间之后"),
        (2, 61, "开考之前"),
    ],
)
def test_what_is_odd_is_said_and_not_proposed(
    attempt, sitting, invigilator, now, number, minutes_ago, note
):
    _, lines = compared(
        attempt, sitting, invigilator, now, entry(number, 1, "B", now - minutes_ago * MINUTE)
    )

    assert not lines[1].is_proposed
    assert any(note in str(said) for said in lines[1].notes)


def test_an_accepted_answer_is_added_sealed_and_scored_anew(attempt, sitting, invigilator, now):
    score_pending(now=now)
    entries = [
        entry(2, 1, answer_letters(attempt, 1, [1]), now - 5 * MINUTE),
        entry(3, 2, "AB", now - 4 * MINUTE),
        entry(4, 3, answer_letters(attempt, 3, [0]), now - 3 * MINUTE),
    ]
    file = receive(packed(attempt, entries, now), sitting, invigilator, now)

    decision = answer_files.decide(
        file, {1, 3}, cause="断网至考试结束", actor=invigilator, now=now + MINUTE
    )

    attempt.refresh_from_db()
    assert decision.is_accepted
    assert attempt.answers() == {1: entries[0][2], 3: entries[2][2]}
    numbers = attempt.events.values_list("number", "received_at")
    # Beyond those of the file, which the device may still send.
    assert list(numbers)[1:] == [(5, now + MINUTE), (6, now + MINUTE)]
    assert (attempt.round, attempt.is_running) == (2, False)
    assert sealing.fault(attempt) == ""
    assert attempt.responses.filter(round=2).count() == 3
    score_pending(now=now)
    results = Result.objects.filter(attempt=attempt).order_by("round")
    assert [result.round for result in results] == [1, 2]
    act = Intervention.objects.get()
    assert (act.kind, act.cause) == ("answer_file", "断网至考试结束")
    assert act.text == "采纳 2 题的作答（第 1、3 题）。"


def test_a_refused_file_changes_nothing_and_is_decided_for_good(attempt, sitting, invigilator, now):
    file = receive(packed(attempt, [entry(2, 2, "A", now)], now), sitting, invigilator, now)
    who = {"cause": "作答在截止之后", "actor": invigilator, "now": now}

    assert not answer_files.decide(file, set(), **who).is_accepted
    with pytest.raises(answer_files.NotTaken, match="已经处理"):
        answer_files.decide(file, {2}, **who)

    attempt.refresh_from_db()
    assert attempt.round == 1
    assert attempt.answers() == {1: "A"}


def test_nothing_is_added_once_results_are_released(attempt, sitting, invigilator, now):
    file = receive(packed(attempt, [entry(2, 2, "A", now)], now), sitting, invigilator, now)
    sitting.exam.released_at = now
    sitting.exam.save()

    with pytest.raises(answer_files.NotTaken, match="成绩已经发布"):
        answer_files.decide(file, {2}, cause="断网", actor=invigilator, now=now)
    assert not Intervention.objects.exists()


def test_nothing_is_added_to_a_paper_that_is_open(sitting, invigilator, now):
    running = AttemptFactory(registration=RegistrationFactory(sitting=sitting))
    file = receive(packed(running, [entry(2, 2, "A", now)], now), sitting, invigilator, now)

    with pytest.raises(answer_files.NotTaken, match="尚未交卷"):
        answer_files.decide(file, {2}, cause="断网", actor=invigilator, now=now)


@pytest.mark.parametrize("positions", [{1}, {2, 3}])
def test_only_what_the_file_adds_can_be_accepted(attempt, sitting, invigilator, now, positions):
    entries = [entry(1, 1, "A", now), entry(2, 2, "A", now)]
    file = receive(packed(attempt, entries, now), sitting, invigilator, now)

    with pytest.raises(answer_files.NotTaken):
        answer_files.decide(file, positions, cause="断网", actor=invigilator, now=now)
    attempt.refresh_from_db()
    assert attempt.round == 1


# --- The pages


def upload(client, sitting, data):
    file = SimpleUploadedFile("answers.baiwen", data)
    return client.post(f"/invigilate/{sitting.pk}/files/", {"file": file}, follow=True)


def test_an_upload_leads_to_the_comparison_and_a_decision(
    attempt, sitting, client, invigilator, now
):
    reply = upload(client, sitting, packed(attempt, [entry(2, 2, "AC", now)], now))

    html = reply.content.decode()
    assert "校验通过" in html
    assert 'value="2" checked' in html
    address = reply.redirect_chain[-1][0]
    assert (
        "请勾选要采纳的试题"
        in client.post(address, {"cause": "断网", "accept": "1"}).content.decode()
    )
    assert "errorlist" in client.post(address, {"position": "2", "accept": "1"}).content.decode()
    html = client.post(
        address, {"cause": "断网<i>", "accept": "1", "position": "2"}, follow=True
    ).content.decode()
    assert "断网&lt;i&gt;" in html
    assert attempt.answers() == {1: "A", 2: "AC"}
    board = client.get(f"/invigilate/{sitting.pk}/candidate/{attempt.registration_id}/")
    assert "再次交卷" in board.content.decode()


def test_a_refused_upload_says_why(attempt, sitting, client, invigilator):
    assert "errorlist" not in client.get(f"/invigilate/{sitting.pk}/files/").content.decode()
    assert "这不是作答文件" in upload(client, sitting, b"hello").content.decode()
    assert "errorlist" in client.post(f"/invigilate/{sitting.pk}/files/").content.decode()


def test_an_undecided_file_shows_on_the_board(attempt, sitting, client, invigilator, now):
    upload(client, sitting, packed(attempt, [entry(2, 2, "AC", now)], now))

    assert "有 1 份作答文件等待处理" in client.get(f"/invigilate/{sitting.pk}/").content.decode()


def test_s1_a_file_is_found_in_its_own_sitting_by_invigilators_alone(
    attempt, sitting, client, invigilator, now
):
    file = receive(packed(attempt, [entry(2, 2, "AC", now)], now), sitting, invigilator, now)
    elsewhere = SittingFactory(exam=sitting.exam)

    assert client.get(f"/invigilate/{elsewhere.pk}/files/{file.pk}/").status_code == 404
    for role in ("candidate", "hr", "trainer", "reviewer"):
        client.force_login(UserFactory(role=role))
        assert client.get(f"/invigilate/{sitting.pk}/files/{file.pk}/").status_code == 403
        assert upload(client, sitting, b"x").status_code == 403
