"""What our template tells whoever fills it in: notes, instructions, an example of each kind."""

from decimal import Decimal

from questionbank.formats.items import BLANK, Criterion, Item, Option, Pair

# Notes on the headings, by field.
NOTES = {
    "kind": "必填。从下拉列表中选择。案例分析题下面各行的小题选“小题·…”。",
    "stem": "必填。填空题用 ____（两个以上下划线）或（　　）标出每一个空；案例分析题在这里写案情。",
    "option_A": "选择题：每格一个选项，从 A 起连续填写，不写字母。\n"
    "匹配题：每格一对，写成“左边 → 右边”；只写“→ 右边”是没有搭档的干扰项。\n"
    "排序题：每格一项。\n判断、填空、简答、案例分析题不填。",
    "key": "选择题：选项的字母，多选连写，如 ABD。\n判断题：对 或 错。\n"
    "填空题：各空之间用分号“；”，同一空的几种写法用竖线“|”，如：七|7；十五。\n"
    "排序题：字母按正确的先后排列，如 BDAC。\n简答题：参考答案。\n匹配、案例分析题不填。",
    "explanation": "说明答案为什么对。可以以后再补，发布前必须有。",
    "why": "可不填。选择题每行一条，如：\nA：这是旧法的期限。\n判断题写错在何处。",
    "rubric": "简答题的给分要点，每行一条，末尾写分值，如：\n说明适用条件（3分）",
    "point": "知识点的编码或名称。",
    "difficulty": "1 最易，5 最难。",
    "level": "识记、理解或运用。",
    "cites": "法律代号#条/款/项，如 administrative-penalty-law#57/2；几条之间用分号。",
    "points": "数字，可不填。",
    "category": "原来题库中的章节或目录，可不填。",
    "tags": "几个标签之间用分号，可不填。",
    "title": "原来题库中的编号，可不填。",
}

INSTRUCTIONS = [
    ("怎样填写", "在“试题”表中一行写一道题；“填写示例”表有每种题型的例子，导入时不读这张表。"),
    ("必填的列", "题型、题干；选择题还有选项和答案，判断题、填空题、排序题还有答案。"),
    ("单选题、多选题", "选项每格一个，从选项A起连续填写。答案写字母，多选连写，如 ABD。"),
    ("判断题", "答案写“对”或“错”，不填选项。错误的说法可以在“错误说明”列写明错在何处。"),
    (
        "填空题",
        "题干中用 ____ 或（　　）标出每一个空。答案列按顺序写各空的答案，"
        "各空之间用分号“；”，同一空可接受的几种写法用竖线“|”，最规范的写法放在最前。",
    ),
    ("匹配题", "选项列每格写一对：“左边 → 右边”。没有搭档的干扰项写“→ 右边”。答案列不填。"),
    ("排序题", "选项列每格一项，答案列把字母按正确的先后排列，如 BDAC。"),
    ("简答题", "答案列写参考答案，“评分标准”列每行一条要点，末尾写分值，如（3分）。"),
    (
        "案例分析题",
        "先写一行：题型选“案例分析题”，题干写案情。紧接着一行写一道小题，题型选“小题·单选题”"
        "“小题·简答题”等。",
    ),
    (
        "文字格式",
        "单元格里换行即换行。加粗、斜体、上下标用标记写成文字：<b>加粗</b>、<i>斜体</i>、"
        "<sub>下标</sub>、<sup>上标</sup>。Excel 自己的字体、颜色不导入。",
    ),
    (
        "图片",
        "插入浮动图片，使左上角落在题干、选项或解析的格内。导出的表格不带图片，"
        "有图片的题请用其他格式导出。",
    ),
    ("公式与日期", "不要使用公式。本模板的单元格都是文本格式，输入的数字、日期会按原样保存。"),
    (
        "其他系统的表格",
        "不必按本模板重排：标题写作“试题内容”“正确答案”等、选项同在一格、"
        "每种题型一张工作表的文件也能直接导入，导入前可以核对每一列的含义。",
    ),
]

