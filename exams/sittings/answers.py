"""The answer log: what may be logged, how it folds, and its digest. Pure: no Django."""

import hashlib
import re

from exams.sittings.shuffling import LETTERS

_ANSWER = re.compile(r"[A-H]{0,8}")


class MalformedAnswer(ValueError):
    """The request isn't an answer: wrong types, letters out of order, a number out of range."""


def normalise(answer):
    """Return the letters of an answer sorted, each once; raises `MalformedAnswer`."""
    if not isinstance(answer, str) or not _ANSWER.fullmatch(answer):
        raise MalformedAnswer(answer)
    return "".join(sorted(set(answer)))


def shapes_that_take(answer):
    """Return the signs of `Form.shape` under which `answer` is possible.

    A digit: so many options, one may be chosen; a letter: b = 2 options, several may be chosen.
    """
    least = LETTERS.index(answer[-1]) + 1 if answer else 1
    several = "abcdefgh"[max(least, 2) - 1 :]
    one = "2345678"[max(least - 2, 0) :] if len(answer) < 2 else ""
    return one + several


def fold(events):
    """Return {position: answer}: for each item the answer of the highest client number.

    Parameters
    ----------
    events : iterable of (number, position, answer)
        In any order; an empty answer takes the earlier one back.
    """
    latest = {}
    for number, position, answer in events:
        if position not in latest or number > latest[position][0]:
            latest[position] = (number, answer)
    return {position: answer for position, (_, answer) in latest.items() if answer}


def digest(events):
    """Return the SHA-256 over the events in the order of their numbers, 64 hex digits."""
    lines = "\n".join(
        f"{number} {position} {answer}" for number, position, answer in sorted(events)
    )
    return hashlib.sha256(lines.encode()).hexdigest()
