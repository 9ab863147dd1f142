"""The pictures of docs/invigilators.md, taken anew: `python -m tests.shots --docs`.

A sitting in its middle is made for it, with all that can happen in one, so run it on a data folder
of its own (BAIWEN_VAR).
"""

import base64
import io
import json
import os
import random
import subprocess
import tempfile
from datetime import timedelta
from pathlib import Path

from django.urls import reverse
from django.utils import timezone
from PIL import Image

FOLDER = Path(__file__).resolve().parents[1] / "docs/images/invigilators"
N_COLOURS = 48
NAME = "第二批"
ROOMS = [("第一考场", 30), ("第二考场", 30)]


def take(browser, address, accounts, sign_in):
    """Write all pictures into `FOLDER`."""
    sitting = prepare()
    FOLDER.mkdir(parents=True, exist_ok=True)
    for width, pictures in ((1280, _desktop(sitting)), (360, _phone(sitting))):
        context = browser.new_context(
            base_url=address, viewport={"width": width, "height": 900}, locale="zh-CN"
        )
        page = context.new_page()
        page.set_default_timeout(20_000)
        sign_in(page, "invigilator", accounts)
        for name, (lead, *box) in pictures.items():
            lead(page)
            page.wait_for_timeout(500)
            keep(name, page.screenshot(), box)
        sheets = {} if width == 360 else {
            "attendance": reverse("sitting-attendance", args=[sitting.pk]) + "?room=第一考场",
            "minutes": reverse("sitting-minutes", args=[sitting.pk]),
        }  # fmt: skip
        for name, path in sheets.items():
            keep(name, first_page(context.request.get(path).body()), [])
        context.close()


def keep(name, shot, clip):
    """Cut the picture, (left, top, right, bottom), and keep it small."""
    picture = Image.open(io.BytesIO(shot)).convert("RGB")
    if clip:
        picture = picture.crop(tuple(map(int, clip)))
    picture = picture.quantize(N_COLOURS, dither=Image.Dither.NONE)
    picture.save(FOLDER / f"{name}.png", optimize=True)


def first_page(pdf):
    """The first page of a PDF as a picture, for a manual."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sheet.pdf"
        path.write_bytes(pdf)
        command = ["pdftoppm", "-r", "72", "-f", "1", "-l", "1", "-singlefile", "-png", path]
        return subprocess.run(command, check=True, capture_output=True).stdout


def prepare():
    """Return a sitting that is under way, made of the demonstration's people and paper."""
    from exams.people.models import Candidate, User
    from exams.sittings import answer_files, delivery, invigilating, registering, seating
    from exams.sittings.models import Exam, Incident, LateAnswer, Presence, Sitting

    known = Sitting.objects.filter(name=NAME).order_by("-pk").first()
    if known is not None:
        known.name = f"{NAME}（旧 {known.pk}）"
        known.save()
    now, chance = timezone.now(), random.Random(5)
    held = Exam.objects.filter(paper__forms__isnull=False).order_by("pk").first()
    exam = Exam.objects.create(
        title="2026年青禾县行政执法资格模拟考试", paper=held.paper, duration_minutes=90,
        pass_mark=held.pass_mark, issuer=held.issuer,
    )  # fmt: skip
    sitting = Sitting.objects.create(
        exam=exam, name=NAME, opens_at=now - timedelta(minutes=40),
        closes_at=now + timedelta(minutes=20),
    )  # fmt: skip
    people = list(Candidate.objects.should_sit().order_by("unit__position", "number")[:58])
    entered = registering.register(sitting, people, now=now)
    seating.assign(sitting, ROOMS)
    entered = list(sitting.registrations.select_related("candidate").order_by("room", "seat"))
    who = {"actor": User.objects.get(username="invigilator"), "now": now}
    invigilating.give_time(entered[1:2], minutes=30, cause="因残疾或者疾病获准", **who)
    attempts = []
    for index, registration in enumerate(entered[:-3]):
        registration = sitting.registrations.for_start().get(pk=registration.pk)
        started = now - timedelta(minutes=38, seconds=chance.randint(0, 110))
        attempt = delivery.start(registration, now=started)
        token = delivery.open_token(attempt)
        _answer(attempt, token, started, chance, n=6 if index == 4 else chance.randint(25, 60))
        silent = timedelta(minutes=4) if index == 5 else timedelta(0)
        Presence.objects.create(
            attempt=attempt, seen_at=now - silent + timedelta(minutes=60) * (not silent),
            address="10.1.2.30", agent="Chromium",
        )  # fmt: skip
        attempts.append(attempt)
    Incident.objects.bulk_create(
        [Incident(attempt=attempts[2], kind="away", at=now - timedelta(minutes=n), seconds=n * 7)
         for n in (2, 9, 14, 20, 22)]
        + [Incident(attempt=attempts[9], kind="gap", at=now - timedelta(minutes=9), seconds=75),
           Incident(attempt=attempts[0], kind="resize", at=now, detail="1280×720")]
    )  # fmt: skip
    regs = [attempt.registration for attempt in attempts]
    invigilating.tell(sitting, None, "第 12 题第二行“应当”为“可以”，请以更正为准。",
                      cause="试题更正", **who)  # fmt: skip
    invigilating.note(sitting, regs[2:3], "考生称弹出了系统更新窗口，已关闭。", **who)
    invigilating.pause(regs[3:4], cause="考生身体不适", **who)
    invigilating.hand_in(regs[12:13], cause="考生已离开考场", **who)
    for attempt in attempts[14:20]:
        delivery.submit(attempt, now=now)
    lost = delivery.submit(attempts[4], now=now)
    LateAnswer.objects.create(attempt=lost, number=90, position=20, answer="B", received_at=now)
    answer_files.receive(_file(lost, now), sitting, **who)
    return sitting


