"""The invigilator's acts: each holds at once, is recorded with its cause, says who was left out."""

from datetime import timedelta

import pytest
from django.utils import timezone

from exams.sittings import closing, delivery, invigilating, sealing, telling
from exams.sittings.models import Intervention
from tests.factories import (
    AttemptFactory,
    CandidateFactory,
    RegistrationFactory,
    SittingFactory,
    UserFactory,
)

MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)


@pytest.fixture
def sitting(db):
    return SittingFactory()


@pytest.fixture
def who(db):
    return {"cause": "停电", "actor": UserFactory(role="invigilator"), "now": timezone.now()}


@pytest.fixture
def invigilator(who, client):
    client.force_login(who["actor"])
    return who["actor"]


def writing(sitting, **kwargs):
    attempt = AttemptFactory(registration=RegistrationFactory(sitting=sitting), **kwargs)
    return attempt, delivery.open_token(attempt)


def handed_in(sitting, *, now):
    attempt, _ = writing(sitting)
    return delivery.submit(attempt, now=now)


def reasons(done):
    return {registration.pk: reason for registration, reason in done.left_out}


def test_extra_time_holds_before_the_start_and_during_the_paper_and_not_afterwards(sitting, who):
    before = RegistrationFactory(sitting=sitting)
    attempt, _ = writing(sitting)
    deadline = attempt.deadline
    over = handed_in(sitting, now=who["now"])

    done = invigilating.give_time(
        [before, attempt.registration, over.registration], minutes=30, **who
    )

    assert [one.pk for one in done.acted] == [before.pk, attempt.registration_id]
    assert reasons(done) == {over.registration_id: "试卷已交卷，请改用“重新打开”。"}
    attempt.refresh_from_db()
    assert attempt.deadline == deadline + 30 * MINUTE
    before.refresh_from_db()
    started = delivery.start(before, now=who["now"])
    assert started.deadline == who["now"] + (120 + 30) * MINUTE
    acts = Intervention.objects.order_by("registration_id")
    assert [(act.kind, act.minutes, act.cause) for act in acts] == [("extra_time", 30, "停电")] * 2


def test_percent_of_the_duration_is_rounded_up_to_whole_minutes(sitting, who):
    sitting.exam.duration_minutes = 90
    sitting.exam.save()
    registration = RegistrationFactory(sitting=sitting)

    invigilating.give_time([registration], percent=33, **who)

    registration.refresh_from_db()
    assert registration.extra_minutes == 30  # 29.7


@pytest.mark.parametrize("minutes", [0, 601])
def test_no_time_or_far_too_much_is_not_given(sitting, who, minutes):
    registration = RegistrationFactory(sitting=sitting)

    done = invigilating.give_time([registration], minutes=minutes, **who)

    assert not done.acted
    assert not Intervention.objects.exists()


def test_d13_extra_time_granted_in_the_last_second_holds_everywhere(sitting, who):
    now = who["now"]
    attempt, token = writing(sitting, started_at=now - 120 * MINUTE + SECOND)

    invigilating.give_time([attempt.registration], minutes=10, **who)

    later = now + 9 * MINUTE
    assert delivery.close_overdue(now=later) == 0
    delivery.save(attempt.pk, token, number=1, position=1, answer="A", now=later)
    state = telling.told(attempt.pk, token, after=0, now=later)
    assert state["submitted_at"] is None
    assert state["extra_minutes"] == 10
    attempt.refresh_from_db()
    assert state["deadline"] == attempt.deadline.isoformat()
    assert closing.close_if_overdue(attempt, now=later).is_running
    assert delivery.close_overdue(now=now + 12 * MINUTE) == 1


