"""What about an item's statistics asks for a second look. Pure: no Django.

The thresholds stand here and nowhere else; docs/statistics.md says where they come from.
"""

from dataclasses import dataclass
from math import atanh, sqrt

TOO_EASY = 0.95  # facility above: nearly everybody, so it tells nobody apart
TOO_HARD = 0.30  # facility below
WEAK = 0.20  # item-rest correlation surely below: Ebel & Frisbie (1991), ch. 13: "poor"
IDLE = 0.02  # share that chose a distractor below
# With fewer people nothing is judged: with 30 a correlation is known to 0.36 only.
FEWEST = 30
# Sure is what holds with 95 % (one side), by Fisher's z with standard error 1/sqrt(n - 3). Without
# it a third of the items of a good paper that 186 people wrote would be called weak.
CERTAIN = 1.645
# A distractor that takes so much of the upper 27 %, and no less of them than of others, is as
# right for them as the key.
SHARED = 1 / 3

# In the order in which to mend them.
KEY_SUSPECT, WEAK_ITEM, HARD, EASY, IDLE_OPTION = CODES = (
    "key_suspect",
    "weak",
    "too_hard",
    "too_easy",
    "idle_option",
)


@dataclass(frozen=True)
class Option:
    """Who chose an option: shares of all people, of the upper and of the lower 27 %."""

    is_key: bool
    n: int
    share: float
    upper: float | None
    lower: float | None
    total_r: float | None
    rest_r: float | None


def flags(*, n, facility, discrimination, options=()):
    """Return the codes of what is out of range; nothing for fewer than `FEWEST` people.

    Parameters
    ----------
    n : int
    facility : float
    discrimination : float or None
        Item-rest correlation; None where it isn't defined.
    options : sequence of Option
        Empty for an item without options.
    """
    if n < FEWEST:
        return []
    found = set()
    if facility > TOO_EASY:
        # A correlation has no room there, and no distractor anybody to draw.
        return [EASY]
    if facility < TOO_HARD:
        found.add(HARD)
    if (discrimination is not None and discrimination < 0) or rivals(options, n=n):
        found.add(KEY_SUSPECT)
    elif discrimination is not None and _at_most(discrimination, n) < atanh(WEAK):
        found.add(WEAK_ITEM)
    if idle(options, n=n):
        found.add(IDLE_OPTION)
    return [code for code in CODES if code in found]


def rivals(options, *, n):
    """Return the positions of distractors that draw the best people as a key should.

    They draw more of the upper 27 % than the key, or are chosen the rather the better people are:
    more so than the key, or so often that there seem to be two right answers. With several keys
    the weakest is compared.
    """
    keys = [option for option in options if option.is_key]
    if n < FEWEST or not keys:
        return []
    drawn = min(map(_upper, keys))
    key_r = min(map(_r, keys))
    return [
        position
        for position, option in enumerate(options)
        if not option.is_key
        and (
            _upper(option) > drawn
            or (_r(option) > key_r and _at_least(_r(option), n) > 0)
            or (_upper(option) >= SHARED and _r(option) >= 0)
        )
    ]


def _upper(option):
    """0 where every group was too small to have an upper 27 %."""
    return option.upper or 0


def _at_most(r, n):
    return _fisher(r) + CERTAIN / sqrt(n - 3)


def _at_least(r, n):
    return _fisher(r) - CERTAIN / sqrt(n - 3)


def _fisher(r):
    return atanh(min(max(r, -0.9999), 0.9999))


def _r(option):
    """Below all others where nobody, or everybody, chose it."""
    return -1 if option.rest_r is None else option.rest_r


def idle(options, *, n):
    """Return the positions of distractors that hardly anybody takes, where there are several."""
    distractors = [position for position, option in enumerate(options) if not option.is_key]
    if n < FEWEST or len(distractors) < 2:
        return []
    return [position for position in distractors if options[position].share < IDLE]
