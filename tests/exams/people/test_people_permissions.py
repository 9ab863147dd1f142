"""One table: each address of HR's pages in each role. S1, S6: nobody else gets a person."""

import pytest
from django.utils import timezone

from exams.people.models import RosterImport
from exams.people.roles import Role
from tests.factories import CandidateFactory, RegistrationFactory, SittingFactory, UserFactory

ADDRESSES = [
    ("get", "/hr/roster/"),
    ("get", "/hr/roster/export.xlsx"),
    ("get", "/hr/roster/export.csv"),
    ("get", "/hr/roster/template.xlsx"),
    ("get", "/hr/roster/slips/"),
    ("post", "/hr/roster/slips/"),
    ("get", "/hr/roster/import/"),
    ("post", "/hr/roster/import/"),
    ("get", "/hr/roster/import/{pending}/"),
    ("get", "/hr/roster/import/{pending}/report.xlsx"),
    ("get", "/hr/roster/import/{pending}/report.csv"),
    ("post", "/hr/roster/import/{pending}/confirm/"),
    ("post", "/hr/roster/import/{pending}/sheet/"),
    ("post", "/hr/roster/import/{pending}/discard/"),
    ("get", "/hr/sittings/"),
    ("get", "/hr/sittings/{sitting}/"),
    ("get", "/hr/sittings/{sitting}/register/"),
    ("post", "/hr/sittings/{sitting}/register/"),
    ("get", "/hr/sittings/{sitting}/registered.xlsx"),
    ("get", "/hr/sittings/{sitting}/registered.csv"),
    ("post", "/hr/sittings/{sitting}/withdraw/{registration}/"),
]
ALLOWED = {Role.HR, Role.ADMINISTRATOR}


@pytest.fixture
def address(db):
    CandidateFactory(name="柏舟")
    registration = RegistrationFactory(sitting=SittingFactory())
    kept = RosterImport.objects.create(
        uploaded_at=timezone.now(),
        file_name="a.xlsx",
        file_encrypted=b"x",
        report={"language": "zh-hans", "counts": {"created": 0, "updated": 0}},
    )
    return lambda template: template.format(
        pending=kept.pk, sitting=registration.sitting_id, registration=registration.pk
    )


@pytest.mark.parametrize("role", [role for role in Role if role not in ALLOWED] + ["nobody"])
@pytest.mark.parametrize(("method", "template"), ADDRESSES)
def test_s1_s6_other_roles_are_refused(client, address, method, template, role):
    """S1, S6: candidate, trainer, reviewer, invigilator, and an account without a role."""
    user = UserFactory(role=None if role == "nobody" else role)
    client.force_login(user)
    response = getattr(client, method)(address(template), {"whom": "all", "sheet": "x"})
    assert response.status_code == 403
    assert "柏舟" not in response.content.decode()


@pytest.mark.parametrize(("method", "template"), ADDRESSES)
def test_a_stranger_is_sent_to_sign_in(client, address, method, template):
    path = address(template)
    response = getattr(client, method)(path)
    assert response.status_code == 302
    assert response.url == f"/sign-in/?next={path}"


@pytest.mark.parametrize("role", sorted(ALLOWED))
# Imports that are real are opened in test_roster_pages.py.
@pytest.mark.parametrize(
    "template", [t for method, t in ADDRESSES if method == "get" and "{pending}" not in t]
)
def test_hr_and_the_administrator_may(client, address, template, role):
    client.force_login(UserFactory(role=role))
    assert client.get(address(template)).status_code == 200


@pytest.mark.parametrize("template", ["/hr/roster/import/{n}/", "/hr/sittings/{n}/"])
@pytest.mark.parametrize("n", [0, 999_999, 10**17])
def test_what_does_not_exist_is_not_found(client, db, template, n):
    client.force_login(UserFactory(role="hr"))
    assert client.get(template.format(n=n)).status_code == 404


def test_only_a_post_changes_anything(client, address):
    client.force_login(UserFactory(role="hr"))
    for template in [t for m, t in ADDRESSES if m == "post" and ("get", t) not in ADDRESSES]:
        assert client.get(address(template)).status_code == 405
