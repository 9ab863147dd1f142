"""An article is amended: what cites it is listed, looked at again, and ticked off."""

from datetime import date, timedelta

import pytest
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.log_actions import registry as log_registry

from cms.amending import citing, marking
from cms.amending.worklist import groups, to_do
from cms.models import (
    Article,
    ArticleChange,
    ArticleCheck,
    Citation,
    Clause,
    FaqPage,
    HandbookChapterPage,
)
from questionbank.models import Item, ItemCitation
from tests.factories import ArticleFactory, ItemFactory, UserFactory

NOW = timezone.now()


@pytest.fixture
def article(loaded):
    """第六十四条: two entries and a clause of the small library cite it."""
    articles = Article.objects.select_related("statute")
    return articles.get(statute__slug="administrative-penalty-law", number=64)


@pytest.fixture
def item(article):
    item = ItemFactory(explanation="<p>见《行政处罚法》第六十四条。</p>")
    ItemCitation.objects.create(owner=item, article=article, paragraph=1, item=1)
    return item


@pytest.fixture
def trainer(db, client):
    user = UserFactory(role="trainer", display_name="王老师")
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return user


def mark(article, *, user=None, now=NOW, **fields):
    change = ArticleChange(
        article=article, what_changed="五日改为七日。", effective=date(2027, 1, 1)
    )
    for name, value in fields.items():
        setattr(change, name, value)
    return marking.mark(change, user=user, now=now)


def check_of(change, thing):
    content_type = ContentType.objects.get_for_model(thing)
    return change.checks.get(content_type=content_type, object_id=thing.pk)


def record(check, outcome="right", note="", user=None):
    return marking.record(check, outcome=outcome, note=note, user=user, now=NOW)


def rows(change, user=None):
    user = user or UserFactory(role="administrator")
    found = groups(change, change.checks.all(), user)
    return {row.title: row for group in found for row in group.rows}


# Marking


def test_every_model_of_citations_is_asked_whichever_app_it_is_in():
    models = {model for model in apps.get_models() if issubclass(model, Citation)}

    found = {source.citation: source.citer for source in citing.sources()}

    assert set(found) == models
    assert {Item, FaqPage, Clause} <= set(found.values())


def test_items_entries_and_clauses_that_cite_the_article_or_a_part_of_it_are_listed(article, item):
    change = mark(article)

    assert [(check.content_type.model, check.label) for check in change.checks.all()] == [
        ("item", item.code),
        ("faqpage", "几日内可以要求听证？"),
        ("faqpage", "垃圾倒在路边怎么办？"),
        ("clause", "5.1 听证"),
    ]
    assert check_of(change, item).cites == "《行政处罚法》第六十四条第一项"
    assert check_of(change, Clause.objects.get(number=1)).cites == "《行政处罚法》第六十四条"


def test_a_text_that_cites_the_article_twice_is_listed_once(article, item):
    ItemCitation.objects.create(owner=item, article=article, paragraph=1, item=2)

    check = check_of(mark(article), item)

    assert check.cites == "《行政处罚法》第六十四条第一项、《行政处罚法》第六十四条第二项"


def test_drafts_are_listed_too_since_they_may_be_published_later(article):
    draft = ItemFactory(live=False)
    ItemCitation.objects.create(owner=draft, article=article)

    assert rows(mark(article))[draft.code].is_draft


def test_what_cites_the_article_later_is_not_asked(article):
    change = mark(article)
    ItemCitation.objects.create(owner=ItemFactory(), article=article)

    assert not change.checks.filter(content_type__model="item").exists()


def test_a_change_that_concerns_no_text_is_closed_at_once(loaded):
    change = mark(ArticleFactory(number=86))

    assert list(ArticleChange.objects.done()) == [change]
    assert not ArticleChange.objects.open().exists()


def test_marking_twice_makes_one_list(article):
    first = mark(article)
    n_checks = first.checks.count()

    assert mark(article, what_changed="再点一次") == first
    assert (ArticleChange.objects.get().what_changed, first.checks.count()) == (
        "五日改为七日。",
        n_checks,
    )


def test_an_article_may_be_amended_again(article):
    assert mark(article) != mark(article, effective=date(2029, 1, 1))


def test_the_old_text_is_kept_when_the_article_is_brought_up_to_date(article):
    change = mark(article)
    old = article.text
    Article.objects.filter(pk=article.pk).update(text=old.replace("五日", "七日"))

    change = ArticleChange.objects.get(pk=change.pk)

    assert change.old_text == old
    assert "七日内提出" in change.text_now