_LAW = "administrative-penalty-law"
EXAMPLES = [
    Item(
        "single",
        "对情节复杂或者重大违法行为给予行政处罚，应当由（　　）决定。",
        options=(
            Option("承办案件的执法人员", why="执法人员提出处理意见，不作决定。"),
            Option("行政机关负责人集体讨论", True),
            Option("法制审核人员", why="审核在决定之前，不能代替决定。"),
            Option("办案机构的负责人"),
        ),
        explanation="《行政处罚法》第五十七条第二款：对情节复杂或者重大违法行为给予行政处罚，"
        "行政机关负责人应当集体讨论决定。",
        difficulty=2,
        level="know",
        cites=(f"{_LAW}#57/2",),
        points=Decimal(1),
    ),
    Item(
        "multiple",
        "行政处罚决定书应当载明的事项有（　　）。",
        options=(
            Option("违反法律、法规、规章的事实和证据", True),
            Option("行政处罚的种类和依据", True),
            Option("行政处罚的履行方式和期限", True),
            Option("执法人员的家庭住址"),
        ),
        explanation="《行政处罚法》第五十九条列举了决定书应当载明的事项。",
        difficulty=2,
        level="know",
        cites=(f"{_LAW}#59",),
        points=Decimal(2),
    ),
    Item(
        "true_false",
        "行政机关组织听证的费用，由要求听证的当事人承担。",
        is_true=False,
        why="当事人不承担组织听证的费用。",
        explanation="《行政处罚法》第六十三条第二款：当事人不承担行政机关组织听证的费用。",
        difficulty=1,
        level="know",
        cites=(f"{_LAW}#63/2",),
        points=Decimal(1),
    ),
    Item(
        "fill_in",
        f"执法人员在调查时应当主动出示{BLANK}；先行登记保存的证据，应当在{BLANK}日内及时作出处理决定。",
        blanks=(("执法证件",), ("七", "7")),
        explanation="《行政处罚法》第五十五条第一款、第五十六条。",
        difficulty=3,
        level="know",
        cites=(f"{_LAW}#55/1", f"{_LAW}#56"),
        points=Decimal(2),
    ),
    Item(
        "matching",
        "指出下列各项属于哪一类行政行为。",
        pairs=(
            Pair("吊销许可证件", "行政处罚"),
            Pair("扣押财物", "行政强制措施"),
            Pair("代履行", "行政强制执行"),
        ),
        distractors=("行政许可",),
        explanation="《行政处罚法》第九条；《行政强制法》第九条、第十二条。",
        difficulty=3,
        level="understand",
        points=Decimal(3),
    ),
    Item(
        "ordering",
        "把普通程序的下列步骤按先后排列。",
        sequence=("立案", "调查取证", "告知拟作出的处罚和当事人的权利", "作出处罚决定", "送达"),
        explanation="《行政处罚法》第五章第三节。",
        difficulty=3,
        level="understand",
        points=Decimal(3),
    ),
    Item(
        "short_answer",
        "执法人员当场作出处罚决定后，在哪些情形下可以当场收缴罚款？",
        model_answer="依法给予一百元以下罚款的；不当场收缴事后难以执行的。",
        rubric=(
            Criterion("依法给予一百元以下罚款的", Decimal(3)),
            Criterion("不当场收缴事后难以执行的", Decimal(3)),
        ),
        explanation="《行政处罚法》第六十八条。",
        difficulty=3,
        level="know",
        cites=(f"{_LAW}#68",),
        points=Decimal(6),
    ),
    Item(
        "case",
        "某镇综合行政执法队接到举报，称一家店铺长期占道堆放货物。执法人员李某一人到场，"
        "未出示执法证件，口头宣布罚款五百元，并当场收走现金，没有出具票据。",
        items=(
            Item(
                "single",
                "执法人员不得少于（　　）人，法律另有规定的除外。",
                options=(Option("一"), Option("两", True), Option("三")),
                explanation="《行政处罚法》第四十二条第一款。",
                points=Decimal(2),
            ),
            Item(
                "short_answer",
                "指出本案执法行为的违法之处。",
                model_answer="一人执法；未出示执法证件；口头作出处罚决定；未出具专用票据。",
                rubric=(
                    Criterion("一人执法", Decimal(2)),
                    Criterion("未出示执法证件", Decimal(2)),
                    Criterion("未制作处罚决定书", Decimal(2)),
                    Criterion("未出具专用票据", Decimal(2)),
                ),
                explanation="《行政处罚法》第四十二条、第五十二条、第七十条。",
                points=Decimal(8),
            ),
        ),
        explanation="",
        difficulty=4,
        level="apply",
        points=Decimal(10),
    ),
]
