"""Safe Exam Browser: published test vectors, the file, and who is let in."""

import gzip
import json
import plistlib

import pytest

from exams.sittings import seb
from exams.sittings.models import Attempt
from tests.factories import AttemptFactory, ExamFactory, RegistrationFactory, SittingFactory

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" '
    '"http://www.apple.com/DTDs/PropertyList-1.0.dtd"><plist version="1.0"><dict>'
)


@pytest.fixture
def vectors(shared):
    return json.loads((shared / "samples/seb/test-vectors.json").read_text())


def test_config_keys_are_the_published_ones(vectors, shared):
    for vector in vectors["config_key"]:
        if "file" in vector:
            values = seb.read((shared / "samples/seb" / vector["file"]).read_bytes())
        else:
            values = plistlib.loads(vector["plist"].encode()) if vector["plist"] else {}
        assert seb.config_key(values) == vector["config_key"], vector["name"]
        if "seb_json_file" in vector:
            written = (shared / "samples/seb" / vector["seb_json_file"]).read_text().strip()
            assert seb.seb_json(values) == written


def test_the_json_that_is_hashed_is_written_as_published(vectors):
    for vector in vectors["seb_json"]:
        values = plistlib.loads(f"{HEAD}{vector['plist_body']}</dict></plist>".encode())
        assert seb.seb_json(values) == vector["seb_json"], vector["name"]


def test_request_hashes_are_the_published_ones(vectors):
    for vector in vectors["request_hash"]:
        address = vector.get("requested", vector["url"])
        assert seb.request_hash(address, vector["key"]) == vector["hash"], vector["name"]


def test_a_plain_file_gives_the_published_key(vectors, shared):
    for vector in vectors["file_format"]:
        data = (shared / "samples/seb" / vector["file"]).read_bytes()
        if "password" in vector and vector["password"]:
            with pytest.raises(ValueError, match="pswd"):
                seb.read(data)
        else:
            assert seb.config_key(seb.read(data)) == vector["config_key"]


def test_what_is_written_is_read_and_is_always_the_same():
    values = {"startURL": "https://exam.example.org/", "allowQuit": True}

    data = seb.file(values)

    assert gzip.decompress(data)[:4] == b"plnd"
    assert seb.read(data) == values
    assert seb.file(values) == data


@pytest.fixture
def exam(db):
    return ExamFactory(requires_seb=True)


@pytest.fixture
def registration(exam, client):
    registration = RegistrationFactory(sitting=SittingFactory(exam=exam))
    client.force_login(registration.candidate.user)
    return registration


def headers(exam, address, *, exam_key=None, site="http://testserver"):
    """What Safe Exam Browser sends with a request."""
    key = seb.config_key(seb.configuration(exam))
    sent = {seb.CONFIG_KEY_HEADER: seb.request_hash(f"{site}{address}", key)}
    if exam_key:
        sent[seb.EXAM_KEY_HEADER] = seb.request_hash(f"{site}{address}", exam_key)
    return sent


def start(client, registration, **kwargs):
    address = f"/exam/{registration.pk}/start/"
    sent = headers(registration.sitting.exam, address, **kwargs)
    return client.post(address, {"accept": "on"}, headers=sent)


def test_the_configuration_of_an_exam_leads_to_it_and_out_of_it(client, exam, settings):
    settings.SITE_URL = "https://exam.example.org"

    reply = client.get(f"/seb/exam-{exam.pk}.seb")

    assert reply["Content-Type"] == "application/seb"
    values = seb.read(reply.content)
    assert values == seb.configuration(exam)
    assert values["startURL"] == f"https://exam.example.org/exam/of/{exam.pk}/"
    assert values["quitURL"] == "https://exam.example.org/seb/quit/"
    assert values["URLFilterRules"][0]["expression"] == "exam.example.org/*"
    assert seb.link(exam) == f"sebs://exam.example.org/seb/exam-{exam.pk}.seb"


def test_an_exam_for_any_browser_has_no_configuration(client, db):
    assert client.get(f"/seb/exam-{ExamFactory().pk}.seb").status_code == 404


