"""The room's page: the whole paper, nothing that tells the key, and one writer."""

import base64
import gzip
import json
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from exams.sittings import delivery, room_page
from exams.sittings.models import Attempt
from exams.sittings.shuffling import option_order
from questionbank.answer_text import LETTERS
from questionbank.kinds import KINDS, Question
from questionbank.models import Item, ItemVersion
from tests.factories import AttemptFactory, ExamFactory, RegistrationFactory, SittingFactory, form


@pytest.fixture
def attempt(db, client):
    attempt = AttemptFactory()
    client.force_login(attempt.registration.candidate.user)
    return attempt


def read_room(client, attempt):
    response = client.get(f"/room/{attempt.pk}/")
    assert response.status_code == 200
    return response.content.decode()


def data_of(html):
    return json.loads(re.search(r'id="room-data" type="application/json">(.*?)</script>', html)[1])


def texts_shown(html, position):
    """The option texts of an item, in the order in which the page has them."""
    item = re.search(rf'id="item-{position}".*?</fieldset>', html, re.DOTALL)[0]
    pairs = re.findall(r'value="([A-H])".*?<span>(.*?)</span>', item, re.DOTALL)
    assert [letter for letter, _ in pairs] == list("ABCDEFGH"[: len(pairs)])
    return [text for _, text in pairs]


def test_every_item_stands_under_its_section_in_this_attempts_order(client, attempt):
    html = read_room(client, attempt)

    assert [section["title"] for section in attempt.form.sections] == re.findall(
        r'<h2 id="part-\d">(.*?)</h2>', html
    )
    for item in attempt.form.items.select_related("version"):
        options = item.version.content["options"]
        order = option_order(
            attempt.seed, item.position, len(options), shuffles=item.version.kind != "true_false"
        )
        assert texts_shown(html, item.position) == [options[option] for option in order]


def test_d4_the_page_comes_again_with_the_same_order_and_all_answers(client, attempt):
    before = read_room(client, attempt)
    token = data_of(before)["token"]
    delivery.save(attempt.pk, token, number=1, position=2, answer="BD", now=timezone.now())

    html = read_room(client, attempt)

    for position in (1, 2, 3):
        assert texts_shown(html, position) == texts_shown(before, position)
    assert re.findall(r'name="(item-\d)" value="(.)" checked', html) == [
        ("item-2", "B"),
        ("item-2", "D"),
    ]
    data = data_of(html)
    assert data["answers"] == {"2": "BD"}
    assert data["latest"] == {"2": 1}
    assert data["nextNumber"] == 2


def test_the_page_holds_no_key_and_no_explanation(client, attempt):
    Item.objects.update(explanation="<p>解析：应选五日。</p>")
    html = read_room(client, attempt)

    for version in ItemVersion.objects.all():
        assert version.rationale["explanation"] not in html
    assert "应选五日" not in html
    for word in ("is_key", "rationale", "explanation", '"key"', "data-key", "data-option"):
        assert word not in html


def test_the_key_is_not_even_read_from_the_database(client, attempt):
    with CaptureQueriesContext(
        connection,
    ) as queries:
        read_room(client, attempt)

    statements = " ".join(query["sql"] for query in queries.captured_queries)
    assert '"questionbank_itemversion"."content"' in statements
    assert '"questionbank_itemversion"."key"' not in statements
    assert '"questionbank_itemversion"."rationale"' not in statements


def test_the_cache_holds_content_alone(client, attempt):
    read_room(client, attempt)

    kept = cache.get(f"sittings/questions/{attempt.form.pk}/{attempt.form.content_hash}")
    assert {name for item in kept for name in item} == {
        "pk", "position", "section", "kind", "content", "case",
    }  # fmt: skip
    assert {name for item in kept for name in item["content"]} == {"stem", "options"}


def test_the_authors_order_cannot_be_read_from_the_page(db, client):
    """Two attempts whose options stand in the same places get the same page, word for word,
    though the author wrote them in another order."""
    pages = []
    for key, seed in (("B", "0" * 32), ("B", "1" * 32)):
        exam = ExamFactory(paper=form(keys=[key], kinds=["single"]).paper)
        registration = RegistrationFactory(sitting=SittingFactory(exam=exam))
        attempt = AttemptFactory(registration=registration, seed=seed)
        client.force_login(registration.candidate.user)
        item = re.search(r'id="item-1".*?</fieldset>', read_room(client, attempt), re.DOTALL)[0]
        pages.append(re.sub(r"第\d+号", "", item))

    texts = [re.findall(r"<span>(.*?)</span>", page) for page in pages]
    assert texts[0] != texts[1]
    without_texts = [re.sub(r"<span>.*?</span>", "", page) for page in pages]
    assert without_texts[0] == without_texts[1]


