"""A candidate's answer as one text, as the answer log keeps it. Pure: no Django.

    AC         options chosen, as shown
    >CAB       an order; - where nothing stands yet
    =BA-       the partner of each left side; - where there is none yet
    "七日       what was written; the blanks of a fill-in one a line

Empty takes the answer back. What is possible at a place of a paper is told by one sign of the
form's shape, so that a save can be checked in its own SQL statement.
"""

import re

LETTERS = "ABCDEFGH"
MAX_WRITTEN = 4_000

# The n-th sign: so many things to choose from, to order, to match or to fill in.
ONE = "2345678"  # 2 to 8 options, one may be chosen
SEVERAL = "bcdefgh"  # 2 to 8 options, several may
ORDERED = "BCDEFGH"  # 2 to 8 things to order
MATCHED = "JKLMNOP"  # 2 to 8 left sides
BLANKS = "qrstuvwxyz"  # 1 to 10 blanks
WRITTEN = "T"  # a text

_CHOSEN = re.compile(r"[A-H]{0,8}")
_PLACED = re.compile(r"[>=][A-H-]{2,8}")
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


class MalformedAnswer(ValueError):
    """The text is no answer: letters out of range, one placed twice, too long."""


def normalise(answer):
    """Return the answer in its one writing: letters sorted, empty where nothing is answered.

    Raises `MalformedAnswer`.
    """
    if not isinstance(answer, str):
        raise MalformedAnswer(answer)
    if answer.startswith('"'):
        return _written(answer[1:])
    if _PLACED.fullmatch(answer):
        letters = answer[1:].replace("-", "")
        if answer[0] == ">" and len(set(letters)) < len(letters):
            raise MalformedAnswer(answer)
        return answer if letters else ""
    if not _CHOSEN.fullmatch(answer):
        raise MalformedAnswer(answer)
    return "".join(sorted(set(answer)))


def _written(text):
    text = _CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    if len(text) > MAX_WRITTEN:
        raise MalformedAnswer(text[:20])
    return f'"{text}' if text.strip() else ""


def posted(values):
    """Return the answer that a form's fields of one name make; the first tells its sort.

    Raises `MalformedAnswer`.

    Parameters
    ----------
    values : list of str
        As the page has them: letters; or the mark, then what stands at each place.
    """
    if values[:1] == ['"']:
        lines = [value.replace("\r\n", "\n") for value in values[1:]]
        if len(lines) > 1:  # blanks: each is a line
            lines = [" ".join(line.splitlines()) for line in lines]
        return normalise('"' + "\n".join(lines))
    if values[:1] == [">"]:
        # One step at two places: it stays at the first.
        places = [
            "-" if letter in values[1:number] else letter
            for number, letter in enumerate(values[1:], start=1)
        ]
        return normalise(">" + "".join(places))
    return normalise("".join(values))


def signs_that_take(answer):
    """Return the signs under which a normalised answer is possible."""
    if not answer:
        return ONE + SEVERAL + ORDERED + MATCHED + BLANKS + WRITTEN
    if answer[0] == '"':
        return BLANKS[answer.count("\n") :][:1] + WRITTEN
    if answer[0] == "=":
        return MATCHED[len(answer) - 3]
    if answer[0] == ">":
        n_places = len(answer) - 1
        fits = max(answer) < LETTERS[n_places] if n_places < len(LETTERS) else True
        return ORDERED[n_places - 2] if fits else ""
    least = LETTERS.index(answer[-1]) + 1
    several = SEVERAL[max(least, 2) - 2 :]
    one = ONE[max(least - 2, 0) :] if len(answer) == 1 else ""
    return one + several


def chosen(answer, order):
    """Return the author's positions of letters as shown, rising; None for no answer.

    Parameters
    ----------
    order : sequence of int
        The author's positions in the order shown (`exams.sittings.shuffling.option_order`).
    """
    return sorted(order[LETTERS.index(letter)] for letter in answer) if answer else None


def placed(answer, order):
    """Return what stands at each place of an order or a match, None where nothing does."""
    if not answer:
        return None
    # Letters beyond what was shown stand for nothing: the sign counts the left sides only.
    return [
        order[place] if 0 <= (place := LETTERS.find(letter)) < len(order) else None
        for letter in answer[1:]
    ]


def places(answer, n_places):
    """Return the letter shown at each place of an order or a match, "" where there is none."""
    letters = [letter.strip("-") for letter in answer[1:]]
    return (letters + [""] * n_places)[:n_places]


def lines(answer, n_blanks):
    """Return what is written in each blank."""
    return (answer[1:].split("\n") + [""] * n_blanks)[:n_blanks]


def written(answer):
    """Return the text after the mark; None for no answer."""
    return answer[1:] if answer else None
