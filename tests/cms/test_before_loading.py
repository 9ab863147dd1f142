"""The site as the migrations leave it."""

import pytest

from cms.models import HomePage, Statute


@pytest.mark.parametrize("address", ["/", "/statutes/", "/syllabus/", "/powers/", "/search/"])
def test_each_page_says_that_it_is_empty(db, client, address):
    response = client.get(address)
    assert response.status_code == 200
    assert 'class="empty"' in response.content.decode()


@pytest.mark.parametrize("address", ["/faq/", "/handbook/", "/statutes/constitution/"])
def test_shelves_that_are_not_there_are_not_found(db, client, address):
    assert client.get(address).status_code == 404


def test_the_front_door_is_made_by_migration(db):
    assert HomePage.objects.get().url == "/"
    assert not Statute.objects.exists()
