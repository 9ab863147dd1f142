"""After a question has been saved: on to the next of its kind."""

import pytest

from questionbank import storing
from tests import factories
from tests.questionbank.examples import SINGLE

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("role", "is_offered"), [("trainer", True), ("reviewer", False)])
def test_writing_another_is_offered_to_those_who_may_write(client, role, is_offered):
    item = storing.build(SINGLE, code="05-0001", point=factories.PointFactory(), difficulty=3)
    storing.create([item])
    client.force_login(factories.UserFactory(role=role))

    page = client.get(f"/admin/snippets/questionbank/item/edit/{item.pk}/")

    assert page.status_code == 200
    assert (b'name="action-another"' in page.content) is is_offered
