"""The marks by which prose shows what a line is: numbers, letters, 答案, 【解析】 … Pure.

All patterns are for folded text (`rich.fold`), in which full-width signs are narrow. What they
find in a text that means none of it, the writer breaks with a guard (`dangers`).
"""

import re
from dataclasses import dataclass

from questionbank.formats import wording

_DIGITS = "一二三四五六七八九十"
# ①-⑳ ㉑-㉟ ㊱-㊿
CIRCLES = "".join(
    chr(code) for start, stop in ((0x2460, 0x2474), (0x3251, 0x3260), (0x32B1, 0x32C0))
    for code in range(start, stop)
)  # fmt: skip

_NUMBER = re.compile(
    r"第\s?(?P<di>\d{1,6})\s?(?:小?题|道题?)\s?[.、:)]?\s*"
    r"|\(\s?(?P<paren>\d{1,6})\s?\)\s?[.、:]?\s*"
    r"|\[\s?(?P<square>\d{1,6})\s?\]\s?[.、:]?\s*"
    rf"|(?P<circle>[{CIRCLES}])\s?[.、:]?\s*"
    r"|(?P<plain>\d{1,6})\s?(?:[.、:)])\s*"
    r"|(?P<alone>\d{1,9})$"
    r"|(?P<space>\d{1,6})\s+"
)
_OPTION = re.compile(r"[(\[]?(?P<letter>[A-Z])(?:\s?[)\]][.、:]?|\s?[.、:)]|(?P<space>\s|$))\s*")
_INLINE_OPTION = re.compile(r"(?<![A-Za-z0-9\u2060])[(\[]?(?P<letter>[A-Z])\s?(?P<mark>[.、:)\]])")
_CIRCLED = re.compile(f"[{CIRCLES}]")

_ANSWERS = (
    "正确答案|参考答案|标准答案|试题答案|本题答案|答案要点|答题要点|参考要点|评分要点及答案|"
    "正确选项|答案|ANSWER|Answer"
)
_EXPLANATIONS = (
    "答案解析|试题解析|题目解析|参考解析|本题解析|考点解析|解析|试题分析|答题思路|解题思路|"
    "详解|解答"
)
_KEYS = {
    "answer": _ANSWERS,
    "explanation": f"{_EXPLANATIONS}|分析|说明|解释|评析",
    "grounds": "法律依据|答题依据|参考依据|命题依据|答案依据|依据|出处",
    "cites": "法条",
    "point": "知识点|考查知识点|考查点|考点",
    "difficulty": "难度|难易度|难易程度|难度等级|难度系数",
    "points": "分值|分数|本题分值",
    "kind": "题型|题目类型|试题类型",
    "rubric": "评分标准|评分要点|给分标准|采分点|得分点|评分细则",
    "tags": "标签|关键词|关键字",
    "category": "分类|章节|所属章节|题库分类",
    "title": "编号|题目编号|试题编号|外部编号",
    "level": "层次|认知层次|能力层次|考核要求",
    "why": "错因|错误原因",
    "stem": "题干|题目|试题",
}
_NAMES = {word: key for key, words in _KEYS.items() for word in words.split("|")}
_LONGEST = "|".join(sorted(_NAMES, key=len, reverse=True))
# In the middle of a line only these, for 说明： and 依据： are words of sentences, too.
_INLINE = f"{_ANSWERS}|{_EXPLANATIONS}|难度|难易度|知识点|考点|分值|评分标准"
_MARK = re.compile(
    rf"(?:【\s?(?P<boxed>{_LONGEST}|(?P<option>[A-Z])项)\s?】"
    rf"|\[\s?(?P<square>{_LONGEST})\s?\]"
    rf"|^\(\s?(?P<round>{_ANSWERS}|{_EXPLANATIONS})\s?\)"
    rf"|^(?P<first>{_LONGEST}|答)\s?(?=:)"
    rf"|^(?P<spaced>{_ANSWERS})\s+(?=[A-Z](?:[\s,、]?[A-Z])*\s*$|[√×对错]\s*$|正确\s*$|错误\s*$)"
    rf"|(?<=[\s。;!?)】\]])(?P<inline>{_INLINE})\s?(?=:))\s?:?\s*"
)

_ANSWERS_HEADING = re.compile(
    r"(?:附件?\d?\s?[:.、]?\s?)?[一-龥]{0,16}?(?:参考答案|标准答案|答案)\s?"
    r"(?:(?:及|与|和|、)\s?(?:答案)?(?:解析|详解|评分标准|评分参考|评分要点))?\s?(?:部分|一览表)?:?"
)
_CHAPTER = re.compile(
    r"第[一二三四五六七八九十百零\d]{1,5}(?P<unit>[编篇章节]|部分|单元|专题)(?:\s|:|$)"
)
_LABELLED = re.compile(rf"(?:第\s?)?(?P<label>[{_DIGITS}]{{1,3}})\s?(?:部分|大题)?\s?[.、:)\s]\s?")
_BARE_SECTION = re.compile(
    r"【?[一-龥]{2,8}题】?\s?(?:$|[(:])|(?:单选|多选|判断|填空|简答|案例分析)$"
)
_CASE = re.compile(
    rf"(?P<box>[【\[(])?\s?(?:案例|案情|材料|背景资料)(?:分析)?\s?(?P<number>[{_DIGITS}\d]{{0,3}})\s?"
    r"(?(box)[】\])]|(?:[:.、]|$))\s*"
)
NOTES = re.compile(r"[一-龥]{0,8}(?:注意事项|考生须知|答题须知|答题说明|考试说明)")