def _answer(attempt, token, started, chance, n):
    from exams.sittings import delivery
    from questionbank import answer_text

    for number in range(1, n + 1):
        sign = attempt.form.shape[number - 1]
        if sign in answer_text.ONE + answer_text.SEVERAL:
            at = started + timedelta(seconds=number * chance.randint(20, 36))
            delivery.save(
                attempt.pk, token, number=number, position=number,
                answer=chance.choice("AB"), now=min(at, timezone.now()),
            )  # fmt: skip


def _file(attempt, now):
    """An answer file as the page of an attempt saves it: some known, some never arrived."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    from exams.sittings.room_page import device_key

    known = [
        [number, position, answer, at.isoformat()]
        for number, position, answer, at in attempt.events.values_list(
            "number", "position", "answer", "received_at"
        )
    ][-3:]
    start = now - timedelta(minutes=18)
    more = [
        [number, number, "ABBACB"[number - 7], (start + timedelta(minutes=number)).isoformat()]
        for number in range(7, 13)
    ]
    again = [[13, 6, "A" if known[-1][2] != "A" else "B", now.isoformat()]]
    made_at, nonce = now.isoformat(), os.urandom(12)
    plain = json.dumps(known + more + again).encode()
    sealed = AESGCM(device_key(attempt)).encrypt(nonce, plain, f"{attempt.pk}|{made_at}".encode())
    parts = {"iv": base64.b64encode(nonce).decode(), "data": base64.b64encode(sealed).decode()}
    envelope = {"format": "baiwen-answers/1", "attempt": attempt.pk, "made_at": made_at}
    return json.dumps(envelope | parts).encode()


def _desktop(sitting):
    from exams.sittings.models import AnswerFile

    file = AnswerFile.objects.filter(attempt__registration__sitting=sitting).get()
    away = sitting.registrations.order_by("room", "seat")[2]

    def board(page):
        page.goto(reverse("invigilation-board", args=[sitting.pk]))

    def dialog(page):
        board(page)
        for row in (1, 2, 4):
            page.locator("[name=who]").nth(row).check()
        page.get_by_role("button", name="补时").click()
        page.wait_for_selector("dialog[open] form")
        page.fill("dialog [name=minutes]", "10")
        page.check("dialog [value=网络故障]")

    def candidate(page):
        page.goto(reverse("invigilation-candidate", args=[sitting.pk, away.pk]))

    def seats(page):
        page.goto(reverse("sitting-seats", args=[sitting.pk]))

    def answer_file(page):
        page.goto(reverse("invigilation-file", args=[sitting.pk, file.pk]))

    return {
        "board": (board, 0, 106, 1280, 900),
        "dialog": (dialog, 0, 0, 1280, 900),
        "candidate": (candidate, 0, 106, 1280, 900),
        "seats": (seats, 0, 106, 1280, 760),
        "answer-file": (answer_file, 0, 106, 1280, 900),
    }


def _phone(sitting):
    def board(page):
        page.goto(reverse("invigilation-board", args=[sitting.pk]))
        page.evaluate("window.scrollTo(0, document.querySelector('.toolbar').offsetTop - 20)")

    return {"board-360": (board,)}
