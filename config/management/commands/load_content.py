from functools import partial

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from cms.loading import ContentError, load
from exams.papers import loading as blueprints
from exams.people.loading import load_units
from questionbank import loading as items


class Command(BaseCommand):
    help = (
        "Load the shipped statutes, syllabus, powers, FAQ, handbook, items, blueprints and units; "
        "may be repeated."
    )

    def handle(self, **options):
        progress = partial(self.stderr.write, style_func=str)  # not red, as errors are
        try:
            with transaction.atomic():
                load(progress=progress)
                items.load(progress=progress)
                blueprints.load(progress=progress)
                load_units(progress=progress)
        except ContentError as error:
            raise CommandError(error) from error
