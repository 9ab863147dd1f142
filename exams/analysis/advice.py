"""The flags in words: what is wrong with an item, and what to do about it."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from exams.analysis import flags
from exams.analysis.cube import LETTERS

WORDS = {
    flags.KEY_SUSPECT: gettext_lazy("key suspect"),
    flags.WEAK_ITEM: gettext_lazy("discriminates weakly"),
    flags.HARD: gettext_lazy("too hard"),
    flags.EASY: gettext_lazy("too easy"),
    flags.IDLE_OPTION: gettext_lazy("idle option"),
}


def letters(positions):
    return pgettext("between two of a list", ", ").join(LETTERS[place] for place in positions)


def advice(codes, options, *, n):
    """Return (words, what to do) of each flag.

    Parameters
    ----------
    codes : list of str
    options : list of flags.Option
    n : int
    """
    return [(WORDS[code], _ADVICE[code](options, n)) for code in codes]


def _key_suspect(options, n):
    rivals = flags.rivals(options, n=n)
    if not rivals:
        return _(
            "Those who do well on the paper get this wrong more often than the others. Check the"
            " key against the article cited, and whether the stem can be misread."
        )
    return _(
        "Those who do well on the paper are drawn to %(rivals)s. Compare %(rivals)s with the key"
        " %(key)s and the article cited: is the key wrong, or are two answers right?"
    ) % {
        "rivals": letters(rivals),
        "key": letters(place for place, option in enumerate(options) if option.is_key),
    }


def _weak(options, n):
    return _(
        "Those who know the matter hardly do better here than the others. Look for a stem that can"
        " be read in two ways, and for a distractor that is nearly right."
    )


def _too_hard(options, n):
    return _(
        "Fewer than three in ten points were earned. Check the key first; else ask whether it was"
        " taught, and whether the stem says all that is needed."
    )


def _too_easy(options, n):
    return _(
        "Nearly everybody gets it right, so it tells nobody apart. Keep it only if everybody must"
        " know it; else make the distractors more plausible."
    )


def _idle(options, n):
    return _(
        "Hardly anybody takes %(idle)s. Put a mistake there that people really make, or delete it."
    ) % {"idle": letters(flags.idle(options, n=n))}


_ADVICE = {
    flags.KEY_SUSPECT: _key_suspect,
    flags.WEAK_ITEM: _weak,
    flags.HARD: _too_hard,
    flags.EASY: _too_easy,
    flags.IDLE_OPTION: _idle,
}
