"""The words of Chinese question files: kinds, true and false, difficulties, levels. Pure."""

import re
import unicodedata
from decimal import Decimal, InvalidOperation

KIND_NAMES = {
    "single": "单选题",
    "multiple": "多选题",
    "true_false": "判断题",
    "fill_in": "填空题",
    "matching": "匹配题",
    "ordering": "排序题",
    "short_answer": "简答题",
    "case": "案例分析题",
}
# "choice": single or multiple, as the number of keys says; "open": multiple, or single for one key.
_KIND_WORDS = {
    "single": "单选 单项选择 单选选择 选择(单选) 单选(选择) 单一选择 singlechoice single",
    "multiple": "多选 多项选择 多选选择 选择(多选) 多选(选择) multiplechoice multiple",
    "open": "不定项选择 不定项 选择(不定项)",
    "choice": "选择 choice",
    "true_false": "判断 是非 对错 正误 判断对错 判断正误 判断是非 是非判断 对错判断 正误判断 "
    "truefalse true/false judge",
    "fill_in": "填空 填充 fillin fill-in blank",
    "matching": "匹配 配对 连线 搭配 matching",
    "ordering": "排序 排列 顺序 ordering",
    "short_answer": "简答 问答 论述 简述 名词解释 主观 shortanswer essay",
    "case": "案例分析 案例 材料分析 材料 case",
}
_KINDS = {word: kind for kind, words in _KIND_WORDS.items() for word in words.split()}
_SUB = re.compile("^(?:案例)?小题[·.:、-]*")
_WORDS = "|".join(sorted((w for w in _KINDS if not w.isascii()), key=len, reverse=True))
_IN_NAME = re.compile(f"({_WORDS})题|单选|多选|不定项|判断|填空|匹配|连线|排序|简答|案例分析")
_IN_SECTION = re.compile(
    r"[(（]?(?:第?[一二三四五六七八九十百\d]{1,4}(?:部分|大题)?)[、.．:：)）\s]\s*"
    rf"({_WORDS})题?\s*(?:$|[(（:：,，。.;；共每])"
)
_EACH = re.compile(r"每(?:小|空)?题?\s*([\d.]{1,6}|[一二两三四五六七八九十]|半)\s*分")
_NUMERALS = dict(zip("一二三四五六七八九十", range(1, 11), strict=True)) | {"两": 2, "半": "0.5"}

_TRUTH_WORDS = {
    True: "对 正确 √ ✓ ✔ ☑ t true 1 是 y yes v 真 right",
    False: "错 错误 × ✕ ✖ ✗ ✘ ☒ x f false 0 否 n no 假 不对 不正确 wrong",
}
_TRUTHS = {word: is_true for is_true, words in _TRUTH_WORDS.items() for word in words.split()}

LEVEL_NAMES = {"know": "识记", "understand": "理解", "apply": "运用"}
_LEVEL_WORDS = {
    "know": "识记 了解 记忆 知道 know",
    "understand": "理解 掌握 领会 understand",
    "apply": "运用 应用 综合运用 综合应用 熟练运用 apply",
}
_LEVELS = {word: level for level, words in _LEVEL_WORDS.items() for word in words.split()}

DIFFICULTY_NAMES = {1: "1 很易", 2: "2 较易", 3: "3 中等", 4: "4 较难", 5: "5 很难"}
_DIFFICULTY_WORDS = {
    1: "很易 极易 最易 很容易 非常容易 很简单 非常简单 较简单",
    2: "较易 比较容易 较容易 易 容易 简单 低 easy",
    3: "中 中等 一般 适中 普通 中等难度 medium normal",
    4: "较难 比较难 偏难 难 困难 高 hard difficult",
    5: "很难 极难 最难 非常难 很困难 特难",
}
_ENDS = {"易": 1, "容易": 1, "简单": 1, "难": 5, "困难": 5}
_DIFFICULTIES = {word: n for n, words in _DIFFICULTY_WORDS.items() for word in words.split()}


def fold(text):
    """Text for comparison: full width as half, no white space, no difference of case."""
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()


def kind_of(text):
    """Return (kind, whether it is a part of a case); the kind is "" where the word isn't known."""
    word = fold(text)
    if sub := _SUB.match(word):
        word = word[sub.end() :]
    word = word.removesuffix("题")
    return _KINDS.get(word, _KINDS.get(word.replace("题", ""), "")), bool(sub)


def kind_in_name(name):
    """Return the kind that the name of a sheet says, such as 单选题（100道）, or ""."""
    if kind := kind_of(name)[0]:
        return kind
    found = _IN_NAME.search(fold(name))
    return _KINDS[found[1] or found[0]] if found else ""


def section(text):
    """Return (kind, points or None) of a line such as “一、单项选择题（每题1分）”, or None."""
    if len(text) > 150:
        return None
    text = text.strip()
    found = _IN_SECTION.match(text)
    kind = _KINDS[found[1]] if found else kind_of(text)[0]
    return (kind, _points_of_each(text)) if kind else None


def _points_of_each(text):
    each = _EACH.search(text)
    if not each:
        return None
    try:
        return Decimal(_NUMERALS.get(each[1], each[1]))
    except InvalidOperation:
        return None


def truth_of(text):
    """Return what 对, √, T, 1 … say, or None."""
    return _TRUTHS.get(fold(text).rstrip("。."))


def level_of(text):
    """Return the level's code, or "" where the word isn't known."""
    return _LEVELS.get(fold(text), "")


def has_five_steps(texts):
    """Whether 较易 or 较难 occur: then 易 and 难 are the ends of the scale."""
    return any(fold(text).startswith("较") for text in texts)


def difficulty_of(text, *, five_steps=False):
    """Return 1 to 5 for 易, ★★, 3, 0.7 (share of right answers) or 70%, or None."""
    word = fold(text).removesuffix("题")
    if five_steps and word in _ENDS:
        return _ENDS[word]
    if word in _DIFFICULTIES:
        return _DIFFICULTIES[word]
    if word and not word.strip("★☆"):
        stars = word.count("★")
        return stars if 1 <= stars <= 5 else None
    digits, rest = word[:1], word[1:]
    if digits in "12345" and digits and (not rest or rest in ("级", "星") or rest in _DIFFICULTIES):
        return int(digits)
    return _from_share(word)


def _from_share(word):
    match = re.fullmatch(r"(0?\.\d{1,4})|(\d{1,3})%", word, re.ASCII)
    if not match:
        return None
    share = float(match[1]) if match[1] else int(match[2]) / 100
    if not 0 <= share <= 1:
        return None
    return next(n for n, least in enumerate((0.8, 0.6, 0.4, 0.2, 0.0), start=1) if share >= least)
