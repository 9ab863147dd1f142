"""Rooms and seats: everybody one seat, nobody two, and who has started stays."""

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from exams.sittings import delivery, seating
from exams.sittings.models import Registration
from tests.factories import (
    CandidateFactory,
    RegistrationFactory,
    SittingFactory,
    UnitFactory,
    UserFactory,
)


@pytest.fixture
def sitting(db):
    return SittingFactory()


def enter(sitting, n, unit="栖禾镇", position=0):
    unit = UnitFactory(name=unit, position=position)
    return [
        RegistrationFactory(sitting=sitting, candidate=CandidateFactory(unit=unit))
        for _ in range(n)
    ]


def places(registrations):
    found = Registration.objects.in_bulk([one.pk for one in registrations])
    return [(found[one.pk].room, found[one.pk].seat) for one in registrations]


def test_rooms_are_filled_in_order_by_unit(sitting):
    later = enter(sitting, 2, "许镇镇", position=2)
    first = enter(sitting, 2, "栖禾镇", position=1)

    seated = seating.assign(sitting, [("第一考场", 3), ("第二考场", 2)])

    assert places(first) == [("第一考场", 1), ("第一考场", 2)]
    assert places(later) == [("第一考场", 3), ("第二考场", 1)]
    assert len(seated.moved) == 4


def test_or_by_admission_number(sitting):
    later = enter(sitting, 1, "许镇镇", position=2)
    first = enter(sitting, 1, "栖禾镇", position=1)

    seating.assign(sitting, [("甲", 9)], order="ticket")

    assert places(later + first) == [("甲", 1), ("甲", 2)]


def test_seats_may_be_given_anew_any_number_of_times(sitting):
    people = enter(sitting, 5)
    for rooms in ([("甲", 5)], [("乙", 3), ("甲", 2)], [("甲", 5)], [("甲", 5)]):
        seating.assign(sitting, rooms)
    assert places(people) == [("甲", n) for n in range(1, 6)]


def test_who_has_started_keeps_the_seat_and_nobody_else_gets_it(sitting):
    people = enter(sitting, 4)
    seating.assign(sitting, [("甲", 4)])
    delivery.start(people[1], now=timezone.now())

    seated = seating.assign(sitting, [("甲", 2), ("乙", 2)])

    assert places(people) == [("甲", 1), ("甲", 2), ("乙", 1), ("乙", 2)]
    assert seated.kept == [people[1]]
    assert seating.clear(sitting) == 3
    assert places(people) == [("", None), ("甲", 2), ("", None), ("", None)]


def test_too_few_seats_change_nothing(sitting):
    people = enter(sitting, 3)
    seating.assign(sitting, [("甲", 3)])

    with pytest.raises(seating.NotSeated, match="3 名考生只有 2 个空座位"):
        seating.assign(sitting, [("乙", 2)])

    assert places(people) == [("甲", 1), ("甲", 2), ("甲", 3)]


def test_one_candidate_moves_to_a_free_seat_and_to_no_other(sitting):
    one, other = enter(sitting, 2)
    seating.assign(sitting, [("甲", 2)])

    with pytest.raises(seating.NotSeated, match="“甲”的 2 号座位已有其他考生"):
        seating.move(one, room="甲", seat=2)
    with pytest.raises(seating.NotSeated):
        seating.move(one, room="", seat=2)
    seating.move(one, room="乙", seat=2)
    seating.move(other, room="", seat=None)

    assert places([one, other]) == [("乙", 2), ("", None)]


@pytest.mark.parametrize(
    ("text", "rooms"),
    [
        ("第一考场 30\n\n 第二考场  28 \n", [("第一考场", 30), ("第二考场", 28)]),
        ("县委党校 三楼 12", [("县委党校 三楼", 12)]),
        ("第一考场\u300030", [("第一考场", 30)]),
    ],
)
def test_a_room_is_a_line_of_name_and_number(text, rooms):
    assert seating.parse(text) == rooms


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("第一考场", "第 1 行"),
        ("甲 3\n乙 三", "第 2 行"),
        ("甲 0", "1 至 1000"),
        ("甲 99999999", "1 至 1000"),
        ("甲 3\n甲 4", "重复"),
        ("长" * 41 + " 3", "第 1 行"),
        (" \n", "至少写一个考场"),
    ],
)
def test_what_is_no_room_is_named_with_its_line(text, said):
    with pytest.raises(seating.NotSeated, match=said):
        seating.parse(text)


@given(st.text(max_size=60))
def test_any_text_is_rooms_or_a_refusal(text):
    try:
        rooms = seating.parse(text)
    except seating.NotSeated:
        return
    assert all(name and 1 <= n <= seating.MAX_SEATS for name, n in rooms)


def test_rooms_are_sorted_as_people_count():
    names = [
        "第十二考场",
        "第三考场",
        "第十考场",
        "第二考场",
        "第20考场",
        "第二十一考场",
        "第一考场",
    ]
    assert sorted(names, key=seating.room_key) == [
        "第一考场", "第二考场", "第三考场", "第十考场", "第十二考场", "第20考场", "第二十一考场"
    ]  # fmt: skip


# --- The page


def test_hr_and_invigilators_give_seats_on_one_page(sitting, client):
    people = enter(sitting, 2)
    for role, room in (("hr", "甲"), ("invigilator", "乙"), ("administrator", "丙")):
        client.force_login(UserFactory(role=role))
        reply = client.post(
            f"/invigilate/{sitting.pk}/rooms/", {"rooms": f"{room} 2", "order": "unit"}, follow=True
        )
        assert "已为 2 名考生编排座位" in reply.content.decode()
        assert places(people) == [(room, 1), (room, 2)]
    reply = client.post(f"/invigilate/{sitting.pk}/rooms/", {"clear": "1"}, follow=True)
    assert "已收回 2 个座位" in reply.content.decode()


def test_the_page_says_what_is_wrong_and_keeps_what_was_written(sitting, client):
    enter(sitting, 2)
    client.force_login(UserFactory(role="hr"))

    reply = client.post(f"/invigilate/{sitting.pk}/rooms/", {"rooms": "甲 1", "order": "unit"})

    html = reply.content.decode()
    assert "只有 1 个空座位" in html
    assert "甲 1</textarea>" in html


@pytest.mark.parametrize("role", ["candidate", "trainer", "reviewer", None])
def test_s1_seats_are_given_by_hr_and_invigilators_alone(sitting, client, role):
    (one,) = enter(sitting, 1)
    client.force_login(UserFactory(role=role))

    data = {"rooms": "甲 1", "order": "unit"}
    assert client.post(f"/invigilate/{sitting.pk}/rooms/", data).status_code == 403
    address = f"/invigilate/{sitting.pk}/candidate/{one.pk}/seat/"
    assert client.post(address, {"room": "甲", "seat": 1}).status_code == 403
    assert places([one]) == [("", None)]


def test_an_invigilator_changes_one_seat_of_this_sitting(sitting, client):
    (one,) = enter(sitting, 1)
    (stranger,) = enter(SittingFactory(exam=sitting.exam), 1)
    client.force_login(UserFactory(role="invigilator"))

    def post(registration, **data):
        address = f"/invigilate/{sitting.pk}/candidate/{registration.pk}/seat/"
        return client.post(address, data)

    assert post(stranger, room="甲", seat=1).status_code == 404
    post(one, room="甲", seat=7)
    post(one, room="甲", seat=-1)
    assert places([one, stranger]) == [("甲", 7), ("", None)]