KEY_BRACKET = re.compile(
    rf"\(\s{{0,8}}(?P<said>(?:{_ANSWERS})\s?:?\s?)?"
    r"(?P<key>[A-Z](?:\s?[,、]?\s?[A-Z]){0,25}|[√×对错TF]|正确|错误)\s{0,8}\)"
)
EMPTY_BRACKET = re.compile(r"\(\s*\)\s*[。.]?\s*$")
POINTS = re.compile(r"\(\s?(?:本小?题|共|满分)?\s?(?P<points>\d{1,4}(?:\.\d{1,2})?)\s?分\s?\)")
KIND_TAG = re.compile(r"(?:\[|【|\()\s?(?P<word>[一-龥]{2,8})\s?(?:\]|】|\))\s*")
LETTERS = re.compile(r"[A-Z](?:[\s,、;/→>\-]{0,3}[A-Z])*\s*[.。]?")
UNDERLINES = re.compile("_{2,}")


@dataclass(frozen=True)
class Number:
    value: int
    style: str  # plain, paren, square, di, circle, alone, space
    end: int


def number(folded):
    """Return the `Number` with which a line begins, or None."""
    found = _NUMBER.match(folded)
    if not found:
        return None
    style = found.lastgroup
    value = CIRCLES.index(found[style]) + 1 if style == "circle" else int(found[style])
    return Number(value, style, found.end())


def option(folded):
    """Return (letter, where its text begins, whether nothing but a space follows) or None."""
    found = _OPTION.match(folded)
    return found and (found["letter"], found.end(), found["space"] is not None)


def inline_options(folded):
    """Yield (letter, start, end, sign after it) of letters that could begin an option."""
    for found in _INLINE_OPTION.finditer(folded):
        yield found["letter"], found.start(), found.end(), found["mark"]


def marks(folded):
    """Return (key, start, end) of each mark in a line; the key of 【A项】 is "A"."""
    found = []
    for match in _MARK.finditer(folded):
        name = next(
            match[group]
            for group in ("boxed", "square", "round", "first", "spaced", "inline")
            if match[group]
        )
        key = match["option"] or ("answer" if name == "答" else _NAMES[name])
        found.append((key, match.start(), match.end()))
    return found


def is_answers_heading(folded):
    return len(folded) < 40 and bool(_ANSWERS_HEADING.fullmatch(folded.strip()))


@dataclass(frozen=True)
class Heading:
    """A line over several questions. kind: as `wording.section`; label: 一, or the words."""

    label: str
    text: str
    kind: str = ""
    points: object = None
    depth: int | None = None  # of a chapter


def heading(folded, depth=None):
    """Return the `Heading` that a line is, or None; `depth` is that of Word's own headings."""
    text = folded.strip()
    labelled = _LABELLED.match(text)
    label = labelled["label"] if labelled else ""
    # A bare 多项选择题（每题2分） is read as if it had a number before it.
    numbered = text if labelled else f"一、{text}" if _BARE_SECTION.match(text) else ""
    if section := wording.section(numbered):
        return Heading(label or text.split("(")[0].strip(" :")[:12], text, *section)
    if depth is not None:
        return Heading(label, text, depth=depth)
    if len(text) <= 60 and (chapter := _CHAPTER.match(text)):
        return Heading("", text, depth="编篇章节".find(chapter["unit"][0]) + 1)
    if label and len(text) <= 40 and not re.search("[。?!;,:(_]", text[labelled.end() :]):
        rest = text[labelled.end() :].strip()
        return Heading(label, rest, depth=2) if rest else None
    return None


def case(folded):
    """Return (number or None, where the passage begins) of 【案例一】 and the like, or None."""
    found = _CASE.match(folded)
    if not found:
        return None
    digits = found["number"]
    if digits.isdecimal():
        return int(digits), found.end()
    return (_DIGITS.find(digits[-1]) + 1 or None) if digits else None, found.end()


def dangers(folded, *, opens):
    """Return the places in a text where a guard keeps it from being taken for a mark.

    opens: whether it stands where a question, an option or a heading could begin.
    """
    places = [start + 1 for _, start, _ in marks(folded)]
    places += [found.end() - 1 for found in _INLINE_OPTION.finditer(folded)]
    places += [found.start() + 1 for found in KEY_BRACKET.finditer(folded)]
    places += [found.start() + 1 for found in POINTS.finditer(folded)]
    if folded[:1] in (".", "、", ":", ")", "]") or (
        opens
        and (
            number(folded)
            or option(folded)
            or case(folded)
            or KIND_TAG.match(folded)
            or is_answers_heading(folded)
            or heading(folded)
            or NOTES.match(folded)
        )
    ):
        places.append(0)
    return places
