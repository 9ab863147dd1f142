import logging

import pytest
from django.db import OperationalError
from django.test import Client

from exams.sittings import device_check


@pytest.fixture
def asked(db, monkeypatch, caplog):
    def ask(error):
        def fail(*args, **kwargs):
            raise error

        monkeypatch.setattr(device_check, "JsonResponse", fail)
        with caplog.at_level(logging.CRITICAL):
            return Client(raise_request_exception=False).get("/room/now/")

    return ask


def test_o3_a_page_that_finds_no_database_says_so_and_when_to_come_again(asked):
    response = asked(OperationalError("the connection is closed"))

    assert response.status_code == 503
    assert int(response["Retry-After"]) > 0
    assert "稍后再试" in response.content.decode()


def test_a_fault_of_ours_stays_one(asked):
    assert asked(ValueError("ours")).status_code == 500
