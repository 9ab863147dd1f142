"""The rules that turn a response into a share of the item's points. Pure numpy: no Django.

Every rule returns a float array of shape (n_candidates,) with shares from 0 to 1. Those of choices
take `chosen`, a bool array of shape (n_candidates, n_options), and `key`, a bool array of shape
(n_options,). Nothing marked is an omitted item and earns 0.
"""

import numpy as np


def score_single_choice(chosen, key):
    """Share earned where exactly one option may be marked: 1 for the key alone, else 0.

    Two marks earn nothing even if one is the key. True/false is scored the same way.

    Raises
    ------
    ValueError
        The key doesn't have exactly one right option.
    """
    if key.sum() != 1:
        raise ValueError(f"a single-choice key needs one right option, got {key.sum()}")
    return (chosen == key).all(axis=1).astype(float)


def score_multiple_choice(chosen, key, *, half_if_incomplete):
    """Share earned where several options may be marked.

    Parameters
    ----------
    half_if_incomplete : bool
        Whether some right options and no wrong one earn half (少选得一半); otherwise only the
        complete and error-free choice earns anything.

    Raises
    ------
    ValueError
        The key has fewer than two right options.

    References
    ----------
    The two declared policies of an exam: 多选、错选、漏选均不得分; 多选、错选不得分，漏选得一半
    (docs/scoring.md).
    """
    if key.sum() < 2:
        raise ValueError(f"a multiple-choice key needs two right options, got {key.sum()}")
    wrong = (chosen & ~key).any(axis=1)
    complete = (chosen == key).all(axis=1)
    incomplete = chosen.any(axis=1) & ~complete & ~wrong
    return complete + 0.5 * (incomplete & half_if_incomplete)


def marks(positions, n_options):
    """Return bool array (len(positions), n_options) from lists of chosen option positions.

    Parameters
    ----------
    positions : sequence of (list of int or None)
        None: nothing marked. Duplicates count once.

    Raises
    ------
    ValueError
        A position lies outside the item's options.
    """
    table = np.zeros((len(positions), n_options), dtype=bool)
    for row, chosen in enumerate(positions):
        for position in chosen or []:
            if not 0 <= position < n_options:
                raise ValueError(
                    f"option {position} does not exist: the item has options 0 to {n_options - 1}"
                )
            table[row, position] = True
    return table


def score_parts(right, n_parts):
    """Share earned where each of several parts earns the same: blanks, pairs.

    Parameters
    ----------
    right : sequence of (sequence of bool), one a candidate
        Whether each part that was answered is right; parts may be left out.
    n_parts : int
    """
    return np.array([sum(parts) for parts in right], dtype=float) / n_parts


def score_whole(right):
    """Share earned where only the whole counts: an order is right or it isn't."""
    return np.array(right, dtype=float)
