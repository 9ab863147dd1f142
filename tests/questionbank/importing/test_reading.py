"""The dry run: every question of a file, and all that there is to say about it, before a write."""

import pytest
from django.utils import timezone

from questionbank.importing import choosing, matching, reading, receiving, tasks
from questionbank.importing.models import ItemImport
from questionbank.importing.receiving import ImportRefused
from questionbank.models import Item
from tests.factories import ItemFactory, PointFactory
from tests.questionbank.importing.conftest import HEARING, REVIEW, csv_file, json_file, png

SINGLE = {
    "kind": "single",
    "stem": "几日？",
    "options": [{"text": "三日"}, {"text": "五日", "is_key": True}],
    "explanation": "五日。",
}


def row(item_import, number=1):
    return item_import.questions.get(number=number)


def words(question, level):
    return [remark["text"] for remark in question.remarks if remark["level"] == level]


def test_a_file_is_read_without_anything_being_written(house):
    found = house.read(csv_file(f"{HEARING},05.01,2,administrative-penalty-law#45/1"))

    question = row(found)
    assert (found.state, found.format, found.n_all) == ("read", "csv", 1)
    assert (question.kind, question.point.code, question.where) == ("single", "05.01", "第 2 行")
    assert question.plain["difficulty"] == 2
    assert not question.remarks
    assert not Item.objects.exists()


def test_every_question_is_accounted_for_in_the_order_of_the_file(house):
    found = house.read(csv_file(HEARING, "单选题,没有答案？,甲,乙,,,,", REVIEW))

    assert [(q.number, q.where[:5], q.is_refused) for q in found.questions.all()] == [
        (1, "第 2 行", False),
        (2, "第 3 行", True),
        (3, "第 4 行", False),
    ]
    assert words(row(found, 2), "refused") == ["缺答案。请补上。"]


def test_a_question_without_explanation_comes_in_and_is_told_to_be_no_more_than_a_draft(house):
    found = house.read(csv_file("单选题,几日？,三日,五日,,,B,"))

    assert row(found).has_faults
    assert len(words(row(found), "draft")) == 1
    assert not words(row(found), "warning")


@pytest.mark.parametrize("name", ["05.01", "听证的申请", "听证的　申请 ", "05.01 听证的申请"])
def test_a_point_is_known_by_its_code_or_title(house, name):
    assert row(house.read(csv_file(f"{HEARING},{name}"))).point == PointFactory()


def test_a_point_is_taken_from_the_folder_where_the_question_names_none(house):
    found = house.read(json_file(SINGLE | {"category": "题库/听证的申请/易"}), "题.json")

    assert row(found).point == PointFactory()


def test_a_title_that_two_chapters_have_is_left_to_the_person(house):
    PointFactory(code="05.02", title="听证的申请")

    found = house.read(csv_file(f"{HEARING},听证的申请"))

    assert row(found).point is None
    assert row(found).point_name == "听证的申请"


@pytest.mark.parametrize(
    "text",
    [
        "administrative-penalty-law#45",
        "《行政处罚法》第四十五条",
        "行政处罚法45",
        "处罚法第45条第一款",
    ],
)
def test_an_article_is_known_by_our_form_or_by_how_people_write_it(house, text):
    found = house.read(csv_file(f"{HEARING},05.01,2,{text}"))

    assert len(row(found).citations) == 1
    assert not row(found).has_warnings


@pytest.mark.parametrize("text", ["道路交通安全法第一条", "行政处罚法第九十九条", "处罚法45/7"])
def test_a_citation_that_leads_nowhere_is_told_and_left_out(house, text):
    question = row(house.read(csv_file(f"{HEARING},05.01,2,{text}")))

    assert not question.citations
    assert text in words(question, "warning")[0]


def test_the_same_words_in_the_bank_are_found_and_left_out_unless_chosen_otherwise(house):
    house.bring_in(csv_file(HEARING))

    again = row(house.read(csv_file(HEARING)))

    assert (again.twin, again.twin_likeness, again.choice) == (Item.objects.get(), 1, "skip")


