"""What was looked through is written whole or not at all, once, as drafts of whoever brought it."""

from datetime import timedelta

import pytest
from django.utils import timezone
from wagtail.models import ModelLogEntry, ReferenceIndex
from wagtail.search.backends import get_search_backend

from cms.models import Article
from cms.segmentation import bigrams
from questionbank.importing import choosing, committing, tasks, undoing
from questionbank.importing.models import STALLED_AFTER, ItemImport
from questionbank.importing.receiving import ImportRefused
from questionbank.models import Item
from questionbank.publishing import NotPublishable
from tests.factories import ItemFactory, PointFactory, UserFactory
from tests.questionbank.importing.conftest import HEARING, REVIEW, csv_file, json_file, png
from tests.questionbank.importing.test_reading import SINGLE, row

CITED = f"{HEARING},05.01,2,administrative-penalty-law#45/1"


def publish(item, user=None):
    item.save_revision(user=user).publish(user=user)


def test_questions_come_in_as_drafts_of_the_trainer_with_all_that_the_file_says(house):
    done = house.bring_in(csv_file(CITED))

    item = Item.objects.get()
    assert (item.code, item.live, item.author) == ("05-0001", False, house.trainer)
    assert (item.point.code, item.difficulty) == ("05.01", 2)
    assert [option.is_key for option in item.options.all()] == [False, True, False, False]
    assert [str(citation.reference) for citation in item.citations.all()] == [
        "administrative-penalty-law#45/1"
    ]
    assert done.report == {"created": 1, "version": 0, "skipped": 0, "refused": 0}
    assert row(done).item == item
    assert row(done).item_code == "05-0001"


def test_what_comes_in_can_be_edited_found_and_traced_like_what_was_typed(house):
    house.bring_in(csv_file(CITED))

    item = Item.objects.get()
    hits = get_search_backend().search(bigrams("听证"), Item.objects.all(), operator="and")
    assert [hit.pk for hit in hits] == [item.pk]
    assert ReferenceIndex.get_references_to(Article.objects.get()).count() == 1
    assert item.latest_revision.user == house.trainer
    assert ModelLogEntry.objects.get(action="wagtail.create").object_id == str(item.pk)
    publish(item.get_latest_revision_as_object())
    assert item.versions.get().key == [1]


def test_a_question_with_faults_comes_in_and_can_not_be_published(house):
    house.bring_in(csv_file("单选题,几日？,三日,五日,,,B,"))

    item = Item.objects.get()
    with pytest.raises(NotPublishable):
        publish(item)


def test_refused_questions_and_those_left_out_are_counted_and_not_written(house):
    data = csv_file(HEARING, "单选题,没有答案？,甲,乙,,,,", REVIEW)

    done = house.bring_in(data, choices={3: "skip"})

    assert Item.objects.count() == 1
    assert done.report == {"created": 1, "version": 0, "skipped": 1, "refused": 1}


def test_codes_go_on_where_each_chapter_stands(house):
    ItemFactory(code="05-0041")
    house.bring_in(csv_file(HEARING, REVIEW))

    assert list(Item.objects.order_by("code").values_list("code", flat=True)) == [
        "05-0041",
        "05-0042",
        "05-0043",
    ]


def test_without_a_point_nothing_is_written(house):
    found = house.read(csv_file(HEARING))

    with pytest.raises(ImportRefused):
        committing.start(found, now=timezone.now())

    choosing.choose(found, points={"": PointFactory()}, difficulty=5)
    house.commit(found)
    assert Item.objects.get().difficulty == 5


def test_nothing_chosen_is_nothing_to_write(house):
    found = house.read(csv_file(f"{HEARING},05.01"))
    choosing.choose(found, choices={1: "skip"})

    with pytest.raises(ImportRefused):
        committing.start(found, now=timezone.now())


def test_committing_twice_writes_once(house):
    done = house.bring_in(csv_file(HEARING))

    house.commit(done)
    tasks.write_items.enqueue(done.pk)
    tasks.make_findable.enqueue(done.pk)

    assert Item.objects.count() == 1


def test_a_crash_in_the_middle_leaves_nothing_and_keeps_what_was_chosen(house, monkeypatch, caplog):
    """M6: whatever fails in the transaction, all is as before, and the page says so."""
    found = house.read(csv_file(HEARING, REVIEW))
    choosing.choose(found, points={"": PointFactory()}, choices={2: "skip"})
    monkeypatch.setattr(committing, "_counts", None)

    house.commit(found)

    assert found.state == "read"
    assert str(found.pk) in found.failure
    assert not Item.objects.exists()
    assert [q.choice for q in found.questions.all()] == ["new", "skip"]
    assert not found.questions.exclude(outcome="").exists()

    monkeypatch.undo()
    assert house.commit(found).state == "done"
    assert found.failure == ""


def test_a_worker_that_died_is_noticed_and_its_work_can_be_started_again(house):
    """M6: nothing is written, the page says so, and what was chosen is still there."""
    found = house.read(csv_file(f"{HEARING},05.01"))
    committing.start(found, now=timezone.now())  # and nobody does it
    found.refresh_from_db()

    soon = committing.settle(found, now=found.moved_at + timedelta(minutes=1))
    assert soon.state == "committing"

    later = committing.settle(found, now=found.moved_at + STALLED_AFTER + timedelta(seconds=1))
    assert later.state == "read"
    assert later.failure

    committing.write(found.pk)  # the worker wasn't dead, only slow
    assert not Item.objects.exists()
    assert house.commit(found).state == "done"


