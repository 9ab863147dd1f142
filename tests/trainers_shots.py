"""The pictures of docs/trainers.md, taken anew: `python -m tests.shots --docs`.

Each is led to as a trainer would come there. Drafts, comments and pairs of like items are made for
it, so run it on a data folder of its own (BAIWEN_VAR).
"""

import io
from dataclasses import replace
from pathlib import Path

from django.urls import reverse
from django.utils import timezone
from PIL import Image

FOLDER = Path(__file__).resolve().parents[1] / "docs/images/trainers"
ITEMS = "/admin/snippets/questionbank/item/"
# With the menu of the admin left out.
MENU = 200
N_COLOURS = 64

PROSE = """1. 先行登记保存的证据，应当在（B）日内作出处理决定。
A. 三
B. 七
C. 十五
答案：B
解析：应当在七日内及时作出处理决定。
【知识点】05.06 【难度】2 【法条】行政处罚法第五十六条
2. {known}
A. 三日
B. 五日
C. 七日
答案：B
【知识点】05.12
3. 当事人逾期不履行的，加处罚款的数额不得超出什么？
A. 罚款的数额
B. 罚款数额的二倍
答案：C
"""
TABLE = """题目类型,试题内容,选项,正确答案,试题解析,考点,难易程度
单选,执法人员不得少于几人？,A.一 B.两 C.三,B,法律另有规定的除外。,05.04,易
判断,执法人员当场收缴罚款的应当出具专用票据。,,对,不出具的当事人有权拒绝缴纳。,05.14,易
"""


def take(browser, address, accounts, sign_in):
    """Write all pictures into `FOLDER`."""
    prepared = _prepare()
    FOLDER.mkdir(parents=True, exist_ok=True)
    for width, role, pictures in _pictures(prepared):
        context = browser.new_context(
            base_url=address, viewport={"width": width, "height": 900}, locale="zh-CN"
        )
        page = context.new_page()
        page.set_default_timeout(20_000)
        sign_in(page, role, accounts)
        for name, (lead, *box) in pictures.items():
            clip = lead(page) or box
            page.wait_for_timeout(600)
            _keep(name, page.screenshot(), clip)
        context.close()


def _keep(name, shot, clip):
    """Cut the picture, (left, top, right, bottom), and keep it small."""
    picture = Image.open(io.BytesIO(shot)).convert("RGB").crop(tuple(map(int, clip)))
    picture = picture.quantize(N_COLOURS, dither=Image.Dither.NONE)
    picture.save(FOLDER / f"{name}.png", optimize=True)


def _prepare():
    """Make what the demonstration lacks: a newer draft in review, and a pair of like items."""
    from exams.analysis import flags
    from exams.analysis.models import ItemStatistic
    from exams.people.models import User
    from questionbank import commenting, numbering, submitting
    from questionbank.duplicates.finding import find_pairs
    from questionbank.models import Item, ItemImport, LikePair
    from questionbank.storing import build, create

    trainer, reviewer = (User.objects.get(username=name) for name in ("trainer", "reviewer"))
    now = timezone.now()
    # Else the wizard says that it has had this file before.
    ItemImport.objects.filter(user=trainer, finished_at=None).delete()
    singles = Item.objects.filter(kind="single", live=True, has_unpublished_changes=False)
    reviewed = singles.filter(stem__contains="应当怎样做？").order_by("code").first()
    liked = singles.filter(point__code__startswith="05").exclude(pk=reviewed.pk).first()

    draft = reviewed.get_latest_revision_as_object() if reviewed.latest_revision else reviewed
    draft.stem = draft.stem.replace("应当怎样做？", "下列哪一种做法正确？")
    draft.save_revision(user=trainer, log_action=True)
    reviewed.refresh_from_db()
    submitting.submit([reviewed], user=trainer)
    commenting.write(reviewed, "问法改得明确了。解析的开头也请照着改。", user=reviewer, now=now)

    if not LikePair.objects.exists():
        plain = replace(liked.plain, stem=liked.plain.stem.replace("？", "呢？"))
        code = numbering.next_code(Item, liked.point.chapter)
        item = build(plain, point=liked.point, code=code, author=trainer, difficulty=3)
        create([item], user=trainer, now=now)
        find_pairs(now=now)
    flagged = ItemStatistic.objects.flagged().filter(version__kind="single")
    suspect = ItemStatistic.objects.flagged(flags.KEY_SUSPECT).filter(version__kind="single")
    measured = (suspect.first() or flagged.first()).version
    return {"reviewed": reviewed, "liked": liked, "measured": measured.item_id}


