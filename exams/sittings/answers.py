"""How the answer log folds. Pure: no Django.

What an answer is, is said by `questionbank.answer_text`.
"""


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