def test_d13_a_pause_across_the_deadline_is_given_back_to_the_second(sitting, who):
    now = who["now"]
    attempt, token = writing(sitting, started_at=now - 118 * MINUTE)

    invigilating.pause([attempt.registration], **who)
    assert delivery.close_overdue(now=now + 60 * MINUTE) == 0
    # What the candidate had answered is still taken.
    delivery.save(attempt.pk, token, number=1, position=1, answer="A", now=now + 30 * MINUTE)
    resumed = now + 61 * MINUTE + 7 * SECOND
    invigilating.resume([attempt.registration], **(who | {"now": resumed}))

    attempt.refresh_from_db()
    assert attempt.deadline == resumed + 2 * MINUTE
    assert delivery.close_overdue(now=resumed + MINUTE) == 0
    assert attempt.answers() == {1: "A"}


def test_only_an_open_paper_is_paused_and_only_a_paused_one_goes_on(sitting, who):
    absent = RegistrationFactory(sitting=sitting)
    attempt, _ = writing(sitting)
    over = handed_in(sitting, now=who["now"])
    everybody = [absent, attempt.registration, over.registration]

    assert invigilating.resume(everybody, **who).acted == []
    done = invigilating.pause(everybody, **who)
    again = invigilating.pause([attempt.registration], **who)

    assert reasons(done) == {
        absent.pk: "试卷尚未开始。",
        over.registration_id: "试卷已经交卷。",
    }
    assert reasons(again) == {attempt.registration_id: "试卷已处于暂停状态。"}
    assert Intervention.objects.filter(kind="pause").count() == 1


def test_a_paper_handed_in_by_the_invigilator_is_whole_even_from_a_pause(sitting, who):
    attempt, token = writing(sitting)
    delivery.save(attempt.pk, token, number=1, position=1, answer="A", now=who["now"])
    invigilating.pause([attempt.registration], **who)

    done = invigilating.hand_in([attempt.registration], **who)
    again = invigilating.hand_in([attempt.registration], **who)

    attempt.refresh_from_db()
    assert len(done.acted) == 1
    assert attempt.closed_by == "forced"
    assert attempt.responses.count() == 3
    assert sealing.fault(attempt) == ""
    assert reasons(again) == {attempt.registration_id: "试卷已经交卷。"}


def test_a_paper_opened_again_keeps_what_was_handed_in_and_is_sealed_anew(sitting, who):
    now = who["now"]
    attempt, token = writing(sitting)
    delivery.save(attempt.pk, token, number=1, position=1, answer="A", now=now)
    delivery.submit(attempt, now=now)

    invigilating.reopen([attempt.registration], minutes=15, **who)
    token = delivery.open_token(attempt)
    delivery.save(attempt.pk, token, number=2, position=2, answer="AC", now=now + 14 * MINUTE)
    delivery.close_overdue(now=now + 20 * MINUTE)

    attempt.refresh_from_db()
    assert attempt.round == 2
    assert attempt.answers() == {1: "A", 2: "AC"}
    assert attempt.seals.filter(round__isnull=False).count() == 2
    assert attempt.responses.filter(round=1).count() == attempt.responses.filter(round=2).count()
    assert sealing.fault(attempt) == ""


def test_once_results_are_released_no_paper_is_opened_again(sitting, who):
    over = handed_in(sitting, now=who["now"])
    running, _ = writing(sitting)
    sitting.exam.released_at = who["now"]
    sitting.exam.save()

    done = invigilating.reopen([over.registration, running.registration], minutes=5, **who)

    assert done.acted == []
    over.refresh_from_db()
    assert not over.is_running


def test_a_message_reaches_whom_it_is_for_and_a_note_nobody(sitting, who):
    mine, my_token = writing(sitting)
    other, other_token = writing(sitting)
    now = who["now"]
    invigilating.tell(sitting, None, "还有三十分钟。", **who)
    invigilating.tell(sitting, [mine.registration], "请出示准考证。", **who)
    invigilating.note(sitting, [mine.registration], "换过座位", actor=who["actor"], now=now)

    def told(attempt, token):
        said = telling.told(attempt.pk, token, after=0, now=now)["messages"]
        return [message["text"] for message in said]

    assert told(mine, my_token) == ["还有三十分钟。", "请出示准考证。"]
    assert told(other, other_token) == ["还有三十分钟。"]


