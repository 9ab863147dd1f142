import json
import re
from datetime import date
from pathlib import Path

import pytest
from django.apps import apps
from django.urls import reverse
from wagtail.models import ModelLogEntry, ReferenceIndex
from wagtail.search.backends import get_search_backend

from cms.loading.faults import ContentError
from cms.models import Article, KnowledgePoint, Statute
from cms.segmentation import bigrams
from questionbank import loading
from questionbank.models import Item, ItemVersion
from tests.factories import ItemFactory, UserFactory

pytestmark = pytest.mark.django_db


def load(content):
    return loading.load(progress=lambda line: None, folder=content.folder)


def refused(content):
    with pytest.raises(ContentError) as error:
        load(content)
    return [(fault.file, fault.place, fault.field, fault.reason) for fault in error.value.faults]


def test_an_item_is_loaded_published_and_frozen(content):
    content.write(content.entries(2))

    report = load(content)

    assert report.created == ["05-0001", "05-0002"]
    item = Item.objects.get(code="05-0001")
    assert item.live
    assert not item.has_unpublished_changes
    assert item.live_revision == item.latest_revision
    assert item.live_revision.as_object().plain == item.plain
    version = item.versions.get()
    assert (version.number, version.key) == (1, [1])
    assert version.rationale["cites"] == ["administrative-penalty-law#45/1"]


def test_the_history_tells_which_version_was_loaded_and_by_nobody(content):
    content.write(content.entries(1))
    load(content)
    content.write(content.entries(1).replace("应选五日。", "应选五日，依照第四十五条。"))
    load(content)

    item = Item.objects.get()
    told = ModelLogEntry.objects.for_instance(item).order_by("pk")
    assert [(entry.action, entry.user_display_name) for entry in told] == [
        ("questionbank.load", "系统"),
        ("wagtail.publish", "系统"),
        ("wagtail.publish", "系统"),
        ("questionbank.load", "系统"),
    ]
    assert loading.loaded_versions(item) == {1, 2}


def test_the_editor_names_the_system_as_publisher_only_of_loaded_versions(content, client, alone):
    content.write(content.entries(1))
    load(content)
    item, trainer = Item.objects.get(), UserFactory(role="trainer", display_name="周慧文")
    item.stem = "<p>培训师改过的题干？</p>"
    item.save_revision(user=trainer).publish(user=trainer)
    client.force_login(trainer)

    page = client.get(reverse("wagtailsnippets_questionbank_item:edit", args=[item.pk]))

    told = re.search('<div class="versions">.*?</table>', page.content.decode(), re.S)[0]
    publishers = re.findall(r"<td>([^<]*)</td>", told)
    assert [text for text in publishers if text in ("周慧文", "系统（随项目发布的内容）")] == [
        "周慧文",
        "系统（随项目发布的内容）",
    ]


def test_a_loaded_item_is_found_and_the_article_knows_its_use(content):
    content.write(content.entries(1))

    load(content)

    (hit,) = get_search_backend().search(bigrams("听证"), Item, operator="and")
    assert hit.code == "05-0001"
    assert ReferenceIndex.get_references_to(Article.objects.get()).count() == 1


def test_loading_again_changes_nothing(content):
    content.write(content.entries(3))
    load(content)
    before = list(Item.objects.values()), list(ItemVersion.objects.values())

    report = load(content)

    assert len(report.unchanged) == 3
    assert (report.created, report.updated, report.kept) == ([], [], [])
    assert (list(Item.objects.values()), list(ItemVersion.objects.values())) == before


def test_loading_again_costs_the_same_few_queries_for_any_number(content, count_queries):
    content.write(content.entries(3))
    load(content)
    few = count_queries(lambda: load(content))
    content.write(content.entries(20))
    load(content)

    assert count_queries(lambda: load(content)) == few < 15


def test_a_changed_entry_becomes_the_next_version(content):
    content.write(content.entries(2))
    load(content)
    content.write(content.entries(2).replace("- {text: 十日}\n", "- {text: 三十日}\n", 1))

    report = load(content)

    assert (report.updated, report.unchanged) == (["05-0001"], ["05-0002"])
    item = Item.objects.get(code="05-0001")
    assert [option.text for option in item.plain.options] == ["三日", "五日", "七日", "三十日"]
    assert [version.number for version in item.versions.all()] == [1, 2]
    assert ItemVersion.objects.latest_published().get(item=item).content["options"][3] == "三十日"
    assert not item.has_unpublished_changes
    assert load(content).unchanged == ["05-0001", "05-0002"]


