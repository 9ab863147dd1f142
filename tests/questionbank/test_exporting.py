"""Items go out as files of any format, and what a format can't hold is told."""

import io
import zipfile

import pytest
from django.urls import reverse

from questionbank import exporting
from questionbank.formats import baiwen_json, gift
from questionbank.models import Item
from tests.factories import ItemFactory, UserFactory
from tests.questionbank.importing.conftest import HEARING, csv_file, json_file, png
from tests.questionbank.importing.conftest import house as house
from tests.questionbank.importing.test_reading import SINGLE

CITED = f"{HEARING},05.01,2,administrative-penalty-law#45/1"


def test_our_json_holds_all_that_an_item_has(house):
    house.bring_in(csv_file(CITED))

    response = exporting.response(Item.objects.all(), "json")

    (item,) = baiwen_json.read(response.content).items
    assert (item.title, item.point, item.difficulty) == ("05-0001", "05.01", 2)
    assert item.cites == ("administrative-penalty-law#45/1",)
    assert [option.is_key for option in item.options] == [False, True, False, False]


def test_what_goes_out_comes_in_again_as_the_same_question(house):
    picture = SINGLE | {"stem": '看图<img src="media/a.png" alt="图">', "point": "05.01"}
    house.bring_in(json_file(picture, media={"a.png": png()}), "题.json")
    data = exporting.response(Item.objects.all(), "json").content

    again = house.read(data, "再来.json")

    question = again.questions.get()
    assert not question.remarks
    assert (question.twin, question.twin_likeness, question.choice) == (
        Item.objects.get(),
        1,
        "skip",
    )


def test_a_draft_goes_out_as_it_was_last_saved_and_a_published_item_as_published(db):
    draft, live = ItemFactory(live=False), ItemFactory()
    for item in (draft, live):
        item.stem = "<p>改写后的题干</p>"
        item.save_revision()
    draft, live = Item.objects.order_by("pk")

    stems = [item.stem for item in exporting.plain_items(Item.objects.order_by("pk"))]

    assert stems[0] == "改写后的题干"
    assert stems[1] == live.plain.stem != stems[0]


def test_what_is_lost_lies_beside_the_file(house):
    house.bring_in(csv_file(CITED))

    response = exporting.response(Item.objects.all(), "aiken")

    with zipfile.ZipFile(io.BytesIO(response.content)) as package:
        names = package.namelist()
        lost = package.read(names[1]).decode("utf-8-sig")
    assert names[0].endswith(".aiken")
    assert lost.startswith("05-0001\t")


def test_every_format_writes_every_item(house):
    house.bring_in(csv_file(CITED))

    for name, *_words in exporting.formats():
        assert exporting.response(Item.objects.all(), name).content, name


def test_the_queries_do_not_grow_with_the_items(db, count_queries):
    ItemFactory.create_batch(2)
    few = count_queries(lambda: exporting.plain_items(Item.objects.all()))
    ItemFactory.create_batch(10)

    assert count_queries(lambda: exporting.plain_items(Item.objects.all())) == few


@pytest.mark.parametrize(
    ("role", "status"),
    [("trainer", 200), ("reviewer", 200), ("administrator", 200), ("hr", 302), ("candidate", 302),
     (None, 302)],
)  # fmt: skip
def test_only_those_who_work_on_items_may_export_them(client, db, role, status):
    ItemFactory()
    if role:
        client.force_login(UserFactory(role=role))

    for query in ({}, {"format": "json"}, {"format": "json", "download": 1}):
        assert client.get(reverse("item_export"), query).status_code == status


def test_the_page_exports_what_the_list_shows_and_tells_losses_first(client, db):
    client.force_login(UserFactory(role="trainer"))
    ItemFactory(code="05-0001", difficulty=1)
    ItemFactory(code="05-0002", difficulty=5)
    query = {"difficulty": 5, "format": "gift"}

    page = client.get(reverse("item_export"), query)
    file = client.get(reverse("item_export"), query | {"download": 1})

    assert page.context["n_items"] == 1
    assert page.context["n_losses"]
    with zipfile.ZipFile(io.BytesIO(file.content)) as package:
        written = package.read(package.namelist()[0])
    assert len(gift.read(written).items) == 1