# --- The pages


def act(client, sitting, slug, *registrations, **data):
    who = ",".join(str(one.pk) for one in registrations)
    data = {"who": who, "usual": "other", "own": "机器故障", "sure": "1"} | data
    return client.post(f"/invigilate/{sitting.pk}/act/{slug}/", data, follow=True)


def test_the_page_acts_on_a_selection_and_says_how_many_and_who_was_left_out(
    sitting, client, invigilator
):
    attempt, _ = writing(sitting)
    absent = RegistrationFactory(sitting=sitting, candidate=CandidateFactory(name="何缺考"))

    html = act(client, sitting, "pause", attempt.registration, absent).content.decode()

    assert "已对 1 名考生执行。" in html
    assert "未执行：何缺考。试卷尚未开始。" in html
    kept = Intervention.objects.get()
    assert (kept.kind, kept.cause, kept.actor) == ("pause", "机器故障", invigilator)


def test_in_the_dialog_the_outcome_comes_as_a_part_and_the_board_is_told(
    sitting, client, invigilator
):
    attempt, _ = writing(sitting)
    reply = client.post(
        f"/invigilate/{sitting.pk}/act/extra-time/",
        {"who": attempt.registration_id, "usual": "网络故障", "minutes": "20", "sure": "1"},
        headers={"HX-Request": "true"},
    )

    html = reply.content.decode()
    assert reply["HX-Trigger"] == "board-changed"
    assert "已对 1 名考生执行。" in html
    assert "<html" not in html
    assert Intervention.objects.get().minutes == 20


@pytest.mark.parametrize(
    ("slug", "data"),
    [
        ("extra-time", {"minutes": "10", "own": ""}),  # no cause
        ("extra-time", {}),  # no time
        ("extra-time", {"minutes": "10", "percent": "10"}),  # two times
        ("reopen", {"minutes": "0"}),
        ("message", {"text": ""}),
        ("note", {"text": " "}),
        ("hand-in", {"usual": "whatever"}),
        ("hand-in", {"usual": ""}),
        ("pause", {"own": "长" * 201}),
    ],
)
def test_an_act_without_all_it_needs_is_asked_for_again(sitting, client, invigilator, slug, data):
    attempt, _ = writing(sitting)

    html = act(client, sitting, slug, attempt.registration, **data).content.decode()

    assert "errorlist" in html
    assert attempt.registration.candidate.name in html
    assert not Intervention.objects.exists()


def test_nothing_is_done_before_it_is_confirmed_nor_by_a_mere_link(sitting, client, invigilator):
    attempt, _ = writing(sitting)
    address = f"/invigilate/{sitting.pk}/act/hand-in/"

    client.post(address, {"who": attempt.registration_id})
    client.get(address, {"who": attempt.registration_id, "usual": "other", "own": "x", "sure": "1"})

    attempt.refresh_from_db()
    assert attempt.is_running


def test_nobody_chosen_is_everybody_for_a_message_alone(sitting, client, invigilator):
    writing(sitting)

    assert "请先在监考" in act(client, sitting, "pause").content.decode()
    act(client, sitting, "message", text="请保持安静。")

    kept = Intervention.objects.get()
    assert (kept.kind, kept.registration, kept.text) == ("message", None, "请保持安静。")


def test_s1_candidates_of_another_sitting_cannot_be_acted_on_nor_does_a_message_go_to_all(
    sitting, client, invigilator
):
    stranger, _ = writing(SittingFactory(exam=sitting.exam))

    act(client, sitting, "hand-in", stranger.registration)
    act(client, sitting, "message", stranger.registration, text="给错了人")

    stranger.refresh_from_db()
    assert stranger.is_running
    assert not Intervention.objects.exists()


