"""Assembly: from a blueprint and the published bank to frozen forms."""

import hashlib
import secrets
from decimal import Decimal
from functools import partial

from django.db import transaction
from django.utils.translation import gettext as _

from exams.papers.models import Form, FormItem, Paper
from exams.papers.selection import Candidate, Cell, rank, select
from exams.papers.sharing import shared
from questionbank.kinds import SIMPLE
from questionbank.models import ItemVersion

LABELS = "ABCDEFGH"
MOST_QUESTIONS = Form._meta.get_field("shape").max_length


class Infeasible(Exception):
    """The blueprint can't be met; `problems` says so cell by cell."""

    def __init__(self, problems):
        self.problems = problems
        super().__init__("\n".join(problems))


def check(blueprint):
    """Return what is wrong with the blueprint itself, as a list of sentences."""
    problems = []
    sections = list(blueprint.sections.all())
    if not sections:
        problems.append(_("The blueprint has no section."))
    for section in sections:
        n_in_cells = sum(cell.n_items for cell in section.cells.all())
        if n_in_cells != section.n_items:
            problems.append(
                _("%(section)s: the cells add up to %(cells)d items, the section asks for %(n)d.")
                % {"section": section.title, "cells": n_in_cells, "n": section.n_items}
            )
        if section.points * 10 % 1:
            problems.append(
                _("%(section)s: give the points of an item in tenths; half of them must be exact.")
                % {"section": section.title}
            )
    if blueprint.n_items > MOST_QUESTIONS:
        problems.append(
            _("The blueprint asks for %(n)d items; a paper has %(most)d at most.")
            % {"n": blueprint.n_items, "most": MOST_QUESTIONS}
        )
    return problems


def assemble(blueprint, *, title, now, seed=None, among=None):
    """Return the new paper with one frozen form; raises `Infeasible` naming every short cell.

    `seed` and `among` are those of `draw`; without a seed, chance decides.
    """
    seed = seed or secrets.token_hex(16)
    sections = draw(blueprint, seed=seed, among=among)
    with transaction.atomic():
        paper = Paper.objects.create(title=title, blueprint=blueprint, seed=seed, assembled_at=now)
        freeze_form(paper, LABELS[0], sections)
    return paper


def draw(blueprint, *, seed, among=None):
    """Choose versions for every cell: [(BlueprintSection, [ItemVersion])] in the paper's order.

    Parameters
    ----------
    seed : str
        The same seed and bank give the same choice.
    among : iterable of item codes, optional
        Draw from these items only.

    Raises
    ------
    Infeasible
        With a sentence for every fault of the blueprint and every cell that can't be met.
    """
    problems = check(blueprint)
    sections = list(blueprint.sections.prefetch_related("cells__chapter"))
    drawn = {}
    # Sections of one kind draw together from one pool: no item stands twice on a form, and no
    # section takes what another needs more.
    for kind in dict.fromkeys(section.kind for section in sections):
        alike = [section for section in sections if section.kind == kind]
        asked = [(section, cell) for section in alike for cell in section.cells.all()]
        versions = _on_offer(kind, among)
        chosen, shortages = select(
            [
                Candidate(code, version.point.chapter.code, version.point.code, version.difficulty)
                for code, version in versions.items()
            ],
            [Cell(cell.chapter.code, cell.difficulty, cell.n_items) for _section, cell in asked],
            seed=seed,
        )
        problems += [_describe(*asked[shortage.index], shortage) for shortage in shortages]
        for section in alike:
            codes = [
                code
                for (owner, _cell), picked in zip(asked, chosen, strict=True)
                if owner is section
                for code in picked
            ]
            drawn[section] = [versions[code] for code in sorted(codes, key=partial(rank, seed))]
    n_questions = sum(_n_questions(versions) for versions in drawn.values())
    if n_questions > MOST_QUESTIONS and not problems:
        problems.append(
            _(
                "The items drawn ask %(n)d questions; a paper has %(most)d at most. Ask for fewer "
                "cases."
            )
            % {"n": n_questions, "most": MOST_QUESTIONS}
        )
    if problems:
        raise Infeasible(problems)
    return [(section, drawn[section]) for section in sections]


def _on_offer(kind, among):
    """The newest published version of every item of a kind, by the item's code."""
    versions = ItemVersion.objects.latest_published().filter(kind=kind)
    if among is not None:
        versions = versions.filter(item__code__in=among)
    return {
        version.item.code: version for version in versions.select_related("item", "point__parent")
    }


def freeze_form(paper, label, sections):
    """Write a form and its items; `sections` are (BlueprintSection, [ItemVersion]) in order."""
    placed = [
        (index, section, version)
        for index, (section, versions) in enumerate(sections)
        for version in versions
    ]
    digest = hashlib.sha256(
        "\n".join(
            f"{index} {section.points} {version.content_hash}" for index, section, version in placed
        ).encode()
    ).hexdigest()
    form = Form.objects.create(
        paper=paper,
        label=label,
        shape="".join(shape(version) for _index, _section, version in placed),
        sections=[
            {
                "title": section.title,
                "instructions": section.instructions,
                "kind": section.kind,
                "n_items": len(versions),
                "n_questions": _n_questions(versions),
                "points": str(section.points),
                "cells": [
                    {
                        "chapter": cell.chapter.code,
                        "difficulty": cell.difficulty,
                        "n_items": cell.n_items,
                    }
                    for cell in section.cells.all()
                ],
            }
            for section, versions in sections
        ],
        content_hash=digest,
    )
    places = (
        (index, version, part, points)
        for index, section, version in placed
        for part, points in _parts(version, section.points)
    )
    FormItem.objects.bulk_create(
        FormItem(
            form=form,
            position=position,
            section=index,
            version=version,
            part=part,
            points=points,
        )
        for position, (index, version, part, points) in enumerate(places, start=1)
    )
    return form


def _parts(version, points):
    """The places of a version: (part, points), of a case one after another."""
    if version.kind in SIMPLE:
        return [(None, points)]
    weights = [question.weight for question in version.questions()]
    return enumerate(shared(Decimal(points), weights))


def _n_questions(versions):
    return sum(len(version.questions()) for version in versions)


def shape(version):
    """The signs by which a save checks answers to this version (see `Form.shape`)."""
    return "".join(question.kind.sign(question.content) for question in version.questions())


def _describe(section, cell, shortage):
    return _(
        "%(section)s, chapter %(chapter)s, %(difficulty)s: %(n)d items are asked for, the bank "
        "has %(available)d left."
    ) % {
        "section": section.title,
        "chapter": cell.chapter,
        "difficulty": cell.get_difficulty_display() or _("any difficulty"),
        "n": cell.n_items,
        "available": shortage.n_available,
    }