def test_nearly_the_same_is_found_and_comes_in_unless_chosen_otherwise(house):
    house.bring_in(csv_file(HEARING))

    near = row(house.read(csv_file(HEARING.replace("几日内", "多少日内"))))

    assert near.twin == Item.objects.get()
    assert near.twin_likeness < 1
    assert near.choice == "new"


@pytest.mark.parametrize("items_a_question", [0, 1_000_000], ids=["search", "index"])
def test_a_large_bank_is_asked_and_a_small_one_compared_whole_with_the_same_outcome(
    house, monkeypatch, items_a_question
):
    monkeypatch.setattr(matching, "_ITEMS_A_QUESTION", items_a_question)
    house.bring_in(csv_file(HEARING))
    Item.objects.update(retired_at=timezone.now())

    found = house.read(csv_file(HEARING, HEARING.replace("几日内", "多少日内"), REVIEW))

    assert [q.twin_id is not None for q in found.questions.all()] == [True, True, False]
    assert [q.twin_likeness == 1 for q in found.questions.all()] == [True, False, False]


def test_the_same_question_twice_in_a_file_comes_in_once(house):
    found = house.read(csv_file(HEARING, REVIEW, HEARING))

    assert (row(found, 3).earlier, row(found, 3).choice) == (1, "skip")
    assert [q.choice for q in found.questions.all()] == ["new", "new", "skip"]


def test_a_picture_is_named_by_its_content_and_kept_for_the_owner(house):
    item = SINGLE | {"stem": '看图：<img src="media/图 1.png" alt="图">'}

    found = house.read(json_file(item, media={"图 1.png": png()}), "题.json")

    ((name, original),) = found.pictures.items()
    assert original == "图 1.png"
    assert f"media/{name}" in row(found).plain["stem"]


@pytest.mark.parametrize(
    "data",
    [b"<svg onload=alert(1)>", png()[:-30], png(size=(9000, 9000))],
    ids=["no picture", "cut off", "too many pixels"],
)
def test_a_picture_that_is_none_refuses_its_question_only(house, data):
    bad = SINGLE | {"stem": 'x<img src="media/bad.png">'}
    found = house.read(json_file(bad, SINGLE, media={"bad.png": data}), "题.json")

    assert [q.is_refused for q in found.questions.all()] == [True, False]
    assert not found.pictures


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"options": [{"text": "三日", "why": "长" * 301}, {"text": "五日"}]}, "300"),
        (
            {"kind": "short_answer", "rubric": [{"text": "答", "points": "1.25"}]},
            "1.25",
        ),
        ({"kind": "case", "items": [SINGLE | {"kind": "case"}]}, ""),
    ],
)
def test_what_the_bank_has_no_room_for_is_refused_and_not_cut(house, change, reason):
    question = row(house.read(json_file(SINGLE | change), "题.json"))

    assert question.is_refused
    assert reason in words(question, "refused")[0]


def test_a_level_or_difficulty_out_of_the_way_is_told_and_left_out(house):
    question = row(house.read(json_file(SINGLE | {"level": "天才", "difficulty": 9}), "题.json"))

    assert len(words(question, "warning")) == 2
    assert not question.plain["level"]
    assert "difficulty" not in question.plain


def test_signs_that_no_database_holds_do_not_stop_the_file(house):
    item = SINGLE | {"point": "点\u0000\ud800", "category": "\ud800/x", "title": "\u0000"}

    found = house.read(json_file(item), "题.json")

    assert found.state == "read"
    assert row(found).point_name == "点"


def test_columns_are_read_as_a_person_has_corrected_them(house):
    table = "甲,乙,丙,丁\n几日内提出申请？,三日,五日,B\n".encode()
    fields = {"1": "stem", "2": "option_A", "3": "option_B", "4": "key"}
    mapping = {"": {"header_row": 1, "fields": fields}}

    found = house.read(table, mapping=mapping)

    assert found.failure == ""
    assert row(found).plain["options"][1] == {"text": "五日", "is_key": True}


