"""HR registers in the browser: all, units, people; sees who is missing; exports the list."""

import io
from datetime import timedelta

import openpyxl
import pandas as pd
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from exams.sittings.models import Registration
from tests.factories import (
    AttemptFactory,
    CandidateFactory,
    RegistrationFactory,
    SittingFactory,
    UnitFactory,
    UserFactory,
)


@pytest.fixture
def hr(client, db):
    client.force_login(UserFactory(role="hr"))
    return client


@pytest.fixture
def sitting(db):
    return SittingFactory()


@pytest.fixture
def people(db):
    first, second = UnitFactory(name="许镇镇"), UnitFactory(name="栖禾镇")
    return [
        CandidateFactory(name="柏舟", unit=first),
        CandidateFactory(name="温书宁", unit=first),
        CandidateFactory(name="纪云帆", unit=second),
    ]


def text(response):
    return response.content.decode()


def post(client, sitting, **data):
    return client.post(reverse("registration-add", args=[sitting.pk]), data, follow=True)


def registered():
    return set(Registration.objects.values_list("candidate__name", flat=True))


def test_the_sittings_are_listed_with_their_counts(hr, sitting):
    AttemptFactory(registration=RegistrationFactory(sitting=sitting))
    RegistrationFactory(sitting=sitting)
    [shown] = hr.get(reverse("registration-sittings")).context["page"]
    assert (shown.n_registered, shown.n_started) == (2, 1)


def test_without_a_sitting_the_page_says_who_makes_one(hr):
    assert 'class="empty"' in text(hr.get(reverse("registration-sittings")))


def test_all_on_the_roster_are_registered_at_once(hr, sitting, people):
    page = post(hr, sitting, whom="all")
    assert registered() == {"柏舟", "温书宁", "纪云帆"}
    assert page.context["n_missing"] == 0
    assert 'class="empty"' in text(hr.get(reverse("registration-add", args=[sitting.pk])))


def test_chosen_units_are_registered(hr, sitting, people):
    page = hr.get(reverse("registration-add", args=[sitting.pk]))
    assert [(unit["unit__name"], unit["n"]) for unit in page.context["units"]] == [
        ("栖禾镇", 1), ("许镇镇", 2),
    ]  # fmt: skip
    post(hr, sitting, whom="units", units=[people[0].unit_id])
    assert registered() == {"柏舟", "温书宁"}


def test_chosen_people_are_registered(hr, sitting, people):
    post(hr, sitting, whom="people", people=[people[0].pk, people[2].pk])
    assert registered() == {"柏舟", "纪云帆"}


@pytest.mark.parametrize(
    "data", [{}, {"whom": "units"}, {"whom": "people", "people": ["x", "²", "9" * 30]}]
)
def test_choosing_nobody_registers_nobody_and_says_so(hr, sitting, people, data):
    page = post(hr, sitting, **data)
    assert 'class="error"' in text(page)
    assert registered() == set()


def test_who_does_not_exist_is_nobody(hr, sitting, people):
    post(hr, sitting, whom="people", people=[10**17])
    assert registered() == set()


def test_a_sitting_that_is_over_takes_nobody(hr, people):
    past = timezone.now() - timedelta(days=1)
    over = SittingFactory(opens_at=past, closes_at=past + timedelta(hours=3))
    page = text(hr.get(reverse("registration-add", args=[over.pk])))
    assert 'name="whom"' not in page
    page = post(hr, over, whom="all")
    assert 'class="error"' in text(page)
    assert registered() == set()


def test_the_registered_are_shown_with_their_tickets_and_found_by_unit(hr, sitting, people):
    post(hr, sitting, whom="all")
    page = hr.get(reverse("registration", args=[sitting.pk]))
    tickets = Registration.objects.values_list("ticket", flat=True)
    assert all(ticket in text(page) for ticket in tickets)
    narrowed = hr.get(reverse("registration", args=[sitting.pk]), {"unit": people[2].unit_id})
    assert [r.candidate.name for r in narrowed.context["page"]] == ["纪云帆"]
    nobody = hr.get(reverse("registration", args=[sitting.pk]), {"q": "没有这个人"})
    assert 'class="empty"' in text(nobody)


def test_a_registration_is_withdrawn_before_the_start_only(hr, sitting, people):
    post(hr, sitting, whom="all")
    first, second = Registration.objects.order_by("ticket")[:2]
    AttemptFactory(registration=second)

    def withdraw(registration, of=sitting):
        address = reverse("registration-withdraw", args=[of.pk, registration.pk])
        return hr.post(address, follow=True)

    assert withdraw(first, of=SittingFactory()).status_code == 404
    assert 'class="success"' in text(withdraw(first))
    assert 'class="error"' in text(withdraw(second))
    assert Registration.objects.count() == 2
    page = text(hr.get(reverse("registration", args=[sitting.pk])))
    assert f"/withdraw/{second.pk}/" not in page


def test_the_lists_take_the_same_queries_for_few_and_many(hr, sitting, people):
    addresses = [
        reverse("registration-sittings"),
        reverse("registration", args=[sitting.pk]),
        reverse("registration-add", args=[sitting.pk]),
        reverse("registration-export", args=[sitting.pk, "xlsx"]),
    ]
    RegistrationFactory(sitting=sitting)
    few = [n_queries(hr, address) for address in addresses]
    for _ in range(8):
        RegistrationFactory(sitting=sitting)
        CandidateFactory()
    assert [n_queries(hr, address) for address in addresses] == few
    assert max(few) <= 12


def n_queries(client, address):
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def test_s4_a_script_in_a_name_is_shown_as_text(hr, sitting):
    """S4."""
    script = "<script>alert(1)</script>"
    CandidateFactory(name=script)
    RegistrationFactory(sitting=sitting, candidate=CandidateFactory(name=script))
    for name in ("registration", "registration-add"):
        page = text(hr.get(reverse(name, args=[sitting.pk])))
        assert script not in page
        assert "&lt;script&gt;" in page


def test_s5_the_exported_list_is_masked_neutral_and_names_the_missing(hr, sitting):
    """S5."""
    evil = CandidateFactory(name="=HYPERLINK(1)", id_number="990101198503120117")
    CandidateFactory(name="@cmd")
    RegistrationFactory(sitting=sitting, candidate=evil, ticket="260100017")
    data = hr.get(reverse("registration-export", args=[sitting.pk, "xlsx"])).content
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert all(cell.data_type != "f" for sheet in book for row in sheet.iter_rows() for cell in row)
    here, missing = pd.read_excel(
        io.BytesIO(data), sheet_name=None, dtype=str, engine="calamine"
    ).values()
    assert list(here["准考证号"]) == ["260100017"]
    assert list(here["身份证号"]) == ["990101********0117"]
    assert list(missing["姓名"]) == ["@cmd"]

    data = hr.get(reverse("registration-export", args=[sitting.pk, "csv"])).content
    table = pd.read_csv(io.BytesIO(data), dtype=str)
    assert list(table["姓名"]) == ["'=HYPERLINK(1)"]
    assert list(table["身份证号"]) == ["990101********0117"]