def _pictures(prepared):
    def editor(page):
        page.goto(f"{ITEMS}add/")
        field = page.locator("[data-contentpath='stem'] [contenteditable=true]")
        field.click()
        page.keyboard.type(_words(prepared["liked"].stem))
        page.keyboard.press("Control+Enter")
        for option in ("三日", "五日", "七日"):
            page.keyboard.type(option)
            page.keyboard.press("Enter")
        page.wait_for_selector(".item-like li")
        field.evaluate("element => element.scrollIntoView({ block: 'center' })")

    def articles(page):
        page.goto(f"{ITEMS}add/")
        page.click("#id_citations-ADD")
        page.click("#inline_child_citations-0 [data-chooser-action-choose]")
        page.fill(".modal [data-article-search]", "行政处罚法64")
        page.wait_for_function(
            "document.querySelectorAll('.modal [data-chooser-modal-choice]').length == 1"
        )
        page.wait_for_timeout(600)
        box = page.locator(".modal-content").bounding_box()
        return [box["x"], box["y"], box["x"] + box["width"], box["y"] + box["height"]]

    def filtered(page):
        page.goto(f"{ITEMS}?statistics=any")

    def review(page):
        page.goto(f"{ITEMS}edit/{prepared['reviewed'].pk}/")
        page.click("[data-side-panel-toggle=item-comments]")
        page.wait_for_timeout(500)
        page.click("footer .w-dropdown__toggle")

    def compare(page):
        name = prepared["reviewed"].snippet_viewset.get_url_name("versions_compare")
        page.goto(reverse(name, args=[prepared["reviewed"].pk]))

    def columns(page):
        _upload(page, "题库导出.csv", TABLE)

    def check(page):
        _upload(page, "试卷.txt", PROSE.format(known=_words(prepared["liked"].stem)))
        page.click("form[action$='/columns/'] button[type=submit]")
        _work()
        page.goto(page.url)
        page.locator("#question-1").evaluate("element => element.scrollIntoView()")
        page.evaluate("window.scrollBy(0, -110)")

    def statistics(page):
        page.goto(f"{ITEMS}edit/{prepared['measured']}/")
        page.locator(".analysis").evaluate("element => element.scrollIntoView()")
        page.evaluate("window.scrollBy(0, -70)")

    desktop = {
        "editor": (editor, MENU, 0, 1280, 900),
        "articles": (articles,),
        "list": (filtered, MENU, 0, 1280, 760),
        "columns": (columns, MENU, 0, 1280, 900),
        "check": (check, MENU, 0, 1280, 900),
        "coverage": (lambda page: page.goto(reverse("item_coverage")) and None,
                     MENU, 0, 1280, 760),
        "like-items": (lambda page: page.goto(reverse("duplicates")) and None,
                       MENU, 0, 1280, 520),
        "statistics": (statistics, MENU, 0, 1280, 840),
    }  # fmt: skip
    reviewers = {
        "review": (review, MENU, 0, 1280, 900),
        "compare": (compare, MENU, 0, 1280, 760),
    }
    phone = {"editor-360": (editor, 0, 0, 360, 780), "check-360": (check, 0, 0, 360, 780)}
    return [(1280, "trainer", desktop), (1280, "reviewer", reviewers), (360, "trainer", phone)]


def _words(html):
    from questionbank import markup

    return markup.plain(html)


def _upload(page, name, text):
    page.goto(reverse("item_imports"))
    file = {"name": name, "mimeType": "text/plain", "buffer": text.encode()}
    page.set_input_files("[name=file]", file)
    page.click("form[enctype] button[type=submit]")
    page.wait_for_url("**/item-imports/*/")


def _work():
    from config.first_county import run_queued_tasks

    run_queued_tasks()
