"""One assessmentItem of QTI 2 or 3 read as a plain item. Pure.

What our own writer marks by class is read back as it was: `baiwen-part` holds one question of a
case, `baiwen-model-answer` and `baiwen-criterion` are rubric blocks for whoever scores.
"""

from dataclasses import dataclass, field, replace
from xml.etree.ElementTree import Element

from questionbank.formats import html
from questionbank.formats.items import BLANK, Criterion, Item
from questionbank.formats.numbers import to_points
from questionbank.formats.qti import interactions
from questionbank.formats.qti.body import BLOCK, INLINE, to_html
from questionbank.formats.qti.declarations import Declarations
from questionbank.formats.qti.sheet import CHOICE_GAP, number_sign
from questionbank.formats.reasons import NotTaken

PART, MODEL_ANSWER, CRITERION, POINTS = (
    f"baiwen-{name}" for name in ("part", "model-answer", "criterion", "points")
)
EXPLANATION = "EXPLANATION"  # identifier of a modalFeedback; of a part: EXPLANATION_PART1
MAX_INTERACTIONS = 100


@dataclass
class _Flow:
    """A stretch of an item's body: its HTML with signs, and what the signs stand for."""

    html: str = ""
    inlines: list = field(default_factory=list)
    blocks: list = field(default_factory=list)
    rubrics: list = field(default_factory=list)
    feedback: list = field(default_factory=list)


def read_item(root, sheet):
    """Return the `Item` of an <assessmentItem>; raises `NotTaken`."""
    if root.get("adaptive") == "true":
        raise NotTaken("adaptive")
    if root.find("templateDeclaration") is not None or root.find("templateProcessing") is not None:
        raise NotTaken("random_template")
    body = root.find("itemBody")
    if body is None:
        raise NotTaken("no_stem")
    return _Reader(root, body, sheet).item()


