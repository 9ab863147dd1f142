from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from exams.scoring.releasing import NotReady, release
from exams.sittings.models import Exam


class Command(BaseCommand):
    help = "Release an exam's results: candidates see score, keys and explanations from then on."

    def add_arguments(self, parser):
        parser.add_argument("exam", type=int, help="the exam's number, as in its admin address")

    def handle(self, *, exam, **options):
        found = Exam.objects.filter(pk=exam).first()
        if found is None:
            raise CommandError(f"There is no exam {exam}.")
        try:
            released = release(found, now=timezone.now())
        except NotReady as reason:
            raise CommandError(str(reason)) from reason
        self.stdout.write(f"{released}: {timezone.localtime(released.released_at):%Y-%m-%d %H:%M}")
