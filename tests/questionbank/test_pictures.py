"""Pictures in questions: frozen by their content, served for ever, found again."""

import io

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from PIL import Image as Drawing
from wagtail.images import get_image_model

from questionbank import pictures, storing
from questionbank.formats.items import Item as PlainItem
from questionbank.formats.items import Option
from questionbank.models import Item
from questionbank.rich_text import clean
from tests.factories import PointFactory, UserFactory
from tests.questionbank.editor import url

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def files(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path


def png(colour="red", size=(8, 6)):
    file = io.BytesIO()
    Drawing.new("RGB", size, colour).save(file, "PNG")
    return file.getvalue()


def test_the_same_bytes_are_one_image():
    first = pictures.add("现场.png", png())

    assert pictures.add("另一个名.png", png()) == first
    assert first.title == "现场"
    assert first.collection.name == pictures.COLLECTION
    assert pictures.add("现场.png", png("blue")) != first


def test_a_picture_is_named_by_what_is_in_it_and_shown_at_its_address(client):
    name = pictures.name_of(pictures.add("现场.png", png()))

    response = client.get(reverse("picture", args=[name]))

    assert response.status_code == 200
    assert b"".join(response.streaming_content).startswith(b"\x89PNG")
    assert "immutable" in response["Cache-Control"]
    assert response["X-Content-Type-Options"] == "nosniff"


def test_what_a_phone_photographs_is_shown_no_larger_than_a_screen():
    name = pictures.name_of(pictures.add("大.png", png(size=(4000, 100))))

    with Drawing.open(io.BytesIO(pictures.content([name])[name])) as shown:
        assert max(shown.size) == 1600


@pytest.mark.parametrize(
    "name", ["..%2fdb.sqlite3", "x.png", f"{'0' * 40}.png", f"{'0' * 40}.svg", f"{'0' * 40}.html"]
)
def test_no_other_file_is_served(client, name):
    assert client.get(f"/pictures/{name}").status_code == 404


def test_an_item_keeps_its_pictures_in_stem_option_and_table():
    image = pictures.add("现场.png", png())
    name = pictures.name_of(image)
    tag = '<img src="media/in-the-file.png" alt="现场 &amp; 图">'
    plain = PlainItem(
        "single", f"看图<br>{tag}<br>问", explanation="略",
        options=(Option(tag, True), Option(f"<table><tr><td>{tag}</td></tr></table>")),
    )  # fmt: skip
    item = storing.build(
        plain, {"in-the-file.png": image}, code="05-0001", point=PointFactory(), difficulty=3
    )
    storing.create([item])

    stored = Item.objects.get().plain
    shown = tag.replace("in-the-file.png", name)
    assert stored.stem == f"看图<br>{shown}<br>问"
    assert stored.options[0].text == shown
    assert stored.options[1].text == f"<table><tr><td>{shown}</td></tr></table>"


def test_an_image_replaced_in_the_admin_leaves_the_shown_picture_alone():
    image = pictures.add("现场.png", png())
    name = pictures.name_of(image)
    before = pictures.content([name])

    image.file = ContentFile(png("blue"), name="neu.png")
    image._set_file_hash()
    image.save()

    assert pictures.content([name]) == before
    assert pictures.name_of(get_image_model().objects.get(pk=image.pk)) != name


def test_an_image_deleted_in_the_admin_leaves_its_text():
    image = pictures.add("现场.png", png())
    stored = f'<p>看</p><embed embedtype="image" id="{image.pk}" alt="现场" format="fullwidth"/>'
    image.delete()

    assert clean(stored) == "看<br>现场"


def test_the_preview_shows_a_picture(client):
    client.force_login(UserFactory(role="trainer"))
    image = pictures.add("现场.png", png())
    item = storing.build(
        PlainItem("short_answer", '<img src="media/a.png" alt="现场">'), {"a.png": image},
        code="05-0001", point=PointFactory(), difficulty=3,
    )  # fmt: skip
    storing.create([item])
    page = client.get(url("revisions_view", item.pk, item.latest_revision_id))

    assert f'<img src="{pictures.address(pictures.name_of(image))}"' in page.content.decode()
