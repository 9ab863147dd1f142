"""The conditions of a 1.2 item: which responses earn what, and what they are told. Pure."""

from dataclasses import dataclass, field
from decimal import Decimal

from questionbank.formats.numbers import to_number
from questionbank.formats.reasons import NotTaken

_RANGES = ("vargt", "vargte", "varlt", "varlte", "varinside", "vardurequal", "durgte")
_PATTERNS = ("varsubstring", "varsubset")


@dataclass
class Condition:
    """values: (response, value) that must be given; sides: of a range, (response, number)."""

    values: list = field(default_factory=list)
    sides: list = field(default_factory=list)
    patterns: list = field(default_factory=list)
    has_not: bool = False
    is_in_case: bool = False
    is_any: bool = False  # one of the values does
    is_precise: bool = False  # so many decimals or digits
    score: Decimal | None = None
    feedback: list = field(default_factory=list)

    def of(self, response):
        return [value for name, value in self.values if name == response]


def conditions(item):
    """Return the `Condition`s of an item that score or tell something."""
    return [
        _condition(element)
        for processing in item.iterfind("resprocessing")
        for element in processing.iterfind("respcondition")
    ]


def _condition(element):
    condition = Condition()
    for variable in element.iterfind("conditionvar"):
        _collect(variable, condition)
    for setting in element.iterfind("setvar"):
        score = to_number(setting.text or "")
        if score is not None and setting.get("action", "Set").lower() in ("set", "add", "subtract"):
            is_taken = setting.get("action", "").lower() == "subtract"
            condition.score = -score if is_taken else score
    condition.feedback = [one.get("linkrefid", "") for one in element.iterfind("displayfeedback")]
    return condition


def _collect(element, condition):
    for child in element:
        tag, response = child.tag, child.get("respident", "")
        text = (child.text or "").strip(" \t\r\n")
        if tag == "varequal":
            condition.values.append((response, text))
            condition.is_in_case |= child.get("case", "").lower() == "yes"
            condition.is_precise |= bool(child.get("precisiontype"))
        elif tag in _RANGES:
            condition.sides.append((response, text))
        elif tag in _PATTERNS:
            condition.patterns.append((response, text))
        elif tag == "not":
            condition.has_not = True
        elif tag in ("and", "or"):
            condition.is_any |= tag == "or"
            _collect(child, condition)


def choice_keys(found, response, *, is_multiple, repairs):
    """Return the options of one response that are right; raises `NotTaken`."""
    scoring = [one for one in found if one.score is not None and one.of(response)]
    earning = [one for one in scoring if one.score > 0]
    if not earning:
        raise NotTaken("no_key")
    if any(one.score < 0 for one in scoring):
        repairs.append("penalty_dropped")
    together = [one for one in earning if len(one.of(response)) > 1 and not one.is_any]
    if is_multiple and together:
        most = max(one.score for one in together)
        keys = {frozenset(one.of(response)) for one in together if one.score == most}
        if len(keys) > 1:
            raise NotTaken("scoring_disagrees")
        if len(earning) > 1:
            repairs.append("weights_dropped")
        return sorted(keys.pop())
    worths = {}
    for one in earning:
        for value in one.of(response):
            worths[value] = max(worths.get(value, Decimal(0)), one.score)
    most = max(worths.values())
    if is_multiple:
        if any(worth != most for worth in worths.values()):
            repairs.append("weights_dropped")
    else:
        lesser = [worth for worth in worths.values() if worth < most]
        if lesser:
            raise NotTaken("partial_weight", weight=f"{lesser[0] * 100 / most:.5g}")
        if len(worths) > 1:
            raise NotTaken("several_right_alone", n=len(worths))
    return list(worths)


def accepted(found, response, *, is_number, repairs):
    """Return the texts of one blank that earn all points; raises `NotTaken`."""
    scoring = [one for one in found if one.score is not None]
    earning = [one for one in scoring if one.score > 0]
    worths = {}
    for one in earning:
        for pattern in (text for name, text in one.patterns if name == response):
            raise NotTaken("answer_rule", rule=pattern[:40])
        values = _exact(one, response) if is_number else one.of(response)
        for value in values:
            worths[value] = max(worths.get(value, Decimal(0)), one.score)
            if one.is_in_case and value.lower() != value.upper():
                repairs.append("case_ignored")
    if not worths:
        raise NotTaken("no_key")
    most = max(worths.values())
    if any(worth < most for worth in worths.values()):
        repairs.append("partial_answers_dropped")
    if any(one.score <= 0 and one.of(response) for one in scoring):
        repairs.append("wrong_answers_dropped")
    return [value for value, worth in worths.items() if worth == most]


def _exact(condition, response):
    """The numbers of a condition, unless it takes any within a range."""
    values = [_number(value) for value in condition.of(response)]
    sides = [_number(value) for name, value in condition.sides if name == response]
    if not values and len(sides) == 2 and sides[0] == sides[1]:
        values = sides[:1]
    if condition.is_precise or set(sides) - set(values) or len(sides) % 2:
        shown = "～".join(dict.fromkeys(map(str, sides or values)))
        raise NotTaken("numeric_range", answer=shown[:40])
    return [f"{value:f}" for value in values]


def _number(text):
    number = to_number(text)
    if number is None:
        raise NotTaken("numeric_syntax", answer=text[:20])
    return Decimal(f"{number.normalize():f}")
