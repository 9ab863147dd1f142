import json
from functools import partial

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.utils import timezone

from certificates.models import Certificate
from config import demo_accounts, first_county
from exams.reports.figures import exam_figures


class Command(BaseCommand):
    help = (
        "Load the shipped content and hold the first county's exam, from the roster to the "
        "certificates. Run again it keeps what is there."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--json", action="store_true", help="one JSON object on standard output"
        )

    def handle(self, **options):
        progress = partial(self.stderr.write, style_func=str)
        call_command("load_content", stderr=self.stderr)
        first_county.import_roster(progress=progress)
        exam = first_county.hold(progress=progress)
        accounts = demo_accounts.make(path=settings.VAR_DIR / "demo-accounts.json", exam=exam)
        first_county.open_practice_sitting([accounts.candidate], now=timezone.now())
        figures = exam_figures(exam).as_json() | {
            "certificates": Certificate.objects.of_exam(exam).drawn().count()
        }
        self.stdout.write(
            json.dumps(figures, ensure_ascii=False) if options["json"] else table(figures)
        )


def table(figures):
    """The figures for a terminal; a Chinese character is two columns wide."""
    rows = [("单位", "报考", "实考", "合格", "通过率")]
    rows += [
        (row["unit"], row["registered"], row["sat"], row["passed"], rate(row))
        for row in [*figures["by_unit"], figures | {"unit": "合计"}]
    ]
    lines = [
        pad(unit, 20, left=True) + "".join(pad(str(cell), 10) for cell in cells)
        for unit, *cells in rows
    ]
    return "\n".join([*lines, f"证书 {figures['certificates']} 份"])


def rate(row):
    return "—" if row["pass_rate"] is None else f"{row['pass_rate']:.2f}%"


def pad(text, width, *, left=False):
    space = " " * (width - sum(1 if char.isascii() or char == "—" else 2 for char in text))
    return text + space if left else space + text
