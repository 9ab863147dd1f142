"""One <item> of QTI 1.2 read as a plain item: kinds are told by structure and by Canvas. Pure."""

import re
from dataclasses import dataclass

from questionbank.formats import html
from questionbank.formats.items import BLANK, Item, Option
from questionbank.formats.numbers import to_points
from questionbank.formats.qti.interactions import choice_fields, pairs_of
from questionbank.formats.qti.legacy import scoring
from questionbank.formats.qti.legacy.presentation import Response, material, shown
from questionbank.formats.qti.lom import difficulty_of
from questionbank.formats.qti.sheet import CHOICE_GAP, number_sign
from questionbank.formats.reasons import NotTaken

_REFUSED = {
    "calculated_question": "random_template",
    "file_upload_question": "file_upload",
    "hot_spot_question": "hot_spot",
}
_TEXT_ONLY = "text_only_question"
_ESSAYS = ("essay_question", "cc.essay.v0p1")
_RULES = {"", "textequivalence", "textinchoices", "equivalence"}
_RUN = re.compile(r"[_＿]{2,}")
_PERCENT = "100"  # most often SCORE is a percentage, and says nothing of points
_GAP = "response_"  # Canvas: response_color1 is [color1] in the text
_GENERAL = ("general_fb", "general")


@dataclass(frozen=True)
class Text:
    """A text without a question, which questions may refer to."""

    title: str
    stem: str


def metadata_of(item):
    """Return the fields of <itemmetadata> by label in small letters."""
    fields = {}
    for metadata in item.iterfind("itemmetadata"):
        for one in metadata.iter("qtimetadatafield"):
            label = (one.findtext("fieldlabel") or "").strip().lower()
            fields.setdefault(label, (one.findtext("fieldentry") or "").strip())
        for one in metadata:
            if one.tag.startswith("qmd_"):
                fields.setdefault(one.tag, (one.text or "").strip())
    return fields


def read_item(element, sheet):
    """Return the `Item` or the `Text` of an <item>; raises `NotTaken`."""
    return _Reader(element, sheet).item()