def test_items_that_search_missed_because_of_a_crash_are_brought_to_it_later(
    house, monkeypatch, django_capture_on_commit_callbacks
):
    found = house.read(csv_file(f"{HEARING},05.01"))
    with monkeypatch.context() as patch:
        patch.setattr(committing, "make_findable", lambda pk: None)
        done = house.commit(found)
    assert (done.state, done.is_findable) == ("done", False)

    with django_capture_on_commit_callbacks(execute=True):
        committing.settle(done, now=done.moved_at + STALLED_AFTER + timedelta(seconds=1))

    hits = get_search_backend().search(bigrams("听证"), Item.objects.all(), operator="and")
    assert len(hits) == 1
    assert ItemImport.objects.get().is_findable


def test_a_new_version_is_a_draft_of_the_item_and_what_is_published_stays(house):
    house.bring_in(csv_file(CITED))
    item = Item.objects.get()
    publish(item)
    changed = HEARING.replace("几日内", "多少日内")

    found = house.read(csv_file(changed))
    choosing.choose(found, choices={1: "version"})
    done = house.commit(found)

    item = Item.objects.get()
    draft = item.get_latest_revision_as_object()
    assert done.report["version"] == 1
    assert (row(done).item, row(done).outcome) == (item, "version")
    assert item.live
    assert item.has_unpublished_changes
    assert "几日内" in item.stem
    assert "多少日内" in draft.stem
    assert (draft.point, draft.difficulty) == (item.point, 2)  # the file says nothing of them
    assert [str(citation.reference) for citation in draft.citations.all()] == [
        "administrative-penalty-law#45/1"
    ]
    assert item.latest_revision.user == house.trainer
    assert item.versions.count() == 1


def test_two_questions_are_not_both_the_new_version_of_one_item(house):
    house.bring_in(csv_file(HEARING))
    found = house.read(
        csv_file(HEARING.replace("几日内", "多少日内"), HEARING.replace("几日内", "多少天内"))
    )
    choosing.choose(found, duplicates=("all", "version"))

    with pytest.raises(ImportRefused, match="05-0001"):
        committing.start(found, now=timezone.now())


def test_an_item_locked_since_is_left_alone_and_nothing_else_is_written(house):
    house.bring_in(csv_file(HEARING))
    found = house.read(csv_file(HEARING.replace("几日内", "多少日内"), f"{REVIEW},05.01"))
    choosing.choose(found, choices={1: "version"})
    Item.objects.update(locked=True, locked_by=UserFactory(), locked_at=timezone.now())

    house.commit(found)

    assert found.state == "read"
    assert found.failure
    assert Item.objects.count() == 1


def test_pictures_come_into_the_bank_once_and_are_shown_by_the_item(house):
    item = SINGLE | {"stem": 'x<img src="media/a.png" alt="图">'}
    other = SINGLE | {"stem": '完全不同的另一道题目<img src="media/a.png" alt="图">'}

    house.bring_in(json_file(item, other, media={"a.png": png()}), "题.json")

    from wagtail.images import get_image_model

    assert get_image_model().objects.count() == 1
    assert all('src="media/' in item.plain.stem for item in Item.objects.all())


# ---- taken back ----------------------------------------------------------------------------------


def test_an_import_is_taken_back_whole(house):
    house.bring_in(csv_file(REVIEW))
    kept = Item.objects.get()
    before = kept.latest_revision
    found = house.read(csv_file(f"{HEARING},05.01", REVIEW.replace("自知道", "从知道")))
    choosing.choose(found, choices={2: "version"})
    done = house.commit(found)
    assert Item.objects.count() == 2

    undoing.undo(done, user=house.trainer, now=timezone.now())
    undoing.undo(done, user=house.trainer, now=timezone.now())

    assert Item.objects.get() == kept
    kept.refresh_from_db()
    assert kept.latest_revision == before
    assert not get_search_backend().search(bigrams("听证"), Item.objects.all(), operator="and")
    done.refresh_from_db()
    assert (done.state, row(done).item, row(done).item_code) == ("undone", None, "05-0002")


@pytest.mark.parametrize("built_on", ["published", "changed", "locked", "submitted"])
def test_what_somebody_has_built_on_is_not_taken_back(house, built_on):
    done = house.bring_in(csv_file(HEARING, REVIEW))
    item = Item.objects.first()
    if built_on == "published":
        publish(item)
    elif built_on == "changed":
        item.save_revision()
    elif built_on == "locked":
        Item.objects.filter(pk=item.pk).update(locked=True)
    else:
        item.get_workflow().start(item, house.trainer)

    assert undoing.in_the_way(done) == [item.code]
    with pytest.raises(ImportRefused, match=item.code):
        undoing.undo(done, user=house.trainer, now=timezone.now())
    assert Item.objects.count() == 2


def test_an_item_that_was_deleted_since_is_no_hindrance(house):
    done = house.bring_in(csv_file(HEARING, REVIEW))
    Item.objects.first().delete()

    undoing.undo(done, user=house.trainer, now=timezone.now())

    assert not Item.objects.exists()


def test_a_draft_of_a_new_version_is_forgotten_and_the_published_item_is_as_before(house):
    house.bring_in(csv_file(HEARING))
    item = Item.objects.get()
    publish(item)
    found = house.read(csv_file(HEARING.replace("几日内", "多少日内")))
    choosing.choose(found, choices={1: "version"})
    done = house.commit(found)

    undoing.undo(done, user=house.trainer, now=timezone.now())

    item.refresh_from_db()
    assert item.live
    assert not item.has_unpublished_changes
    assert item.latest_revision == item.live_revision


def test_nothing_is_taken_back_of_what_was_not_written(house):
    with pytest.raises(ImportRefused):
        undoing.undo(house.read(csv_file(HEARING)), user=house.trainer, now=timezone.now())
