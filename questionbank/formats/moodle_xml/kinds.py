"""Each type of question of Moodle's as one of our kinds: functions from `Question` to fields. Pure.

Where Moodle gives part of the points, our item is right or wrong: an answer worth less than all is
no right answer. What can't be said of our items is refused rather than changed without a word.
"""

import re
from decimal import Decimal

from questionbank.formats import html
from questionbank.formats.items import BLANK, Option, Pair
from questionbank.formats.moodle_xml import cloze
from questionbank.formats.moodle_xml.question import Answer, files_of, to_percent
from questionbank.formats.numbers import to_number
from questionbank.formats.reasons import NotTaken

CHOICE_GAP = "（　　）"  # where a choice's stem is left open, as papers print it
_WILDCARD = re.compile(r"(?<!\\)\*")
_RUN = re.compile(r"[_＿]{2,}")
_BRACKETS = re.compile(r"（[\s　]*）|\([\s　]*\)")
_GAP = re.compile(r"\[\[(\d{1,4})\]\]")
_ROUNDING = Decimal("0.1")  # Moodle writes a third as 33.33333
_TRUE = {"true": True, "false": False, "对": True, "错": False, "正确": True, "错误": False}


def _multichoice(question):
    is_single = question.plain("single").lower() not in ("false", "0")
    return _choice(question, question.answers(is_plain=False), is_single)


def _multichoiceset(question):
    """A type of its own where only the whole key earns points."""
    return _choice(question, question.answers(is_plain=False), is_single=False)


def _choice(question, answers, is_single):
    """single and multiple; a partly right option of a single choice can't be said."""
    if len(answers) < 2:
        raise NotTaken("too_few_options")
    if any(not answer.html for answer in answers):
        raise NotTaken("empty_option")
    worths = [answer.fraction for answer in answers if answer.fraction > 0]
    if not worths:
        raise NotTaken("no_key")
    if is_single:
        if len(worths) > 1:
            raise NotTaken("several_right_alone", n=len(worths))
        if abs(worths[0] - 100) > _ROUNDING:
            raise NotTaken("partial_weight", weight=_shown(worths[0]))
    else:
        # Question types of all or nothing write 100 at each right option.
        is_all_or_nothing = all(worth == 100 for worth in worths)
        if not is_all_or_nothing and abs(sum(worths) - 100) > _ROUNDING:
            raise NotTaken("weights_sum", weight=_shown(sum(worths)))
        if max(worths) - min(worths) > _ROUNDING:
            question.repairs.append("weights_dropped")
        if len(worths) == 1:
            question.repairs.append("one_key")
    # -100 is our own rule for a multiple choice: one wrong option and nothing is earned.
    own_rule = None if len(worths) == 1 else -100
    if any(answer.fraction < 0 and answer.fraction != own_rule for answer in answers):
        question.repairs.append("penalty_dropped")
    return {
        "kind": "single" if len(worths) == 1 else "multiple",
        "options": tuple(
            Option(answer.html, answer.fraction > 0, answer.why) for answer in answers
        ),
    }


def _truefalse(question):
    truths = {}
    for answer in question.answers(is_plain=True):
        truth = _TRUE.get(answer.html.lower())
        if truth is None or truth in truths:
            raise NotTaken("truth_unclear")
        truths[truth] = answer
    right = [truth for truth, answer in truths.items() if answer.fraction == 100]
    if len(truths) != 2 or len(right) != 1 or truths[not right[0]].fraction > 0:
        raise NotTaken("truth_unclear")
    if truths[right[0]].why:
        question.asides.append(truths[right[0]].why)
    return {"kind": "true_false", "is_true": right[0], "why": truths[not right[0]].why}


def _shortanswer(question):
    answers = question.answers(is_plain=True)
    return _one_blank(
        question, _accepted(question, answers, is_in_case=question.plain("usecase") == "1")
    )


def _numerical(question):
    if any((unit.text or "").strip() for unit in question.element.iterfind("units/unit/unit_name")):
        raise NotTaken("number_with_unit")
    for answer in question.element.iterfind("answer"):
        tolerance = (answer.findtext("tolerance") or "0").strip() or "0"
        if to_percent(answer.get("fraction", "0")) > 0 and to_number(tolerance) != 0:
            raise NotTaken("numeric_range", answer="±" + tolerance[:20])
    return _one_blank(question, _accepted(question, question.answers(is_plain=True)))


def _accepted(question, answers, *, is_in_case=False):
    """Return the texts that earn all points, without Moodle's sign for any text."""
    right = [answer for answer in answers if answer.fraction == 100]
    if not right:
        raise NotTaken("no_key")
    for answer in right:
        if _WILDCARD.search(answer.html):
            raise NotTaken("wildcard", answer=answer.html[:40])
    if any(0 < answer.fraction < 100 for answer in answers):
        question.repairs.append("partial_answers_dropped")
    for answer in answers:
        if answer.why:
            said = "其他答案" if answer.html == "*" else answer.html.replace("\\*", "*")
            question.asides.append(f"{said}：{answer.why}")
    texts = tuple(dict.fromkeys(answer.html.replace("\\*", "*") for answer in right))
    if not all(texts):
        raise NotTaken("empty_blank")
    if is_in_case and any(text.lower() != text.upper() for text in texts):
        question.repairs.append("case_ignored")
    return texts