def test_marking_costs_the_same_however_many_texts_cite_the_article(article):
    ItemCitation.objects.create(owner=ItemFactory(), article=article)
    ContentType.objects.clear_cache()
    with CaptureQueriesContext(connection) as few:
        mark(article)
    for _ in range(20):
        ItemCitation.objects.create(owner=ItemFactory(), article=article)
    ContentType.objects.clear_cache()
    with CaptureQueriesContext(connection) as many:
        mark(article, effective=date(2029, 1, 1))

    assert len(many) == len(few) <= 16


# Checking


@pytest.mark.parametrize("outcome", ["right", "mended", "retired"])
def test_a_check_says_what_became_of_the_text_who_looked_and_when(article, item, outcome):
    reviewer = UserFactory(role="reviewer")
    check = check_of(mark(article), item)

    record(check, outcome, "已核对", reviewer)

    check.refresh_from_db()
    assert (check.outcome, check.note) == (outcome, "已核对")
    assert (check.checked_by, check.checked_at) == (reviewer, NOW)


def test_of_two_reviewers_the_second_is_told(article, item):
    check = check_of(mark(article), item)
    record(check, "mended")

    with pytest.raises(marking.AlreadyChecked, match=item.code):
        record(check, "right")

    check.refresh_from_db()
    assert check.outcome == "mended"


def test_a_change_is_done_once_its_last_text_was_checked(article):
    change = mark(article)
    *most, last = change.checks.all()
    for check in most:
        record(check)
    assert list(ArticleChange.objects.open()) == [change]

    record(last)

    assert list(ArticleChange.objects.done()) == [change]
    marking.undo(last, user=None)
    assert list(ArticleChange.objects.open()) == [change]


def test_progress_counts_what_is_open(article):
    change = mark(article)
    record(change.checks.first())

    counted = ArticleChange.objects.with_progress().get()

    assert (counted.n_checks, counted.n_open) == (3, 2)
    assert to_do() == (1, 2)


def test_an_undone_check_is_open_again_and_the_history_keeps_both(article, item):
    trainer = UserFactory(role="trainer")
    check = check_of(mark(article), item)
    record(check, "right", "看过", trainer)
    marking.undo(check, user=trainer)
    marking.undo(check, user=trainer)  # twice: nothing more

    check.refresh_from_db()
    assert (check.outcome, check.note, check.checked_at, check.checked_by) == ("", "", None, None)
    log = log_registry.get_logs_for_instance(item).order_by("timestamp", "pk")
    assert [entry.action for entry in log] == [marking.CHECKED, marking.REOPENED]
    assert log[0].user == trainer
    assert "第六十四条" in log[0].message
    assert log[0].comment == "看过"


def test_a_clauses_check_stands_in_its_chapters_history(article):
    clause = Clause.objects.get(number=1)

    record(check_of(mark(article), clause))

    (entry,) = log_registry.get_logs_for_instance(clause.page).filter(action=marking.CHECKED)
    assert "5.1 听证" in entry.message


def test_the_database_holds_no_outcome_without_a_time(article):
    mark(article)
    with pytest.raises(IntegrityError), transaction.atomic():
        ArticleCheck.objects.update(outcome="right")


def test_a_marking_is_withdrawn_while_nothing_was_checked(article):
    change = mark(article)
    record(change.checks.first())
    with pytest.raises(marking.AlreadyChecked):
        marking.withdraw(change, user=None)

    marking.undo(change.checks.first(), user=None)
    marking.withdraw(change, user=None)

    assert not ArticleCheck.objects.exists()


# What a row tells


def test_a_row_shows_where_the_text_names_the_article(article, item):
    row = rows(mark(article))[item.code]

    assert ("第六十四条", True) in row.excerpt
    assert "应当在几日内提出" in row.excerpt[0][0]
    assert row.cites == "《行政处罚法》第六十四条第一项"


def test_a_text_edited_since_says_so_and_stays_open(article, item):
    change = mark(article, now=NOW - timedelta(hours=1))
    assert rows(change)[item.code].edited_at is None

    item.save_revision().publish()

    assert rows(change)[item.code].edited_at is not None
    assert check_of(change, item).outcome == ""


def test_what_was_edited_before_the_marking_only_gives_no_hint(article, item):
    item.save_revision().publish()

    assert rows(mark(article, now=timezone.now()))[item.code].edited_at is None


def test_a_text_that_cites_the_article_no_more_stays_listed(article, item):
    change = mark(article)
    item.citations.all().delete()

    row = rows(change)[item.code]

    assert row.cites_no_more
    assert row.cites == "《行政处罚法》第六十四条第一项"


def test_a_deleted_text_stays_listed_by_name_and_can_be_ticked_off(article, item):
    change = mark(article)
    check = check_of(change, item)
    code = item.code
    item.delete()

    assert rows(change)[code].text is None
    record(check, "retired")

    (entry,) = log_registry.get_logs_for_instance(change).filter(action=marking.CHECKED)
    assert entry.data["text"] == code


