"""The answer log: how it folds, and its digest. Pure: no Django.

What an answer is, is said by `questionbank.answer_text`.
"""

import hashlib
import json
import re

_ONE_LINE = re.compile(r"[A-H>=-]*")


def fold(events):
    """Return {position: answer}: for each position the answer of the highest client number.

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
    """Return the SHA-256 over the events in the order of their numbers, 64 hex digits.

    An event is a line: number, position, answer; what was written stands there as a JSON string,
    so that no text can look like another line.
    """
    lines = "\n".join(
        f"{number} {position} {answer if _ONE_LINE.fullmatch(answer) else json.dumps(answer)}"
        for number, position, answer in sorted(events)
    )
    return hashlib.sha256(lines.encode()).hexdigest()