class _Reader:
    def __init__(self, element, sheet):
        self._element = element
        self._sheet = sheet
        self._fields = metadata_of(element)
        self._kind = self._fields.get("question_type") or self._fields.get("cc_profile", "")
        self._conditions = scoring.conditions(element)
        self._feedback = self._feedback_texts()

    def item(self):
        if self._kind in _REFUSED:
            raise NotTaken(_REFUSED[self._kind])
        if self._element.find("itemproc_extension/calculated") is not None:
            raise NotTaken("random_template")
        pieces = shown(self._element)
        responses = [piece for piece in pieces if isinstance(piece, Response)]
        title = html.one_line(self._element.get("title", ""))
        if not responses:
            text = "".join(pieces)
            if instructions := self._element.get("instructions"):
                text = f"<div>{html.from_plain(instructions)}</div><div>{text}</div>"
            return Text(title, self._stem(text))
        fields = self._question(pieces, responses)
        explanation = self._explanation()
        return Item(
            title=title,
            points=self._points(),
            difficulty=difficulty_of(self._fields.get("qmd_levelofdifficulty", "")),
            category=html.one_line(self._fields.get("qmd_topic", "")),
            explanation=explanation,
            **fields,
        )

    def _stem(self, raw):
        stem = self._sheet.clean(raw)
        if not stem:
            raise NotTaken("no_stem")
        return stem

    def _points(self):
        text = self._fields.get("points_possible") or self._fields.get("qmd_weighting", "")
        if not text:
            variable = self._element.find("resprocessing/outcomes/decvar")
            most = variable.get("maxvalue", "") if variable is not None else ""
            text = "" if most.partition(".")[0] == _PERCENT else most
        return (to_points(text) or None) if text else None

    # Which kind it is

    def _question(self, pieces, responses):
        gaps = self._canvas_gaps(pieces, responses)
        if gaps:
            return self._gapped("".join(p for p in pieces if isinstance(p, str)), responses)
        if all(response.kind == "text" for response in responses):
            is_scored = any(
                one.score and (one.values or one.sides or one.patterns) for one in self._conditions
            )
            if self._kind in _ESSAYS or (len(responses) == 1 and not is_scored):
                if self._kind not in _ESSAYS and "essay" not in self._kind and self._kind:
                    raise NotTaken("no_key")
                return self._essay(pieces, responses[0])
            return self._fill_in(pieces, responses)
        if len(responses) == 1:
            return self._one_choice(pieces, responses[0])
        if not all(response.prompt for response in responses):
            self._refuse_empty_side(responses)
            raise NotTaken("gaps_mixed", n=len(responses))
        if self._is_matching(responses):
            return self._matching(pieces, responses)
        return self._case(pieces, responses)

    def _canvas_gaps(self, pieces, responses):
        text = "".join(piece for piece in pieces if isinstance(piece, str))
        return all(
            response.kind == "choice"
            and response.identifier.startswith(_GAP)
            and f"[{response.identifier[len(_GAP) :]}]" in text
            for response in responses
        )

    def _is_matching(self, responses):
        if self._kind == "matching_question":
            return True
        sets = {frozenset(label.html for label in response.labels) for response in responses}
        return len(sets) == 1 and all(response.kind == "choice" for response in responses)

    def _refuse_empty_side(self, responses):
        if self._kind == "matching_question":
            named = next((one.prompt for one in responses if one.prompt), "")
            raise NotTaken("pair_side_missing", pair=html.to_plain(named)[:20])

    # Kinds

    def _one_choice(self, pieces, response):
        stem = self._stem(_joined(pieces) + response.prompt)
        if response.cardinality == "ordered":
            return {"stem": stem, **self._ordering(response)}
        return {"stem": stem, **self._choice(response)}

    def _choice(self, response):
        is_multiple = response.cardinality == "multiple"
        right = scoring.choice_keys(
            self._conditions,
            response.identifier,
            is_multiple=is_multiple,
            repairs=self._sheet.repairs,
        )
        identifiers = [label.identifier for label in response.labels]
        for key in right:
            if key not in identifiers:
                raise NotTaken("key_not_option", key=key[:40])
        options = [
            Option(
                self._sheet.clean(label.html),
                label.identifier in right,
                self._told_to(response.identifier, label.identifier),
            )
            for label in response.labels
        ]
        fields = choice_fields(options, is_multiple=is_multiple, repairs=self._sheet.repairs)
        if aside := fields.pop("aside", ""):
            self._sheet.asides.append(aside)
        return fields

    def _ordering(self, response):
        texts = {one.identifier: self._sheet.clean(one.html) for one in response.labels}
        orders = [
            one.of(response.identifier) for one in self._conditions if one.score and one.score > 0
        ]
        right = [order for order in orders if len(order) > 1]
        if not right:
            raise NotTaken("no_key")
        if sorted(right[0]) != sorted(texts):
            raise NotTaken("order_incomplete")
        if not all(texts.values()):
            raise NotTaken("empty_option")
        return {"kind": "ordering", "sequence": tuple(texts[one] for one in right[0])}

    def _essay(self, pieces, response):
        if response.attributes.get("word_limit_enabled", "").lower() == "yes":
            self._sheet.repairs.append("limits_dropped")
        return {
            "kind": "short_answer",
            "stem": self._stem(_joined(pieces) + response.prompt),
            "model_answer": html.from_plain(self._fields.get("grading_notes", "")),
        }

    def _fill_in(self, pieces, responses):
        is_at_end = len(responses) == 1 and not any(
            isinstance(piece, str) and html.to_plain(piece)
            for piece in pieces[pieces.index(responses[0]) + 1 :]
        )
        if is_at_end:
            stem = self._stem(_joined(pieces) + responses[0].prompt)
            stem, n_drawn = _RUN.subn(BLANK, stem)
            if n_drawn == 0:
                stem += BLANK
                self._sheet.repairs.append("blank_appended")
            elif n_drawn > 1:
                raise NotTaken("blanks_count")
        else:
            drawn = [p.replace(BLANK, "__") if isinstance(p, str) else BLANK for p in pieces]
            stem = self._stem("".join(drawn))
        return {"kind": "fill_in", "stem": stem, "blanks": tuple(map(self._blank, responses))}

    def _blank(self, response):
        texts = scoring.accepted(
            self._conditions,
            response.identifier,
            is_number=response.is_number,
            repairs=self._sheet.repairs,
        )
        for text in texts:
            if told := self._told_to(response.identifier, text):
                self._sheet.asides.append(f"{html.from_plain(text)}：{told}")
        return _texts(map(html.from_plain, texts))

    def _gapped(self, text, responses):
        """Canvas's [name] in a text: filled in, or chosen from a list."""
        is_typed = self._kind == "fill_in_multiple_blanks_question" or any(
            label.rule for response in responses for label in response.labels
        )
        text = text.replace(BLANK, "__") if is_typed else text
        responses = sorted(responses, key=lambda one: text.index(_placeholder(one)))
        for number, response in enumerate(responses, start=1):
            sign = BLANK if is_typed else CHOICE_GAP
            if not is_typed and len(responses) > 1:
                sign = number_sign(number)
            text = text.replace(_placeholder(response), sign, 1)
        if is_typed:
            blanks = tuple(map(self._written_blank, responses))
            return {"kind": "fill_in", "stem": self._stem(text), "blanks": blanks}
        if len(responses) == 1:
            return {"stem": self._stem(text), **self._choice(responses[0])}
        parts = tuple(
            Item(stem=number_sign(number) + CHOICE_GAP, **self._choice(response))
            for number, response in enumerate(responses, start=1)
        )
        return {"kind": "case", "stem": self._stem(text), "items": parts}

    def _written_blank(self, response):
        """Every label is accepted there, whichever of them the scoring names."""
        for label in response.labels:
            if label.rule.lower() not in _RULES:
                raise NotTaken("answer_rule", rule=label.rule[:40])
        return _texts(
            html.from_plain(html.to_plain(self._sheet.clean(label.html)))
            for label in response.labels
        )

    def _matching(self, pieces, responses):
        lefts, rights, directed = {}, {}, []
        for response in responses:
            lefts[response.identifier] = self._sheet.clean(response.prompt)
            for label in response.labels:
                rights[label.identifier] = self._sheet.clean(label.html)
            right = scoring.choice_keys(
                self._conditions,
                response.identifier,
                is_multiple=False,
                repairs=self._sheet.repairs,
            )
            directed.append((response.identifier, right[0]))
        return {"stem": self._stem(_joined(pieces)), **pairs_of(lefts, rights, directed)}

    def _case(self, pieces, responses):
        parts = []
        for response in responses:
            if response.kind == "text":
                fields = self._fill_in([response.prompt, response], [response])
            else:
                fields = self._one_choice([], response)
            parts.append(Item(**fields))
        return {"kind": "case", "stem": self._stem(_joined(pieces)), "items": tuple(parts)}

    # What is said to the candidate

    def _feedback_texts(self):
        texts = {}
        for element in self._element.iterfind("itemfeedback"):
            raw = "<br>".join(material(one) for one in element.iter("material") if one is not None)
            if element.find("hint") is not None:
                self._sheet.repairs.append("hints_dropped")
            texts[element.get("ident", "")] = raw
        return texts

    def _told_to(self, response, value):
        """What is said to whoever gives this response and no other."""
        told = []
        for condition in self._conditions:
            if condition.values == [(response, value)] and not condition.has_not:
                for name in condition.feedback:
                    if name in self._feedback and name not in ("correct_fb", *_GENERAL):
                        raw = self._feedback.pop(name)
                        told.append(self._sheet.clean(raw, is_aside=True))
        return "<br>".join(filter(None, told))

    def _explanation(self):
        """What is left of the feedback, the general first."""
        general = [self._feedback.pop(name) for name in _GENERAL if name in self._feedback]
        told = [self._sheet.clean(raw, is_aside=True) for raw in general]
        self._sheet.asides += [
            self._sheet.clean(raw, is_aside=True) for raw in self._feedback.values()
        ]
        self._sheet.asides = list(filter(None, self._sheet.asides))
        return self._sheet.explanation("<br>".join(filter(None, told)))


def _joined(pieces):
    return "".join(f"<div>{piece}</div>" for piece in pieces if isinstance(piece, str))


def _placeholder(response):
    return f"[{response.identifier[len(_GAP) :]}]"


def _texts(texts):
    texts = tuple(dict.fromkeys(texts))
    if not texts or not all(texts):
        raise NotTaken("empty_blank")
    return texts
