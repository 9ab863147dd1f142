"""What a device keeps of a paper: encrypted, to the end, and then as a file."""

import base64
import json
import re

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.core.cache import cache
from django.utils import timezone
from playwright.sync_api import expect

from exams.sittings import answer_files, room_page
from exams.sittings.models import Attempt
from tests.browser.room import (
    SAVE,
    block,
    choose,
    chosen,
    enter,
    hand_in,
    log,
    mark,
    serious,
    set_deadline,
    unblock,
)
from tests.factories import AttemptFactory, ExamFactory, UserFactory, form


@pytest.fixture(autouse=True)
def _fresh_cache(db):
    cache.clear()


@pytest.fixture
def attempt(transactional_db):
    kinds = ["single", "multiple", "true_false", "single", "single", "multiple"]
    paper = form(keys=["B", "AC", "A", "A", "D", "BD"], kinds=kinds).paper
    return AttemptFactory(registration__sitting__exam=ExamFactory(paper=paper))


# What the device keeps


def kept(page):
    return page.evaluate(
        """() => new Promise((resolve) => {
          const request = indexedDB.open("baiwen-room");
          request.onsuccess = () => {
            const all = request.result.transaction("entries").objectStore("entries").getAll();
            all.onsuccess = () => resolve(all.result);
          };
        })"""
    )


def test_answers_on_the_device_are_encrypted_and_the_key_is_nowhere_on_it(
    page, attempt, live_server
):
    enter(page, attempt, live_server)
    block(page, SAVE)
    choose(page, 1, "C")
    expect(mark(page, 1)).to_have_text("待上传（已存在本机）")

    (record,) = kept(page)

    assert "answer" not in record
    key = room_page.device_key(attempt)
    sealed = {name: base64.b64decode(value) for name, value in record["sealed"].items()}
    bound = f"{attempt.pk}|1|1".encode()
    said = json.loads(AESGCM(key).decrypt(sealed["iv"], sealed["data"], bound))
    assert said["answer"] == "C"
    stored = json.dumps([record, page.evaluate("({...localStorage, ...sessionStorage})")])
    assert base64.b64encode(key).decode() not in stored


def test_entries_of_another_key_are_ignored_and_told_as_unreadable(page, attempt, live_server):
    page.on("dialog", lambda dialog: dialog.accept())
    enter(page, attempt, live_server)
    block(page, SAVE)
    choose(page, 4, "C")
    expect(mark(page, 4)).to_have_text("待上传（已存在本机）")
    page.goto("/faq/")
    unblock(page, SAVE)
    Attempt.objects.filter(pk=attempt.pk).update(seed="f" * 32)

    page.goto(f"/room/{attempt.pk}/")
    page.wait_for_selector("html[data-ready]")

    expect(page.locator("#notices")).to_contain_text("现已无法读取的作答：第 4 题")
    expect(mark(page, 4)).to_have_text("未作答")
    assert log(attempt) == []
    page.get_by_role("button", name="知道了").click()
    expect(page.locator("#notices")).to_be_empty()


NO_WEBCRYPTO = "Object.defineProperty(window.crypto, 'subtle', { value: undefined });"


def test_over_plain_http_answers_are_encrypted_all_the_same(page, attempt, live_server):
    """Browsers give WebCrypto to secure pages only; some offices' networks have plain http."""
    page.on("dialog", lambda dialog: dialog.accept())
    page.add_init_script(NO_WEBCRYPTO)
    enter(page, attempt, live_server)
    block(page, SAVE)
    choose(page, 4, "C")
    expect(mark(page, 4)).to_have_text("待上传（已存在本机）")
    sealed = {name: base64.b64decode(value) for name, value in kept(page)[0]["sealed"].items()}
    key, bound = room_page.device_key(attempt), f"{attempt.pk}|4|1".encode()
    assert b'"C"' in AESGCM(key).decrypt(sealed["iv"], sealed["data"], bound)

    page.reload()
    page.wait_for_selector("html[data-ready]")
    assert chosen(page, 4) == "C"
    hand_in(page)
    expect(page.locator("#review")).to_contain_text("尚未交卷")
    page.locator("#review [data-confirm]").click()
    with page.expect_download() as saving:
        page.locator("#review").get_by_role("button", name="保存作答文件").click()
    assert [row[:3] for row in read_file(saving.value, attempt)] == [[1, 4, "C"]]


