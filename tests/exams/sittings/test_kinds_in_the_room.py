"""Every kind of question in the room: shown, saved in one statement, kept by the plain form."""

import re
from html import unescape

import pytest
from django.utils import timezone

from exams.sittings import delivery, sealing
from exams.sittings.models import AnswerEvent, LateAnswer
from tests import factories
from tests.exams import samples

# Positions on the form: 1 single, 2 multiple, 3 true or false, 4 fill-in, 5 matching,
# 6 ordering, 7 to 9 a case of single, fill-in and ordering.
SINGLE, MULTIPLE, TRUE_FALSE, FILL_IN, MATCHING, ORDERING, CASE = range(1, 8)


@pytest.fixture
def paper(db):
    versions = [factories.version_of(plain) for plain in samples.ALL_KINDS]
    return factories.form_of(versions, points=3).paper


@pytest.fixture
def desk(seat, paper):
    return seat(registration__sitting__exam__paper=paper)


@pytest.fixture
def room(desk):
    desk.client.force_login(desk.user)
    return lambda: desk.client.get(f"/room/{desk.attempt.pk}/").content.decode()


@pytest.fixture
def send(desk):
    def post(answers, *, keep=True, token=None):
        desk.client.force_login(desk.user)
        data = {
            "token": token or delivery.open_token(desk.attempt),
            "shown": list(range(1, 10)),
            **{f"item-{position}": values for position, values in answers.items()},
        }
        return desk.client.post(
            f"/room/{desk.attempt.pk}/hand-in/", data | ({"keep": "1"} if keep else {})
        )

    return post


# Saving


@pytest.mark.parametrize(
    ("position", "answer"),
    [
        (SINGLE, "D"),
        (MULTIPLE, "ABCD"),
        (TRUE_FALSE, "B"),
        (FILL_IN, '"十五日\n百分之三'),
        (FILL_IN, '"\n3%'),
        (MATCHING, "=BAD"),
        (MATCHING, "=A-A"),
        (ORDERING, ">DBCA"),
        (ORDERING, ">--A-"),
        (CASE, "A"),
        (CASE + 1, '"十五日'),
        (CASE + 2, ">CBA"),
    ],
)
def test_an_answer_of_every_kind_is_saved_in_one_statement(
    desk, django_assert_num_queries, position, answer
):
    with django_assert_num_queries(1):
        response = desk.save(position=position, answer=answer)

    assert response.status_code == 200
    assert desk.answers() == {position: answer}
    assert desk.save(number=2, position=position, answer="").status_code == 200
    assert desk.answers() == {}


@pytest.mark.parametrize(
    ("position", "answer"),
    [
        (SINGLE, '"七日'),
        (SINGLE, ">ABCD"),
        (FILL_IN, "A"),
        (FILL_IN, '"十五日'),
        (FILL_IN, '"a\nb\nc'),
        (MATCHING, "=AB"),
        (MATCHING, ">ABC"),
        (MATCHING, "ABC"),
        (ORDERING, ">ABC"),
        (ORDERING, ">ABCE"),
        (ORDERING, "=ABCD"),
        (CASE, "C"),
        (CASE + 1, '"a\nb'),
        (CASE + 2, ">ABCD"),
        (CASE + 3, "A"),
    ],
)
def test_an_answer_that_its_question_cannot_take_is_refused(desk, position, answer):
    response = desk.save(position=position, answer=answer)

    assert (response.status_code, response.json()["code"]) == (422, "impossible")
    assert not AnswerEvent.objects.exists()


def test_a_step_at_two_places_is_no_answer(desk):
    assert desk.save(position=ORDERING, answer=">AABC").status_code == 400


def test_the_longest_text_fits_into_a_request_however_it_is_written(desk):
    text = "🀄" * 3999
    assert desk.save(number=1, position=FILL_IN, answer=f'"{text}\n').status_code == 200
    assert desk.answers() == {FILL_IN: f'"{text}\n'}


def test_a_text_beyond_the_limit_is_refused(desk):
    assert desk.save(position=CASE + 1, answer='"' + "字" * 4001).status_code == 400


