"""The wizard in the admin: who may come in, what each step shows, what it costs."""

import io

import pandas as pd
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from questionbank.importing import media
from questionbank.importing.models import ItemImport
from questionbank.models import Item
from tests.factories import PointFactory, UserFactory
from tests.questionbank.importing.conftest import HEARING, REVIEW, csv_file, json_file, png
from tests.questionbank.importing.test_reading import SINGLE, row

REFUSED = "单选题,没有答案？,甲,乙,,,,"
WRITERS = ["trainer", "administrator"]
OTHERS = ["candidate", "hr", "invigilator", "reviewer", None]


@pytest.fixture
def trainer(client, house):
    client.force_login(house.trainer)
    return house.trainer


def address(name, *args):
    return reverse(name, args=args)


def upload(client, data, name="试题.csv"):
    return client.post(
        address("item_imports"), {"file": SimpleUploadedFile(name, data), "text": ""}
    )


def sheets_of(response):
    content = io.BytesIO(response.content)
    return pd.read_excel(content, sheet_name=None, dtype=str, engine="openpyxl")


def columns_as_found(page):
    data = {"format": page.context["import"].format}
    for form in page.context["sheet_forms"] or []:
        for name, field in form.fields.items():
            value = form.get_initial_for_field(field, name)
            if value is not False:
                data[form.add_prefix(name)] = "on" if value is True else value
    return data


@pytest.mark.parametrize("role", [*WRITERS, *OTHERS])
def test_each_address_opens_for_those_who_write_items(client, house, role):
    item = SINGLE | {"stem": 'x<img src="media/a.png" alt="图">'}
    found = house.read(json_file(item, media={"a.png": png()}), "题.json")
    (picture,) = found.pictures
    gets = {
        "item_imports": [], "item_import_template": [], "item_import": [found.pk],
        "item_import_question": [found.pk, 1], "item_import_picture": [found.pk, picture],
        "item_import_report": [found.pk], "item_import_file": [found.pk],
        "item_import_undo": [found.pk], "item_import_progress": [found.pk],
    }  # fmt: skip
    posts = {
        "item_imports": [], "item_import_columns": [found.pk], "item_import_choices": [found.pk],
        "item_import_discard": [found.pk], "item_import_undo": [found.pk],
    }  # fmt: skip
    if role:
        client.force_login(UserFactory(role=role))

    def outcome(response):
        if response.streaming:
            response.getvalue()
        return response.status_code, response.headers.get("location", "")

    if role == "administrator":
        assert {outcome(client.get(address(name, *args)))[0] for name, args in gets.items()} == {
            200
        }
    elif role == "trainer":  # another one than whose import it is
        own = {name for name, args in gets.items() if not args}
        for name, args in gets.items():
            status = outcome(client.get(address(name, *args)))[0]
            assert status == (200 if name in own else 404), name
        for name, args in posts.items():
            if args:
                assert client.post(address(name, *args)).status_code == 404, name
    else:
        for method, names in ((client.get, gets), (client.post, posts)):
            for name, args in names.items():
                status, location = outcome(method(address(name, *args)))
                assert status == 302, name
                home = reverse("wagtailadmin_home")
                assert location == home or location.startswith(reverse("login"))
    found.refresh_from_db()
    assert found.state == "read"


