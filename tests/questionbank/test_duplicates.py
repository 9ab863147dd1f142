"""Like items: found in the bank and while one is written, decided by a person."""

from dataclasses import replace

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from questionbank import retiring, storing
from questionbank.duplicates import deciding
from questionbank.duplicates.finding import find_pairs, find_pairs_of, like
from questionbank.duplicates.tasks import look_at
from questionbank.formats.items import Item as PlainItem
from questionbank.formats.items import Option
from questionbank.models import Item, ItemCitation, LikePair
from tests.factories import ArticleFactory, PointFactory, UserFactory
from tests.questionbank.editor import url

pytestmark = pytest.mark.django_db

STEM = "当事人要求听证的，应当在行政机关告知后几日内提出？"
REWORDED = "当事人应当在行政机关告知后（　　）内提出听证要求。"
OTHER = "行政机关应当自立案之日起多少日内作出行政处罚决定？"
OPTIONS = (Option("三日"), Option("五日", True), Option("七日"))
NOW = timezone.now()


def item(code, stem=STEM, *, live=True, **values):
    plain = PlainItem("single", stem, options=OPTIONS, explanation="略。")
    values.setdefault("point", PointFactory())
    made = storing.build(plain, code=code, difficulty=3, **values)
    storing.create([made], publish=live)
    return Item.objects.get(pk=made.pk)


def pairs():
    return [(pair.first.code, pair.second.code) for pair in LikePair.objects.all()]


@pytest.fixture
def pair():
    item("05-0001")
    item("05-0002", REWORDED)
    find_pairs()
    return LikePair.objects.get()


@pytest.fixture
def administrator(client):
    user = UserFactory(role="administrator")
    client.force_login(user)
    return user


# Finding


def test_the_same_question_in_other_words_is_found():
    item("05-0001")
    item("05-0002", OTHER)
    item("05-0003", REWORDED)

    assert find_pairs() == 1
    assert pairs() == [("05-0001", "05-0003")]


def test_what_is_retired_is_left_out_and_its_open_pairs_go(pair):
    retiring.retire(pair.first, reason="旧法", user=None, now=NOW)

    assert find_pairs() == 0
    assert not LikePair.objects.exists()


def test_a_pair_once_decided_stays_so(pair, administrator):
    deciding.keep_both(pair, user=administrator, now=NOW)

    assert find_pairs() == 0
    assert LikePair.objects.get().decision == "different"


def test_what_is_like_no_longer_waits_no_longer(pair):
    storing.rewrite(pair.second, PlainItem("single", OTHER, options=OPTIONS))
    pair.second.save()

    assert find_pairs() == 0


def test_what_is_published_is_looked_at():
    item("05-0001")
    second = item("05-0002", REWORDED)

    look_at.enqueue(second.pk)
    find_pairs_of(second)

    assert pairs() == [("05-0001", "05-0002")]


def test_a_search_costs_the_same_statements_for_any_number(count_queries):
    for n in range(2):
        item(f"05-000{n}")
    few = count_queries(find_pairs)
    for n in range(2, 9):
        item(f"05-000{n}")

    assert count_queries(find_pairs) == few


# While one is written


def ask(client, stem, **more):
    response = client.post(reverse("duplicates_like"), {"stem": stem, **more})
    return response.json()["items"]


def test_a_question_being_written_is_compared_with_the_bank(client, trainer):
    known = item("05-0001")
    item("05-0002", OTHER)

    (found,) = ask(client, "当事人要求听证的，应在行政机关告知后几日内提出?")

    assert (found["code"], found["url"]) == ("05-0001", url("edit", known.pk))
    assert 50 <= found["percent"] < 100


def test_a_question_is_not_like_itself(client, trainer):
    known = item("05-0001")

    assert ask(client, STEM, item=known.pk) == []
    assert ask(client, STEM, item="x")[0]["percent"] >= 50


def test_the_same_words_are_told_as_a_hundred_percent(client, trainer):
    item("05-0001")

    options = [option.text for option in OPTIONS]
    assert ask(client, STEM, option=options)[0]["percent"] == 100


@pytest.mark.parametrize("stem", ["", "?", " ", "，。", 'a" OR *', "NEAR(", "x" * 10_000])
def test_whatever_is_typed_is_answered(client, trainer, stem):
    item("05-0001")

    assert ask(client, stem) == []


def test_retired_items_are_told_only_to_those_who_ask():
    known = item("05-0001")
    retiring.retire(known, reason="旧法", user=None, now=NOW)

    assert like(PlainItem("single", STEM)) == []
    ((found, _share),) = like(PlainItem("single", STEM), items=Item.objects.all())
    assert found == known


def test_asking_costs_the_same_statements_for_any_number(client, trainer, count_queries):
    item("05-0001")
    few = count_queries(lambda: ask(client, STEM))
    for n in range(5):
        item(f"05-010{n}")

    assert count_queries(lambda: ask(client, STEM)) == few


# Deciding


def test_of_two_questions_both_are_kept_and_the_history_says_so(pair, trainer):
    deciding.keep_both(pair, user=trainer, now=NOW)

    assert LikePair.objects.get().decided_by == trainer
    entries = ModelLogEntry.objects.filter(action=deciding.DIFFERENT)
    assert {entry.label for entry in entries} == {"05-0001", "05-0002"}


