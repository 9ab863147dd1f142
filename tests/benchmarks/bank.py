"""A question bank of any size, written in bulk: for benchmarks of its pages."""

import random
from datetime import timedelta

from django.contrib.contenttypes.models import ContentType
from django.utils import timezone
from wagtail.models import Revision, Workflow, WorkflowState
from wagtail.search.backends import get_search_backends

from cms.models import KnowledgePoint
from exams.analysis.models import ItemStatistic
from questionbank import searching
from questionbank.models import Item, ItemCitation, ItemComment, ItemOption, ItemVersion
from tests.factories import ArticleFactory, UserFactory

WORDS = [
    "听证", "告知", "送达", "复议", "扣押", "查封", "罚款", "没收", "立案", "回避", "委托", "管辖",
    "简易程序", "先行登记保存", "法制审核",
]  # fmt: skip
KINDS = ["single", "multiple", "true_false", "fill_in", "case"]
OPTIONS = ["三日内", "五日内", "七日内", "十日内"]


def make(n_items, *, n_points, n_chapters):
    """Write items in every state, with versions, statistics, citations and comments.

    Returns keys to filter by: chapter, point, author, statute.
    """
    chance = random.Random(7)
    now = timezone.now()
    points = _points(n_points, n_chapters)
    authors = [UserFactory(role="trainer", display_name=f"命题人{n}") for n in range(8)]
    articles = [ArticleFactory(number=n, label=f"第{n}条") for n in range(1, 30)]
    items = Item.objects.bulk_create(
        (_item(n, chance, points, authors, now) for n in range(n_items)), batch_size=500
    )
    ItemOption.objects.bulk_create(
        (
            ItemOption(item=item, sort_order=n, text=f"<p>{text}</p>", is_key=n == 1)
            for item in items
            for n, text in enumerate(OPTIONS)
        ),
        batch_size=1000,
    )
    ItemCitation.objects.bulk_create(
        (ItemCitation(owner=item, article=chance.choice(articles)) for item in items),
        batch_size=1000,
    )
    _revisions(items, now, chance)
    _versions(items, now, chance)
    _reviews(items, authors[0])
    ItemComment.objects.bulk_create(
        ItemComment(item=item, author=authors[0], text="请核对", at=now) for item in items[::40]
    )
    for backend in get_search_backends(with_auto_update=True):
        for start in range(0, n_items, 1000):
            backend.add_bulk(Item, items[start : start + 1000])
    searching.count_index()
    return {
        "chapter": points[0].parent_id,
        "point": points[0].pk,
        "author": authors[0].pk,
        "statute": articles[0].statute_id,
    }


def _points(n_points, n_chapters):
    chapters = [
        KnowledgePoint.objects.create(code=f"{n:02}", title=f"第{n}章标题", weight=5)
        for n in range(1, n_chapters + 1)
    ]
    return KnowledgePoint.objects.bulk_create(
        KnowledgePoint(
            parent=(chapter := chapters[n % n_chapters]),
            code=f"{chapter.code}.{n:03}",
            title=f"{WORDS[n % len(WORDS)]}的条件与期限{n}",
            weight=1,
            level="know",
        )
        for n in range(n_points)
    )


def _item(n, chance, points, authors, now):
    point = chance.choice(points)
    is_live = n % 10 < 7
    words = "、".join(chance.sample(WORDS, 3))
    return Item(
        code=f"{point.code[:2]}-{n:05}",
        kind=chance.choice(KINDS),
        stem=f"<p>行政机关办理{words}时，应当在几日内作出决定并通知当事人？（{n}）</p>",
        explanation="<p>" + "行政机关应当依照法定程序办理。" * 6 + "</p>",
        difficulty=chance.randint(1, 5),
        level="apply",
        point=point,
        author=chance.choice(authors),
        live=is_live,
        has_unpublished_changes=not is_live or n % 50 == 0,
        retired_at=None if is_live or n % 10 < 9 else now,
    )


def _revisions(items, now, chance):
    content_type = ContentType.objects.get_for_model(Item)
    revisions = Revision.objects.bulk_create(
        (
            Revision(
                content_type=content_type,
                base_content_type=content_type,
                object_id=str(item.pk),
                object_str=item.code,
                created_at=now - timedelta(minutes=chance.randint(0, 500_000)),
                content=item.serializable_data(),
                # Some wait for their day.
                approved_go_live_at=now + timedelta(days=9) if item.pk % 100 == 7 else None,
            )
            for item in items
        ),
        batch_size=500,
    )
    for item, revision in zip(items, revisions, strict=True):
        item.latest_revision = revision
        item.live_revision = revision if item.live else None
    Item.objects.bulk_update(items, ["latest_revision", "live_revision"], batch_size=200)


def _versions(items, now, chance):
    published = [item for item in items if item.live or item.retired_at]
    versions = ItemVersion.objects.bulk_create(
        (
            ItemVersion(
                item=item, number=number, kind=item.kind, point=item.point,
                difficulty=item.difficulty, content={"stem": item.stem, "options": OPTIONS},
                key=[1], rationale={"explanation": item.explanation, "whys": [], "cites": []},
                content_hash=f"{item.pk}-{number}", published_at=now,
            )
            for item in published
            for number in (1, 2)
        ),
        batch_size=500,
    )  # fmt: skip
    ItemStatistic.objects.bulk_create(
        (
            ItemStatistic(
                version=version, n=186, facility=chance.random(),
                discrimination=chance.uniform(-0.2, 0.6), omitted=0, not_reached=0, options=[],
                flags=["weak_item"] if chance.random() < 0.2 else [], uses=[], computed_at=now,
            )
            for version in versions
            if version.number == 2 and version.item_id % 2
        ),
        batch_size=500,
    )  # fmt: skip


def _reviews(items, user):
    content_type = ContentType.objects.get_for_model(Item)
    workflow = Workflow.objects.get(name="命题审核")
    WorkflowState.objects.bulk_create(
        WorkflowState(
            content_type=content_type,
            base_content_type=content_type,
            object_id=str(item.pk),
            workflow=workflow,
            requested_by=user,
        )
        for item in items
        if not item.live and not item.retired_at and item.pk % 3 == 0
    )
