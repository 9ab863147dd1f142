"""Names as the public may see them, and as people type them."""

import unicodedata

# What joins the parts of a transliterated name; rosters and keyboards have several.
_DOTS = "·•‧・･∙⋅.．"
_FOLD_DOTS = dict.fromkeys(map(ord, _DOTS), "·")


def mask_name(name):
    """Return a name partly hidden: 张*, 张*华, 欧**华, 古***·*****曼, J*** ****h.

    First and last character stay, of two only the first, of one none; dots and spaces show.
    """
    characters = list(name.strip())
    if len(characters) == 1:
        return "*"
    last = len(characters) - 1 if len(characters) > 2 else None
    return "".join(
        character if position in (0, last) or character in f"{_DOTS} 　" else "*"
        for position, character in enumerate(characters)
    )


def is_same_name(one, other):
    """Whether two writings are one name: width, case, spaces and the kind of dot don't count."""
    return _fold(one) == _fold(other)


def _fold(name):
    folded = unicodedata.normalize("NFKC", name.translate(_FOLD_DOTS)).casefold()
    return "".join(folded.split())