def test_merging_retires_the_other_and_carries_over_what_it_had_more():
    article = ArticleFactory()
    kept = item("05-0001")
    other = item("05-0002", REWORDED, point=PointFactory(code="05.02", title="听证的组织"),
                 citations=[ItemCitation(article=article, paragraph=1)])  # fmt: skip
    find_pairs()

    carried = deciding.merge(LikePair.objects.get(), kept, user=editor(), now=NOW)

    other.refresh_from_db()
    assert (other.live, other.retired_reason) == (False, "合并到 05-0001")
    draft = Item.objects.get(code="05-0001").get_latest_revision_as_object()
    assert [point.code for point in draft.also_tests.all()] == ["05.02"]
    assert [one.article for one in draft.citations.all()] == [article]
    assert "05.02" in str(carried)
    assert "第四十五条" in str(carried)
    assert Item.objects.get(code="05-0001").live


def editor():
    return UserFactory(role="administrator")


def test_merging_what_says_nothing_more_makes_no_draft(pair):
    carried = deciding.merge(pair, pair.first, user=editor(), now=NOW)

    assert not carried
    assert not Item.objects.get(code="05-0001").has_unpublished_changes


def test_a_draft_that_is_merged_goes_altogether():
    kept = item("05-0001")
    item("05-0002", REWORDED, live=False)
    find_pairs()

    deciding.merge(LikePair.objects.get(), kept, user=editor(), now=NOW)

    assert list(Item.objects.all()) == [kept]


def test_who_may_not_delete_cannot_merge_a_draft():
    kept = item("05-0001")
    item("05-0002", REWORDED, live=False)
    find_pairs()

    with pytest.raises(deciding.NotYours):
        deciding.merge(LikePair.objects.get(), kept, user=UserFactory(role="reviewer"), now=NOW)

    assert Item.objects.count() == 2


def test_a_pair_is_decided_once(pair):
    deciding.keep_both(pair, user=editor(), now=NOW)

    with pytest.raises(deciding.AlreadyDecided):
        deciding.merge(pair, pair.first, user=editor(), now=NOW)

    assert Item.objects.filter(live=True).count() == 2


def test_a_merger_is_undone(pair):
    deciding.merge(pair, pair.first, user=editor(), now=NOW)
    pair = LikePair.objects.get()

    deciding.decide_again(pair, user=editor())

    assert Item.objects.filter(live=True).count() == 2
    assert (LikePair.objects.get().decision, LikePair.objects.get().decided_at) == ("", None)
    with pytest.raises(deciding.AlreadyDecided):
        deciding.decide_again(pair, user=editor())


# The page


@pytest.mark.parametrize(
    ("role", "status"),
    [("trainer", 200), ("reviewer", 200), ("administrator", 200), ("hr", 302), (None, 302)],
)
def test_it_opens_for_those_who_change_items(client, role, status):
    if role:
        client.force_login(UserFactory(role=role))

    assert client.get(reverse("duplicates")).status_code == status
    assert client.post(reverse("duplicates_find")).status_code == 302
    assert client.post(reverse("duplicates_like"), {"stem": STEM}).status_code == status


def test_a_pair_stands_side_by_side_with_what_differs(client, trainer, pair):
    page = client.get(reverse("duplicates")).content.decode()

    assert "<del>" in page
    assert "05-0001" in page
    assert url("edit", pair.second_id) in page


def test_deciding_on_the_page(client, trainer, pair):
    address = reverse("duplicates_decide", args=[pair.pk])

    page = client.post(address, {"choice": pair.second_id}, follow=True)
    assert "05-0002" in str(list(page.context["messages"])[0])
    assert not Item.objects.get(code="05-0001").live

    page = client.post(address, {"choice": "both"}, follow=True)
    assert [message.level_tag for message in page.context["messages"]] == ["warning"]

    client.post(address, {"choice": "again", "show": "done"})
    assert Item.objects.get(code="05-0001").live
    client.post(address, {"choice": "both"})
    assert LikePair.objects.get().decision == "different"


def test_the_message_says_what_was_carried_over(client, trainer):
    item("05-0001")
    second = item("05-0002", REWORDED, point=PointFactory(code="05.02", title="听证的组织"))
    find_pairs()
    pair = LikePair.objects.get()

    address = reverse("duplicates_decide", args=[pair.pk])
    page = client.post(address, {"choice": pair.first_id}, follow=True)

    assert second.point.title in str(list(page.context["messages"])[0])


def test_a_search_started_on_the_page_finds(client, trainer):
    item("05-0001")
    item("05-0002", REWORDED)

    client.post(reverse("duplicates_find"))

    assert pairs() == [("05-0001", "05-0002")]


def test_the_page_costs_the_same_statements_for_any_number(client, trainer, count_queries):
    for n in range(2):
        item(f"05-000{n}")
    find_pairs()
    client.get(reverse("duplicates"))
    few = count_queries(lambda: client.get(reverse("duplicates")))
    for n in range(2, 6):
        item(f"05-000{n}")
    find_pairs()

    assert count_queries(lambda: client.get(reverse("duplicates"))) == few
    assert LikePair.objects.count() == 15


def test_the_start_page_says_how_many_wait(client, trainer, pair):
    home = client.get(reverse("wagtailadmin_home")).content.decode()
    assert f'href="{reverse("duplicates")}"' in home.split("w-summary", 1)[-1]

    deciding.keep_both(pair, user=trainer, now=NOW)

    assert LikePair.objects.filter(decision="").count() == 0


def test_a_copy_is_told_as_the_same_words():
    first = item("05-0001")

    ((found, share),) = like(replace(first.plain), but=None)

    assert (found, share) == (first, 1)
