"""The order in which an attempt shows options: chance once, then the same for ever. Pure.

What the answer log holds are the letters that the candidate saw; the seed of the attempt turns
them back into the author's order, on any machine and at any time.
"""

import hashlib

LETTERS = "ABCDEFGH"


def option_order(seed, position, n_options, *, shuffles):
    """Return the author's option positions in the order shown.

    Parameters
    ----------
    seed : str
        The attempt's.
    position : int
        The item's on the form, from 1.
    shuffles : bool
        Whether this kind of item is shuffled at all.
    """
    order = range(n_options)
    if not shuffles:
        return list(order)
    return sorted(
        order,
        key=lambda option: hashlib.sha256(f"{seed}/{position}/{option}".encode()).digest(),
    )


def authors_positions(letters, order):
    """Translate letters as shown ("AC") into the author's positions, rising; "" gives []."""
    return sorted(order[LETTERS.index(letter)] for letter in letters)


def letters_shown(chosen, order):
    """The inverse of `authors_positions`: the author's positions as letters shown."""
    return "".join(sorted(LETTERS[order.index(option)] for option in chosen))
