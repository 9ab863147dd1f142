"""The invigilator's board: who is where, never what was answered or scored."""

from datetime import timedelta
from threading import Barrier, Thread
from time import sleep

import pytest
from django.utils import timezone

from exams.sittings import delivery, invigilating, observing, watching
from exams.sittings.board import State, rows, totals
from exams.sittings.models import Incident, Presence
from tests.factories import (
    AttemptFactory,
    CandidateFactory,
    RegistrationFactory,
    SittingFactory,
    UnitFactory,
    UserFactory,
)


@pytest.fixture
def sitting(db):
    return SittingFactory()


@pytest.fixture
def invigilator(db, client):
    user = UserFactory(role="invigilator")
    client.force_login(user)
    return user


def writing(sitting, **kwargs):
    attempt = AttemptFactory(registration=RegistrationFactory(sitting=sitting), **kwargs)
    return attempt, delivery.open_token(attempt)


def test_the_board_tells_how_far_each_candidate_is(sitting):
    now = timezone.now()
    RegistrationFactory(sitting=sitting)
    attempt, token = writing(sitting, started_at=now - timedelta(seconds=30))
    for number, (position, answer) in enumerate([(1, "A"), (2, "AB"), (1, "B"), (2, "")], start=1):
        delivery.save(attempt.pk, token, number=number, position=position, answer=answer, now=now)
    done, _ = writing(sitting)
    delivery.submit(done, now=now)
    over, token = writing(sitting, started_at=now - timedelta(hours=3))
    with pytest.raises(delivery.TooLate):
        delivery.save(over.pk, token, number=1, position=1, answer="A", now=now)
    delivery.close_overdue(now=now)

    listed = rows(sitting, now=now)

    assert [row.state for row in listed] == [
        State.NOT_STARTED,
        State.WRITING,
        State.HANDED_IN,
        State.CLOSED,
    ]
    row = listed[1]
    # Item 2 was answered and taken back.
    assert (row.n_answered, row.n_questions) == (1, 3)
    assert row.last_saved_at == now
    assert row.time_left_text == "119"
    assert listed[3].n_late == 1
    assert totals(listed) == {
        "registered": 4,
        "not_started": 1,
        "writing": 1,
        "paused": 0,
        "handed_in": 1,
        "closed": 1,
        "forced": 0,
        "late": 1,
        "warned": 0,
    }


def test_the_count_of_answers_is_that_of_the_fold(sitting):
    import random

    chance = random.Random(7)
    attempt, token = writing(sitting)
    for number in range(1, 60):
        delivery.save(
            attempt.pk, token, number=number, position=chance.randint(1, 3),
            answer=chance.choice(["", "A", "B"]), now=timezone.now(),
        )  # fmt: skip
        if number % 10 == 0:
            assert rows(sitting, now=timezone.now())[0].n_answered == len(attempt.answers())


def test_the_board_costs_the_same_statements_however_many_sit(
    sitting, client, invigilator, django_assert_num_queries
):
    for n in (1, 4):
        for _ in range(n):
            attempt, token = writing(sitting)
            delivery.save(attempt.pk, token, number=1, position=1, answer="A", now=timezone.now())
        watching.forget_all()
        # Session, user, two of permissions; sitting, candidates, two of the log, late answers,
        # incidents, answer files.
        with django_assert_num_queries(11):
            client.get(f"/invigilate/{sitting.pk}/table/")


def test_within_two_seconds_all_who_watch_get_the_same_board(sitting, django_assert_num_queries):
    writing(sitting)
    with django_assert_num_queries(7):
        first = watching.snapshot(sitting.pk, now=timezone.now(), clock=lambda: 0)
    with django_assert_num_queries(0):
        assert watching.snapshot(sitting.pk, now=timezone.now(), clock=lambda: 1.9) is first
    with django_assert_num_queries(7):
        assert watching.snapshot(sitting.pk, now=timezone.now(), clock=lambda: 2.1) is not first


