"""Finding the same question in other words: exact after folding, then near by shingles. Pure.

Likeness is the Jaccard index of the sets of character pairs; MinHash finds whom to compare (Broder
1997, On the resemblance and containment of documents; Leskovec et al., Mining of Massive Datasets,
ch. 3), so that the work grows with the number of questions, not with that of their pairs.
"""

import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from zlib import crc32

from datasketch import MinHash, MinHashLSH

from questionbank.formats.html import to_plain

# From here on two questions are told as near: reworded stems lie between 0.5 and 0.75 (the tests
# hold some), while no two of the shipped questions come to 0.45.
NEAR = 0.5
# Long stems are compared by themselves too: the same question with other options.
LONG_STEM = 16
_N_PERMUTATIONS = 64


@dataclass(frozen=True)
class Text:
    """What is compared of a question: its stem and the texts beside it, in any order."""

    stem: str
    others: tuple[str, ...] = ()

    @classmethod
    def of(cls, plain):
        """Return that of a plain item, pictures by name: the same words about two are two."""
        return cls(_folded(plain.stem), tuple(sorted(_folded(text) for text in _others(plain))))


def _others(plain):
    yield from (option.text for option in plain.options)
    for pair in plain.pairs:
        yield from (pair.left, pair.right)
    yield from plain.distractors
    yield from plain.sequence
    for part in plain.items:
        yield part.stem
        yield from _others(part)


def _folded(html):
    """Letters and digits only, of one width and case; a picture counts by its name."""
    named = html.replace('<img src="media/', '◇<img src="media/')
    text = to_plain(named) + "".join(part.split('"')[0] for part in html.split('src="media/')[1:])
    text = unicodedata.normalize("NFKC", text).casefold()
    return "".join(sign for sign in text if sign.isalnum())


def likeness(one, other):
    """Return how alike two `Text`s are: 1 for the same words, else below it."""
    if one == other:
        return 1.0
    found = _jaccard(_whole(one), _whole(other))
    if min(len(one.stem), len(other.stem)) > LONG_STEM:
        found = max(found, _jaccard(_pairs(one.stem), _pairs(other.stem)))
    return min(found, 0.999)  # the same pairs in another order aren't the same words


@lru_cache(maxsize=512)  # a question is compared with several, one after the other
def _whole(text):
    return _pairs(text.stem).union(*map(_pairs, text.others))


@lru_cache(maxsize=512)
def _pairs(text):
    return {text[at : at + 2] for at in range(max(1, len(text) - 1))} if text else set()


def _jaccard(one, other):
    return len(one & other) / len(one | other) if one and other else 0.0


class Index:
    """Questions by key, to be asked for those like another."""

    def __init__(self, near=NEAR):
        self.near_enough = near
        self._texts = {}
        # More is looked at than is told: missing one costs more than comparing one.
        self._lsh = MinHashLSH(threshold=near - 0.1, num_perm=_N_PERMUTATIONS)

    def __len__(self):
        return len(self._texts)

    def add(self, key, text):
        """Put a question in; a key once only."""
        self._add(key, text, list(_signatures(text)))

    def near(self, text):
        """Return [(key, likeness)] of those like `text`, the likest first."""
        return self._near(text, list(_signatures(text)))

    def add_and_tell(self, key, text):
        """Put a question in and return those before it that are like it."""
        signatures = list(_signatures(text))
        found = self._near(text, signatures)
        self._add(key, text, signatures)
        return found

    def _add(self, key, text, signatures):
        self._texts[key] = text
        for name, signature in signatures:
            self._lsh.insert((key, name), signature, check_duplication=False)

    def _near(self, text, signatures):
        entries = {entry for _name, signature in signatures for entry in self._lsh.query(signature)}
        found = [(key, likeness(text, self._texts[key])) for key in {key for key, _ in entries}]
        found = [(key, share) for key, share in found if share >= self.near_enough]
        return sorted(found, key=lambda pair: (-pair[1], str(pair[0])))


def _signatures(text):
    """The signatures under which a question is found: as a whole, and of a long stem."""
    shingles = [("whole", _whole(text))]
    if len(text.stem) > LONG_STEM:
        shingles.append(("stem", _pairs(text.stem)))
    for name, found in shingles:
        if found:
            signature = _blank().copy()
            signature.update_batch(found)
            yield name, signature


@cache
def _blank():
    """A signature of nothing: each new one draws the same permutations, a third of the time."""
    return MinHash(num_perm=_N_PERMUTATIONS, hashfunc=_hash)


def _hash(shingle):
    return crc32(shingle.encode())
