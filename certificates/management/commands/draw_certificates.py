import json
from dataclasses import asdict

from django.core.management.base import BaseCommand, CommandError

from certificates.drawing import draw_missing
from certificates.fonts import FontMissing


class Command(BaseCommand):
    help = "Draw every certificate that is issued and not yet drawn, e.g. after a crash."

    def add_arguments(self, parser):
        parser.add_argument("--json", action="store_true")

    def handle(self, **options):
        try:
            tally = draw_missing(progress=self._progress)
        except FontMissing as error:
            raise CommandError(error) from error
        if options["json"]:
            self.stdout.write(json.dumps(asdict(tally)))
        else:
            self.stdout.write(f"{tally.n_drawn} drawn, {tally.n_problems} with a problem")

    def _progress(self, n_done, n_all):
        if n_done % 50 == 0 or n_done == n_all:
            self.stderr.write(f"{n_done} / {n_all}", style_func=str)