def test_what_was_edited_in_the_admin_is_kept(content, alone):
    content.write(content.entries(4))
    load(content)
    trainer = UserFactory(role="trainer")
    published, drafted, withdrawn, _ = Item.objects.all()
    published.stem = "<p>培训师改过的题干？</p>"
    published.save_revision(user=trainer).publish(user=trainer)
    drafted.stem = "<p>培训师的草稿？</p>"
    drafted.save_revision(user=trainer)
    withdrawn.unpublish()
    content.write(content.entries(4).replace("应选五日。", "应选五日，依照第四十五条。"))

    report = load(content)

    assert report.kept == ["05-0001", "05-0002", "05-0003"]
    assert report.updated == ["05-0004"]
    assert Item.objects.get(code="05-0001").stem == "<p>培训师改过的题干？</p>"
    assert Item.objects.get(code="05-0002").get_latest_revision_as_object().stem == (
        "<p>培训师的草稿？</p>"
    )
    assert not Item.objects.get(code="05-0003").live
    assert "05-0001" in str(report)


def test_an_item_of_the_house_under_the_same_number_is_kept(content):
    item = ItemFactory(code="05-0001", stem="<p>本地试题？</p>")
    content.write(content.entries(2))

    report = load(content)

    assert (report.kept, report.created) == (["05-0001"], ["05-0002"])
    item.refresh_from_db()
    assert item.stem == "<p>本地试题？</p>"


def test_a_question_set_back_to_an_older_revision_counts_as_edited(content):
    content.write(content.entries(1))
    load(content)
    first = Item.objects.get().live_revision
    content.write(content.entries(1).replace("应选五日。", "应选五日，依照第四十五条。"))
    load(content)
    first.publish()
    content.write(content.entries(1).replace("应选五日。", "应选五日，见第四十五条。"))

    assert load(content).kept == ["05-0001"]


@pytest.mark.parametrize(
    ("old", "new", "field", "reason"),
    [
        ('point: "05.01"', 'point: "05.99"', "point", "05.99"),
        ('point: "05.01"', 'point: "05"', "point", "05"),
        ("law#45/1", "law#999", "cites", "administrative-penalty-law#999"),
        ("law#45/1", "law#45/2", "cites", "administrative-penalty-law#45/2"),
        ("law#45/1", "law#45/1/1", "cites", "administrative-penalty-law#45/1/1"),
        ("administrative-penalty-law#45/1", "penalty-law#45", "cites", "penalty-law#45"),
    ],
)
def test_what_an_entry_names_must_be_there(content, old, new, field, reason):
    content.write(content.entries(2).replace(old, new, 1))

    ((file, place, where, said),) = refused(content)

    assert (file, place, where) == ("items/05.yaml", "05-0001（第1行）", field)
    assert reason in said
    assert not Item.objects.exists()


def test_one_bad_entry_and_nothing_of_any_file_is_loaded(content):
    content.write(content.entries(3).replace("key: true", "key: false", 1))
    (content.folder / "items" / "06.yaml").write_text(": [", encoding="utf-8")
    (content.folder / "items" / "07.yaml").write_bytes("题".encode("gb18030"))

    faults = refused(content)

    assert [(file, field) for file, _, field, _ in faults] == [
        ("items/05.yaml", "options"),
        ("items/06.yaml", ""),
        ("items/07.yaml", ""),
    ]
    assert not Item.objects.exists()


def test_a_number_used_twice_is_named_with_both_places(content):
    content.write(content.entries(1) + content.entries(1))

    ((_, place, field, reason),) = refused(content)

    assert (place, field) == ("05-0001（第14行）", "id")
    assert "items/05.yaml" in reason
    assert "第1行" in reason


@pytest.fixture
def law():
    """Statutes and syllabus as shipped, without the pages: what the items name."""
    folder = Path(apps.get_app_config("cms").path) / "content"
    today = date(2026, 11, 23)
    for path in (folder / "statutes").glob("*.json"):
        data = json.loads(path.read_text(encoding="utf-8"))
        if "articles" not in data:
            continue
        statute = Statute.objects.create(
            slug=data["slug"], title=data["title"], level=data["level"],
            version=today, effective=today, as_of=today, status=data["status"],
        )  # fmt: skip
        Article.objects.bulk_create(
            Article(statute=statute, number=row["number"], label=row["label"], text=row["text"])
            for row in data["articles"]
        )
    for chapter in json.loads((folder / "syllabus.json").read_text(encoding="utf-8"))["chapters"]:
        parent = KnowledgePoint.objects.create(
            code=chapter["code"], title=chapter["title"], weight=chapter["weight"]
        )
        KnowledgePoint.objects.bulk_create(
            KnowledgePoint(
                parent=parent, code=point["code"], title=point["title"], weight=point["weight"]
            )
            for point in chapter["points"]
        )


def test_all_shipped_items_load(law):
    report = loading.load(progress=lambda line: None)

    assert len(report.created) >= 150
    assert ItemVersion.objects.latest_published().count() == len(report.created)
    assert {kind for (kind,) in Item.objects.values_list("kind").distinct()} == {
        "single", "multiple", "true_false",
    }  # fmt: skip
    assert len(loading.load(progress=lambda line: None).unchanged) == len(report.created)