def test_the_link_leads_to_the_editor_of_those_who_may_edit(article, item):
    change = mark(article)
    chapter = HandbookChapterPage.objects.get()

    found = rows(change, UserFactory(role="trainer"))

    assert found[item.code].edit_url.endswith(f"/questionbank/item/edit/{item.pk}/")
    assert found["5.1 听证"].edit_url == reverse("wagtailadmin_pages:edit", args=[chapter.pk])
    assert {row.edit_url for row in rows(change, UserFactory(role="hr")).values()} == {None}


# The pages

WORKERS = {"trainer", "reviewer", "administrator"}
ROLES = ["candidate", "trainer", "reviewer", "invigilator", "hr", "administrator", None]
ADDRESSES = ["article_changes", "article_change_add", "article_change", "article_change_withdraw"]


def page_of(name, change):
    with_key = name in ("article_change", "article_change_withdraw")
    return reverse(name, args=[change.pk] if with_key else [])


@pytest.mark.parametrize("role", ROLES)
def test_each_page_opens_for_those_who_work_on_the_texts(client, article, role):
    change = mark(article)
    if role:
        client.force_login(UserFactory(role=role), "django.contrib.auth.backends.ModelBackend")

    statuses = {name: client.get(page_of(name, change)).status_code for name in ADDRESSES}

    assert statuses == dict.fromkeys(ADDRESSES, 200 if role in WORKERS else 302)


@pytest.mark.parametrize("role", [role for role in ROLES if role not in WORKERS])
def test_nobody_else_marks_checks_undoes_or_withdraws(client, article, role):
    change = mark(article)
    check, done = change.checks.all()[:2]
    record(done)
    if role:
        client.force_login(UserFactory(role=role), "django.contrib.auth.backends.ModelBackend")

    client.post(reverse("article_change_add"), form(article, effective="2029-01-01"))
    client.post(reverse("article_check_record", args=[check.pk]), {"outcome": "right"})
    client.post(reverse("article_check_undo", args=[done.pk]))
    client.post(reverse("article_change_withdraw", args=[change.pk]))

    assert list(ArticleChange.objects.all()) == [change]
    assert [check.outcome for check in change.checks.all()[:2]] == ["", "right"]


def form(article, **fields):
    return {
        "article": article.pk,
        "what_changed": "五日改为七日。",
        "effective": "2027-01-01",
        "new_text": "",
        **fields,
    }


def test_marking_leads_to_the_list_of_texts(client, trainer, article):
    new_text = article.text.replace("五日", "七日").replace("\n", "\r\n")

    response = client.post(reverse("article_change_add"), form(article, new_text=new_text))

    change = ArticleChange.objects.get()
    assert response.url == reverse("article_change", args=[change.pk])
    assert (change.marked_by, change.effective) == (trainer, date(2027, 1, 1))
    assert "\r" not in change.new_text
    page = client.get(response.url).content.decode()
    assert "几日内可以要求听证？" in page
    assert 'class="deletion"' in page
    assert 'class="addition"' in page


def test_the_form_says_what_is_missing_or_marked_already(client, trainer, article):
    mark(article)

    address = reverse("article_change_add")
    empty = client.post(address, form(article, what_changed="", effective="2029-01-01"))
    again = client.post(address, form(article))

    assert set(empty.context["form"].errors) == {"what_changed"}
    assert len(again.context["form"].non_field_errors()) == 1
    assert ArticleChange.objects.count() == 1


@pytest.mark.parametrize("key", ["", "x", "999999", "²"])
def test_the_form_opens_whatever_article_the_address_names(client, trainer, article, key):
    page = client.get(reverse("article_change_add"), {"article": key})

    assert page.context["form"].initial.get("article") is None


def test_an_articles_page_and_row_lead_to_the_form_with_it(client, article):
    address = reverse("article_change_add") + f"?article={article.pk}"
    client.force_login(
        UserFactory(role="administrator"), "django.contrib.auth.backends.ModelBackend"
    )
    viewset = Article.snippet_viewset
    for name, args in (("list", []), ("edit", [article.pk]), ("inspect", [article.pk])):
        page = client.get(reverse(viewset.get_url_name(name), args=args), {"q": "处罚法64"})
        assert address in page.content.decode(), name

    assert client.get(address).context["form"].initial["article"] == article


def test_a_button_records_and_leads_to_the_next_text(client, trainer, article):
    change = mark(article)
    first, second, _third = change.checks.all()

    response = client.post(
        reverse("article_check_record", args=[first.pk]) + "?show=open&p=1",
        {"outcome": "mended", "note": "改为七日"},
    )

    first.refresh_from_db()
    assert (first.outcome, first.note, first.checked_by) == ("mended", "改为七日", trainer)
    assert response.url.endswith(f"?show=open&p=1#check-{second.pk}")


