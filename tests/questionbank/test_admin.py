"""The trainer's admin: who may come in, what the list costs, what the editor accepts."""

import pytest
from django.urls import reverse
from django.utils.http import urlencode
from wagtail.test.utils.form_data import inline_formset, streamfield

from questionbank.kinds import KINDS
from questionbank.models import Item, ItemCitation, ItemVersion
from questionbank.publishing import freeze
from tests.factories import ArticleFactory, ItemFactory, PointFactory, UserFactory
from tests.questionbank.editor import SINGLE, form, listblock, rows_of, url, written

pytestmark = pytest.mark.django_db


# 200; home: not for this role; sign-in: no business in the admin at all.
ADDRESSES = {
    "list": {"trainer": 200, "reviewer": 200},
    "list_results": {"trainer": 200, "reviewer": 200},
    "add": {"trainer": 200, "reviewer": "home"},
    "preview_on_add": {"trainer": 200, "reviewer": "home"},
    "edit": {"trainer": 200, "reviewer": 200},
    "preview_on_edit": {"trainer": 200, "reviewer": 200},
    "copy": {"trainer": 200, "reviewer": "home"},
    "delete": {"trainer": 200, "reviewer": "home"},
    "unpublish": {"trainer": 200, "reviewer": 200},
    "take_back": {"trainer": 200, "reviewer": 200},
    "versions_compare": {"trainer": 200, "reviewer": 200},
    "usage": {"trainer": 200, "reviewer": 200},
    "history": {"trainer": 200, "reviewer": 200},
    "workflow_history": {"trainer": 200, "reviewer": 200},
    "revisions_view": {"trainer": 200, "reviewer": 200},
    "revisions_revert": {"trainer": 200, "reviewer": 200},
    "revisions_compare": {"trainer": 200, "reviewer": 200},
}
OUTSIDE = ["candidate", "hr", "invigilator", None]


@pytest.mark.parametrize("role", ["trainer", "reviewer", "administrator", *OUTSIDE])
def test_each_address_opens_for_the_roles_that_work_on_items(client, role):
    item = ItemFactory()
    revision = item.save_revision()
    published = freeze(ItemFactory()).item
    if role:
        client.force_login(UserFactory(role=role))
    arguments = {
        "list": [], "list_results": [], "add": [], "preview_on_add": [],
        "versions_compare": [published.pk],
        "revisions_view": [item.pk, revision.pk],
        "revisions_revert": [item.pk, revision.pk],
        "revisions_compare": [item.pk, "live", revision.pk],
    }  # fmt: skip
    found, wanted = {}, {}
    for name, statuses in ADDRESSES.items():
        response = client.get(url(name, *arguments.get(name, [item.pk])))
        location = response.headers.get("location", "")
        outcome = {reverse("wagtailadmin_home"): "home"}.get(location, response.status_code)
        found[name] = "sign-in" if location.startswith(reverse("login")) else outcome
        wanted[name] = "sign-in" if role in OUTSIDE else statuses.get(role, 200)

    assert found == wanted


@pytest.mark.parametrize("role", OUTSIDE)
def test_nobody_else_can_write_an_item(client, role):
    item = ItemFactory()
    if role:
        client.force_login(UserFactory(role=role))

    for name, args in (
        ("add", []),
        ("edit", [item.pk]),
        ("preview_on_add", []),
        ("lock", [item.pk]),
    ):
        response = client.post(url(name, *args), form(action="publish"))
        assert response.status_code == 302

    assert list(Item.objects.all()) == [item]
    assert not ItemVersion.objects.exists()


def test_a_draft_may_be_incomplete(client, trainer):
    response = client.post(url("add"), form(stem="", options=[("三日", False, "")], explanation=""))

    item = Item.objects.get()
    assert response.status_code == 302
    assert (item.live, item.author, item.code) == (False, trainer, "05-0001")
    assert not ItemVersion.objects.exists()


def test_who_keeps_the_bank_alone_writes_and_publishes_at_once(client, trainer, alone):
    client.post(url("add"), form(action="publish"))

    item = Item.objects.get()
    version = item.versions.get()
    assert item.live
    assert version.published_by == trainer
    assert version.content["options"] == ["三日", "五日", "七日", "十日"]
    assert version.key == [1]
    assert version.rationale["whys"][0] == "旧法期限"
    assert version.rationale["cites"] == ["administrative-penalty-law#45/1"]


def test_a_statement_needs_no_options(client, trainer, alone):
    data = form(kind="true_false", options=[("", False, "")] * 4, is_true="False",
                why_false="不得加重", action="publish")  # fmt: skip

    client.post(url("add"), data)

    version = ItemVersion.objects.get()
    assert (version.content["options"], version.key) == (["正确", "错误"], [1])
    assert not version.item.options.exists()


def test_rows_left_blank_are_no_options(client, trainer, alone):
    client.post(url("add"), form(options=[*SINGLE[:2], ("", False, "")], action="publish"))

    assert ItemVersion.objects.get().content["options"] == ["三日", "五日"]


