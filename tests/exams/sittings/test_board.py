"""The invigilator's board: who is where, never what was answered or scored."""

from datetime import timedelta

import pytest
from django.utils import timezone

from exams.sittings import delivery
from exams.sittings.board import rows, totals
from exams.sittings.standing import Standing
from tests.factories import AttemptFactory, RegistrationFactory, SittingFactory, UserFactory


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

    assert [row.standing for row in listed] == [
        Standing.OPEN,
        Standing.WRITING,
        Standing.HANDED_IN,
        Standing.CLOSED,
    ]
    row = listed[1]
    # Item 2 was answered and taken back.
    assert (row.n_answered, row.n_questions) == (1, 3)
    assert row.last_saved_at == now
    assert row.minutes_left == 119
    assert listed[3].n_late == 1
    assert totals(listed) == {
        "registered": 4,
        "not_started": 1,
        "writing": 1,
        "handed_in": 1,
        "closed": 1,
        "late": 1,
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
        # Session, user, two of permissions, sitting, candidates, two of the log, late answers.
        with django_assert_num_queries(9):
            client.get(f"/invigilate/{sitting.pk}/table/")


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
