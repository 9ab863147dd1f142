"""What a heading says its column is. Pure."""

import re
import unicodedata
from string import ascii_uppercase

from questionbank.formats.tables.columns import FIELDS

_SPELLINGS = {
    "kind": "题型 试题类型 题目类型 试题题型 题目题型 类型 题类 题型名称 试题类别 题目类别 type "
    "questiontype kind",
    "stem": "题干 题目 试题 试题内容 题目内容 试题题干 题目题干 题干内容 问题 问题内容 试题正文 "
    "题目正文 试题描述 题目描述 题面 question stem questiontext",
    "options": "选项 候选项 备选项 备选答案 选项内容 答案选项 可选项 试题选项 题目选项 全部选项 "
    "供选答案 options choices",
    "key": "答案 正确答案 标准答案 参考答案 试题答案 题目答案 正确选项 答案内容 答案项 key answer "
    "correctanswer rightanswer",
    "explanation": "解析 试题解析 题目解析 答案解析 答案解释 解释 说明 答题解析 试题分析 分析 "
    "详解 答案详解 试题详解 答案说明 解题思路 题解 explanation analysis",
    "why": "错误说明 错因 选项说明 错误原因",
    "rubric": "评分标准 评分要点 得分点 采分点 评分细则 rubric",
    "point": "知识点 考点 知识点编码 知识点名称 所属知识点 考核点 考查点 知识要点",
    "difficulty": "难度 难易度 难易程度 难度系数 难度等级 试题难度 题目难度 难度级别 难易 "
    "difficulty",
    "level": "认知层次 认知水平 能力层次 认知目标 掌握程度 要求层次 level",
    "cites": "法条依据 法律依据 法条 法规依据 相关法条 引用法条 出题依据 命题依据",
    "points": "分值 分数 得分 题目分值 试题分值 试题分数 题目分数 每题分值 满分 score points marks",
    "category": "分类 章节 试题分类 题目分类 所属分类 所属章节 题库分类 题库 所属题库 目录 "
    "所属目录 科目 所属科目 专业 章 节 类别 章节名称 category chapter",
    "tags": "标签 关键词 关键字 tags tag",
    "title": "编号 题号 试题编号 题目编号 题名 试题名称 试题编码 题目名称 试题id 题目id id",
    # 依据: the explanation where there is no other, else the articles.
    "basis": "依据 答案依据 依据条文 答案出处 出处",
    # Known, and not read.
    "serial": "序号 no no. 行号",
}
_MEANINGS = {word: field for field, words in _SPELLINGS.items() for word in words.split()}
_OPTION = re.compile(
    r"(?:选项|选择项|备选项|备选答案|候选项|答案选项|可选项|选择|option|choice|答案)"
    r"[-_.]?([a-z]|\d{1,2}|[一二三四五六七八九十])"
    r"|([a-z])(?:选项|项|答案)?"
)
_NUMERALS = "一二三四五六七八九十"
_PARENTHESES = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】")


def meaning(heading):
    """Return the field that a heading names: a key of `FIELDS`, "basis", "serial" or ""."""
    if len(heading) > 60:
        return ""
    word = "".join(unicodedata.normalize("NFKC", heading).split()).lower().strip("*★☆:#【】[]")
    if field := _exactly(word):
        return field
    return _exactly(_PARENTHESES.sub("", word).strip("*★☆:"))


def _exactly(word):
    if word in _MEANINGS:
        return _MEANINGS[word]
    option = _OPTION.fullmatch(word)
    if not option:
        return ""
    mark = option[1] or option[2]
    if mark.isalpha() and mark.isascii():
        return f"option_{mark.upper()}"
    number = _NUMERALS.find(mark) + 1 or int(mark)
    return f"option_{ascii_uppercase[number - 1]}" if 1 <= number <= 26 else ""


def fields_of(headings):
    """Return {column: field} of a line of headings {column: text}.

    Of two columns for one field the first is read; what else there is has "".
    """
    said = {column: meaning(text) for column, text in headings.items()}
    has_explanation = "explanation" in said.values()
    fields = {}
    for column, field in said.items():
        if field == "basis":
            field = "cites" if has_explanation else "explanation"
        taken = field in fields.values()
        fields[column] = field if field in FIELDS and not taken else ""
    return fields


def is_header(headings):
    """Whether a line {column: text} is one of headings: the stem's and another's at least."""
    said = [meaning(text) for text in headings.values()]
    known = {field for field in said if field}
    return "stem" in known and len(known) >= 2 and 2 * sum(map(bool, said)) >= len(said)
