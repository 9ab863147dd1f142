"""A plain item of every kind that rules score, and answers to it in the author's terms."""

from decimal import Decimal

from questionbank.formats.items import BLANK, Item, Option, Pair

SINGLE = Item(
    "single",
    "听证应当在几日前通知？",
    options=(Option("三日"), Option("五日"), Option("<b>七日</b>", is_key=True), Option("十日")),
    explanation="听证通知的期限是七日。",
)
MULTIPLE = Item(
    "multiple",
    "下列哪些属于行政处罚？",
    options=(
        Option("警告", is_key=True),
        Option("查封", why="查封是行政强制措施"),
        Option("罚款", is_key=True),
        Option("扣押"),
    ),
    explanation="查封、扣押是强制措施。",
)
TRUE_FALSE = Item(
    "true_false",
    "当事人申辩的，可以加重处罚。",
    is_true=False,
    why="不得因申辩加重处罚",
    explanation="见陈述、申辩的规定。",
)
FILL_IN = Item(
    "fill_in",
    f"当事人应当在{BLANK}内缴纳罚款，逾期每日按罚款数额的{BLANK}加处罚款。",
    blanks=(("十五日", "十五天"), ("百分之三",)),
    explanation="十五日，百分之三。",
)
MATCHING = Item(
    "matching",
    "把下列文书与其用途对应起来。",
    pairs=(
        Pair("立案审批表", "启动调查"),
        Pair("现场检查笔录", "固定事实"),
        Pair("送达回证", "证明送达"),
    ),
    distractors=("收缴罚款",),
    explanation="各文书有其用途。",
)
ORDERING = Item(
    "ordering",
    "按先后排列普通程序的步骤。",
    sequence=("立案", "调查取证", "告知", "决定"),
    explanation="先立案，后决定。",
)
CASE = Item(
    "case",
    "某镇执法人员检查一家<b>餐馆</b>，发现油烟直排。<table><tr><th>时间</th><th>事项</th></tr>"
    "<tr><td>3月1日</td><td>检查</td></tr></table>",
    items=(
        Item(
            "single",
            "本案由谁管辖？",
            options=(Option("县级机关", is_key=True), Option("省级机关")),
            explanation="由违法行为发生地的县级机关管辖。",
            points=Decimal(1),
        ),
        Item(
            "fill_in",
            f"立案期限为{BLANK}。",
            blanks=(("十五日",),),
            explanation="十五日内立案。",
            points=Decimal(2),
        ),
        Item(
            "ordering",
            "排列本案的步骤。",
            sequence=("检查", "立案", "处罚"),
            points=Decimal(1),
        ),
    ),
    explanation="本案考查普通程序。",
)
SHORT_ANSWER = Item(
    "short_answer", "简述听证的程序。", model_answer="先告知，后听证。", explanation="略。"
)
CASE_WITH_WRITING = Item(
    "case", "某镇执法人员检查一家餐馆。", items=(SINGLE, SHORT_ANSWER), explanation="略。"
)

# In the order of positions on `all_kinds`; the case asks three questions.
ALL_KINDS = (SINGLE, MULTIPLE, TRUE_FALSE, FILL_IN, MATCHING, ORDERING, CASE)
RIGHT = {
    1: [2],
    2: [0, 2],
    3: [1],
    4: ["１５日", "3%"],
    5: [0, 1, 2],
    6: [0, 1, 2, 3],
    7: [0],
    8: ["十五日"],
    9: [0, 1, 2],
}