def test_a_board_that_is_slow_to_work_out_comes_less_often(sitting):
    ticks = iter([0, 1])  # it takes a second
    first = watching.snapshot(sitting.pk, now=timezone.now(), clock=lambda: next(ticks))

    assert watching.snapshot(sitting.pk, now=timezone.now(), clock=lambda: 9) is first
    assert watching.snapshot(sitting.pk, now=timezone.now(), clock=lambda: 11) is not first


def test_viewers_at_once_have_the_board_worked_out_once(monkeypatch):
    n_taken, gate = [], Barrier(8)

    def take(sitting_id, now):
        n_taken.append(sitting_id)
        sleep(0.05)
        return watching.Snapshot(sitting=None, rows=[], n_files=0, now=now)

    monkeypatch.setattr(watching, "_take", take)

    def look():
        gate.wait()
        watching.snapshot(1, now=None)

    threads = [Thread(target=look) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert n_taken == [1]


def test_an_act_shows_at_the_next_look(sitting, client, invigilator):
    attempt, _ = writing(sitting)
    assert (
        '<span class="tag bad">已暂停'
        not in client.get(f"/invigilate/{sitting.pk}/table/").content.decode()
    )

    client.post(
        f"/invigilate/{sitting.pk}/act/pause/",
        {"who": attempt.registration_id, "usual": "other", "own": "火警", "sure": "1"},
    )

    assert (
        '<span class="tag bad">已暂停'
        in client.get(f"/invigilate/{sitting.pk}/table/").content.decode()
    )


def test_each_state_has_its_word_and_the_states_add_up(sitting):
    now = timezone.now()
    RegistrationFactory(sitting=sitting)
    people = [writing(sitting)[0] for _ in range(4)]
    who = {"cause": "示例", "actor": UserFactory(), "now": now}
    invigilating.pause([people[0].registration], **who)
    invigilating.hand_in([people[1].registration], **who)
    delivery.submit(people[2], now=now)
    invigilating.reopen([people[1].registration], minutes=5, **who)
    invigilating.hand_in([people[3].registration], **who)

    listed = rows(sitting, now=now)

    assert [row.state for row in listed] == [
        State.NOT_STARTED, State.PAUSED, State.WRITING, State.HANDED_IN, State.FORCED
    ]  # fmt: skip
    assert [row.is_reopened for row in listed] == [False, False, True, False, False]
    counted = totals(listed)
    assert sum(counted[state] for state in State) == counted["registered"] == 5


def test_time_left_counts_extra_time_and_stands_still_in_a_pause(sitting):
    now = timezone.now()
    attempt, _ = writing(sitting, started_at=now)
    who = {"cause": "示例", "actor": UserFactory(), "now": now}
    invigilating.give_time([attempt.registration], minutes=30, **who)
    invigilating.pause([attempt.registration], **who)

    (row,) = rows(sitting, now=now + timedelta(minutes=50))

    assert (row.time_left_text, row.extra_minutes) == ("150", 30)


def test_near_the_end_the_time_left_has_seconds(sitting):
    now = timezone.now()
    writing(sitting, started_at=now - timedelta(minutes=116, seconds=51))

    assert rows(sitting, now=now)[0].time_left_text == "3:09"


def test_a_save_is_a_sign_of_life_as_a_beat_is(sitting):
    now = timezone.now()
    attempt, token = writing(sitting, started_at=now - timedelta(minutes=9))
    Presence.objects.create(attempt=attempt, seen_at=now - timedelta(minutes=5))
    assert rows(sitting, now=now)[0].is_silent
    assert rows(sitting, now=now)[0].seen_at == now - timedelta(minutes=5)

    delivery.save(attempt.pk, token, number=1, position=1, answer="A", now=now)

    assert not rows(sitting, now=now)[0].is_silent


def test_incidents_are_counted_and_marked_only_beyond_the_exams_limits(sitting):
    now = timezone.now()
    attempt, token = writing(sitting)
    away = {"kind": "away", "ago": 5, "seconds": 4}
    for n, facts in enumerate([[away] * 3, [away]], start=1):
        observing.beat(
            attempt.pk, token, position=1, facts=facts, address="10.0.0.1", agent="A", now=now
        )
        (row,) = rows(sitting, now=now)
        assert row.is_warned == (n == 2)
    assert (row.n_incidents, row.n_away_over, row.warnings) == (4, 4, ["离开页面 4 次"])
    Incident.objects.create(attempt=attempt, kind="gap", at=now, seconds=75)
    assert rows(sitting, now=now)[0].gap_over == 75

    sitting.exam.warn_after_leaving = None
    sitting.exam.warn_after_seconds = 80
    assert not rows(sitting, now=now)[0].is_warned


def test_the_board_narrows_by_room_unit_state_and_words_and_the_totals_follow(
    sitting, client, invigilator
):
    people = [
        ("何一", "栖禾镇", "第一考场", 1),
        ("何二", "栖禾镇", "第二考场", 1),
        ("白露", "许镇镇", "第二考场", 2),
    ]
    for name, unit, room, seat in people:
        candidate = CandidateFactory(name=name, unit=UnitFactory(name=unit))
        RegistrationFactory(sitting=sitting, candidate=candidate, room=room, seat=seat)
    writing(sitting)

    def names(**query):
        html = client.get(f"/invigilate/{sitting.pk}/table/", query).content.decode()
        return [name for name, *_ in people if name in html], html

    assert names()[0] == ["何一", "何二", "白露"]
    assert names(room="第二考场")[0] == ["何二", "白露"]
    assert names(room="-")[0] == []
    assert names(unit="栖禾镇", room="第一考场")[0] == ["何一"]
    assert names(q="何")[0] == ["何一", "何二"]
    assert names(state="writing")[0] == []
    found, html = names(room="第二考场")
    assert "<dd>2<small> / 4</small></dd>" in html
    # What nobody can have asked for narrows nothing.
    assert names(state="nonsense")[0] == ["何一", "何二", "白露"]


def test_s6_the_board_shows_no_answer_and_no_score(sitting, client, invigilator):
    attempt, token = writing(sitting)
    delivery.save(attempt.pk, token, number=1, position=2, answer="ABD", now=timezone.now())

    for path in ("", "table/"):
        html = client.get(f"/invigilate/{sitting.pk}/{path}").content.decode()
        assert attempt.registration.candidate.name in html
        assert "ABD" not in html
        assert attempt.registration.candidate.masked_id_number not in html
        assert token not in html
        for word in ("得分", "成绩", "五日"):
            assert word not in html


def test_the_list_leads_to_each_board(sitting, client, invigilator):
    writing(sitting)

    html = client.get("/invigilate/").content.decode()

    assert f'href="/invigilate/{sitting.pk}/"' in html


def test_the_empty_list_says_what_to_do(client, invigilator):
    assert "还没有考试场次" in client.get("/invigilate/").content.decode()


@pytest.mark.parametrize("role", ["candidate", "trainer", "reviewer", "hr", None])
@pytest.mark.parametrize("path", ["", "{pk}/", "{pk}/table/"])
def test_s1_the_board_is_the_invigilators_alone(sitting, client, role, path):
    client.force_login(UserFactory(role=role))

    assert client.get(f"/invigilate/{path.format(pk=sitting.pk)}").status_code == 403


def test_without_sign_in_the_polled_table_sends_the_page_to_sign_in(sitting, client):
    response = client.get(f"/invigilate/{sitting.pk}/table/", headers={"HX-Request": "true"})

    assert response["HX-Refresh"] == "true"
    assert sitting.exam.title not in response.content.decode()


def test_a_sitting_that_does_not_exist_is_not_found(client, invigilator):
    assert client.get("/invigilate/999/").status_code == 404
    assert client.get("/invigilate/999/table/").status_code == 404


def test_the_menu_leads_invigilators_to_the_board_and_nobody_else(db, client, invigilator):
    assert 'href="/invigilate/"' in client.get("/my/").content.decode()
    client.force_login(UserFactory(role="candidate"))
    assert 'href="/invigilate/"' not in client.get("/my/").content.decode()