def _one_blank(question, texts):
    stem = question.text(question.element.find("questiontext"))
    if not stem:
        raise NotTaken("no_stem")
    n_blanks = stem.count(BLANK)
    if n_blanks == 0:
        for drawn in (_RUN, _BRACKETS):
            stem, n_blanks = drawn.subn(BLANK, stem)
            if n_blanks:
                break
        else:
            stem, n_blanks = stem + BLANK, 1
            question.repairs.append("blank_appended")
    if n_blanks != 1:
        raise NotTaken("blanks_count")
    return {"kind": "fill_in", "stem": stem, "blanks": (texts,)}


def _matching(question):
    pairs, distractors = [], []
    for row in question.element.iterfind("subquestion"):
        left = question.text(row)
        right = question.text(row.find("answer"), is_plain=True)
        if not right:
            raise NotTaken("pair_side_missing", pair=html.to_plain(left)[:20])
        if left:
            pairs.append(Pair(left, right))
        else:
            distractors.append(right)
    if len(pairs) < 2:
        raise NotTaken("too_few_pairs")
    return {"kind": "matching", "pairs": tuple(pairs), "distractors": tuple(distractors)}


def _essay(question):
    n_files = question.plain("attachmentsrequired") or "0"
    if question.plain("responseformat") == "noinline" or n_files != "0":
        raise NotTaken("essay_with_files")
    if question.plain("responsetemplate/text"):
        question.repairs.append("template_dropped")
    return {
        "kind": "short_answer",
        "model_answer": question.text(question.element.find("graderinfo")),
    }


def _gapselect(question):
    stem = question.text(question.element.find("questiontext"))
    gaps = _GAP.findall(stem)
    if len(gaps) != 1:
        raise NotTaken("gaps_to_choose", n=len(gaps))
    choices = [
        (question.text(choice), (choice.findtext("group") or "1").strip())
        for choice in question.element.iterfind("selectoption")
    ]
    right = int(gaps[0]) - 1
    if not 0 <= right < len(choices):
        raise NotTaken("no_key")
    answers = [
        Answer(text, Decimal(100 if position == right else 0), "")
        for position, (text, group) in enumerate(choices)
        if group == choices[right][1]
    ]
    return {"stem": _GAP.sub(CHOICE_GAP, stem), **_choice(question, answers, is_single=True)}


def _cloze(question):
    text = question.element.find("questiontext")
    raw = (text.findtext("text") or "") if text is not None else ""
    pieces, gaps = cloze.split(raw)
    families = {gap.family for gap in gaps}
    if not gaps:
        raise NotTaken("gaps_missing")
    if families <= {"text", "text_in_case", "number"}:
        sign, filled = (
            BLANK,
            {"kind": "fill_in", "blanks": tuple(_blank(question, gap) for gap in gaps)},
        )
    elif len(gaps) == 1:
        sign, filled = CHOICE_GAP, _choice_of(question, gaps[0])
    else:
        raise NotTaken("gaps_mixed", n=len(gaps))
    text.find("text").text = sign.join(pieces)
    stem = question.text(text)
    if sign == BLANK and stem.count(BLANK) != len(gaps):
        raise NotTaken("blanks_count")
    if len({gap.weight for gap in gaps}) > 1:
        question.repairs.append("weights_dropped")
    points = question.points()
    if points is None and any(gap.weight != 1 for gap in gaps):
        points = Decimal(sum(gap.weight for gap in gaps))
    return {"stem": stem, "points": points, **filled}


def _blank(question, gap):
    answers = [
        # Compared with what is typed, so a text without marks.
        Answer(
            html.from_plain(html.to_plain(one.html)),
            one.fraction,
            question.clean(one.why, is_aside=True),
        )
        for one in gap.alternatives
    ]
    if gap.family == "number":
        for answer in answers:
            number, _, tolerance = answer.html.partition(":")
            if answer.fraction > 0 and tolerance and to_number(tolerance) != 0:
                raise NotTaken("numeric_range", answer="±" + tolerance[:20])
        answers = [
            Answer(answer.html.partition(":")[0], answer.fraction, answer.why) for answer in answers
        ]
    return _accepted(question, answers, is_in_case=gap.family == "text_in_case")


def _choice_of(question, gap):
    files = files_of(question.element.find("questiontext"))
    # Moodle itself spreads the points over the right options of a multiple response.
    worths = [one.fraction for one in gap.alternatives if one.fraction > 0]
    is_several = gap.family == "several"
    answers = [
        Answer(
            question.clean(one.html, files),
            one.fraction * 100 / sum(worths) if is_several and one.fraction > 0 else one.fraction,
            question.clean(one.why, files, is_aside=True),
        )
        for one in gap.alternatives
    ]
    return _choice(question, answers, is_single=not is_several)


def _shown(number):
    """33.33333 as it stands, 100.00000 as 100."""
    return f"{number:.5f}".rstrip("0").rstrip(".")


KINDS = {
    "multichoice": _multichoice,
    "multichoiceset": _multichoiceset,
    "truefalse": _truefalse,
    "shortanswer": _shortanswer,
    "numerical": _numerical,
    "matching": _matching,
    "essay": _essay,
    "gapselect": _gapselect,
    "cloze": _cloze,
    "multianswer": _cloze,
}
