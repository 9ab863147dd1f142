"""The practice paper: the exam room itself with made-up questions, and nothing stored.

The room's script acknowledges its answers on the device (room/practice.js); without a script the
form comes back as it was sent.
"""

import base64
import secrets
from datetime import timedelta

from django.contrib import messages
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from exams.sittings import paper_page, plain_form, room_page
from questionbank.kinds.fill_in import BLANK
from questionbank.kinds.true_false import OPTIONS

MINUTES = 30
SEED = "practice"
# What is asked is common knowledge or about the room itself: {kind: content}, as kinds write it.
QUESTIONS = [
    ("single", {"stem": "一年有多少个月？", "options": ["10 个", "12 个", "14 个", "24 个"]}),
    (
        "multiple",
        {"stem": "下列哪些是水果？（可多选）", "options": ["苹果", "铅笔", "香蕉", "梨", "雨伞"]},
    ),
    ("true_false", {"stem": "太阳从东边升起。", "options": list(OPTIONS)}),
    ("fill_in", {"stem": f"一天有{BLANK}小时，一小时有{BLANK}分钟。", "n_blanks": 2}),
    (
        "matching",
        {
            "stem": "将动物与叫声配对。",
            "left": ["猫", "狗", "牛"],
            "right": ["喵喵", "汪汪", "哞哞", "咕咕"],
        },
    ),
    ("ordering", {"stem": "按先后排列四季。", "options": ["春", "夏", "秋", "冬"]}),
    ("short_answer", {"stem": "请用几句话介绍今天的天气（借此试试输入法）。"}),
]
PASSAGE = "小明星期六上午乘公共汽车去图书馆，借了两本书，下午两点回家。"
CASE = [
    ("single", {"stem": "小明借了几本书？", "options": ["一本", "两本", "三本"]}),
    ("true_false", {"stem": "小明是步行去的。", "options": list(OPTIONS)}),
]
TITLES = [
    "单项选择题", "多项选择题", "判断题", "填空题", "配对题", "排序题", "简答题", "案例题",
]  # fmt: skip


def _items():
    """The questions as `paper_page.plain_items` has them."""
    items = [
        {"kind": kind, "content": content, "section": number, "case": None}
        for number, (kind, content) in enumerate(QUESTIONS)
    ]
    first, last = len(items) + 1, len(items) + len(CASE)
    for number, (kind, content) in enumerate(CASE):
        passage = "" if number else f"<p>{PASSAGE}</p>"
        case = {"passage": passage, "first": first, "last": last}
        items.append({"kind": kind, "content": content, "section": len(QUESTIONS), "case": case})
    return [{**item, "pk": None, "position": n} for n, item in enumerate(items, start=1)]


ITEMS = _items()
SECTIONS = [
    {
        "number": number,
        "title": title,
        "n_items": 1,
        "n_questions": sum(1 for item in ITEMS if item["section"] == number - 1),
        "points": "1",
        "instructions": "",
    }
    for number, title in enumerate(TITLES, start=1)
]


@never_cache
@require_http_methods(["GET", "POST"])
def room(request):
    """For anybody. What a form without script sends comes back filled in, and is forgotten."""
    answers = {}
    if request.method == "POST":
        answers, _unreadable = plain_form.posted_answers(request.POST, len(ITEMS))
        messages.info(
            request,
            _("On a real paper these answers would be saved now.")
            if "keep" in request.POST
            else _("On a real paper it would be handed in now, and you would get a receipt."),
        )
    return render(request, "sittings/practice.html", _context(answers, now=timezone.now()))


def _context(answers, *, now):
    deadline = now + timedelta(minutes=MINUTES)
    here = reverse("practice-room")
    n_answered = sum(1 for answer in answers.values() if answer)
    sections = [{**one, "positions": []} for one in SECTIONS]
    for item in ITEMS:
        sections[item["section"]]["positions"].append(item["position"])
    return {
        "practice": True,
        "attempt": {"pk": 0, "deadline": deadline},
        "registration": {"candidate": {"name": _("Example")}, "unit": "", "ticket": "0000"},
        "sitting": {"name": _("nothing is stored")},
        "exam": _("Practice paper"),
        "token": "",
        "is_paused": False,
        "paper": paper_page.laid(paper_page.drawn(SECTIONS, ITEMS), ITEMS, SEED, answers),
        "sections": sections,
        "n_answered": n_answered,
        "n_unanswered": len(ITEMS) - n_answered,
        "data": {
            "practice": True,
            "attempt": 0,
            "token": "",
            "now": now.isoformat(),
            "deadline": deadline.isoformat(),
            "pausedAt": None,
            "durationMinutes": MINUTES,
            "extraMinutes": 0,
            # Of this page alone: what an earlier one left can't be read and isn't taken up.
            "deviceKey": base64.b64encode(secrets.token_bytes(32)).decode(),
            "fileName": "practice.baiwen",
            "graceSeconds": 0,
            "timeZone": timezone.get_current_timezone_name(),
            "nextNumber": 1,
            "latest": {},
            "answers": answers,
            "total": len(ITEMS),
            "receiptUrl": here,
            # Names, no addresses: nothing is sent (room/practice.js).
            "urls": {name: f"practice:{name}" for name in ("save", "submit", "state", "beat")},
        },
        "words": room_page.words(),
    }