@pytest.mark.parametrize("action", ["publish", "submit"])
def test_a_refusal_stands_at_the_field_or_row_that_is_wrong(client, trainer, action):
    options = [("三日", False, ""), ("三日", False, ""), ("", False, "空"), ("十日", False, "")]

    page = client.post(url("add"), form(stem="", explanation="", options=options, action=action))

    shown = page.context["form"]
    rows = shown.formsets["options"]
    assert set(shown.errors) == {"stem", "explanation"}
    assert [set(row.errors) for row in rows.forms] == [set(), {"text"}, {"text"}, set()]
    assert len(rows.non_form_errors()) == 1
    assert not Item.objects.exists()


def test_a_statement_undecided_is_refused_at_its_field(client, trainer):
    page = client.post(url("add"), form(kind="true_false", options=[], action="publish"))

    assert set(page.context["form"].errors) == {"is_true"}


def test_a_fault_in_a_case_stands_in_its_question(client, trainer):
    row = {"is_key": False, "why": ""}
    options = listblock([{"text": written("甲"), **row}, {"text": written(""), **row},
                         {"text": written("甲"), **row}])  # fmt: skip
    parts = streamfield([
        ("single", {"stem": written("问"), "options": options, "explanation": written(""),
                    "points": "1"}),
        ("short_answer", {"stem": written(""), "model_answer": written("答"), "points": "1",
                          "rubric": listblock([]), "explanation": written("")}),
    ])  # fmt: skip
    page = client.post(
        url("add"), form(kind="case", options=[], explanation="略", parts=parts, action="publish")
    )

    (error,) = page.context["form"].errors.as_data()["parts"]
    first, second = (error.block_errors[number].block_errors for number in (0, 1))
    # The blank row doesn't count, so the third is the second option.
    assert set(first["options"].block_errors) == {2}
    assert set(first["options"].block_errors[2].block_errors) == {"text"}
    assert len(first["options"].non_block_errors) == 1
    assert set(second) == {"stem"}


def test_a_case_without_questions_is_refused_at_its_field(client, trainer):
    page = client.post(url("add"), form(kind="case", options=[], action="publish"))

    (error,) = page.context["form"].errors.as_data()["parts"]
    assert len(error.non_block_errors) == 1


def test_a_right_side_alone_is_told_at_its_own_row(client, trainer):
    rows = [("", "一"), ("甲", "一"), ("乙", "二")]
    pairs = inline_formset([{"left": written(left), "right": written(right)}
                            for left, right in rows])  # fmt: skip
    page = client.post(url("add"), form(kind="matching", options=[], pairs=pairs, action="publish"))

    forms = page.context["form"].formsets["pairs"].forms
    assert [bool(one.errors) for one in forms] == [True, False, False]


@pytest.mark.parametrize("name", ["add", "edit"])
def test_on_to_the_next_question_of_the_same_kind_point_and_difficulty(client, trainer, name):
    item = ItemFactory(live=False)
    arguments = [] if name == "add" else [item.pk]

    answer = client.post(url(name, *arguments), form(difficulty=4, action="another"))

    shared = {"kind": "single", "point": PointFactory().pk, "difficulty": 4}
    assert answer["location"] == f"{url('add')}?{urlencode(shared)}"
    fields = client.get(answer["location"]).context["form"]
    assert {name: fields[name].value() for name in shared} == shared
    assert Item.objects.filter(live=False).count() == (2 if name == "add" else 1)


def test_the_message_after_saving_leads_on_and_to_the_list(client, trainer):
    page = client.post(url("add"), form(), follow=True).content.decode()

    messages = page.split('class="messages"', 1)[-1]
    assert f'href="{url("add")}?kind=single' in messages
    assert f'href="{url("list")}"' in messages


def test_a_citation_of_a_paragraph_that_is_not_there_is_refused_at_its_row(client, trainer):
    citations = inline_formset([{"article": ArticleFactory().pk, "paragraph": 7, "item": ""}])

    page = client.post(url("add"), form(action="publish", citations=citations))

    (row,) = page.context["form"].formsets["citations"].forms
    assert row.non_field_errors()


def test_an_item_once_published_keeps_its_code(client, trainer, alone):
    client.post(url("add"), form(action="publish"))
    item = Item.objects.get()

    data = form(action="publish", code="99-0001", difficulty=4, options=rows_of(item))

    client.post(url("edit", item.pk), data)

    item.refresh_from_db()
    assert (item.code, item.difficulty) == ("05-0001", 4)
    assert [version.number for version in item.versions.all()] == [1, 2]


def test_rows_added_in_another_window_cannot_slip_a_fault_through(client, trainer, alone):
    client.post(url("add"), form(action="publish"))
    item = Item.objects.get()

    # This window doesn't know the four rows: the item would have eight.
    response = client.post(url("edit", item.pk), form(action="publish"), follow=True)

    assert item.code in str(list(response.context["messages"])[0])
    assert ItemVersion.objects.count() == 1
    assert Item.objects.get().has_unpublished_changes


