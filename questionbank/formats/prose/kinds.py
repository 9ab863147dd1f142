"""The kinds other than choice: how each is written in prose. Pure."""

import re
from decimal import Decimal

from questionbank.formats import wording
from questionbank.formats.items import BLANK, Criterion, Pair
from questionbank.formats.prose import marks
from questionbank.formats.prose.rich import GUARD, Rich, to_html, to_plain
from questionbank.formats.reasons import NotTaken

_TRUTH_FIRST = re.compile(r"(对|正确|√|错误|错|×)\s*(?:[,。;:]\s*(?=\S)|(?=\())")
_GAPS = (re.compile(re.escape(BLANK)), re.compile("[_＿]{2,}"), re.compile(r"[（(]\s*[）)]"))
_BETWEEN_BLANKS = [re.compile(f"(?<!{GUARD}){sign}") for sign in
                   ("[;；]", "[|｜]", "[,，]", "、", r"\s+")]  # fmt: skip
_SLASH = re.compile(rf"(?<!{GUARD})(?:(?<![0-9A-Za-z])/|/(?![0-9A-Za-z])|\|)")
_CRITERION = re.compile(
    r"(?P<text>.*?)\s*\(\s?(?P<points>\d{1,9}(?:\.\d{1,9})?)\s?分\s?\)\s*[。;.]?\s*", re.DOTALL
)
_LEFT_NAME, _JOIN = (
    rf"\(?(?:\d{{1,3}}|[{marks.CIRCLES}])\)?",
    r"\s?(?:-{1,2}>?|→|[—–]+|:|\.|、)?\s?",
)
_PAIR = re.compile(rf"(?:{_LEFT_NAME}{_JOIN}[A-Z]|[A-Z]{_JOIN}{_LEFT_NAME})[\s,;、。./]*")
_LEFT = re.compile(rf"(?:(?P<circle>[{marks.CIRCLES}])|\(?(?P<plain>\d{{1,3}})\s?[.、:)])\s*")


def true_false(draft, answer, is_true=None):
    text = to_plain(answer)
    why = [line for lines in draft.fields.get("why", ()) for line in lines]
    if is_true is None:
        if not text:
            raise NotTaken("no_answer")
        is_true = wording.truth_of(text)
        found = _TRUTH_FIRST.match(answer[0].folded)
        if is_true is None and found and (said := wording.truth_of(found[1])) is not None:
            is_true, rest = said, [answer[0][found.end() :].strip(), *answer[1:]]
            if is_true:
                draft.fields.setdefault("explanation", []).insert(0, rest)
            else:
                why = rest + why
    if is_true is None:
        raise NotTaken("key_unclear", key=text[:40])
    if draft.stem:
        last = draft.stem[-1]
        if found := marks.EMPTY_BRACKET.search(last.folded):
            end = last.folded[found.start() :].rfind(")") + found.start() + 1
            # （ ）。: the full stop stays, unless there is one before the brackets.
            rest = last[end:] if last[: found.start()].text.strip()[-1:] not in "。." else Rich("")
            draft.stem[-1] = (last[: found.start()].strip() + rest).strip()
    return {"kind": "true_false", "stem": to_html(draft.stem), "is_true": is_true,
            "why": to_html(why)}  # fmt: skip


def fill_in(draft, answer):
    if not answer:
        raise NotTaken("no_answer")
    wanted = [len(list(_all(draft.stem, gap))) for gap in _GAPS]
    for gap, n_blanks in zip(_GAPS, wanted, strict=True):
        if n_blanks and (parts := _parts(answer, n_blanks)):
            blanks = tuple(_accepted(lines) for lines in parts)
            stem = [_open(line, gap) for line in draft.stem]
            return {"kind": "fill_in", "stem": to_html(stem), "blanks": blanks}
    if not any(wanted):
        if len(_split(answer, _BETWEEN_BLANKS[0])) > 1:
            raise NotTaken("no_blank")
        draft.repairs["blank_appended"] = None
        stem = [*draft.stem[:-1], draft.stem[-1] + Rich(BLANK)]
        return {"kind": "fill_in", "stem": to_html(stem), "blanks": (_accepted(answer),)}
    raise NotTaken(
        "blanks_differ",
        blanks=next(filter(None, wanted)),
        answers=len(_split(answer, _BETWEEN_BLANKS[0])),
    )


def _all(lines, pattern):
    return (match for line in lines for match in pattern.finditer(line.text))


def _open(line, gap):
    if gap is _GAPS[0]:
        return line
    places = [match.span() for match in gap.finditer(line.text)]
    opened, *rest = line.split(places)
    for part in rest:
        opened = opened + Rich(BLANK) + part
    return opened


def _parts(answer, n_blanks):
    """The answer cut for that many blanks, or None."""
    for separator in _BETWEEN_BLANKS:
        parts = _split(answer, separator)
        if len(parts) == n_blanks and all(any(lines) for lines in parts):
            return parts
        if len(answer) == n_blanks > 1:
            return [[line] for line in answer]
    return None


def _split(lines, separator):
    """Cut lines of text at a sign; a part may go on over lines."""
    parts = [[]]
    for line in lines:
        first, *rest = line.split([match.span() for match in separator.finditer(line.text)])
        parts[-1].append(first)
        parts += [[part] for part in rest]
    if len(parts) > 1 and not any(parts[-1]):
        parts.pop()
    return parts