def test_the_start_address_leads_to_the_persons_own_sitting(client, registration, exam):
    reply = client.get(f"/exam/of/{exam.pk}/")

    assert reply["Location"] == f"/exam/{registration.pk}/"


def test_whoever_isnt_registered_is_led_to_the_own_page(client, registration):
    assert client.get(f"/exam/of/{ExamFactory().pk}/")["Location"] == "/my/"


def test_with_the_right_configuration_it_starts(client, registration):
    reply = start(client, registration)

    assert reply["Location"] == f"/room/{Attempt.objects.get().pk}/"


@pytest.mark.parametrize("kind", ["none", "other address", "other settings"])
def test_in_another_browser_nothing_starts_and_the_page_says_what_to_do(client, registration, kind):
    address = f"/exam/{registration.pk}/start/"
    sent = {
        "none": {},
        "other address": headers(registration.sitting.exam, "/exam/0/start/"),
        "other settings": headers(ExamFactory(requires_seb=True), address),
    }[kind]

    reply = client.post(address, {"accept": "on"}, headers=sent)

    assert reply.status_code == 403
    assert 'href="seb://' in reply.content.decode()
    assert not Attempt.objects.exists()


def test_the_instructions_show_the_link_instead_of_the_button(client, registration, exam):
    address = f"/exam/{registration.pk}/"
    elsewhere = client.get(address).content.decode()
    inside = client.get(address, headers=headers(exam, address)).content.decode()

    assert 'href="seb://' in elsewhere
    assert 'name="accept"' not in elsewhere
    assert 'name="accept"' in inside


def test_browser_exam_keys_are_wanted_where_the_exam_has_some(client, registration, exam):
    exam.browser_exam_keys = f"{'A1' * 32}\n{'b2' * 32}\n"
    exam.save()

    assert start(client, registration).status_code == 403
    assert start(client, registration, exam_key="c3" * 32).status_code == 403
    assert start(client, registration, exam_key="a1" * 32).status_code == 302


def test_the_room_opens_in_no_other_browser_and_its_token_stays(client, exam):
    attempt = AttemptFactory(
        registration=RegistrationFactory(sitting=SittingFactory(exam=exam)), token_hash="kept"
    )
    client.force_login(attempt.registration.candidate.user)
    address = f"/room/{attempt.pk}/"

    refused = client.get(address)
    attempt.refresh_from_db()
    assert (refused.status_code, attempt.token_hash) == (403, "kept")

    assert client.get(address, headers=headers(exam, address)).status_code == 200


def test_a_form_that_is_refused_shows_the_paper_in_no_other_browser(client, exam):
    attempt = AttemptFactory(registration=RegistrationFactory(sitting=SittingFactory(exam=exam)))
    client.force_login(attempt.registration.candidate.user)
    address = f"/room/{attempt.pk}/hand-in/"

    elsewhere = client.post(address, {"token": "void", "shown": "1", "item-1": "B"})
    inside = client.post(
        address, {"token": "void", "shown": "1", "item-1": "B"}, headers=headers(exam, address)
    )

    assert 'id="item-1"' not in elsewhere.content.decode()
    assert 'id="item-1"' in inside.content.decode()


def test_behind_a_proxy_the_sites_own_address_counts(client, registration, settings):
    settings.SITE_URL = "https://exam.example.org"

    assert start(client, registration, site="https://exam.example.org").status_code == 302


def test_the_query_belongs_to_the_address(rf, exam):
    address = "/room/7/?a=1&b=%E8%80%83"
    request = rf.get(address, headers=headers(exam, address))

    assert seb.is_let_in(request, exam)
    assert not seb.is_let_in(rf.get("/room/7/", headers=headers(exam, address)), exam)


def test_the_receipt_leads_out_of_the_browser(client, exam):
    attempt = AttemptFactory(registration=RegistrationFactory(sitting=SittingFactory(exam=exam)))
    client.force_login(attempt.registration.candidate.user)
    from django.utils import timezone

    from exams.sittings import delivery

    delivery.submit(attempt, now=timezone.now())

    assert seb.quit_address() in client.get(f"/receipt/{attempt.pk}/").content.decode()
    assert client.get("/seb/quit/").status_code == 200
