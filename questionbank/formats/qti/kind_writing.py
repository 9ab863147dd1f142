"""Each kind as an interaction of QTI, with its response and how it scores. Pure.

A writer takes (draft, item, response, suffix): the identifier of its response, and what follows
the names of its outcomes where it's a part of a case.
"""

import re
from html import escape

from questionbank.formats.items import BLANK
from questionbank.formats.qti.interactions import OURS
from questionbank.formats.writing import NotWritten

_CLASSES = {kind: name for name, kind in OURS.items()}
_TAG = re.compile(r"(<[^>]*>)")
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_MIN_WIDTH = 10  # of a blank, in letters


def _choice(draft, item, response, suffix):
    options = [(option.text, option.is_key, option.why) for option in item.options]
    n_keys = sum(is_key for _, is_key, _ in options)
    if item.kind == "single" and n_keys != 1 or item.kind == "multiple" and n_keys < 2:
        raise NotWritten("item_incomplete", place="正确选项")
    if len(options) < 2:
        raise NotWritten("item_incomplete", place="选项")
    names = [_LETTERS[n] if n < len(_LETTERS) else f"C{n + 1}" for n in range(len(options))]
    return _choices(draft, item, response, suffix, options, names)


def _true_false(draft, item, response, suffix):
    if item.is_true is None:
        raise NotWritten("item_incomplete", place="答案")
    options = [
        (text, truth == item.is_true, "" if truth == item.is_true else item.why)
        for text, truth in (("正确", True), ("错误", False))
    ]
    return _choices(draft, item, response, suffix, options, ["true", "false"])


def _choices(draft, item, response, suffix, options, names):
    is_multiple = item.kind == "multiple"
    cardinality = "multiple" if is_multiple else "single"
    correct = [name for name, (_, is_key, _) in zip(names, options, strict=True) if is_key]
    draft.respond(response, "identifier", cardinality, correct)
    feedback = f"FEEDBACK{suffix}"
    if any(why for _, _, why in options):
        draft.tell(feedback, response, cardinality)
    draft.score_whole(response, draft.worth(item))
    texts = draft.texts([text for text, _, _ in options], "选项")
    choices = "".join(
        draft.tag("simpleChoice", text + _why(draft, why, name, feedback), identifier=name)
        for name, text, (_, _, why) in zip(names, texts, options, strict=True)
    )
    return draft.tag(
        "choiceInteraction",
        draft.tag("prompt", draft.stem(item)) + choices,
        class_=_CLASSES[item.kind],
        responseIdentifier=response,
        shuffle="false" if item.kind == "true_false" else "true",
        maxChoices="0" if is_multiple else "1",
    )


def _why(draft, why, name, outcome):
    text = draft.xhtml(why)
    if not text:
        return ""
    shown = {"outcomeIdentifier": outcome, "identifier": name, "showHide": "show"}
    if "<table" in text:
        return draft.tag("feedbackBlock", draft.dialect.beside(text), **shown)
    return draft.tag("feedbackInline", text, **shown)


def _fill_in(draft, item, response, suffix):
    pieces = _pieces(draft, item)
    n = len(item.blanks)
    entries = []
    for number, accepted in enumerate(item.blanks, start=1):
        name = response if n == 1 else f"{response}_{number}"
        texts = [_blank(draft, text) for text in accepted]
        worth = f"{draft.worth(item) / n:.10g}"
        mapped = [(text, worth, "false") for text in texts]
        draft.respond(name, "string", "single", [escape(texts[0], quote=False)], mapped)
        draft.score_by_map(name)
        width = max(_MIN_WIDTH, *map(len, texts))
        entry = draft.tag(
            "textEntryInteraction", responseIdentifier=name, expectedLength=str(width)
        )
        entries.append(entry)
    return "<div>" + "".join(
        piece + entry for piece, entry in zip(pieces, [*entries, ""], strict=True)
    ) + "</div>"  # fmt: skip


def _pieces(draft, item):
    """The stem around its blanks; one in the alternative text of a picture is none."""
    stem = "".join(
        part if part.startswith("<") else part.replace(BLANK, "\0")
        for part in _TAG.split(draft.stem(item))
    )
    pieces = stem.split("\0")
    if not item.blanks or not all(item.blanks) or len(pieces) != len(item.blanks) + 1:
        raise NotWritten("blanks_count")
    return pieces


def _blank(draft, text):
    plain = draft.losses.plain(text, "填空题的答案").replace("\n", " ")
    if not plain:
        raise NotWritten("item_incomplete", place="填空题的答案")
    return plain


def _matching(draft, item, response, suffix):
    n = len(item.pairs)
    if n < 2:
        raise NotWritten("item_incomplete", place="配对")
    lefts = draft.texts([pair.left for pair in item.pairs], "配对")
    rights = draft.texts([*(pair.right for pair in item.pairs), *item.distractors], "配对")
    correct = [f"L{number} R{number}" for number in range(1, n + 1)]
    worth = f"{draft.worth(item) / n:.10g}"
    mapped = [(pair, worth, None) for pair in correct]
    draft.respond(response, "directedPair", "multiple", correct, mapped)
    draft.score_by_map(response)
    sets = "".join(
        draft.tag(
            "simpleMatchSet",
            "".join(
                draft.tag(
                    "simpleAssociableChoice", text, identifier=f"{side}{number}", matchMax="1"
                )
                for number, text in enumerate(texts, start=1)
            ),
        )
        for side, texts in (("L", lefts), ("R", rights))
    )
    return draft.tag(
        "matchInteraction",
        draft.tag("prompt", draft.stem(item)) + sets,
        responseIdentifier=response,
        shuffle="true",
        maxAssociations=str(n),
    )


def _ordering(draft, item, response, suffix):
    if len(item.sequence) < 2:
        raise NotWritten("item_incomplete", place="各项")
    texts = draft.texts(item.sequence, "各项")
    names = [f"S{number}" for number in range(1, len(texts) + 1)]
    draft.respond(response, "identifier", "ordered", names)
    draft.score_whole(response, draft.worth(item))
    choices = "".join(
        draft.tag("simpleChoice", text, identifier=name)
        for name, text in zip(names, texts, strict=True)
    )
    return draft.tag(
        "orderInteraction",
        draft.tag("prompt", draft.stem(item)) + choices,
        responseIdentifier=response,
        shuffle="true",
    )


def _short_answer(draft, item, response, suffix):
    draft.respond(response, "string")
    prompt = draft.tag("prompt", draft.stem(item))
    return draft.tag("extendedTextInteraction", prompt, responseIdentifier=response)


KINDS = {
    "single": _choice,
    "multiple": _choice,
    "true_false": _true_false,
    "fill_in": _fill_in,
    "matching": _matching,
    "ordering": _ordering,
    "short_answer": _short_answer,
}
