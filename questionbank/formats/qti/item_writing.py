"""A plain item written as one assessmentItem. Pure.

What other systems know stands where they look for it: why an option is wrong is its feedback, the
explanation is feedback shown after the response, a model answer is a rubric block for the scorer.
The classes `baiwen-…` let `item` read back what would be lost: the kind of a choice, the parts
of a case, the lines of a rubric.
"""

from questionbank.formats import html
from questionbank.formats.numbers import to_points
from questionbank.formats.qti.dialects import TOOL
from questionbank.formats.qti.drafting import Draft
from questionbank.formats.qti.item import CRITERION, EXPLANATION, MODEL_ANSWER, PART, POINTS
from questionbank.formats.qti.kind_writing import KINDS
from questionbank.formats.writing import NotWritten

_MAX_NAME = 60  # of an item without a title, named by its stem


def write_item(item, identifier, dialect, picture_path, losses):
    """Return the XML of an item; raises `NotWritten`.

    picture_path : callable
        From the name of a picture to where it stands beside the item's file.
    """
    return _Writer(Draft(dialect, picture_path, losses)).document(item, identifier)


class _Writer:
    def __init__(self, draft):
        self._draft = draft
        self._tag = draft.tag
        self._explanations = []

    def document(self, item, identifier):
        if item.kind == "case":
            body = self._case(item)
        else:
            body = self._question(item, "RESPONSE", "") + self._rubrics(item)
        self._explain(item, "")
        self._draft.losses.fields(item, *(() if item.kind == "true_false" else ("why",)))
        content = "\n".join(
            [
                *self._draft.responses,
                self._draft.score(item, ""),
                *self._draft.outcomes,
                self._solution(),
                self._tag("itemBody", body),
                self._draft.processing(item),
                *self._modal_feedback(),
            ]
        )
        title = html.one_line(item.title) or self._name(item)
        return self._draft.dialect.document(
            "assessmentItem",
            content,
            identifier=identifier,
            title=title,
            adaptive="false",
            timeDependent="false",
            toolName=TOOL,
        )

    def _name(self, item):
        return html.one_line(html.to_plain(item.stem))[:_MAX_NAME]

    def _question(self, item, response, suffix):
        write = KINDS.get(item.kind)
        if write is None:
            raise NotWritten("kind_unsupported")
        return write(self._draft, item, response, suffix)

    # A case

    def _case(self, item):
        if not item.items:
            raise NotWritten("item_incomplete", place="小题")
        self._draft.losses.fields(item, "model_answer", "rubric")
        parts = []
        for number, part in enumerate(item.items, start=1):
            name = f"PART{number}"
            suffix = f"_{name}"
            written = self._question(part, name, suffix)
            self._draft.outcomes.append(self._draft.score(part, suffix))
            self._explain(part, suffix)
            if part.kind != "true_false":
                self._draft.losses.fields(part, "why")
            parts.append(f'<div class="{PART}">{written}</div>{self._rubrics(part)}')
        return f"<div>{self._draft.stem(item)}</div>" + "\n".join(parts)

    # What is said beside the question

    def _rubrics(self, item):
        blocks = []
        if answer := self._draft.xhtml(item.model_answer):
            blocks.append(self._draft.dialect.rubric(f"<div>{answer}</div>", MODEL_ANSWER))
        for criterion in item.rubric:
            points = f"{criterion.points:f}"
            if to_points(points) is None:
                raise NotWritten("item_incomplete", place="评分标准的分值")
            text = self._draft.xhtml(criterion.text)
            content = f'<p class="{POINTS}">{points} 分</p><div>{text}</div>'
            blocks.append(self._draft.dialect.rubric(content, CRITERION))
        return "".join(blocks)

    def _explain(self, item, suffix):
        if text := self._draft.xhtml(item.explanation):
            self._explanations.append((EXPLANATION + suffix, text))

    def _solution(self):
        """The outcome by which the explanations are shown, whatever the response."""
        if not self._explanations:
            return ""
        values = "".join(self._tag("value", name) for name, _text in self._explanations)
        return self._tag(
            "outcomeDeclaration", self._tag("defaultValue", values), identifier="SOLUTION",
            cardinality="multiple", baseType="identifier",
        )  # fmt: skip

    def _modal_feedback(self):
        return [
            self._tag(
                "modalFeedback", self._draft.dialect.beside(f"<div>{text}</div>"),
                outcomeIdentifier="SOLUTION", identifier=name, showHide="show", title="解析",
            )
            for name, text in self._explanations
        ]  # fmt: skip
