"""A sound question of every kind, for tests of what must hold for all of them."""

from dataclasses import replace
from decimal import Decimal

from questionbank.formats.items import Criterion, Item, Option, Pair

TABLE = "<table><tr><th>事项</th><th>期限</th></tr><tr><td>听证</td><td>五日</td></tr></table>"

SINGLE = Item(
    "single", f"关于下表，哪一项<b>不</b>正确？{TABLE}",
    options=(Option("三日", False, "旧法期限"), Option("五日", True), Option("七日<sup>2</sup>"),
             Option(TABLE)),
    explanation="见<b>第六十四条</b>。<br>另见第六十五条。",
)  # fmt: skip
MULTIPLE = Item(
    "multiple", "下列哪些正确？",
    options=(Option("甲", True), Option("乙", True), Option("丙", False, "不对")),
    explanation="甲、乙。",
)  # fmt: skip
TRUE_FALSE = Item("true_false", "可以加重处罚。", is_true=False, why="不得加重", explanation="略。")
FILL_IN = Item(
    "fill_in", "应当在＿＿日内提出，逾期视为＿＿。",
    blanks=(("五", "5"), ("放弃", "a|b")), explanation="略。",
)  # fmt: skip
MATCHING = Item(
    "matching", "请配对。",
    pairs=(Pair("听证", "五日"), Pair("行政复议", "六十日"), Pair("行政诉讼", "六个月")),
    distractors=("一年",), explanation="略。",
)  # fmt: skip
ORDERING = Item(
    "ordering", "请排序。", sequence=("立案", "调查", "告知", "决定"), explanation="略。"
)
SHORT_ANSWER = Item(
    "short_answer", "简述听证程序。", model_answer="告知、申请、<b>举行</b>。",
    rubric=(Criterion("说到告知", Decimal(2)), Criterion("说到期限", Decimal("1.5"))),
    explanation="略。",
)  # fmt: skip


def _part(item, points):
    return replace(item, points=Decimal(points))


CASE = Item(
    "case", "某镇查处一起违法占地。", explanation="略。",
    items=tuple(
        _part(item, points)
        for item, points in zip(
            (SINGLE, MULTIPLE, TRUE_FALSE, FILL_IN, MATCHING, ORDERING, SHORT_ANSWER),
            ("1", "2", "1", "1", "1", "1.5", "4"), strict=True,
        )
    ),
)  # fmt: skip

EVERY_KIND = (
    SINGLE, MULTIPLE, TRUE_FALSE, FILL_IN, MATCHING, ORDERING, SHORT_ANSWER, CASE,
)  # fmt: skip