def test_where_nothing_can_encrypt_an_answer_is_kept_as_it_is_rather_than_lost(
    page, attempt, live_server
):
    page.on("dialog", lambda dialog: dialog.accept())
    page.add_init_script(NO_WEBCRYPTO)
    block(page, "**/aes_gcm.js")
    enter(page, attempt, live_server)
    block(page, SAVE)
    choose(page, 4, "C")
    expect(mark(page, 4)).to_have_text("待上传（已存在本机）")
    assert kept(page)[0]["answer"] == "C"

    page.reload()
    page.wait_for_selector("html[data-ready]")
    assert chosen(page, 4) == "C"
    unblock(page, SAVE)
    expect(mark(page, 4)).to_have_text("已保存", timeout=15_000)


# The last resort


def read_file(download, attempt):
    file = json.loads(download.path().read_text())
    assert file["format"] == "baiwen-answers/1"
    assert file["attempt"] == attempt.pk
    iv, data = (base64.b64decode(file[name]) for name in ("iv", "data"))
    bound = f"{attempt.pk}|{file['made_at']}".encode()
    aead = AESGCM(room_page.device_key(attempt))
    with pytest.raises(InvalidTag):
        aead.decrypt(iv, data, bound + b"x")
    return json.loads(aead.decrypt(iv, data, bound))


def test_when_the_network_stays_away_to_the_end_the_answers_are_saved_as_a_file(
    page, attempt, live_server, settings
):
    settings.EXAM_GRACE_SECONDS = 60
    enter(page, attempt, live_server)
    choose(page, 1, "B")
    expect(mark(page, 1)).to_have_text("已保存")
    block(page, SAVE)
    choose(page, 4, "A")
    choose(page, 4, "C")
    choose(page, 6, "D")
    expect(page.get_by_role("button", name="保存作答文件")).to_have_count(0)
    set_deadline(page, attempt, seconds=1)

    expect(page.locator("#notices")).to_contain_text(
        "请保存作答文件并交给监考人员上传", timeout=15_000
    )
    with page.expect_download() as saving:
        page.get_by_role("button", name="保存作答文件").click()

    ticket = attempt.registration.ticket
    assert saving.value.suggested_filename == f"作答-{ticket}.baiwen"
    rows = read_file(saving.value, attempt)
    assert [row[:3] for row in rows] == [[2, 4, "A"], [3, 4, "C"], [4, 6, "D"]]
    for *_row, at in rows:
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", at)
    received = answer_files.receive(
        saving.value.path().read_bytes(), attempt.registration.sitting,
        actor=UserFactory(role="invigilator"), now=timezone.now(),
    )  # fmt: skip
    assert len(received.entries) == 3
    expect(page.locator("#notices")).to_contain_text("作答文件已存入下载文件夹")
    assert attempt.answers() == {1: "B"}

    # The network may come back all the same.
    unblock(page, SAVE)
    expect(mark(page, 6)).to_have_text("已保存", timeout=30_000)
    expect(page.get_by_role("button", name="保存作答文件")).to_have_count(0)


def test_when_handing_in_fails_again_and_again_the_file_is_offered(page, attempt, live_server):
    enter(page, attempt, live_server)
    page.context.set_offline(True)
    choose(page, 5, "D")
    hand_in(page)
    expect(page.locator("#review")).to_contain_text("尚未交卷：有 1 题没能上传")
    button = page.locator("#review").get_by_role("button", name="保存作答文件")
    expect(button).to_be_hidden()

    page.locator("#review [data-confirm]").click()

    expect(button).to_be_visible()
    assert serious(page) == []
    with page.expect_download() as saving:
        button.click()
    assert [row[:3] for row in read_file(saving.value, attempt)] == [[1, 5, "D"]]
    page.context.set_offline(False)
    page.locator("#review [data-confirm]").click()
    expect(page.locator("#receipt-title")).to_have_text("已交卷")
    assert attempt.answers() == {5: "D"}