def test_a_text_that_came_too_late_is_kept_whole(desk):
    desk.submit()
    assert desk.save(position=FILL_IN, answer='"十五日\n百分之三').status_code == 409
    assert LateAnswer.objects.get().answer == '"十五日\n百分之三'


def test_the_repeat_of_a_text_is_answered_as_the_first_was(desk):
    """D2"""
    first = desk.save(position=FILL_IN, answer='" a\r\nb\x00').json()
    assert desk.answers() == {FILL_IN: '" a\nb'}
    assert (
        desk.save(position=FILL_IN, answer='" a\r\nb\x00').json()["saved_at"] == first["saved_at"]
    )
    assert AnswerEvent.objects.count() == 1


# Handing in


def test_responses_are_in_the_authors_terms_whatever_was_shown(desk):
    for position, response in samples.RIGHT.items():
        letters = factories.answer_letters(desk.attempt, position, response)
        assert desk.save(number=position, position=position, answer=letters).status_code == 200

    receipt = desk.submit().json()

    assert (receipt["answered"], receipt["total"]) == (9, 9)
    assert receipt["digest"] == sealing.head_of(desk.attempt, sealing.events_of(desk.attempt))
    responses = desk.attempt.responses.order_by("form_item__position")
    assert [response.chosen for response in responses] == list(samples.RIGHT.values())


def test_what_is_half_filled_in_is_kept_as_such(desk):
    desk.save(number=1, position=FILL_IN, answer='"十五日\n')
    order = factories.answer_letters(desk.attempt, ORDERING, [None, 1, None, None])
    desk.save(number=2, position=ORDERING, answer=order)
    desk.save(number=3, position=MATCHING, answer="=H--")  # no such right side: nobody
    desk.submit()

    said = dict(desk.attempt.responses.values_list("form_item__position", "chosen"))
    assert said[FILL_IN] == ["十五日", ""]
    assert said[ORDERING] == [None, 1, None, None]
    assert said[MATCHING] == [None, None, None]
    assert said[CASE] is None


def test_handing_in_costs_the_same_statements_with_every_kind(desk, django_assert_max_num_queries):
    with django_assert_max_num_queries(14):
        delivery.submit(delivery.authorised(desk.attempt.pk, desk.token), now=timezone.now())


# The page


def test_a_passage_stands_once_before_its_first_question(room):
    html = room()

    assert html.count("发现油烟直排") == 1
    passage, first = html.index("发现油烟直排"), html.index('id="item-7"')
    assert html.index('id="item-6"') < passage < first
    assert "案例（第 7 至 9 题）" in html
    # The later questions lead back to it.
    assert html.count('href="#case-7"') == 2
    assert '<table tabindex="0"><tr><th>时间</th>' in html


def test_sections_say_how_many_questions_their_items_ask(room, desk):
    html = " ".join(room().split())

    assert "1 题 3 问，每题 3 分。" in html
    assert html.count(" 问，") == 1
    assert html.count('<div class="item') == 9


def test_the_entry_page_counts_items_and_questions(room, desk):
    room()
    html = " ".join(
        desk.client.get(f"/exam/{desk.attempt.registration.pk}/").content.decode().split()
    )
    assert "7 题 9 问，满分 21 分" in html


def test_neither_order_nor_wording_can_be_read_from_the_page(room):
    html = room()

    for secret in ("十五天", "十五日", "百分之三", "3%", "不得因申辩", "本案考查"):
        assert secret not in html
    assert "data-key" not in html


def test_steps_and_right_sides_stand_in_this_attempts_order(room, desk):
    html = room()

    def lettered(position):
        item = re.search(rf'id="item-{position}".*?</fieldset>', html, re.DOTALL)[0]
        return dict(re.findall(r'data-letter="([A-H])"><div>(.*?)</div>', item))

    for position, texts in (
        (MATCHING, ["启动调查", "固定事实", "证明送达", "收缴罚款"]),
        (ORDERING, ["立案", "调查取证", "告知", "决定"]),
    ):
        shown = lettered(position)
        assert sorted(shown.values()) == sorted(texts)
        letters = factories.answer_letters(desk.attempt, position, samples.RIGHT[position])
        in_place = [shown[letter] for letter in letters[1:]]
        assert in_place == texts[: len(in_place)]


