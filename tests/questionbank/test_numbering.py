import pytest

from questionbank.models import Item
from tests.factories import ChapterFactory, ItemFactory, PointFactory

pytestmark = pytest.mark.django_db


def test_a_code_left_empty_becomes_the_next_of_the_chapter():
    ItemFactory(code="05-0031")
    ItemFactory(code="05-0007")
    ItemFactory(code="06-0099", point=PointFactory(code="06.01", parent=ChapterFactory(code="06")))

    item = Item.objects.create(point=PointFactory(), stem="题干", explanation="解析")

    assert item.code == "05-0032"


def test_the_first_of_a_chapter_is_one():
    assert Item.objects.create(point=PointFactory(), stem="题干").code == "05-0001"


def test_codes_of_another_form_do_not_count():
    ItemFactory(code="05-真题-9")
    ItemFactory(code="05-12345")

    assert Item.objects.create(point=PointFactory(), stem="题干").code == "05-12346"


def test_a_code_once_given_stays():
    item = Item.objects.create(point=PointFactory(), stem="题干")
    item.point = PointFactory(code="06.01", parent=ChapterFactory(code="06"))
    item.save()

    assert item.code == "05-0001"