def test_a_draft_of_a_live_item_leaves_the_published_version_alone(client, trainer, alone):
    client.post(url("add"), form(action="publish"))
    item = Item.objects.get()

    client.post(url("edit", item.pk), form(stem="改写中", options=[]))

    assert Item.objects.get().has_unpublished_changes
    assert ItemVersion.objects.latest_published().get().content["stem"] == "应当在几日内提出？"


def test_rows_written_after_the_page_saved_itself_are_kept(client, trainer):
    """While one writes, Wagtail saves in the background and counts every row as an old one."""
    blank = [("三日", False, ""), ("", False, ""), ("七日", False, ""), ("", False, "")]
    headers = {"accept": "application/json"}
    saved = client.post(url("add"), form(options=blank), headers=headers).json()
    posted = form(options=[*SINGLE, ("十五日", False, "")]) | saved["field_updates"]

    posted["options-INITIAL_FORMS"] = saved["field_updates"]["options-INITIAL_FORMS"]
    again = client.post(saved["url"], posted, headers=headers).json()
    client.post(saved["url"], posted | again["field_updates"])

    item = Item.objects.get().get_latest_revision_as_object()
    assert [option.text for option in item.plain.options] == [
        "三日", "五日", "七日", "十日", "十五日",
    ]  # fmt: skip


def preview(client, *, mode="", **fields):
    client.post(url("preview_on_add"), form(**fields))
    return client.get(url("preview_on_add"), {"mode": mode}).content.decode()


def test_the_preview_shows_what_a_candidate_sees_and_no_key(client, trainer):
    html = preview(client)

    assert "应当在几日内提出？" in html
    assert html.count('type="radio"') == 4
    assert "checked" not in html
    assert "旧法期限" not in html
    assert "应选五日" not in html


@pytest.mark.parametrize("mode", ["", "key"])
@pytest.mark.parametrize("kind", KINDS)
def test_the_preview_shows_what_there_is_however_little(client, trainer, kind, mode):
    html = preview(
        client, mode=mode, kind=kind, point="", explanation="", difficulty="",
        options=[("", False, "")], stem="写到一半",
        citations=inline_formset([{"article": "", "paragraph": "", "item": ""}]),
        parts=streamfield([("single", {"stem": written("小题"), "explanation": written(""),
                                       "options": listblock([]), "points": ""})]),
    )  # fmt: skip

    assert "写到一半" in html


def test_the_second_preview_shows_key_reasons_and_law(client, trainer):
    html = preview(client, mode="key")

    assert "旧法期限" in html
    assert "应选五日" in html
    assert "第四十五条" in html


def test_several_are_chosen_by_checkboxes(client, trainer):
    assert preview(client, kind="multiple").count('type="checkbox"') == 4


@pytest.mark.parametrize("mode", ["", "key"])
def test_s4_script_in_stem_option_and_reason_is_shown_as_text(client, trainer, mode):
    hostile = "<script>alert(1)</script>"
    html = preview(
        client, mode=mode, stem=hostile.replace("<", "&lt;"), explanation="&lt;img src=x>",
        options=[(hostile, True, ""), ("五日", False, hostile)],
    )  # fmt: skip

    assert hostile not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert "<img" not in html


def test_s4_script_in_a_stem_is_text_in_the_list_and_the_editor(client, trainer):
    item = ItemFactory(stem="<p>题干<script>alert(1)</script></p>")

    for page in (client.get(url("list")), client.get(url("edit", item.pk))):
        assert b"<script>alert(1)" not in page.content


def test_the_editor_lists_the_versions(client, trainer):
    item = ItemFactory()
    version = freeze(item, user=trainer)

    page = client.get(url("edit", item.pk)).content.decode()

    assert version.content_hash[:12] in page
    assert trainer.display_name in page


def test_what_was_published_is_not_deleted(client, trainer):
    kept, draft = ItemFactory(), ItemFactory(live=False)
    freeze(kept)

    client.post(url("delete", kept.pk))
    client.post(url("delete", draft.pk))
    client.post(
        reverse("wagtail_bulk_action", args=["questionbank", "item", "delete"])
        + f"?id={kept.pk}&next=/admin/"
    )

    assert list(Item.objects.all()) == [kept]


def test_a_copy_is_an_item_of_its_own(client, trainer):
    item = ItemFactory(code="05-0001")
    ItemCitation.objects.create(owner=item, article=ArticleFactory())
    freeze(item)

    code = client.get(url("copy", item.pk)).context["form"]["code"]

    assert not code.value()
    assert not code.field.disabled


def test_a_locked_item_is_closed_to_others(client, trainer):
    item = ItemFactory(live=False)
    client.post(url("lock", item.pk))
    other = UserFactory(role="trainer")
    client.force_login(other)

    client.post(url("edit", item.pk), form(stem="别人的改动"))

    item.refresh_from_db()
    assert item.locked
    assert "别人的改动" not in item.get_latest_revision_as_object().stem
