"""The order in which an attempt shows options: chance once, then the same for ever. Pure.

What the answer log holds are the letters that the candidate saw; the seed of the attempt turns
them back into the author's order, on any machine and at any time.
"""

import hashlib


def option_order(seed, position, n_options, *, shuffles):
    """Return the author's option positions in the order shown.

    Parameters
    ----------
    seed : str
        The attempt's.
    position : int
        The question's on the form, from 1.
    shuffles : bool
        Whether this kind of question is shuffled at all.
    """
    order = range(n_options)
    if not shuffles:
        return list(order)
    return sorted(
        order,
        key=lambda option: hashlib.sha256(f"{seed}/{position}/{option}".encode()).digest(),
    )


def order_shown(seed, position, question):
    """Return the order in which an attempt shows what is lettered in a `kinds.Question`."""
    kind = question.kind
    return option_order(seed, position, kind.n_lettered(question.content), shuffles=kind.shuffles)
