"""The trainer's admin: who may come in, what the list costs, what the editor accepts."""

import pytest
from django.urls import reverse
from wagtail.models import Workflow, WorkflowState
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text

from questionbank import loading
from questionbank.models import Item, ItemCitation, ItemVersion
from questionbank.publishing import freeze
from tests.factories import ArticleFactory, ItemFactory, PointFactory, UserFactory

pytestmark = pytest.mark.django_db
SINGLE = [("三日", False, "旧法期限"), ("五日", True, ""), ("七日", False, ""), ("十日", False, "")]


def url(name, *args):
    return reverse(Item.snippet_viewset.get_url_name(name), args=args)


@pytest.fixture
def trainer(client):
    user = UserFactory(role="trainer")
    client.force_login(user)
    return user


def form(
    *, kind="single", stem="应当在几日内提出？", options=SINGLE, explanation="应选五日。", **more
):
    """What the browser posts; `action="publish"` presses that button."""
    data = {
        "kind": kind,
        "point": PointFactory().pk,
        "stem": rich_text(f"<p>{stem}</p>" if stem else "", features=["bold"]),
        "explanation": rich_text(f"<p>{explanation}</p>" if explanation else "", features=["bold"]),
        "is_true": "",
        "why_false": "",
        "difficulty": 3,
        "level": "",
        "code": "",
        "options": inline_formset(
            [
                {"text": text, "why": why, **({"is_key": "on"} if is_key else {}), **row}
                for text, is_key, why, *rest in options
                for row in rest or [{}]
            ],
            initial=sum(len(option) > 3 for option in options),
        ),
        "citations": inline_formset([{"article": ArticleFactory().pk, "paragraph": 1, "item": ""}]),
    }
    if action := more.pop("action", None):
        data[f"action-{action}"] = "1"
    return nested_form_data({**data, **more})