def test_open_and_done_texts_are_listed_apart_and_a_check_can_be_undone(client, trainer, article):
    change = mark(article)
    first = change.checks.first()
    record(first, "mended", "改为七日", trainer)

    def listed(show):
        page = client.get(reverse("article_change", args=[change.pk]), {"show": show})
        return [row.check for group in page.context["groups"] for row in group.rows]

    assert first not in listed("open")
    assert listed("done") == [first]

    client.post(reverse("article_check_undo", args=[first.pk]) + "?show=done")

    assert first in listed("open")
    assert listed("done") == []


@pytest.mark.parametrize("fields", [{}, {"outcome": "x"}, {"outcome": ""},
                                    {"outcome": "right", "note": "长" * 501}])  # fmt: skip
def test_a_check_that_is_no_answer_saves_nothing(client, trainer, article, fields):
    check = mark(article).checks.first()

    response = client.post(reverse("article_check_record", args=[check.pk]), fields, follow=True)

    assert response.status_code == 200
    assert list(response.context["messages"])
    check.refresh_from_db()
    assert check.outcome == ""


def test_a_check_by_get_is_refused(client, trainer, article):
    check = mark(article).checks.first()

    for name in ("article_check_record", "article_check_undo"):
        assert client.get(reverse(name, args=[check.pk])).status_code == 405


def test_a_quicker_colleague_is_named_no_error(client, trainer, article):
    check = mark(article).checks.first()
    record(check, "mended")

    address = reverse("article_check_record", args=[check.pk])
    response = client.post(address, {"outcome": "right"}, follow=True)

    assert check.label in str(list(response.context["messages"])[0])


def test_withdrawing_asks_first_and_is_refused_once_a_text_was_checked(client, trainer, article):
    change = mark(article)
    address = reverse("article_change_withdraw", args=[change.pk])
    client.get(address)
    assert ArticleChange.objects.exists()
    check = record(change.checks.first())
    client.post(address)
    assert ArticleChange.objects.exists()
    marking.undo(check, user=trainer)

    client.post(address)

    assert not ArticleChange.objects.exists()


@pytest.mark.parametrize("name", ["article_change", "article_change_withdraw"])
def test_a_change_that_is_not_there_is_not_found(client, trainer, name, loaded):
    assert client.get(reverse(name, args=[99])).status_code == 404


def test_the_list_of_changes_costs_the_same_however_many(client, trainer, article):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse("article_changes"))
        return len(captured)

    mark(article)
    queries()
    few = queries()
    for year in range(2028, 2038):
        mark(article, effective=date(year, 1, 1))

    assert queries() == few <= 13


def test_the_work_on_a_change_costs_the_same_however_many_texts(client, trainer, article):
    for _ in range(2):
        ItemCitation.objects.create(owner=ItemFactory(), article=article)
    few = mark(article)
    for _ in range(20):
        ItemCitation.objects.create(owner=ItemFactory(), article=article, paragraph=1)
    many = mark(article, effective=date(2029, 1, 1))

    def queries(change):
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse("article_change", args=[change.pk]))
        return len(captured)

    queries(few)
    assert queries(many) == queries(few) <= 24


def test_long_lists_come_in_pages(client, trainer, article):
    for _ in range(60):
        ItemCitation.objects.create(owner=ItemFactory(), article=article)
    change = mark(article)

    def n_rows(page):
        response = client.get(reverse("article_change", args=[change.pk]), {"p": page})
        return sum(len(group.rows) for group in response.context["groups"])

    assert (n_rows(1), n_rows(2), n_rows("x")) == (50, 13, 50)


def test_s4_script_in_a_change_or_a_note_is_shown_as_text(client, trainer, article, item):
    hostile = "<script>alert(1)</script>"
    change = mark(article, what_changed=hostile, new_text=hostile)
    record(check_of(change, item), note=hostile)

    for show in ("open", "done"):
        page = client.get(reverse("article_change", args=[change.pk]), {"show": show})
        assert hostile not in page.content.decode()
    assert hostile not in client.get(reverse("article_changes")).content.decode()


def test_the_start_page_tells_what_waits(client, trainer, article):
    assert reverse("article_changes") not in summary(client)
    change = mark(article)

    assert "3" in summary(client)
    for check in change.checks.all():
        record(check)
    assert reverse("article_changes") not in summary(client)


def summary(client):
    page = client.get(reverse("wagtailadmin_home")).content.decode()
    return page[page.index('class="w-summary"') :].split("</section>")[0]
