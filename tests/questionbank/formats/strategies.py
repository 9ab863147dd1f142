"""Items for round trips; texts are canonical HTML with the characters that formats stumble over."""

from hypothesis import strategies as st

from questionbank.formats.html import clean, from_plain, to_plain
from questionbank.formats.items import BLANK, Item, Option, Pair

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
