"""Attendance sheet and minutes as PDF: what a person reads there is what happened."""

import subprocess
from datetime import timedelta

import pytest
from django.utils import timezone

from exams.sittings import delivery, invigilating, minutes, seating
from exams.sittings.models import Incident, LateAnswer
from tests.factories import (
    AttemptFactory,
    CandidateFactory,
    RegistrationFactory,
    SittingFactory,
    UserFactory,
)


@pytest.fixture
def sitting(db):
    return SittingFactory()


@pytest.fixture
def invigilator(db, client):
    user = UserFactory(role="invigilator", display_name="吴守正")
    client.force_login(user)
    return user


def enter(sitting, *names):
    return [
        RegistrationFactory(sitting=sitting, candidate=CandidateFactory(name=name))
        for name in names
    ]


def read(client, path, tmp_path):
    """The text of a PDF's pages."""
    reply = client.get(path)
    assert reply.status_code == 200
    assert reply["Content-Type"] == "application/pdf"
    file = tmp_path / "sheet.pdf"
    file.write_bytes(reply.content)
    command = ["pdftotext", "-layout", file, "-"]
    text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return text.rstrip("\f").split("\f")


def test_the_attendance_sheet_has_a_page_for_each_room(sitting, client, invigilator, tmp_path):
    enter(sitting, "何一", "何二", "何三")
    seating.assign(sitting, [("第一考场", 2), ("第二考场", 2)])

    pages = read(client, f"/invigilate/{sitting.pk}/attendance.pdf", tmp_path)

    assert len(pages) == 2
    assert "签 到 表" in pages[0] or "签到表" in pages[0]
    assert "第一考场" in pages[0]
    assert "何一" in pages[0]
    assert "何二" in pages[0]
    assert "何三" not in pages[0]
    assert "何三" in pages[1]
    assert "监考人员签名" in pages[1]


def test_the_sheet_of_one_room_has_that_room_alone(sitting, client, invigilator, tmp_path):
    enter(sitting, "何一", "何二", "何三")
    seating.assign(sitting, [("第一考场", 2), ("第二考场", 2)])

    path = f"/invigilate/{sitting.pk}/attendance.pdf?room=第二考场"
    (page,) = read(client, path, tmp_path)

    assert "何三" in page
    assert "何一" not in page


def test_thirty_people_and_the_signatures_fit_one_page(sitting, client, invigilator, tmp_path):
    enter(sitting, *(f"何{n}" for n in range(30)))
    seating.assign(sitting, [("第一考场", 30)])

    pages = read(client, f"/invigilate/{sitting.pk}/attendance.pdf", tmp_path)

    assert len(pages) == 1
    assert "缺考人数" in pages[0]


def test_without_rooms_or_people_there_is_a_sheet_too(sitting, client, invigilator, tmp_path):
    path = f"/invigilate/{sitting.pk}/attendance.pdf"
    assert "还没有人报名" in read(client, path, tmp_path)[0]
    enter(sitting, "何一")
    assert "未编考场" in read(client, path, tmp_path)[0]


def test_z1_and_s4_a_rare_name_and_a_script_stand_there_as_written(
    sitting, client, invigilator, tmp_path
):
    enter(sitting, "古丽巴哈尔·吐尔逊", "䶮㛃", "<script>x</script>")

    (page,) = read(client, f"/invigilate/{sitting.pk}/attendance.pdf", tmp_path)

    assert "古丽巴哈尔·吐尔逊" in page
    assert "䶮㛃" in page
    assert "<script>x</script>" in page


