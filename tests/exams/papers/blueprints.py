"""Banks and blueprints for the tests of papers."""

from exams.papers.models import Blueprint, BlueprintCell, BlueprintSection
from questionbank.publishing import freeze
from tests import factories


def bank(**counts):
    """Published items: `bank(single=[("05", 3, 4)])` is four of chapter 05 at difficulty 3."""
    keys = {"single": "B", "multiple": "AC", "true_false": "A"}
    for kind, places in counts.items():
        for chapter, difficulty, n_items in places:
            point = factories.PointFactory(
                parent=factories.ChapterFactory(code=chapter, title=f"第{chapter}章"),
                code=f"{chapter}.01",
                title=f"第{chapter}章的知识点",
            )
            for _ in range(n_items):
                freeze(
                    factories.ItemFactory(
                        kind=kind, key=keys[kind], point=point, difficulty=difficulty
                    )
                )


def blueprint(*sections, title="小卷"):
    """`blueprint(("single", 1, [("05", None, 2)]))`: kind, points an item, cells."""
    made = Blueprint.objects.create(title=title)
    for order, (kind, points, cells) in enumerate(sections):
        section = BlueprintSection.objects.create(
            blueprint=made,
            sort_order=order,
            title=f"第{order + 1}大题",
            kind=kind,
            n_items=sum(n_items for _, _, n_items in cells),
            points=points,
        )
        for place, (chapter, difficulty, n_items) in enumerate(cells):
            BlueprintCell.objects.create(
                section=section,
                sort_order=place,
                chapter=factories.ChapterFactory(code=chapter, title=f"第{chapter}章"),
                difficulty=difficulty,
                n_items=n_items,
            )
    return Blueprint.objects.get(pk=made.pk)