def test_hr_grants_extra_time_before_the_start_and_nothing_else(sitting, client):
    client.force_login(UserFactory(role="hr"))
    before = RegistrationFactory(sitting=sitting)
    attempt, _ = writing(sitting)

    html = act(
        client, sitting, "extra-time", before, attempt.registration, percent="25"
    ).content.decode()

    before.refresh_from_db()
    attempt.registration.refresh_from_db()
    assert (before.extra_minutes, attempt.registration.extra_minutes) == (30, 0)
    assert "未执行" in html
    for slug in ("pause", "resume", "message", "note", "reopen", "hand-in"):
        assert act(client, sitting, slug, before).status_code == 403


def test_hr_chooses_those_who_have_not_started_on_the_page_of_registration(sitting, client):
    client.force_login(UserFactory(role="hr"))
    before = RegistrationFactory(sitting=sitting, extra_minutes=25)
    attempt, _ = writing(sitting)

    html = client.get(f"/hr/sittings/{sitting.pk}/").content.decode()
    asked = client.post(f"/invigilate/{sitting.pk}/act/extra-time/", {"who": before.pk})

    assert f'name="who" value="{before.pk}" form="accommodate"' in html
    assert f'name="who" value="{attempt.registration_id}"' not in html
    assert "+25" in html
    assert f'href="/hr/sittings/{sitting.pk}/"' in asked.content.decode()  # the way back


def test_an_act_that_reached_nobody_is_no_success(sitting, client, invigilator):
    absent = RegistrationFactory(sitting=sitting)

    html = act(client, sitting, "hand-in", absent).content.decode()

    assert '<li class="warning">已对 0 名考生执行。' in html


@pytest.mark.parametrize("role", ["candidate", "trainer", "reviewer", None])
def test_s1_the_acts_are_the_invigilators_alone(sitting, client, role):
    attempt, _ = writing(sitting)
    client.force_login(UserFactory(role=role))

    for slug in ("extra-time", "hand-in", "message"):
        assert act(client, sitting, slug, attempt.registration).status_code == 403
    assert not Intervention.objects.exists()


def test_an_act_or_a_sitting_that_does_not_exist_is_not_found(sitting, client, invigilator):
    assert client.get(f"/invigilate/{sitting.pk}/act/dance/").status_code == 404
    assert client.get("/invigilate/999999/act/pause/").status_code == 404


def test_a_forged_form_is_refused(sitting, invigilator):
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    strict.force_login(invigilator)

    assert act(strict, sitting, "message", text="伪造").status_code == 403


# --- A candidate's page


def test_a_candidates_page_tells_what_happened_in_the_order_of_time(sitting, client, invigilator):
    now = timezone.now()
    attempt, token = writing(sitting, started_at=now - 9 * MINUTE)
    who = {"cause": "<b>跳闸</b>", "actor": invigilator}
    delivery.save(attempt.pk, token, number=1, position=2, answer="ABD", now=now - 8 * MINUTE)
    attempt.incidents.create(kind="away", at=now - 6 * MINUTE, seconds=42)
    invigilating.pause([attempt.registration], now=now - 5 * MINUTE, **who)
    delivery.submit(attempt, now=now - MINUTE)

    html = client.get(f"/invigilate/{sitting.pk}/candidate/{attempt.registration_id}/")
    html = html.content.decode()

    facts = ("打开试卷", "离开页面，42 秒", "事由：", "保存 1 次，回执")
    places = [html.index(fact) for fact in facts]
    assert places == sorted(places)
    # S4: a cause is text. S6: no answer that counts is shown.
    assert "&lt;b&gt;跳闸&lt;/b&gt;" in html
    assert "ABD" not in html


def test_s1_a_candidates_page_is_found_in_its_own_sitting_only(sitting, client, invigilator):
    stranger, _ = writing(SittingFactory(exam=sitting.exam))

    address = f"/invigilate/{sitting.pk}/candidate/{stranger.registration_id}/"
    assert client.get(address).status_code == 404


def test_a_candidate_who_has_not_started_has_a_page_too(sitting, client, invigilator):
    registration = RegistrationFactory(sitting=sitting)

    html = client.get(f"/invigilate/{sitting.pk}/candidate/{registration.pk}/").content.decode()

    assert registration.candidate.name in html
