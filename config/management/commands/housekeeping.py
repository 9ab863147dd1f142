import time

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import close_old_connections
from django.utils import timezone

from certificates.drawing import draw_missing
from certificates.fonts import FontMissing
from exams.analysis.measuring import measure_pending
from exams.scoring.marking import score_pending
from exams.sittings.delivery import close_overdue
from exams.sittings.preparing import prepare_due
from exams.sittings.sealing import seal_open
from questionbank.scheduling import publish_due


class Command(BaseCommand):
    help = (
        "Close overdue attempts, prepare starts, seal answer logs, score what was handed in, "
        "measure items of released exams, draw missing certificates, publish what is scheduled: "
        "every few seconds, or once. Any number may run at the same time."
    )

    def add_arguments(self, parser):
        parser.add_argument("--every", type=float, default=5, help="seconds between two rounds")
        parser.add_argument("--once", action="store_true")

    def handle(self, *, every, once, **options):
        while True:
            close_old_connections()
            now = timezone.now()
            done = {
                "closed": close_overdue(now=now),
                "prepared": prepare_due(now=now),
                "sealed": seal_open(now=now),
                "scored": score_pending(now=now),
                "measured": measure_pending(now=now),
                "drawn": self.draw(),
                "published": publish_due(now=now),
            }
            # Pages; and what expires, items too.
            call_command("publish_scheduled")
            if any(done.values()):
                words = ", ".join(f"{n} {word}" for word, n in done.items() if n)
                self.stderr.write(words, style_func=str)
            if once:
                return
            time.sleep(every)

    def draw(self):
        try:
            return draw_missing().n_drawn
        except FontMissing as error:
            # Papers are closed and scored all the same.
            self.stderr.write(str(error))
            return 0