def rows_of(item):
    """The item's options as the editor posts them back."""
    return [(row.text, row.is_key, row.why, {"id": row.pk}) for row in item.options.all()]


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
    if role:
        client.force_login(UserFactory(role=role))
    arguments = {
        "list": [], "list_results": [], "add": [], "preview_on_add": [],
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


def test_the_list_costs_the_same_for_any_number_of_items(client, trainer, count_queries):
    ItemFactory.create_batch(2)
    client.get(url("list"))
    few = count_queries(lambda: client.get(url("list")))
    ItemFactory.create_batch(15)

    assert count_queries(lambda: client.get(url("list"))) == few <= 20


def listed(client, **query):
    page = client.get(url("list"), query)
    return [item.code for item in page.context["object_list"]]


def test_the_list_finds_chinese_words_and_codes(client, trainer, content):
    content.write(
        content.entries(3)
        .replace("要求听证的", "申请复议的", 1)
        .replace("{text: 十日}", "{text: 满三十日}", 1)
    )
    loading.load(progress=str, folder=content.folder)

    assert listed(client, q="听证") == ["05-0002", "05-0003"]
    assert listed(client, q="申请复议") == ["05-0001"]
    assert listed(client, q="三十日") == ["05-0001"]
    assert listed(client, q="满") == ["05-0001"]
    assert listed(client, q="05-0003") == ["05-0003"]
    assert listed(client, q="先行登记") == []


def test_the_list_is_filtered_by_kind_chapter_point_difficulty_and_status(client, trainer):
    single = ItemFactory(difficulty=2)
    statement = ItemFactory(kind="true_false", live=False, point=PointFactory(code="05.02"))

    def codes(**query):
        return listed(client, **query)

    assert codes(kind="true_false") == [statement.code]
    assert codes(difficulty=2) == [single.code]
    assert codes(point=statement.point.pk) == [statement.code]
    assert codes(chapter=single.point.parent.pk) == [single.code, statement.code]
    assert codes(live="true") == [single.code]
    assert codes(live="true", q="题干") == [single.code]


def test_a_draft_may_be_incomplete(client, trainer):
    response = client.post(url("add"), form(stem="", options=[("三日", False, "")], explanation=""))

    item = Item.objects.get()
    assert response.status_code == 302
    assert (item.live, item.author, item.code) == (False, trainer, "05-0001")
    assert not ItemVersion.objects.exists()


def test_a_question_is_written_and_published_at_once(client, trainer):
    client.post(url("add"), form(action="publish"))

    item = Item.objects.get()
    version = item.versions.get()
    assert item.live
    assert version.published_by == trainer
    assert version.content["options"] == ["三日", "五日", "七日", "十日"]
    assert version.key == [1]
    assert version.rationale["whys"][0] == "旧法期限"
    assert version.rationale["cites"] == ["administrative-penalty-law#45/1"]


def test_a_statement_needs_no_options(client, trainer):
    data = form(kind="true_false", options=[("", False, "")] * 4, is_true="False",
                why_false="不得加重", action="publish")  # fmt: skip

    client.post(url("add"), data)

    version = ItemVersion.objects.get()
    assert (version.content["options"], version.key) == (["正确", "错误"], [1])
    assert not version.item.options.exists()


def test_rows_left_blank_are_no_options(client, trainer):
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


def test_a_citation_of_a_paragraph_that_is_not_there_is_refused_at_its_row(client, trainer):
    citations = inline_formset([{"article": ArticleFactory().pk, "paragraph": 7, "item": ""}])

    page = client.post(url("add"), form(action="publish", citations=citations))

    (row,) = page.context["form"].formsets["citations"].forms
    assert row.non_field_errors()


def test_an_item_once_published_keeps_its_code(client, trainer):
    client.post(url("add"), form(action="publish"))
    item = Item.objects.get()

    data = form(action="publish", code="99-0001", difficulty=4, options=rows_of(item))

    client.post(url("edit", item.pk), data)

    item.refresh_from_db()
    assert (item.code, item.difficulty) == ("05-0001", 4)
    assert [version.number for version in item.versions.all()] == [1, 2]


def test_rows_added_in_another_window_cannot_slip_a_fault_through(client, trainer):
    client.post(url("add"), form(action="publish"))
    item = Item.objects.get()

    # This window doesn't know the four rows: the item would have eight.
    response = client.post(url("edit", item.pk), form(action="publish"), follow=True)

    assert item.code in str(list(response.context["messages"])[0])
    assert ItemVersion.objects.count() == 1
    assert Item.objects.get().has_unpublished_changes


def test_a_draft_of_a_live_item_leaves_the_published_version_alone(client, trainer):
    client.post(url("add"), form(action="publish"))
    item = Item.objects.get()

    client.post(url("edit", item.pk), form(stem="改写中", options=[]))

    assert Item.objects.get().has_unpublished_changes
    assert ItemVersion.objects.latest_published().get().content["stem"] == "应当在几日内提出？"


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


def in_review(client, **fields):
    client.post(url("add"), form(action="submit", **fields))
    item = Item.objects.get()
    return item, item.current_workflow_task_state


def test_a_trainer_submits_and_a_reviewer_approves_and_so_publishes(client, trainer):
    item, task = in_review(client)
    assert item.current_workflow_state.workflow == Workflow.objects.get(name="命题审核")
    reviewer = UserFactory(role="reviewer")
    client.force_login(reviewer)

    client.post(url("workflow_action", item.pk, "approve", task.pk), {"comment": "同意"})

    item.refresh_from_db()
    assert item.live
    assert item.versions.get().published_by == reviewer
    assert item.workflow_states.get().status == WorkflowState.STATUS_APPROVED


def test_approving_what_cannot_be_published_leaves_it_in_review(client, trainer):
    item, task = in_review(client)
    client.force_login(UserFactory(role="reviewer"))
    client.post(url("edit", item.pk), form(stem="", options=[]))  # the reviewer's draft
    task = Item.objects.get().current_workflow_task_state

    response = client.post(url("workflow_action", item.pk, "approve", task.pk), follow=True)

    item.refresh_from_db()
    assert not item.live
    assert item.workflow_in_progress
    assert item.code in str(list(response.context["messages"])[0])


def test_a_trainer_cannot_edit_what_is_in_review(client, trainer):
    item, _ = in_review(client)

    client.post(url("edit", item.pk), form(stem="偷偷改"))

    assert "偷偷改" not in Item.objects.get().get_latest_revision_as_object().stem
