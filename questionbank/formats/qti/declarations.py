"""What an item of QTI 2 or 3 says of its responses and outcomes, and of how it scores. Pure."""

from dataclasses import dataclass, field
from decimal import Decimal

from questionbank.formats.numbers import to_number, to_points
from questionbank.formats.qti.dialects import TOOL
from questionbank.formats.reasons import NotTaken

_WHITE = " \t\r\n"  # of XML: the full-width space is meant
_EXACT = ("match", "isNull", "setOutcomeValue", "mapResponse", "not", "multiple", "stringMatch")
_NEAR = ("equalRounded", "lt", "lte", "gt", "gte", "inside")


@dataclass(frozen=True)
class Response:
    """correct: values; mapped: what each value earns, where the item scores by it."""

    cardinality: str = "single"
    base_type: str = ""
    correct: tuple[str, ...] = ()
    mapped: dict[str, Decimal] = field(default_factory=dict)
    default: Decimal = Decimal(0)
    is_in_case: bool = False


class Declarations:
    """The responses of an item by identifier; `repairs` collects what of its scoring is lost."""

    def __init__(self, root, repairs):
        self._repairs = repairs
        self._is_ours = root.get("toolName") == TOOL
        self._processing = root.find("responseProcessing")
        self.responses = {
            element.get("identifier", ""): self._response(element)
            for element in root.iterfind("responseDeclaration")
        }
        outcomes = {one.get("identifier", ""): one for one in root.iterfind("outcomeDeclaration")}
        self._outcomes = outcomes
        self._look_at_processing()

    def response(self, interaction):
        return self.responses.get(interaction.get("responseIdentifier", ""), Response())

    def points(self, suffix=""):
        """What the item is worth: the most that SCORE can be."""
        score = self._outcomes.get("SCORE" + suffix)
        text = score.get("normalMaximum", "") if score is not None else ""
        if not text and not suffix and "MAXSCORE" in self._outcomes:
            text = self._outcomes["MAXSCORE"].findtext("defaultValue/value") or ""
        points = to_points(text) if text else None
        # A stranger's 0: the item isn't scored by the machine, or nobody thought of it.
        return points if points or self._is_ours else None

    def defaults(self, outcome):
        """The values that an outcome has from the start."""
        element = self._outcomes.get(outcome)
        if element is None:
            return ()
        return tuple((one.text or "").strip() for one in element.iterfind("defaultValue/value"))

    def _response(self, element):
        mapping = element.find("mapping")
        mapped, default, is_in_case = {}, Decimal(0), False
        if mapping is not None and self._is_mapped(element.get("identifier")):
            default = _value(mapping.get("defaultValue", "0"))
            for entry in mapping.iterfind("mapEntry"):
                mapped[entry.get("mapKey", "")] = _value(entry.get("mappedValue", ""))
                is_in_case = is_in_case or entry.get("caseSensitive") in ("true", "1")
        return Response(
            element.get("cardinality", "single"),
            element.get("baseType", ""),
            tuple(
                (value.text or "").strip(_WHITE)
                for value in element.iterfind("correctResponse/value")
            ),
            mapped,
            default,
            is_in_case,
        )

    def _is_mapped(self, identifier):
        if self._processing is None:
            return True
        template = self._processing.get("template", "") or self._processing.get(
            "templateLocation", ""
        )
        if template:
            return "map_response" in template
        return any(
            one.get("identifier") == identifier for one in self._processing.iter("mapResponse")
        )

    def _look_at_processing(self):
        """Refuse answers that are right within a range; say where other answers earn a part."""
        if self._processing is None:
            return
        for parent in self._processing.iter():
            compared = [
                child.get("identifier")
                for child in parent
                if child.tag == "variable" and child.get("identifier") in self.responses
            ]
            if not compared:
                continue
            if parent.tag in _NEAR or (
                parent.tag == "equal" and parent.get("toleranceMode", "exact") != "exact"
            ):
                raise NotTaken("numeric_range", answer=parent.tag)
            is_with_key = any(child.tag == "correct" for child in parent)
            if parent.tag not in (*_EXACT, "equal") or (
                parent.tag in ("match", "equal", "stringMatch") and not is_with_key
            ):
                self._repairs.append("scoring_simplified")


def _value(text):
    value = to_number(text)
    if value is None:
        raise NotTaken("fraction_unclear", fraction=text[:20])
    return value


def keys(response, repairs):
    """Return the values of a choice or of pairs that are right, each worth the same.

    Raises `NotTaken` where there is none, where single ones earn parts, or where the key and
    the points disagree.
    """
    correct = list(dict.fromkeys(response.correct))
    if not response.mapped:
        if not correct:
            raise NotTaken("no_key")
        return correct
    earning = {key: value for key, value in response.mapped.items() if value > 0}
    if not earning:
        raise NotTaken("no_key")
    if response.default < 0 or any(value < 0 for value in response.mapped.values()):
        repairs.append("penalty_dropped")
    most = max(earning.values())
    if response.cardinality == "single":
        lesser = [value for value in earning.values() if value < most]
        if lesser:
            raise NotTaken("partial_weight", weight=f"{lesser[0] * 100 / most:.5g}")
        if len(earning) > 1:
            raise NotTaken("several_right_alone", n=len(earning))
    elif any(value != most for value in earning.values()):
        repairs.append("weights_dropped")
    if correct and set(correct) != set(earning):
        raise NotTaken("scoring_disagrees")
    return correct or list(earning)


def accepted(response, repairs):
    """Return the texts that earn all points, the best first."""
    if not response.mapped:
        if not response.correct:
            raise NotTaken("no_key")
        return list(dict.fromkeys(response.correct))
    most = max(response.mapped.values())
    if most <= 0:
        raise NotTaken("no_key")
    texts = [key.strip(_WHITE) for key, value in response.mapped.items() if value == most]
    if any(0 < value < most for value in response.mapped.values()):
        repairs.append("partial_answers_dropped")
    if any(value <= 0 for value in response.mapped.values()):
        repairs.append("wrong_answers_dropped")
    if response.is_in_case and any(text.lower() != text.upper() for text in texts):
        repairs.append("case_ignored")
    first = [text for text in response.correct if text in texts]
    return list(dict.fromkeys([*first, *texts]))
