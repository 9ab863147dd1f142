from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.cache import cache
from django.urls import reverse

from certificates import views

SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.fixture(autouse=True)
def _nobody_has_looked_up_yet():
    cache.clear()


@pytest.fixture
def certificate(make_certificate):
    return make_certificate(name="张建华", unit__name="许镇镇")


def look_up(client, number, name, **extra):
    return client.post(reverse("certificate-lookup"), {"number": number, "name": name}, **extra)


def verify(client, certificate):
    return client.get(reverse("certificate-verify", args=[certificate.code]))


def test_the_code_shows_all_particulars_and_the_name_only_partly(client, certificate):
    page = verify(client, certificate).content.decode()

    for words in (
        certificate.number,
        "张*华",
        "许镇镇",
        "青禾县行政执法资格模拟考试",
        "2026年11月23日",
        "青禾县司法局",
        "2028年11月22日",
    ):
        assert words in page
    assert "张建华" not in page


@pytest.mark.parametrize(
    ("day", "is_valid"),
    [((2028, 11, 22, 23, 59), True), ((2028, 11, 23, 0, 1), False)],
)
def test_a_certificate_is_valid_to_the_end_of_its_last_day(
    client, certificate, time_machine, day, is_valid
):
    """Z3: the server's date in Shanghai decides."""
    time_machine.move_to(datetime(*day, tzinfo=SHANGHAI))

    response = verify(client, certificate)

    assert response.context["verified"].is_valid is is_valid
    assert ("已过有效期" in response.content.decode()) is not is_valid


def test_an_unknown_code_gets_a_calm_page(client, db):
    response = client.get(reverse("certificate-verify", args=["A" * 22]))

    assert response.status_code == 404
    assert "请核对" in response.content.decode()


def test_number_and_name_lead_to_the_page(client, certificate):
    response = look_up(client, certificate.number.lower(), " 张　建华 ")

    assert response.url == reverse("certificate-verify", args=[certificate.code])


def test_a_wrong_name_and_an_unknown_number_get_the_same_answer(client, certificate):
    """Z4: nobody learns from it who has a certificate."""
    from certificates.numbers import format_number

    unknown = format_number(999, prefix="QH", year=2026)

    def answer(number, name):
        response = look_up(client, number, name)
        page = response.content.decode().replace(number, "N").replace(name, "M")
        start = page.index("<main")
        body = page[start : page.index("</main>")]
        return response.status_code, [line for line in body.split("\n") if "csrf" not in line]

    assert answer(certificate.number, "李四") == answer(unknown, "张建华")


def test_a_mistyped_number_is_named_as_such(client, certificate):
    wrong = certificate.number[:-1] + str((int(certificate.number[-1]) + 1) % 10)
    response = look_up(client, wrong, "张建华")

    assert response.context["form"].errors["number"]
    assert not response.context["is_unknown"]


def test_the_pages_are_not_for_search_engines(client, certificate):
    for response in (verify(client, certificate), client.get(reverse("certificate-lookup"))):
        assert response["X-Robots-Tag"] == "noindex, nofollow"
        assert "no-store" in response["Cache-Control"]
        assert 'content="noindex' in response.content.decode()


def test_who_hammers_is_told_to_wait_a_minute(client, certificate, time_machine, noon):
    """Z4"""
    time_machine.move_to(noon, tick=False)
    for _ in range(views.LOOKUPS_A_MINUTE):
        assert look_up(client, certificate.number, "李四").status_code == 200

    response = look_up(client, certificate.number, "张建华")
    assert response.status_code == 429
    assert response["Retry-After"] == "60"
    assert verify(client, certificate).status_code == 429  # one count for both ways
    elsewhere = look_up(client, certificate.number, "张建华", REMOTE_ADDR="192.0.2.7")
    assert elsewhere.status_code == 302

    time_machine.move_to(noon + timedelta(seconds=61), tick=False)
    assert look_up(client, certificate.number, "张建华").status_code == 302


def test_a_household_of_many_ipv6_addresses_counts_as_one(client, db, time_machine, noon):
    """Z4"""
    time_machine.move_to(noon, tick=False)
    url = reverse("certificate-lookup")
    for n in range(views.LOOKUPS_A_MINUTE):
        client.get(url, REMOTE_ADDR=f"2001:db8::{n:x}")

    assert client.get(url, REMOTE_ADDR="2001:db8::ffff").status_code == 429
    assert client.get(url, REMOTE_ADDR="2001:db8:0:1::1").status_code == 200
