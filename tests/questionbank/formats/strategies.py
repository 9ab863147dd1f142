"""Items for round trips; texts are canonical HTML with the characters that formats stumble over."""

from dataclasses import replace
from unicodedata import normalize

from hypothesis import strategies as st

from questionbank.formats.html import clean, from_plain, to_plain
from questionbank.formats.items import BLANK, Criterion, Item, Option, Pair

_PIECES = st.sampled_from(
    ["~", "=", "#", "{", "}", ":", "\\", "::", "\\n", "->", "//", "[html]", "%50%", "*", "____"]
    + [
        "A) ",
        "B、",
        "ANSWER: A",
        "答案：A",
        "解析：",
        "$CATEGORY: x",
        "<b>",
        "</b>",
        "<sub>",
        "</sub>",
    ]
    + ["<table><tr><th>甲</th><td>", "</td></tr></table>", "<tr><td colspan=2>"]
    + ["<br>", "&lt;", "&amp;amp;", " ", "法", "行政处罚", "1", "F", "TRUE", "\u3000", "\n", "####"]
) | st.text(max_size=3)


def _texts(pieces):
    return st.lists(pieces, max_size=8).map("".join)


html = _texts(_PIECES).map(lambda text: clean(text.replace(BLANK, ""))[0])
texts = html.filter(to_plain)
plain = _texts(_PIECES).map(lambda text: from_plain(text.replace("\n", " ")))
words = plain.filter(bool)
options = st.builds(Option, texts, st.just(False), html)


def _choice(kind, wrong, right, explanation, stem):
    return Item(kind, stem, options=(*right, *wrong), explanation=explanation)


def _keys(**sizes):
    return st.lists(st.builds(Option, texts, st.just(True), html), **sizes)


singles = st.builds(
    _choice, st.just("single"), st.lists(options, min_size=1, max_size=4),
    _keys(min_size=1, max_size=1), html, texts,
)  # fmt: skip
multiples = st.builds(
    _choice, st.just("multiple"), st.lists(options, max_size=4), _keys(min_size=2, max_size=9),
    html, texts,
)  # fmt: skip
true_false = st.builds(
    lambda stem, is_true, why, explanation: Item(
        "true_false", stem, is_true=is_true, why="" if is_true else why, explanation=explanation
    ),
    texts, st.booleans(), html, html,
)  # fmt: skip
fill_ins = st.builds(
    lambda before, after, accepted, explanation: Item(
        "fill_in",
        clean(before + BLANK + after)[0],
        blanks=(tuple(dict.fromkeys(accepted)),),
        explanation=explanation,
    ),
    texts, html, st.lists(words, min_size=1, max_size=3), html,
).filter(lambda item: item.stem.count(BLANK) == 1)  # fmt: skip
matchings = st.builds(
    lambda stem, pairs, distractors, explanation: Item(
        "matching", stem, pairs=tuple(pairs), distractors=tuple(distractors),
        explanation=explanation,
    ),
    texts, st.lists(st.builds(Pair, texts, words), min_size=2, max_size=4),
    st.lists(words, max_size=2), html,
)  # fmt: skip
short_answers = st.builds(
    lambda stem, explanation: Item("short_answer", stem, explanation=explanation), texts, html
)

# Kinds and fields that not every format holds

_points = st.decimals(0, 100, places=1)
orderings = st.builds(
    lambda stem, sequence, explanation: Item(
        "ordering", stem, sequence=tuple(sequence), explanation=explanation
    ),
    texts, st.lists(texts, min_size=2, max_size=5), html,
)  # fmt: skip
marked_answers = st.builds(
    lambda stem, answer, rubric: Item(
        "short_answer", stem, model_answer=answer, rubric=tuple(rubric)
    ),
    texts, html, st.lists(st.builds(Criterion, texts, _points), max_size=3),
)  # fmt: skip
several_blanks = st.builds(
    lambda parts, blanks: Item(
        "fill_in",
        clean(BLANK.join(parts[: len(blanks) + 1]))[0],
        blanks=tuple(tuple(dict.fromkeys(texts)) for texts in blanks),
    ),
    st.lists(texts, min_size=4, max_size=4),
    st.lists(st.lists(words, min_size=1, max_size=3), min_size=2, max_size=3),
).filter(lambda item: item.stem.count(BLANK) == len(item.blanks))  # fmt: skip
cases = st.builds(
    lambda stem, items: Item("case", stem, items=tuple(items)),
    texts,
    st.lists(singles | multiples | true_false | fill_ins | marked_answers, min_size=1, max_size=3),
)
_labels = st.sampled_from(["", "第一章", "行政处罚 / 程序", "a=b", "3.1"])


def with_sides(items):
    """The items with what stands beside the question in a bank."""
    return st.builds(
        lambda item, **sides: replace(item, **sides),
        items,
        title=_labels,
        category=_labels,
        point=_labels,
        difficulty=st.none() | st.integers(1, 5),
        level=st.sampled_from(["", "know", "understand", "apply"]),
        cites=st.lists(st.sampled_from(["law#1", "law#2/1"]), unique=True).map(tuple),
        tags=st.lists(st.sampled_from(["听证", "程序 A"]), unique=True).map(tuple),
        points=st.none() | _points,
    )


every_kind = (
    singles | multiples | true_false | fill_ins | several_blanks | matchings | orderings
    | marked_answers | cases
)  # fmt: skip


def _is_askable(item):
    said = [option.text for option in item.options] or list(item.sequence)
    folded = ["".join(normalize("NFKC", text).split()).casefold() for text in said]
    return all(folded) and len(set(folded)) == len(folded) and all(map(_is_askable, item.items))


# No two options that say the same, as a bank wants it.
askable = every_kind.filter(_is_askable)
