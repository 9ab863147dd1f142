"""An administrator opens accounts for trainers, reviewers, invigilators and HR in the admin."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from exams.people.models import User
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(client):
    user = factories.UserFactory(role="administrator")
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return client


def test_a_trainer_is_opened_with_one_name_and_must_set_a_password(administrator):
    trainer = Group.objects.get(name="trainer")
    password = "许镇镇-2026-培训"
    sent = {
        "username": "zhouhuiwen",
        "display_name": "周慧文",
        "email": "",
        "password1": password,
        "password2": password,
        "groups": [trainer.pk],
    }
    reply = administrator.post(reverse("wagtailusers_users:add"), sent)

    assert reply.status_code == 302, reply.context["form"].errors
    opened = User.objects.get(username="zhouhuiwen")
    assert (opened.get_full_name(), opened.must_change_password) == ("周慧文", True)
    assert opened.has_perm("questionbank.add_item")
    assert not opened.is_superuser


def test_a_name_is_changed_in_its_one_field(administrator):
    user = factories.UserFactory(role="hr", display_name="李文静")
    page = administrator.get(reverse("wagtailusers_users:edit", args=[user.pk]))
    assert "display_name" in page.content.decode()
    assert "first_name" not in page.content.decode()
    sent = {
        "username": user.username,
        "display_name": "李文婧",
        "is_active": "on",
        "groups": list(user.groups.values_list("pk", flat=True)),
    }
    assert administrator.post(page.request["PATH_INFO"], sent).status_code == 302
    user.refresh_from_db()
    assert user.display_name == "李文婧"


@pytest.mark.parametrize("role", ["candidate", "trainer", "reviewer", "invigilator", "hr"])
def test_nobody_else_opens_accounts(client, role):
    user = factories.UserFactory(role=role)
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    assert client.get(reverse("wagtailusers_users:add")).status_code in (302, 403)
    assert client.post(reverse("wagtailusers_users:add"), {}).status_code in (302, 403)