def fields(html, position):
    """What a browser would send of an item without a touch."""
    item = re.search(rf'id="item-{position}".*?</fieldset>', html, re.DOTALL)[0]
    found = []
    for tag in re.finditer(
        r"<input ([^>]*)>|<select[^>]*>(.*?)</select>|<textarea[^>]*>(.*?)</textarea>",
        item,
        re.DOTALL,
    ):
        attributes, options, text = tag.groups()
        if options is not None:
            chosen = re.search(r"<option(?: value=\"(.)\")? selected>(\w)?", options)
            found.append((chosen[1] or chosen[2]) if chosen else "-")
        elif text is not None:
            found.append(unescape(text))
        elif f'name="item-{position}"' in attributes and (
            "checked" in attributes or not re.search("radio|checkbox", attributes)
        ):
            found.append(unescape(re.search(r"value=(['\"])(.*?)\1", attributes)[2]))
    return found


ANSWERED = {
    SINGLE: "B",
    MULTIPLE: "AC",
    TRUE_FALSE: "A",
    FILL_IN: '"<b>"十五\' 日\n3%',
    MATCHING: "=B-A",
    ORDERING: ">-CA-",
    CASE: "A",
    CASE + 1: '"十五日',
    CASE + 2: ">CBA",
}


def test_d4_all_answers_stand_on_the_page_that_comes_again(room, desk):
    for position, answer in ANSWERED.items():
        desk.save(number=position, position=position, answer=answer)

    html = room()

    from questionbank.answer_text import posted

    assert {p: posted(fields(html, p)) for p in ANSWERED} == ANSWERED
    assert "<b>&quot;十五" not in html


# Without script


def test_d10_the_plain_form_keeps_every_kind(send, desk):
    response = send(
        {
            SINGLE: "B",
            MULTIPLE: ["A", "C"],
            TRUE_FALSE: "A",
            FILL_IN: ['"', "十五日", "3%"],
            MATCHING: ["=", "B", "-", "A"],
            ORDERING: [">", "C", "A", "C", "-"],
            CASE: "A",
            CASE + 1: ['"', " 十五日"],
            CASE + 2: [">", "-", "-", "-"],
        }
    )

    assert response.status_code == 302
    assert desk.answers() == {
        SINGLE: "B",
        MULTIPLE: "AC",
        TRUE_FALSE: "A",
        FILL_IN: '"十五日\n3%',
        MATCHING: "=B-A",
        ORDERING: ">CA--",
        CASE: "A",
        CASE + 1: '" 十五日',
    }


def test_d10_blanks_emptied_take_the_answer_back(send, desk):
    send({FILL_IN: ['"', "十五日", ""], MATCHING: ["=", "A", "-", "-"]})
    send({FILL_IN: ['"', " ", ""], MATCHING: ["=", "-", "-", "-"]})

    assert desk.answers() == {}


def test_d10_a_form_that_is_refused_comes_back_with_all_that_was_written(send, desk):
    old = delivery.open_token(desk.attempt)
    delivery.open_token(desk.attempt)

    response = send(
        {FILL_IN: ['"', "十五日", "3%"], ORDERING: [">", "B", "A", "-", "-"]}, token=old
    )

    assert response.status_code == 403
    html = response.content.decode()
    assert fields(html, FILL_IN) == ['"', "十五日", "3%"]
    assert fields(html, ORDERING) == [">", "B", "A", "-", "-"]


def test_d10_one_unreadable_answer_loses_none_of_the_others(send, desk):
    response = send({SINGLE: "Z", FILL_IN: ['"', "十五日", "3%"]})

    assert response.status_code == 422
    assert fields(response.content.decode(), FILL_IN) == ['"', "十五日", "3%"]
    assert not AnswerEvent.objects.exists()
