"""The shipped blueprints: from content/blueprints.yaml into the database, once each."""

from decimal import Decimal
from pathlib import Path

import yaml
from django.db import transaction
from django.utils.translation import gettext as _

from cms.models import KnowledgePoint
from exams.papers.models import Blueprint, BlueprintCell, BlueprintSection

SOURCE = Path(__file__).with_name("content") / "blueprints.yaml"


@transaction.atomic
def load(*, progress, source=SOURCE):
    """Make the blueprints of `source` that don't exist yet; one that exists is the trainers'."""
    chapters = {chapter.code: chapter for chapter in KnowledgePoint.objects.chapters()}
    n_new = 0
    for entry in yaml.safe_load(source.read_text(encoding="utf-8")):
        blueprint, is_new = Blueprint.objects.get_or_create(title=entry["title"])
        if not is_new:
            continue
        n_new += 1
        for place, described in enumerate(entry["sections"]):
            section = BlueprintSection.objects.create(
                blueprint=blueprint,
                sort_order=place,
                title=described["title"],
                instructions=described["instructions"],
                kind=described["kind"],
                n_items=sum(n_items for _chapter, n_items, *_difficulty in described["cells"]),
                points=Decimal(str(described["points"])),
            )
            BlueprintCell.objects.bulk_create(
                BlueprintCell(
                    section=section,
                    sort_order=order,
                    chapter=chapters[chapter],
                    n_items=n_items,
                    difficulty=difficulty[0] if difficulty else None,
                )
                for order, (chapter, n_items, *difficulty) in enumerate(described["cells"])
            )
    progress(_("Blueprints: %(n)d new.") % {"n": n_new})