def _accepted(lines):
    texts = dict.fromkeys(
        to_html([line.strip() for line in part]) for part in _split(lines, _SLASH)
    )
    if not all(texts):
        raise NotTaken("empty_blank")
    return tuple(texts)


def matching(draft, answer):
    stem, lefts = _listed(draft.stem)
    rights = dict(draft.options)
    if not answer:
        raise NotTaken("no_answer")
    partners = _partners(answer)
    if len(lefts) < 2:
        raise NotTaken("too_few_pairs")
    if not any(stem):
        raise NotTaken("no_stem")
    if len(rights) < len(draft.options):
        raise NotTaken("option_letters")
    pairs = []
    for number, left in enumerate(lefts, start=1):
        right = rights.get(partners.get(number))
        if right is None or not any(left):
            raise NotTaken("pair_side_missing", pair=to_plain(left)[:40] or str(number))
        pairs.append(Pair(to_html(left), to_html(right)))
    if strangers := set(partners) - set(range(1, len(lefts) + 1)):
        raise NotTaken("pair_side_missing", pair=str(min(strangers)))
    used = set(partners.values())
    distractors = tuple(to_html(lines) for letter, lines in draft.options if letter not in used)
    if not all([*(pair.right for pair in pairs), *distractors]):
        raise NotTaken("empty_option")
    return {"kind": "matching", "stem": to_html(stem), "pairs": tuple(pairs),
            "distractors": distractors}  # fmt: skip


def is_matched(draft, answer):
    """Whether the answer is nothing but pairs, of what the stem lists and of the options."""
    _stem, lefts = _listed(draft.stem)
    if not answer or len(lefts) < 2:
        return False
    try:
        partners = _partners(answer)
    except NotTaken:
        return False
    letters = {letter for letter, _ in draft.options}
    return set(partners) == set(range(1, len(lefts) + 1)) and set(partners.values()) <= letters


def _partners(answer):
    """Return the letter for each number of an answer such as ①-B；②-A or B-①；A-②."""
    text = Rich(to_plain(answer)).folded.strip()
    partners, position = {}, 0
    while position < len(text):
        found = _PAIR.match(text, position)
        if not found:
            raise NotTaken("key_unclear", key=text[:40])
        left = _ordinal(re.search(rf"\d+|[{marks.CIRCLES}]", found[0])[0])
        right = re.search("[A-Z]", found[0])[0]
        if partners.setdefault(left, right) != right:
            raise NotTaken("not_one_to_one")
        position = found.end()
    return partners


def _ordinal(text):
    return int(text) if text.isdecimal() else marks.CIRCLES.index(text) + 1


def _listed(lines):
    """Return (lines of the stem, lines of each member) of a stem with a list ①, ② …"""
    stem, members = [], []
    for line in lines:
        found = _LEFT.match(line.folded)
        if found and _ordinal(found["circle"] or found["plain"]) == len(members) + 1:
            members.append([line[found.end() :].strip()])
        elif members:
            members[-1].append(line)
        else:
            stem.append(line)
    return stem, members


def ordering(draft, answer):
    stem, members = draft.stem, [lines for _, lines in draft.options]
    names = [letter for letter, _ in draft.options]
    if not members:
        stem, members = _listed(stem)
        names = list(marks.CIRCLES[: len(members)])
    if not answer:
        raise NotTaken("no_answer")
    if len(members) < 2:
        raise NotTaken("too_few_options")
    if not any(stem):
        raise NotTaken("no_stem")
    if not all(any(lines) for lines in members):
        raise NotTaken("empty_option")
    text = Rich(to_plain(answer)).folded
    order = [marks.CIRCLES[int(sign) - 1] if sign.isdecimal() else sign
             for sign in re.findall(rf"[A-Z{marks.CIRCLES}]|[1-9]\d?", text)]  # fmt: skip
    if sorted(order) != sorted(names):
        raise NotTaken("ordering_key")
    sequence = tuple(to_html(members[names.index(name)]) for name in order)
    return {"kind": "ordering", "stem": to_html(stem), "sequence": sequence}


def short_answer(draft, answer):
    """Lines such as “说明依据（2分）” are a rubric; what else stands there, words of the answer."""
    rubric, loose = [], []
    for lines in draft.fields.get("rubric", ()):
        found = _criterion(lines)
        if found:
            rubric.append(found)
        else:
            each = [_criterion([line]) for line in lines]
            if each and all(each):
                rubric += each
            else:
                loose += [Rich("评分标准：") + line if at == 0 else line
                          for at, line in enumerate(lines)]  # fmt: skip
    if not answer and not rubric:
        draft.warnings["no_model_answer"] = None
    return {
        "kind": "short_answer",
        "stem": to_html(draft.stem),
        "model_answer": to_html(answer + loose),
        "rubric": tuple(rubric),
    }


def _criterion(lines):
    if not lines:
        return None
    found = _CRITERION.fullmatch(lines[-1].folded)
    if not found or any(_CRITERION.fullmatch(line.folded) for line in lines[:-1]):
        return None
    text = to_html([*lines[:-1], lines[-1][: found.end("text")].strip()])
    return Criterion(text, Decimal(found["points"])) if text else None
