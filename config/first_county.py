"""The first county's exam as data: 186 people, one paper, from the roster to the certificate.

Every step goes through the functions that the browser uses; only the clock is handed in.
"""

import csv
import hashlib
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task_backends
from django_tasks_db import DatabaseBackend

from certificates.drawing import draw_missing
from certificates.issuing import issue_for_exam
from exams.papers.assembly import assemble
from exams.papers.models import Blueprint
from exams.people import importing
from exams.people.loading import FIRST_COUNTY_ROSTER
from exams.people.models import Candidate
from exams.scoring.marking import score_pending
from exams.scoring.releasing import release
from exams.sittings import delivery
from exams.sittings.models import Exam, Registration, Sitting
from exams.sittings.registering import register
from exams.sittings.shuffling import order_shown
from questionbank.answer_text import LETTERS

TITLE = "青禾县2026年行政执法资格模拟考试"
BLUEPRINT = "行政执法资格考试（百题卷）"
SEED = "first county"
OPENS_AT = datetime(2026, 11, 23, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
ROSTER_AT = OPENS_AT - timedelta(days=7)
CLOSES_AT = OPENS_AT + timedelta(minutes=30)
DURATION_MINUTES = 120
ANSWERS = Path(settings.BASE_DIR) / "exams/sittings/content/first-county-answers.csv"


def answer_sheets():
    """Return {ID number: {item code: letters in the author's order}}."""
    with ANSWERS.open(encoding="utf-8", newline="") as file:
        return {row.pop("id_number"): row for row in csv.DictReader(file)}


def import_roster(*, progress):
    """Take the shipped roster in, where nobody is on the roster yet."""
    if Candidate.objects.exists():
        return
    progress(_("Importing the roster …"))
    received = importing.receive(
        FIRST_COUNTY_ROSTER.name, FIRST_COUNTY_ROSTER.read_bytes(), now=ROSTER_AT
    )
    importing.confirm(received, now=ROSTER_AT)


def hold(*, progress):
    """Hold the exam unless it has been held; returns it, released and with its certificates."""
    exam = Exam.objects.filter(title=TITLE, released_at__isnull=False).first()
    if exam is not None:
        return exam
    sheets = answer_sheets()
    exam, sitting = prepare(codes=list(next(iter(sheets.values()))), progress=progress)
    write(sitting, sheets, progress=progress)
    progress(_("Scoring …"))
    run_queued_tasks()
    score_pending(now=CLOSES_AT + timedelta(minutes=DURATION_MINUTES))
    release(exam, now=CLOSES_AT + timedelta(minutes=DURATION_MINUTES))
    exam.refresh_from_db()
    progress(_("Issuing and drawing certificates …"))
    issue_for_exam(exam, now=exam.released_at)
    run_queued_tasks()
    draw_missing()
    return exam


@transaction.atomic
def prepare(*, codes, progress):
    """Assemble the paper and enter everybody on the roster."""
    progress(_("Assembling the paper …"))
    paper = assemble(
        Blueprint.objects.get(title=BLUEPRINT),
        title=f"{TITLE}　试卷",
        now=ROSTER_AT,
        seed=SEED,
        among=codes,
    )
    exam = Exam.objects.create(
        title=TITLE,
        paper=paper,
        duration_minutes=DURATION_MINUTES,
        pass_mark=60,
        multiple_policy=Exam.MultiplePolicy.HALF_IF_INCOMPLETE,
        instructions="闭卷，独立完成。多项选择题少选且没有错误的，得一半分；错选、多选不得分。",
        issuer="青禾县司法局",
    )
    sitting = Sitting.objects.create(
        exam=exam, name="第一场", opens_at=OPENS_AT, closes_at=CLOSES_AT
    )
    register(sitting, Candidate.objects.should_sit(), now=ROSTER_AT)
    return exam, sitting


def write(sitting, sheets, *, progress):
    """Let every candidate start, save each answer and hand in."""
    registrations = Registration.objects.filter(sitting=sitting).for_start()
    n_all = len(registrations)
    for n, registration in enumerate(registrations, start=1):
        with transaction.atomic():
            _write_one(registration, sheets[registration.candidate.id_number])
        if n % 31 == 0 or n == n_all:
            progress(_("Handed in: %(n)d of %(all)d") % {"n": n, "all": n_all})


def _write_one(registration, sheet):
    pace = int(hashlib.sha256(registration.ticket.encode()).hexdigest()[:4], 16)
    now = OPENS_AT + timedelta(seconds=pace % 240)
    attempt = delivery.start(registration, now=now)
    token = delivery.open_token(attempt)
    for item in attempt.form.items.select_related("version__item"):
        now += timedelta(seconds=30 + pace % 35)
        order = order_shown(attempt.seed, item.position, item.question())
        chosen = [LETTERS.index(letter) for letter in sheet[item.version.item.code]]
        if chosen:
            delivery.save(
                attempt.pk,
                token,
                number=item.position,
                position=item.position,
                answer="".join(LETTERS[order.index(option)] for option in chosen),
                now=now,
            )
    delivery.submit(delivery.authorised(attempt.pk, token), now=now + timedelta(minutes=2))


def open_practice_sitting(candidates, *, now):
    """Keep one sitting open to try the exam room in; returns it."""
    sitting = Sitting.objects.open_at(now).first()
    if sitting is None:
        paper = assemble(
            Blueprint.objects.get(title=BLUEPRINT), title="开放练习卷", now=now, seed=None
        )
        exam = Exam.objects.create(
            title=f"{timezone.localdate(now).year}年第二次资格模拟考试",
            paper=paper,
            duration_minutes=DURATION_MINUTES,
            pass_mark=60,
            multiple_policy=Exam.MultiplePolicy.HALF_IF_INCOMPLETE,
            instructions="开放场次，任何时候都可以开始。",
            issuer="青禾县司法局",
        )
        sitting = Sitting.objects.create(
            exam=exam, name="开放场", opens_at=now, closes_at=now + timedelta(days=30)
        )
    register(sitting, candidates, now=now)
    return sitting


def run_queued_tasks():
    """Work off the queue in this process where it is the database's, as its worker would."""
    if isinstance(task_backends["default"], DatabaseBackend):
        call_command("db_worker", batch=True, interval=0, startup_delay=False, verbosity=0)
