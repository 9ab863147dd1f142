"""A question's answer in a line, to be looked over among hundreds."""

from html import unescape
from string import ascii_uppercase

from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from questionbank import markup
from questionbank.kinds.base import fold

_N_SIGNS = 120


def key_words(plain):
    """Return what is right about a plain item: B, 对, 十五日；三十日 …"""
    return Truncator(_words(plain)).chars(_N_SIGNS)


def _words(plain):
    if plain.kind in ("single", "multiple"):
        return "".join(
            letter
            for letter, option in zip(ascii_uppercase, plain.options, strict=False)
            if option.is_key
        )
    if plain.kind == "true_false":
        words = {True: pgettext("statement", "true"), False: pgettext("statement", "false")}
        return words.get(plain.is_true, "")
    if plain.kind == "fill_in":
        return "；".join(unescape(accepted[0]) for accepted in plain.blanks if accepted)
    if plain.kind == "matching":
        pairs = ((markup.plain(pair.left), markup.plain(pair.right)) for pair in plain.pairs)
        return "；".join(f"{left} → {right}" for left, right in pairs)
    if plain.kind == "ordering":
        return " → ".join(markup.plain(text) for text in plain.sequence)
    if plain.kind == "case":
        return " ".join(
            f"{number}. {_words(part)}" for number, part in enumerate(plain.items, start=1)
        )
    return markup.plain(plain.model_answer) or _("marked by hand")


def answers(plain):
    """What is right, in a form that is equal for equal answers whatever the order of options."""
    return (
        frozenset(fold(option.text) for option in plain.options if option.is_key),
        plain.is_true,
        plain.blanks,
        frozenset((fold(pair.left), fold(pair.right)) for pair in plain.pairs),
        tuple(map(fold, plain.sequence)),
        tuple(answers(part) for part in plain.items),
    )