def happened(sitting, invigilator):
    """Four candidates: absent, writing with incidents, handed in, forced."""
    now = timezone.now()
    people = enter(sitting, "何缺考", "何离开", "何交卷", "何强收")
    seating.assign(sitting, [("第一考场", 3), ("第二考场", 1)])
    attempts = [AttemptFactory(registration=registration) for registration in people[1:]]
    for seconds in (30, 65):
        Incident.objects.create(attempt=attempts[0], kind="away", at=now, seconds=seconds)
    Incident.objects.create(attempt=attempts[0], kind="paste", at=now)
    who = {"actor": invigilator, "now": now}
    invigilating.give_time(people[1:3], minutes=15, cause="停电", **who)
    delivery.submit(attempts[1], now=now)
    invigilating.hand_in([people[3]], cause="考生已离开考场", **who)
    LateAnswer.objects.create(
        attempt=attempts[2], number=9, position=1, answer="B", received_at=now
    )
    invigilating.tell(sitting, None, "请保持安静。", cause="告知考生", **who)
    invigilating.note(sitting, people[1:2], "系统弹窗，<b>已关闭</b>。", **who)
    return people


def test_the_minutes_say_what_happened_with_causes(sitting, client, invigilator, tmp_path):
    happened(sitting, invigilator)

    text = "\n".join(read(client, f"/invigilate/{sitting.pk}/minutes.pdf", tmp_path))
    flat = "".join(text.split())

    assert "何缺考（" in flat
    assert "补时15分钟" in flat
    assert "何离开、何交卷" in flat  # one act, told once
    assert "停电" in flat
    assert "考生已离开考场" in flat
    assert "请保持安静。" in flat
    assert "离开页面2次（共95秒），粘贴1次" in flat
    assert "系统弹窗，<b>已关闭</b>。" in flat
    assert "仍有试卷未交" in flat
    assert "吴守正" in flat
    assert "主监考签名" in flat


def test_the_figures_of_the_minutes_are_the_boards_and_add_up(sitting, invigilator):
    happened(sitting, invigilator)

    facts = minutes.facts(sitting, now=timezone.now())

    figures = facts["totals"]
    assert (figures["registered"], facts["n_came"], len(facts["absent"])) == (4, 3, 1)
    assert (figures["writing"], figures["handed_in"], figures["forced"]) == (1, 1, 1)


def test_the_minutes_of_a_room_are_about_its_people_and_what_went_to_everybody(
    sitting, invigilator
):
    happened(sitting, invigilator)

    facts = minutes.facts(sitting, room="第二考场", now=timezone.now())

    assert facts["totals"]["registered"] == 1
    assert [act.label for act in facts["acts"]] == ["监考人员收卷", "消息"]
    assert facts["incidents"] == []
    assert facts["notes"] == []


def test_the_minutes_are_in_chinese_whoever_asks(sitting, client, invigilator, tmp_path):
    happened(sitting, invigilator)
    client.cookies["django_language"] = "en"

    text = "\n".join(read(client, f"/invigilate/{sitting.pk}/minutes.pdf", tmp_path))

    assert "考场情况" in text
    assert "Absent" not in text


def test_an_empty_sitting_has_minutes_too(sitting, client, invigilator, tmp_path):
    assert "应考" in read(client, f"/invigilate/{sitting.pk}/minutes.pdf", tmp_path)[0]


@pytest.mark.parametrize("role", ["candidate", "trainer", "reviewer", None])
def test_s1_the_papers_are_not_for_others(sitting, client, role):
    client.force_login(UserFactory(role=role))

    for name in ("attendance", "minutes"):
        assert client.get(f"/invigilate/{sitting.pk}/{name}.pdf").status_code == 403


def test_hr_prints_the_attendance_sheet_and_not_the_minutes(sitting, client):
    client.force_login(UserFactory(role="hr"))

    assert client.get(f"/invigilate/{sitting.pk}/attendance.pdf").status_code == 200
    assert client.get(f"/invigilate/{sitting.pk}/minutes.pdf").status_code == 403


def test_a_sitting_over_says_nothing_of_open_papers(sitting, client, invigilator, tmp_path):
    (registration,) = enter(sitting, "何一")
    attempt = AttemptFactory(
        registration=registration, started_at=timezone.now() - timedelta(hours=3)
    )
    delivery.close_overdue(now=timezone.now())
    attempt.refresh_from_db()

    (page,) = read(client, f"/invigilate/{sitting.pk}/minutes.pdf", tmp_path)

    assert "仍有试卷未交" not in page
