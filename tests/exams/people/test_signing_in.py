"""Signing in: by number, name or ID number; an initial password opens one page only."""

import pytest
from axes.models import AccessAttempt
from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils import timezone

from exams.people.accounts import open_accounts
from tests.factories import PASSWORD, CandidateFactory, UserFactory

pytestmark = pytest.mark.django_db
LOGIN = "/sign-in/"


def sign_in(client, name, password=PASSWORD, **more):
    return client.post(LOGIN, {"username": name, "password": password, **more})


def signed_in(client):
    return "_auth_user_id" in client.session


# ---- who is meant ------------------------------------------------------------------------------


def test_a_person_signs_in_with_the_user_name_and_lands_on_the_desk(client):
    user = UserFactory(username="hr1", role="hr")
    response = sign_in(client, "hr1")
    assert response.url == "/my/"
    assert client.session["_auth_user_id"] == str(user.pk)


@pytest.mark.parametrize("write", [str, str.lower, lambda n: f" {n[:6]} {n[6:14]} {n[14:]} "])
def test_a_candidate_may_type_the_id_number_instead(client, write):
    candidate = CandidateFactory(id_number="99010119911203219X")
    sign_in(client, write("99010119911203219X"))
    assert client.session["_auth_user_id"] == str(candidate.user.pk)


def test_full_width_figures_are_taken_too(client):
    CandidateFactory(id_number="990101198503120117")
    sign_in(client, "９９０１０１１９８５０３１２０１１７")
    assert signed_in(client)


def test_an_id_number_alone_opens_nothing_and_a_stranger_s_tells_nothing(client):
    CandidateFactory(id_number="990101198503120117")
    known = sign_in(client, "990101198503120117", "wrong")
    unknown = sign_in(client, "990101198503120133", "wrong")
    message = known.context["form"].non_field_errors()
    assert message == unknown.context["form"].non_field_errors()
    assert not signed_in(client)


def test_no_id_number_is_left_in_the_log_of_failures(client, caplog):
    CandidateFactory(id_number="990101198503120117")
    with caplog.at_level("DEBUG"):
        for number in ("990101198503120117", "990101198503120133", "99010119850312013"):
            sign_in(client, number, "wrong")
    kept = str(list(AccessAttempt.objects.values())) + caplog.text
    assert "9901011985" not in kept


def test_an_account_that_is_not_active_is_refused(client):
    UserFactory(username="gone", is_active=False)
    assert sign_in(client, "gone").status_code == 200
    assert not signed_in(client)


def test_the_page_asked_for_is_opened_after_signing_in_and_no_other_site(client):
    UserFactory(username="hr1", role="hr")
    assert sign_in(client, "hr1", next="/hr/roster/").url == "/hr/roster/"
    client.logout()
    assert sign_in(client, "hr1", next="https://x.example/").url == "/my/"


def test_signing_out_is_a_post(client):
    client.force_login(UserFactory())
    assert client.get(reverse("logout")).status_code == 405
    client.post(reverse("logout"))
    assert not signed_in(client)


def test_a_trainer_signs_in_here_and_enters_the_admin(client):
    UserFactory(username="trainer1", role="trainer")
    assert client.get("/admin/").url.startswith(LOGIN)
    assert client.get("/admin/login/?next=/admin/pages/").url == f"{LOGIN}?next=/admin/pages/"
    assert sign_in(client, "trainer1", next="/admin/").url == "/admin/"
    assert client.get("/admin/").status_code == 200
    assert "/admin/" in client.get("/my/").content.decode()


# ---- the first time ----------------------------------------------------------------------------


@pytest.fixture
def slip():
    [(candidate, password)] = open_accounts([CandidateFactory(user=None, name="柏舟")])
    return candidate, password


FIRST = "/sign-in/first/"
OWN = "一个自己的密码-2026"


def choose(client, password, again=None):
    return client.post(
        FIRST, {"new_password1": password, "new_password2": again or password}, follow=True
    )


def test_an_initial_password_opens_the_page_that_replaces_it_and_nothing_else(client, slip):
    candidate, password = slip
    response = sign_in(client, candidate.number, password)
    assert response.url == FIRST
    assert not signed_in(client)
    assert client.get("/my/").url.startswith(LOGIN)
    assert "柏舟" in client.get(FIRST).content.decode()


def test_after_the_change_the_person_is_in_and_the_slip_is_void(client, slip):
    candidate, password = slip
    sign_in(client, candidate.number, password, next="/faq/")
    response = choose(client, OWN)
    assert response.redirect_chain[-1][0] == "/my/"
    user = get_user_model().objects.get(username=candidate.number)
    assert not user.must_change_password
    assert user.last_login
    client.post(reverse("logout"))
    sign_in(client, candidate.number, password)
    assert not signed_in(client)
    assert sign_in(client, candidate.number, OWN).url == "/my/"