def test_s4_script_in_a_question_is_shown_as_text(db, client, monkeypatch):
    frozen = form(keys=["B"], kinds=["single"])
    attempt = AttemptFactory(
        registration=RegistrationFactory(
            sitting=SittingFactory(exam=ExamFactory(paper=frozen.paper))
        )
    )
    # As an import from before the allow-list might have left it.
    content = {
        "stem": "<p><script>alert(1)</script><img src=x onerror=y></p>",
        "options": ["&lt;script>alert(2)</script>", "<i onclick=z>b</i>", "c", "d"],
    }
    monkeypatch.setattr(ItemVersion, "questions", lambda version, with_key: [
        Question(KINDS["single"], content, None, None)
    ])  # fmt: skip
    client.force_login(attempt.registration.candidate.user)

    html = read_room(client, attempt)

    assert "<script>alert" not in html
    assert "<img" not in html
    assert "<i>b</i>" in html
    assert "&lt;script&gt;alert(2)" in html


def test_s4_script_in_a_name_is_shown_as_text(db, client):
    attempt = AttemptFactory()
    candidate = attempt.registration.candidate
    candidate.name = "</script><script>alert(1)</script>"
    candidate.save()
    client.force_login(candidate.user)

    assert "<script>alert" not in read_room(client, attempt)


def test_d5_opening_the_page_takes_the_writing_over(client, attempt):
    first = data_of(read_room(client, attempt))["token"]
    second = data_of(read_room(client, attempt))["token"]

    def save(token, number):
        return client.post(
            f"/room/{attempt.pk}/save/",
            {"number": number, "position": 1, "answer": "A"},
            "application/json",
            headers={"authorization": f"Bearer {token}"},
        )

    assert save(first, 1).status_code == 403
    assert save(first, 1).json()["code"] == "taken-over"
    assert save(second, 1).status_code == 200


def test_the_page_may_not_be_kept_by_any_cache(client, attempt):
    response = client.get(f"/room/{attempt.pk}/")

    assert "no-store" in response["Cache-Control"]


def n_bytes_of_statics(html):
    """Compressed bytes of the style sheets of a page, its script and all that this imports."""
    paths = re.findall(r'(?:href|src)="/static/([^"]+\.(?:css|js))"', html)
    folder = Path(finders.find("sittings/room/room.js")).parent
    modules = {f"sittings/room/{path.name}" for path in folder.glob("*.js")}
    assert "sittings/room/room.js" in paths
    return sum(
        len(gzip.compress(Path(finders.find(path)).read_bytes())) for path in modules | set(paths)
    )


def test_a_paper_of_a_hundred_items_is_under_150_kb_and_costs_the_same_statements(
    db, client, django_assert_num_queries
):
    def room(n_items):
        kinds = (["single"] * 7 + ["multiple"] * 2 + ["true_false"])[:n_items] * (
            n_items // 10 or 1
        )
        keys = [
            "A" if kind == "true_false" else "BC" if kind == "multiple" else "B" for kind in kinds
        ]
        exam = ExamFactory(paper=form(keys=keys, kinds=kinds).paper)
        attempt = AttemptFactory(
            registration=RegistrationFactory(sitting=SittingFactory(exam=exam))
        )
        client.force_login(attempt.registration.candidate.user)
        with CaptureQueriesContext(connection) as first:
            client.get(f"/room/{attempt.pk}/")
        with CaptureQueriesContext(connection) as second:
            html = read_room(client, attempt)
        return html, len(first), len(second)

    small = room(3)
    large = room(100)

    assert large[0].count("data-position=") == 100
    assert small[1:] == large[1:]
    # Session, user, attempt, new token, answer log; the first page also reads the items.
    assert large[2] == 5
    assert large[1] == 7
    # All that a device loads before the first answer: page, style sheets, scripts.
    assert len(gzip.compress(large[0].encode())) + n_bytes_of_statics(large[0]) < 150_000