def test_a_file_of_which_nothing_can_be_read_goes_back_with_the_reason(house):
    found = house.read(b"{", "题.json", format_name="json")

    assert found.state == "uploaded"
    assert "JSON" in found.failure
    assert not found.questions.exists()


def test_a_fault_of_ours_is_told_and_the_file_can_be_read_again(house, monkeypatch, caplog):
    monkeypatch.setattr(reading, "Twins", None)

    found = house.read(csv_file(HEARING))

    assert found.state == "uploaded"
    assert str(found.pk) in found.failure


def test_reading_again_forgets_what_was_read_before(house, django_capture_on_commit_callbacks):
    found = house.read(csv_file(HEARING, REVIEW))
    mapping = {"": {"header_row": 2, "fields": {"1": "kind", "2": "stem", "3": "option_A",
                                                "4": "option_B", "7": "key"}}}  # fmt: skip

    with django_capture_on_commit_callbacks(execute=True):
        reading.start(found, format_name="csv", mapping=mapping, now=found.moved_at)

    assert found.questions.count() == 1


def test_a_lost_or_doubled_message_of_the_worker_does_no_harm(house):
    found = house.read(csv_file(HEARING))

    tasks.read_file.enqueue(found.pk)
    tasks.read_file.enqueue(999)

    assert found.questions.count() == 1


def test_the_very_same_file_is_recognised(house):
    first = house.bring_in(csv_file(HEARING))

    second = house.receive(csv_file(HEARING), "另一个名字.csv")

    assert list(receiving.same_file(second)) == [first]
    assert not receiving.same_file(first)


@pytest.mark.parametrize(
    ("data", "name"),
    [(b"", "空.csv"), (b"x" * (50 * 2**20 + 1), "大.txt"), (b"\x7fELF\x00", "a.out")],
)
def test_what_is_no_question_file_is_refused_at_the_door(house, data, name):
    with pytest.raises(ImportRefused):
        house.receive(data, name)

    assert not ItemImport.objects.exists()


def test_points_that_the_file_does_not_give_are_asked_for_by_its_own_names(house):
    found = house.read(
        csv_file(f"{HEARING},听证", f"{REVIEW},05.01", f"判断题,甲。{',' * 5}对,乙。")
    )

    assert [(one["point_name"], one["n"]) for one in choosing.point_names(found)] == [
        ("", 1),
        ("听证", 1),
    ]


def test_a_retired_item_is_no_place_for_a_new_version(house):
    house.bring_in(csv_file(HEARING))
    Item.objects.update(retired_at=house.read(csv_file(REVIEW)).moved_at)
    found = house.read(csv_file(HEARING))

    choosing.choose(found, duplicates=("all", "version"))

    assert row(found).choice == "skip"


def test_each_sees_their_own_and_administrators_all(house, db):
    from tests.factories import UserFactory

    found = house.receive(csv_file(HEARING))

    def visible(user):
        return list(ItemImport.objects.visible_to(user))

    assert visible(house.trainer) == [found]
    assert visible(UserFactory(role="trainer")) == []
    assert visible(UserFactory(role="administrator")) == [found]


def test_items_of_the_bank_are_compared_with_their_pictures(house):
    ItemFactory()
    with_picture = SINGLE | {"stem": '看图<img src="media/a.png" alt="">'}
    house.bring_in(json_file(with_picture, media={"a.png": png()}), "题.json")

    same = house.read(json_file(with_picture, media={"b.png": png()}), "题.json")
    assert same.questions.count() == 1
    assert row(same).is_refused

    renamed = SINGLE | {"stem": '看图<img src="media/b.png" alt="">'}
    same = house.read(json_file(renamed, media={"b.png": png()}), "题.json")
    other = house.read(json_file(renamed, media={"b.png": png(colour="blue")}), "题.json")

    assert row(same).twin_likeness == 1
    assert row(other).twin_likeness != 1
