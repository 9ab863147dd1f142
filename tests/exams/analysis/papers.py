"""Scored papers for tests: what each candidate marked, and nothing of the exam room."""

from decimal import Decimal

from django.utils import timezone

from exams.papers.assembly import freeze_form
from exams.papers.models import BlueprintSection
from exams.scoring.marking import score_attempt
from exams.sittings.models import Response
from tests import factories


def form_of(*versions, points=1, label="A", paper=None):
    """A form of these versions."""
    sections = [
        (
            BlueprintSection(
                title=f"第{n}部分", kind=version.kind, n_items=1, points=Decimal(str(points))
            ),
            [version],
        )
        for n, version in enumerate(versions, start=1)
    ]
    return freeze_form(paper or factories.PaperFactory(), label, sections)


def write(form, sheets, *, sitting=None):
    """Let a candidate hand in each sheet (a list of positions, or None, for each item).

    Returns the sitting, that of a new exam unless one is given.
    """
    now = timezone.now()
    sitting = sitting or factories.SittingFactory(exam__paper=form.paper)
    places = list(form.items.order_by("position"))
    for sheet in sheets:
        attempt = factories.AttemptFactory(
            registration=factories.RegistrationFactory(sitting=sitting),
            form=form,
            submitted_at=now,
        )
        Response.objects.bulk_create(
            Response(attempt=attempt, form_item=place, chosen=chosen)
            for place, chosen in zip(places, sheet, strict=True)
        )
        score_attempt(attempt, now=now)
    return sitting
