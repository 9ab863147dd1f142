"""The coverage map: what there is of each point, kind and difficulty, and what is missing."""

import io

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from questionbank import retiring
from questionbank.coverage.counting import LEAST_A_POINT, coverage
from questionbank.models import Item
from tests.factories import ChapterFactory, ItemFactory, PointFactory, UserFactory
from tests.questionbank.editor import url

pytestmark = pytest.mark.django_db

COVERAGE = "/admin/coverage/"


def cells(row):
    return {
        (cell.kind, cell.difficulty): (cell.n_published, cell.n_drafts)
        for cell in row.cells
        if cell.n_published or cell.n_drafts
    }


def test_items_are_counted_by_point_kind_and_difficulty():
    ItemFactory(difficulty=2)
    ItemFactory(difficulty=2)
    ItemFactory(difficulty=2, live=False)
    ItemFactory(difficulty=5, kind="true_false")
    other = PointFactory(code="05.02", title="听证的组织")

    (chapter,) = coverage(["single", "true_false"])

    first, second = chapter.rows
    assert cells(first) == {("single", 2): (2, 1), ("true_false", 5): (1, 0)}
    assert (first.n_published, first.n_drafts, first.n_missing) == (3, 1, 0)
    assert (second.point, second.n_missing) == (other, LEAST_A_POINT)
    assert (chapter.n_published, chapter.n_short) == (3, 1)


def test_the_sum_counts_the_kinds_that_have_no_column():
    ItemFactory(kind="true_false")

    ((row,),) = [chapter.rows for chapter in coverage(["single"])]

    assert (cells(row), row.n_published) == ({}, 1)


def test_what_is_retired_does_not_count():
    item = ItemFactory()
    retiring.retire(item, reason="旧法", user=None, now=timezone.now())

    ((row,),) = [chapter.rows for chapter in coverage(["single"])]

    assert (row.n_published, row.n_drafts) == (0, 0)


def test_a_chapter_can_be_looked_at_alone():
    PointFactory()
    PointFactory(code="06.01", parent=ChapterFactory(code="06", title="强制"), title="查封")

    (chapter,) = coverage(["single"], chapter=ChapterFactory(code="06"))

    assert chapter.point.code == "06"


@pytest.mark.parametrize(
    ("role", "status"),
    [("trainer", 200), ("reviewer", 200), ("administrator", 200), ("hr", 302), (None, 302)],
)
def test_it_opens_for_those_who_see_items(client, role, status):
    if role:
        client.force_login(UserFactory(role=role))

    assert client.get(COVERAGE).status_code == status


def test_a_hole_leads_to_writing_the_item_that_is_missing(client, trainer):
    point = PointFactory()
    page = client.get(COVERAGE, {"kind": ["fill_in"]}).content.decode()

    address = f"{url('add')}?point={point.pk}&amp;kind=fill_in&amp;difficulty=4"
    assert f'href="{address}"' in page
    form = client.get(address.replace("&amp;", "&")).context["form"]
    assert [form[name].value() for name in ("kind", "point", "difficulty")] == [
        "fill_in", point.pk, 4,
    ]  # fmt: skip


def test_a_number_leads_to_the_items_that_it_counts(client, trainer):
    item = ItemFactory(difficulty=2)
    ItemFactory(difficulty=3)
    page = client.get(COVERAGE).content.decode()

    address = f"{url('list')}?point={item.point_id}&amp;kind=single&amp;difficulty=2"
    assert f'href="{address}"' in page
    found = client.get(address.replace("&amp;", "&")).context["object_list"]
    assert list(found) == [item]


def test_who_may_not_write_is_not_led_there(client):
    PointFactory()
    client.force_login(UserFactory(role="reviewer"))

    assert url("add") not in client.get(COVERAGE).content.decode()


def test_it_costs_the_same_statements_for_any_number(client, trainer, count_queries):
    ItemFactory()
    client.get(COVERAGE)
    few = count_queries(lambda: client.get(COVERAGE))
    for n in range(10):
        ItemFactory(point=PointFactory(code=f"05.{n + 10}"), difficulty=n % 5 + 1)

    assert count_queries(lambda: client.get(COVERAGE)) == few


def test_a_wrong_address_shows_the_whole_map(client, trainer):
    PointFactory()

    page = client.get(COVERAGE, {"kind": "nonsense", "chapter": "x"})

    assert page.status_code == 200
    assert len(page.context["chapters"]) == 1


def test_it_can_be_downloaded(client, trainer):
    ItemFactory(difficulty=2, point=PointFactory(title="=1+1"))

    response = client.get(COVERAGE, {"kind": "single", "export": "xlsx"})

    sheet = load_workbook(io.BytesIO(b"".join(response.streaming_content))).active
    titles, row = [[cell.value for cell in line] for line in sheet.iter_rows()]
    assert titles[5:] == [f"单项选择 {level}" for level in range(1, 6)]
    assert row[1:] == ["05.01", "=1+1", 1, 0, 0, 1, 0, 0, 0]
    assert sheet.cell(2, 3).data_type == "s"


def test_the_menu_leads_to_it(client, trainer):
    page = client.get(reverse("wagtailadmin_home")).content.decode()

    assert COVERAGE in page
    assert Item.objects.count() == 0
