import json
from functools import partial
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.timezone import localdate

from exams.people import importing
from exams.people.import_report import report_of
from exams.people.refusals import FileRefused


class Command(BaseCommand):
    help = "Read a roster (.xlsx, .xls, .csv) and say what it would change; write it on --confirm."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--sheet", help="the sheet to read, else the first with a roster")
        parser.add_argument("--confirm", action="store_true", help="write it, whole or not at all")
        parser.add_argument(
            "--leave-out-refused", action="store_true", help="write the other rows all the same"
        )
        parser.add_argument("--json", action="store_true", help="the whole report")

    def handle(self, *, file, sheet, confirm, leave_out_refused, **options):
        now = timezone.now()
        progress = partial(self.stderr.write, style_func=str)  # not red, as errors are
        try:
            data = file.read_bytes()
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}") from error
        try:
            plan = importing.dry_run(file.name, data, today=localdate(now), sheet=sheet)
            report = report_of(plan)
            for remark in report["problems"] + report["warnings"]:
                progress(f"{file.name} {remark['row']} {remark['column']} {remark['reason']}")
            if plan.roster.refused and not leave_out_refused:
                self._print(report, confirmed=False, **options)
                raise importing.RowsRefused(plan.roster.refused)
            if confirm:
                received = importing.receive(file.name, data, now=now, sheet=sheet)
                done = importing.confirm(received, leave_out_refused=leave_out_refused, now=now)
                report = done.report
        except (FileRefused, importing.ImportRefused) as refusal:
            raise CommandError(str(refusal)) from refusal
        self._print(report, confirmed=confirm, **options)

    def _print(self, report, *, confirmed, **options):
        if options["json"]:
            self.stdout.write(json.dumps(report | {"confirmed": confirmed}, ensure_ascii=False))
            return
        for name, n in report["counts"].items():
            self.stdout.write(f"{name:10} {n:6}")
        if not confirmed:
            self.stdout.write("nothing written; to write it, add --confirm")