def test_the_way_on_survives_the_change(client, slip):
    candidate, password = slip
    response = sign_in(client, candidate.number, password, next="/my/password/")
    assert response.url == f"{FIRST}?next=%2Fmy%2Fpassword%2F"
    page = client.get(response.url).content.decode()
    assert 'name="next" value="/my/password/"' in page
    data = {"new_password1": OWN, "new_password2": OWN}
    assert client.post(FIRST, data | {"next": "/my/password/"}).url == "/my/password/"


def test_the_initial_password_itself_and_weak_ones_are_not_taken(client, slip):
    candidate, password = slip
    sign_in(client, candidate.number, password)
    for weak in (password, "12345678", "password"):
        assert choose(client, weak).context["form"].errors
    assert choose(client, OWN, "另一个").context["form"].errors
    assert not signed_in(client)


def test_the_page_is_closed_to_whoever_has_not_given_the_slip_s_password(client):
    assert client.get(FIRST).url == LOGIN
    assert client.post(FIRST, {"new_password1": OWN, "new_password2": OWN}).url == LOGIN


def test_a_new_slip_or_a_quarter_of_an_hour_closes_the_page(client, slip, time_machine_at):
    candidate, password = slip
    sign_in(client, candidate.number, password)
    with time_machine_at(minutes=16):
        assert client.get(FIRST).url == LOGIN
    sign_in(client, candidate.number, password)
    open_accounts([candidate])
    assert client.get(FIRST).url == LOGIN


@pytest.fixture
def time_machine_at():
    import datetime as dt

    import time_machine

    return lambda **later: time_machine.travel(timezone.now() + dt.timedelta(**later))


def test_a_password_can_be_changed_later(client):
    user = UserFactory()
    client.force_login(user)
    response = client.post(
        reverse("password-change"),
        {"old_password": PASSWORD, "new_password1": OWN, "new_password2": OWN},
        follow=True,
    )
    assert response.redirect_chain[-1][0] == "/my/"
    user.refresh_from_db()
    assert user.check_password(OWN)


# ---- too often wrong ---------------------------------------------------------------------------


def test_s3_eight_wrong_passwords_close_the_account_and_not_the_office(client):
    """S3: the account waits 15 minutes; its neighbour at the same address signs in."""
    CandidateFactory(user=UserFactory(username="260001"), id_number="990101198503120117")
    UserFactory(username="260002")
    for _ in range(8):
        response = sign_in(client, "260001", "wrong")
    assert response.status_code == 429
    assert "15" in response.content.decode()
    assert sign_in(client, "260001").status_code == 429
    assert sign_in(client, "990101198503120117").status_code == 429, "by the ID number neither"
    assert not signed_in(client)

    sign_in(client, "260002")
    assert signed_in(client)


def test_wrong_passwords_for_number_and_id_number_count_together(client):
    CandidateFactory(user=UserFactory(username="260001"), id_number="990101198503120117")
    for name in ["260001", "990101198503120117"] * 4:
        response = sign_in(client, name, "wrong")
    assert response.status_code == 429


def test_after_a_quarter_of_an_hour_the_account_is_open_again(client, time_machine_at):
    UserFactory(username="260001")
    for _ in range(8):
        sign_in(client, "260001", "wrong")
    with time_machine_at(minutes=16):
        sign_in(client, "260001")
        assert signed_in(client)


# ---- the desk ----------------------------------------------------------------------------------


def test_the_desk_asks_for_signing_in(client):
    assert client.get("/my/").url == f"{LOGIN}?next=/my/"


def test_a_candidate_sees_name_unit_and_masked_id_number(client):
    candidate = CandidateFactory(name="柏舟", id_number="990101198503120117")
    candidate.user.display_name = "柏舟"
    candidate.user.save()
    client.force_login(candidate.user)
    page = client.get("/my/").content.decode()
    assert "柏舟" in page
    assert "栖禾镇" in page
    assert "990101********0117" in page
    assert "990101198503120117" not in page
    assert "/hr/roster/" not in page
    assert "/admin/" not in page


def test_hr_finds_the_ways_to_work_on_the_desk(client):
    client.force_login(UserFactory(role="hr"))
    page = client.get("/my/").content.decode()
    assert "/hr/roster/" in page
    assert "/hr/sittings/" in page


def test_an_account_without_a_role_is_told_what_to_do(client):
    client.force_login(UserFactory())
    assert 'class="empty"' in client.get("/my/").content.decode()