def test_the_way_from_the_upload_to_the_report(client, trainer, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        response = upload(client, csv_file(f"{HEARING},05.01", REFUSED, f"{REVIEW},听证"))
    found = ItemImport.objects.get()
    here = address("item_import", found.pk)
    assert response.url == here

    columns = client.get(here)
    assert "CSV" in columns.content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        client.post(address("item_import_columns", found.pk), columns_as_found(columns))

    check = client.get(here)
    text = check.content.decode()
    assert check.context["counts"]["refused"] == 1
    assert "缺答案" in text
    assert "听证的，应当" in text
    assert check.context["hindrances"]

    with django_capture_on_commit_callbacks(execute=True):
        client.post(
            address("item_import_choices", found.pk),
            {"name-1": "听证", "point-1": PointFactory().pk, "difficulty": "4", "commit": "1"},
        )

    report = client.get(here)
    assert report.context["report"] == {"created": 2, "version": 0, "skipped": 0, "refused": 1}
    assert "05-0002" in report.content.decode()
    assert set(Item.objects.values_list("difficulty", flat=True)) == {4}
    assert "2" in client.get(address("item_imports")).content.decode()


def test_pasted_text_is_read_like_a_file(client, trainer):
    text = "判断题::行政处罚法规定了听证。{T}"

    client.post(address("item_imports"), {"text": text})

    assert ItemImport.objects.get().format == "gift"


@pytest.mark.parametrize("given", [{}, {"text": " \n"}])
def test_nothing_given_is_told_at_the_form(client, trainer, given):
    page = client.post(address("item_imports"), given)

    assert page.status_code == 422
    assert page.context["form"].errors


def test_a_file_that_is_no_question_file_is_told_at_the_form(client, trainer):
    page = upload(client, b"\x7fELF\x00\x00", "a.out")

    assert page.status_code == 422
    assert page.context["form"].non_field_errors()


def test_columns_are_corrected_by_hand(client, trainer, django_capture_on_commit_callbacks):
    upload(client, "甲,乙,丙,丁\n几日内提出申请呢？,三日,五日,B\n".encode())
    found = ItemImport.objects.get()
    data = {
        "format": "csv", "sheet-0-is_read": "on", "sheet-0-header_row": "1",
        "sheet-0-column-1": "stem", "sheet-0-column-2": "stem", "sheet-0-column-4": "key",
    }  # fmt: skip

    twice = client.post(address("item_import_columns", found.pk), data)
    assert twice.status_code == 422
    assert twice.context["sheet_forms"][0].non_field_errors()

    data |= {"sheet-0-column-2": "option_A", "sheet-0-column-3": "option_B"}
    with django_capture_on_commit_callbacks(execute=True):
        client.post(address("item_import_columns", found.pk), data)

    found.refresh_from_db()
    assert found.state == "read"
    assert row(found).plain["options"][1]["is_key"]


def test_columns_left_as_they_were_found_are_read_as_found(
    client, trainer, django_capture_on_commit_callbacks
):
    upload(client, csv_file(HEARING))
    found = ItemImport.objects.get()
    page = client.get(address("item_import", found.pk))

    with django_capture_on_commit_callbacks(execute=True):
        client.post(address("item_import_columns", found.pk), columns_as_found(page))

    found.refresh_from_db()
    assert (found.mapping, found.state) == (None, "read")
    again = client.get(address("item_import", found.pk), {"columns": 1})
    assert again.context["step"] == 2


def test_each_change_is_kept_and_answered_with_the_sum(client, trainer, house):
    found = house.read(csv_file(f"{HEARING},05.01", f"{REVIEW},05.01"))

    answer = client.post(
        address("item_import_choices", found.pk),
        {"choice-1": "skip", "choice-2": "nonsense", "choice-x": "skip"},
        headers={"HX-Request": "true"},
    )

    assert answer.context["n_to_write"] == 1
    assert [q.choice for q in found.questions.all()] == ["skip", "new"]


def test_the_look_through_shows_what_is_like_it_and_how_the_answers_differ(client, trainer, house):
    house.bring_in(csv_file(HEARING))
    found = house.read(csv_file(HEARING.replace(",B,", ",C,")))

    page = client.get(address("item_import", found.pk), {"show": "duplicates"})

    (shown,) = page.context["rows"]
    assert (shown["key"], shown["twin_key"], shown["is_other_key"]) == ("C", "B", True)
    assert "05-0001" in page.content.decode()


@pytest.mark.parametrize(
    ("show", "numbers"),
    [
        ("all", [1, 2, 3]),
        ("plain", [1]),
        ("refused", [2]),
        ("drafts", [3]),
        ("duplicates", []),
        ("nonsense", [1, 2, 3]),
    ],
)
def test_the_questions_are_filtered(client, trainer, house, show, numbers):
    found = house.read(csv_file(HEARING, REFUSED, "单选题,几日？,三日,五日,,,B,"))

    page = client.get(address("item_import", found.pk), {"show": show})

    assert [shown["question"].number for shown in page.context["rows"]] == numbers


def test_a_page_of_questions_costs_the_same_for_any_number(client, trainer, house, count_queries):
    few = house.read(csv_file(*(HEARING.replace("几", f"第{n}个几") for n in range(3))))
    many = house.read(csv_file(*(HEARING.replace("几", f"第{n}个几") for n in range(120))))
    client.get(address("item_import", few.pk))

    cost = count_queries(lambda: client.get(address("item_import", few.pk)))

    assert count_queries(lambda: client.get(address("item_import", many.pk))) <= cost + 1 <= 40


def test_a_question_is_shown_as_a_candidate_sees_it_with_pictures_that_only_its_owner_gets(
    client, trainer, house
):
    item = SINGLE | {"stem": 'x<img src="media/a.png" alt="图">'}
    found = house.read(json_file(item, media={"a.png": png()}), "题.json")
    (name,) = found.pictures

    page = client.get(address("item_import_question", found.pk, 1)).content.decode()
    picture = client.get(address("item_import_picture", found.pk, name))

    assert address("item_import_picture", found.pk, name) in page
    assert (picture.status_code, picture.content) == (200, png())
    assert picture.headers["X-Content-Type-Options"] == "nosniff"
    client.force_login(UserFactory(role="trainer"))
    assert client.get(address("item_import_picture", found.pk, name)).status_code == 404


@pytest.mark.parametrize("name", ["x.png", "..%2F..%2Fdb.sqlite3", "a" * 40 + ".png"])
def test_no_other_file_is_to_be_had_as_a_picture(client, trainer, house, name):
    found = house.read(csv_file(HEARING))

    assert client.get(address("item_import_picture", found.pk, name)).status_code == 404


def test_markup_of_a_hostile_file_is_shown_as_text_or_not_at_all(client, trainer, house):
    hostile = SINGLE | {
        "stem": "<script>alert(1)</script><img src=x onerror=alert(2)>几日",
        "point": "<script>alert(3)</script>",
        "cites": ["<script>alert(4)</script>"],
    }
    found = house.read(json_file(hostile), "<script>alert(5)</script>.json")

    for page in (
        client.get(address("item_import", found.pk)),
        client.get(address("item_import_question", found.pk, 1)),
        client.get(address("item_imports")),
    ):
        text = page.content.decode()
        assert "<script>alert" not in text
        assert "onerror" not in text


def test_an_upload_is_discarded_with_its_files(
    client, trainer, house, django_capture_on_commit_callbacks
):
    item = SINGLE | {"stem": 'x<img src="media/a.png" alt="图">'}
    found = house.read(json_file(item, media={"a.png": png()}), "题.json")
    (picture,) = found.pictures

    with django_capture_on_commit_callbacks(execute=True):
        client.post(address("item_import_discard", found.pk))

    assert not ItemImport.objects.exists()
    assert not found.file.storage.exists(found.file.name)
    with pytest.raises(FileNotFoundError):
        media.load(found, picture)


def test_a_file_that_was_brought_in_before_is_told_at_once(client, trainer, house):
    house.bring_in(csv_file(HEARING))

    again = house.receive(csv_file(HEARING), "改名.csv")

    page = client.get(address("item_import", again.pk))
    assert page.context["same_file"]
    assert "import-notice" in page.content.decode()


def test_why_it_failed_stands_on_the_page_and_in_the_list(client, trainer, house):
    found = house.read(b"{", "题.json", format_name="json")

    assert found.failure in client.get(address("item_import", found.pk)).content.decode()
    assert "import-tag import-bad" in client.get(address("item_imports")).content.decode()


def test_what_was_written_is_not_discarded_but_taken_back(client, trainer, house):
    done = house.bring_in(csv_file(HEARING))

    client.post(address("item_import_discard", done.pk))
    assert ItemImport.objects.get().state == "done"

    assert "1" in client.get(address("item_import_undo", done.pk)).content.decode()
    client.post(address("item_import_undo", done.pk))
    assert ItemImport.objects.get().state == "undone"
    assert not Item.objects.exists()
    assert client.get(address("item_import", done.pk)).status_code == 200


def test_the_progress_asks_for_the_page_anew_once_the_work_is_done(client, trainer, house):
    found = house.read(csv_file(HEARING))
    ItemImport.objects.update(state="reading", n_done=3, n_all=9)
    part = client.get(address("item_import_progress", found.pk)).content.decode()
    page = client.get(address("item_import", found.pk)).content.decode()
    assert 'value="3"' in part
    assert 'value="3"' in page

    ItemImport.objects.update(state="read")

    assert client.get(address("item_import_progress", found.pk))["HX-Refresh"] == "true"


def test_the_report_has_every_question_and_the_refused_rows_to_be_mended(client, trainer, house):
    done = house.bring_in(csv_file(HEARING, REFUSED))

    response = client.get(address("item_import_report", done.pk))
    sheets = pd.read_excel(
        io.BytesIO(response.content), sheet_name=None, dtype=str, engine="openpyxl"
    )

    everything, refused = list(sheets.values())[:2]
    assert list(everything.iloc[:, 3].fillna("")) == ["05-0001", ""]
    assert refused.loc[0, "题干"] == "没有答案？"
    assert "缺答案" in refused.iloc[0, -1]


def test_refused_rows_once_mended_can_be_uploaded_as_the_report_gives_them(client, trainer, house):
    done = house.read(csv_file(REFUSED, HEARING))
    response = client.get(address("item_import_report", done.pk))
    sheets = pd.read_excel(
        io.BytesIO(response.content), sheet_name=None, dtype=str, engine="openpyxl"
    )
    table = list(sheets.values())[1]
    table["答案"] = "A"
    buffer = io.BytesIO()
    table.to_excel(buffer, index=False)

    again = house.read(buffer.getvalue(), "改正.xlsx")

    assert [q.is_refused for q in again.questions.all()] == [False]


def test_the_template_is_a_file_that_the_wizard_reads(client, trainer, house):
    response = client.get(address("item_import_template"))

    received = house.receive(response.content, "模板.xlsx")

    assert received.format == "xlsx"


def test_the_list_of_items_leads_here_for_those_who_write_items(client, trainer):
    listing = reverse(Item.snippet_viewset.get_url_name("list"))
    assert address("item_imports") in client.get(listing).content.decode()

    client.force_login(UserFactory(role="reviewer"))
    assert address("item_imports") not in client.get(listing).content.decode()