class _Reader:
    def __init__(self, root, body, sheet):
        self._root = root
        self._body = body
        self._sheet = sheet
        self._declared = Declarations(root, sheet.repairs)
        self._of_parts = set()  # identifiers of the explanations that belong to one part

    def item(self):
        parts = [child for child in self._body if PART in _classes(child)]
        fields = self._case(parts) if parts else self._question(self._body)
        item = Item(
            title=html.one_line(self._root.get("title", "")),
            points=self._declared.points(),
            **{"explanation": "", **fields},
        )
        explanation = self._modal_feedback(item.options)
        item = replace(item, options=self._with_whys(item.options, explanation.whys))
        return replace(item, explanation=self._sheet.explanation(explanation.told))

    # One question

    def _question(self, body, *, is_part=False):
        flow = self._flow(body)
        n = len(flow.blocks) + len(flow.inlines)
        if n == 0:
            raise NotTaken("no_interaction")
        if n > MAX_INTERACTIONS:
            raise NotTaken("too_many_gaps", limit=MAX_INTERACTIONS)
        self._take_feedback(flow)
        if flow.blocks and n == 1:
            raw, fields = self._block(flow.blocks[0])
            before, after = flow.html.split(BLOCK)
            fields["stem"] = self._stem(f"{before}<div>{raw}</div>{after}")
        elif not flow.blocks and all(one.tag == "textEntryInteraction" for one in flow.inlines):
            fields = self._fill_in(flow.html, flow.inlines)
        elif n == 1:
            fields = interactions.inline_choice(*self._with_response(flow.inlines[0]), self._sheet)
            self._move_aside(fields)
            fields["stem"] = self._stem(flow.html.replace(INLINE, CHOICE_GAP))
        elif is_part:
            raise NotTaken("part_of_parts")
        else:
            fields = self._composite(flow)
        return self._with_rubrics(fields, flow.rubrics)

    def _flow(self, body):
        flow = _Flow()

        def place(element):
            tag = element.tag
            if tag in interactions.UNSUPPORTED:
                raise NotTaken(interactions.UNSUPPORTED[tag])
            if tag in interactions.INLINES:
                flow.inlines.append(element)
                return INLINE
            if tag in interactions.BLOCKS:
                flow.blocks.append(element)
                return BLOCK
            if tag.endswith("Interaction"):
                raise NotTaken("custom_interaction")
            if tag in ("feedbackInline", "feedbackBlock"):
                flow.feedback.append(element)
                return ""
            if tag == "rubricBlock" and "candidate" not in element.get("view", "candidate").split():
                flow.rubrics.append(element)
                return ""
            return "<div>" + to_html(element, place) + "</div>" if tag == "rubricBlock" else None

        flow.html = to_html(body, place)
        return flow

    def _block(self, interaction):
        read = interactions.BLOCKS[interaction.tag]
        raw, fields = read(*self._with_response(interaction), self._sheet)
        self._move_aside(fields)
        return raw, fields

    def _with_response(self, interaction):
        return interaction, self._declared.response(interaction)

    def _move_aside(self, fields):
        if aside := fields.pop("aside", ""):
            self._sheet.asides.append(aside)

    def _fill_in(self, raw, entries):
        # Blanks that are drawn in the text would be counted as well.
        raw = raw.replace(BLANK, "__").replace(INLINE, BLANK)
        return {"kind": "fill_in", "stem": self._stem(raw), "blanks": self._blanks(entries)}

    def _blanks(self, entries):
        return tuple(
            interactions.text_entry(self._declared.response(entry), self._sheet)
            for entry in entries
        )

    def _stem(self, raw):
        stem = self._sheet.clean(raw)
        if not stem:
            raise NotTaken("no_stem")
        return stem

    # Several questions

    def _case(self, divs):
        """A case of our own: what stands before the first part is the passage."""
        children = list(self._body)
        starts = [children.index(div) for div in divs]
        passage = self._flow(_body_of(children[: starts[0]], self._body.text))
        if passage.blocks or passage.inlines:
            raise NotTaken("part_of_parts")
        self._take_feedback(passage)
        rubrics = self._with_rubrics({"kind": "case"}, passage.rubrics)
        parts = []
        ends = [*starts[1:], len(children)]
        for number, (div, start, end) in enumerate(zip(divs, starts, ends, strict=True), start=1):
            suffix = f"_PART{number}"
            self._of_parts.add(EXPLANATION + suffix)
            fields = self._question(_body_of([div, *children[start + 1 : end]]), is_part=True)
            explanation = self._modal_feedback((), suffix)
            part = Item(
                points=self._declared.points(suffix),
                explanation=self._sheet.explanation(explanation.told),
                **fields,
            )
            parts.append(part)
        return {**rubrics, "stem": self._stem(passage.html), "items": tuple(parts)}

    def _composite(self, flow):
        """Several interactions of a stranger's: text before the first is the passage.

        Gaps in the passage are numbered, and each is a question; a gap in the text after an
        interaction belongs there as well.
        """
        pieces, inlines, number = flow.html.split(BLOCK), list(flow.inlines), 0
        passage, parts, before = [], [], ""
        for position, piece in enumerate(pieces):
            n_gaps = piece.count(INLINE)
            for _ in range(n_gaps):
                number += 1
                piece = piece.replace(INLINE, number_sign(number), 1)
                parts.append(self._gap(number, inlines.pop(0)))
            if position == 0 or n_gaps or position == len(pieces) - 1:
                passage.append(piece)
            else:
                before = piece
            if position < len(flow.blocks):
                raw, fields = self._block(flow.blocks[position])
                fields["stem"] = self._stem(f"{before}<div>{raw}</div>")
                parts.append(Item(**fields))
                before = ""
        stem = self._sheet.clean("".join(f"<div>{piece}</div>" for piece in passage))
        if not stem:
            raise NotTaken("no_passage")
        return {"kind": "case", "stem": stem, "items": tuple(parts)}

    def _gap(self, number, interaction):
        if interaction.tag == "textEntryInteraction":
            stem = number_sign(number) + BLANK
            return Item("fill_in", stem, blanks=self._blanks([interaction]))
        fields = interactions.inline_choice(*self._with_response(interaction), self._sheet)
        self._move_aside(fields)
        return Item(stem=number_sign(number) + CHOICE_GAP, **fields)

    # What is said beside the question

    def _with_rubrics(self, fields, rubrics):
        answers, criteria = [], []
        for rubric in rubrics:
            classes = _classes(rubric)
            if CRITERION in classes:
                criteria.append(self._criterion(rubric))
            elif MODEL_ANSWER in classes or fields["kind"] == "short_answer":
                answers.append(self._sheet.clean(to_html(rubric, _nothing)))
            else:
                told = self._sheet.clean(to_html(rubric, _nothing), is_aside=True)
                self._sheet.asides.append(told)
        if answers:
            told = [fields.get("model_answer", ""), *answers]
            fields["model_answer"] = "<br>".join(filter(None, told))
        return {**fields, "rubric": tuple(criteria)}

    def _criterion(self, rubric):
        points = next((one for one in rubric.iter() if POINTS in _classes(one)), None)
        worth = to_points((points.text or "").removesuffix("分")) if points is not None else None
        if worth is None:
            raise NotTaken("rubric_points")

        def place(element):
            return "" if element is points else None

        return Criterion(self._sheet.clean(to_html(rubric, place)), worth)

    def _take_feedback(self, flow):
        """Feedback within the body stands at no option of its own."""
        for element in flow.feedback:
            told = self._sheet.clean(to_html(element, _nothing), is_aside=True)
            self._sheet.asides.append(told)

    def _modal_feedback(self, options, suffix=""):
        """What is shown after the response: always, to an option, or to some other outcome.

        suffix: of the part that is asked for; what belongs to a part isn't the whole item's.
        """
        told, whys = [], {}
        names = self._option_names() if options else {}
        for element in self._root.iterfind("modalFeedback"):
            name = element.get("identifier", "")
            if name != EXPLANATION + suffix if suffix else name in self._of_parts:
                continue
            text = self._sheet.clean(to_html(element, _nothing), is_aside=True)
            is_shown = element.get("showHide", "show") == "show"
            if is_shown and name in self._declared.defaults(element.get("outcomeIdentifier", "")):
                told.append(text)
            elif is_shown and name in names:
                whys[names[name]] = text
            else:
                self._sheet.asides.append(text)
        return _Told("<br>".join(filter(None, told)), whys)

    def _option_names(self):
        choices = [choice.get("identifier", "") for choice in self._body.iter("simpleChoice")]
        return {name: position for position, name in enumerate(choices)}

    def _with_whys(self, options, whys):
        return tuple(
            replace(option, why=whys[position]) if position in whys and not option.why else option
            for position, option in enumerate(options)
        )


@dataclass(frozen=True)
class _Told:
    told: str
    whys: dict


def _classes(element):
    return element.get("class", "").split()


def _body_of(children, text=None):
    body = Element("itemBody")
    body.text = text
    body.extend(children)
    return body


def _nothing(element):
    return "" if element.tag.endswith("Interaction") else None
