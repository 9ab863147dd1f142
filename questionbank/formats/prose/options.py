"""Options that share a line with each other or with the stem, set apart. Pure."""

from itertools import pairwise
from string import ascii_uppercase

from questionbank.formats.prose import marks
from questionbank.formats.prose.rich import fold, to_plain

# A stem with more places where options could begin has none of them.
_MAX_TRIED = 20
_BETWEEN = frozenset(" ;,|/。")


def split_options(draft):
    """Make `draft.options` a list of (letter, lines), as its lines can best be read.

    Of the ways to cut lines ("B.乙" may begin an option, or be words of A) the one counts that
    gives the letters from A on, each once, and the most of them.
    """
    written = draft.options
    if not written or marks.option(written[0][0].folded)[0] != "A":
        written = _from_stem(draft) + written
    if not written:
        draft.options = []
        return
    ways = [[_cut(lines, way) for lines in written] for way in (_loose, _none, _tight)]
    ways = [[option for options in way for option in options] for way in ways]
    valid = [way for way in ways if _is_complete(way)]
    if not valid or _is_repeated(ways[0]):
        draft.options = ways[0]
    else:
        draft.options = max(valid, key=len)


def _is_complete(options):
    letters = [letter for letter, _ in options]
    return letters == list(ascii_uppercase[: len(letters)]) and all(
        any(lines) for _, lines in options
    )


def _is_repeated(options):
    """Whether every letter is there as often, and more than once: two questions became one."""
    letters = [letter for letter, _ in options]
    times = {letters.count(letter) for letter in set(letters)}
    return len(times) == 1 and times != {1}


def _from_stem(draft):
    """Options that stand in the last line of the stem in which an A could begin one."""
    answers = draft.fields.get("answer", ())
    if answers and not marks.LETTERS.fullmatch(fold(to_plain(answers[0]))):
        return []
    n_tried = 0
    for at in range(len(draft.stem) - 1, -1, -1):
        line = draft.stem[at]
        marked = list(marks.inline_options(line.folded))
        starts = [start for letter, start, _, _ in marked if letter == "A" and start]
        n_tried += len(starts)
        for start in starts if n_tried <= _MAX_TRIED else ():
            rest = line[start:].strip()
            cuts = [_cut([rest], way) for way in (_loose, _tight)]
            is_first = bool(draft.options) and at == len(draft.stem) - 1
            if is_first or any(len(cut) > 1 and _is_complete(cut) for cut in cuts):
                options = [[rest], *[[other] for other in draft.stem[at + 1 :]]]
                draft.stem = [*draft.stem[:at], line[:start].strip()]
                draft.repairs["options_in_stem_line"] = None
                return [[line for lines in options for line in lines]]
    return []


def _cut(lines, way):
    """Return (letter, lines) of the options in an option's lines."""
    options = []
    for line in lines:
        begun = marks.option(line.folded)
        if options:
            options[-1][1].append(line)
            continue
        starts = [(begun[0], 0, begun[1]), *way(line.folded, begun)]
        for (letter, _, start), after in pairwise([*starts, (None, len(line), None)]):
            text = line[start : after[1]].strip()
            if after[0] is not None and text.text[-1:] in ";；,，|":
                text = text[:-1].strip()
            options.append((letter, [text] if text else []))
    return options


def _none(folded, begun):
    return []


def _loose(folded, begun):
    """Cut before each letter that follows a space, or a sign that parts options."""
    return [
        (letter, start, end + len(folded[end:]) - len(folded[end:].lstrip()))
        for letter, start, end, _ in marks.inline_options(folded)
        if start >= begun[1] and folded[start - 1] in _BETWEEN
    ]


def _tight(folded, begun):
    """Cut before the next letter wherever it has the sign of the first."""
    cuts, expected = [], chr(ord(begun[0]) + 1)
    sign = folded[: begun[1]].strip()[-1:]
    for letter, start, end, mark in marks.inline_options(folded):
        if start >= begun[1] and letter == expected and mark == sign:
            cuts.append((letter, start, end + len(folded[end:]) - len(folded[end:].lstrip())))
            expected = chr(ord(letter) + 1)
    return cuts