def test_s1_anothers_room_is_not_there(client, attempt):
    other = AttemptFactory()

    assert client.get(f"/room/{other.pk}/").status_code == 404
    assert client.post(f"/room/{other.pk}/hand-in/").status_code == 404
    other.refresh_from_db()
    assert other.token_hash == ""


@pytest.mark.parametrize("role", ["administrator", "invigilator", "hr", "trainer"])
def test_nobody_enters_a_candidates_room_whatever_their_role(db, client, role):
    """Whoever opens the paper takes the writing over: only its owner may."""
    from tests.factories import UserFactory

    attempt = AttemptFactory()
    client.force_login(UserFactory(role=role))

    assert client.get(f"/room/{attempt.pk}/").status_code == 404
    assert client.get(f"/receipt/{attempt.pk}/").status_code == 404
    assert client.get(f"/exam/{attempt.registration.pk}/").status_code == 404
    assert (
        client.post(f"/exam/{attempt.registration.pk}/start/", {"accept": "on"}).status_code == 404
    )


def test_the_room_asks_for_sign_in(db, client):
    attempt = AttemptFactory()

    response = client.get(f"/room/{attempt.pk}/")

    assert response.status_code == 302
    assert response["Location"].startswith("/sign-in/")


def test_a_paper_that_is_handed_in_shows_its_receipt_instead(client, attempt):
    delivery.submit(attempt, now=timezone.now())

    response = client.get(f"/room/{attempt.pk}/")

    assert response["Location"] == f"/receipt/{attempt.pk}/"


def test_a_paper_whose_time_is_over_is_closed_and_shows_its_receipt(db, client):
    attempt = AttemptFactory(started_at=timezone.now() - timedelta(hours=3))
    client.force_login(attempt.registration.candidate.user)

    response = client.get(f"/room/{attempt.pk}/")

    assert response["Location"] == f"/receipt/{attempt.pk}/"
    attempt.refresh_from_db()
    assert attempt.closed_by == "deadline"


def test_letters_in_the_page_are_those_that_the_log_turns_back(client, attempt):
    html = read_room(client, attempt)
    item = attempt.form.items.select_related("version").get(position=1)
    order = option_order(attempt.seed, 1, 4, shuffles=True)

    letter = LETTERS[order.index(item.version.key[0])]

    assert texts_shown(html, 1)["ABCD".index(letter)] == "五日"


def pause(attempt, **ago):
    Attempt.objects.filter(pk=attempt.pk).update(paused_at=timezone.now() - timedelta(**ago))


def test_in_a_pause_the_page_shows_the_pause_and_holds_no_question(client, attempt):
    pause(attempt, minutes=1)

    html = read_room(client, attempt)

    assert "考试已暂停" in html
    assert "data-position" not in html
    assert attempt.form.sections[0]["title"] not in html
    for item in attempt.form.items.select_related("version"):
        assert item.version.content["stem"][3:-4] not in html
    # Without script the page asks again by itself.
    assert '<meta http-equiv="refresh"' in html


def test_a_form_that_is_refused_in_a_pause_keeps_its_answers_out_of_sight(client, attempt):
    pause(attempt, minutes=1)

    response = client.post(
        f"/room/{attempt.pk}/hand-in/", {"token": "old", "shown": [1], "item-1": "C", "keep": "1"}
    )

    html = response.content.decode()
    assert '<div class="desk" data-covered hidden>' in html
    assert 'name="item-1" value="C" checked' in html
    assert "保存刚才提交的作答" in html


def test_extra_time_stands_beside_the_usual_time(client, attempt):
    registration = attempt.registration
    registration.extra_minutes = 30
    registration.save()

    html = read_room(client, attempt)

    assert "120 + 30 分钟" in html
    assert data_of(html)["extraMinutes"] == 30


def test_the_key_of_a_device_is_the_attempts_own(client, attempt):
    key = data_of(read_room(client, attempt))["deviceKey"]
    other = AttemptFactory(seed="1" * 32)
    client.force_login(other.registration.candidate.user)

    assert len(base64.b64decode(key)) == 32
    assert data_of(read_room(client, other))["deviceKey"] != key
    assert base64.b64decode(key) == room_page.device_key(attempt)
