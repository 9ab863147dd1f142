"""Slips: one initial password each, for those who have never signed in."""

import time

import pytest
from django.contrib.auth import get_user_model
from django.utils import timezone

from exams.people.accounts import UserNameTaken, open_accounts
from exams.people.models import Candidate
from tests.factories import CandidateFactory, UserFactory, id_number

User = get_user_model()


@pytest.fixture
def newcomer(db):
    return CandidateFactory(user=None, name="柏舟")


def test_an_account_has_the_candidate_number_the_role_and_a_password_that_must_be_changed(newcomer):
    [(candidate, password)] = open_accounts([newcomer])
    user = User.objects.get(username=newcomer.number)
    assert candidate.user == user
    assert Candidate.objects.get().user == user
    assert user.check_password(password)
    assert user.must_change_password
    assert [group.name for group in user.groups.all()] == ["candidate"]
    assert str(user) == "柏舟"
    assert not user.is_staff


def test_a_second_slip_makes_the_first_void_and_no_second_account(newcomer):
    [(_, first)] = open_accounts([newcomer])
    [(_, second)] = open_accounts(Candidate.objects.all())
    user = User.objects.get()
    assert user.check_password(second)
    assert not user.check_password(first)
    assert user.groups.count() == 1


def test_who_has_signed_in_keeps_the_password(newcomer):
    open_accounts([newcomer])
    User.objects.update(last_login=timezone.now(), password="kept")
    assert open_accounts(Candidate.objects.all()) == []
    assert User.objects.get().password == "kept"


def test_who_is_struck_off_gets_no_slip(newcomer):
    Candidate.objects.update(is_active=False)
    assert open_accounts([newcomer]) == []


def test_a_user_name_of_somebody_else_stops_all_of_it(newcomer):
    other = CandidateFactory(user=None)
    UserFactory(username=newcomer.number)
    with pytest.raises(UserNameTaken, match=newcomer.number):
        open_accounts([other, newcomer])
    assert not Candidate.objects.exclude(user=None).exists()


def test_186_slips_take_less_than_two_seconds_of_cpu_and_few_queries(
    newcomer, django_assert_max_num_queries
):
    Candidate.objects.bulk_create(
        Candidate(
            number=f"27{n:04d}", name=f"考{n}", unit=newcomer.unit, sex="F",
            birth_date=newcomer.birth_date, id_number=id_number(n * 2),
        )
        for n in range(1, 187)
    )  # fmt: skip
    people = list(Candidate.objects.filter(number__startswith="27"))
    started = time.process_time()
    with django_assert_max_num_queries(15):
        slips = open_accounts(people)
    assert time.process_time() - started < 2
    assert len({password for _, password in slips}) == 186
