"""Finding the same question in other words: exact after folding, then near by shingles. Pure.

Likeness is the Jaccard index of the sets of character pairs, of the stems and of what stands
beside them, weighed; MinHash finds whom to compare (Broder 1997, On the resemblance and containment
of documents; Leskovec et al., Mining of Massive Datasets, ch. 3), so that the work grows with the
number of questions, not with that of their pairs.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from zlib import crc32

from datasketch import MinHash, MinHashLSH

from questionbank.formats.html import to_plain

# From here on two questions are told as near: reworded stems lie between 0.5 and 0.75 (the tests
# hold some), while no two of the shipped questions that ask different things come to 0.45.
NEAR = 0.5
# A stem weighs by its length, but leaves the options at least the rest: of two questions with one
# stem and nothing else in common no more than this is told. A short stem, or one that is long by
# formula (“下列关于听证的说法，正确的是”), says too little to be told by itself.
LONG_STEM = 16
_STEM_AT_MOST = 0.6
_SHORT_STEM_AT_MOST = 0.4
# Where only one of two has options, or neither has: a statement, or a blank to be filled.
_STEM_OF_ALL = 0.8
_FORMULA = re.compile(
    "根据|依据|依照|按照|中华人民共和国|下列|以下|下面|关于|有关|相关|对于|各项|选项|哪一?[项个些种]"
    "|说法|表述|做法|观点|理解|叙述|陈述|判断|描述|情形|行为|事项|规定"
    "|[不最]?(?:正确|准确|错误|恰当|妥当|属于|符合|成立|合法|违法|包括)|的[是有为]?"
)
_N_PERMUTATIONS = 64


@dataclass(frozen=True)
class Text:
    """What is compared of a question: its stem and the texts beside it, in any order.

    keys: the right ones of these, or the answers to blanks.
    """

    stem: str
    others: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()

    @classmethod
    def of(cls, plain):
        """Return that of a plain item, pictures by name: the same words about two are two."""
        return cls(
            _folded(plain.stem),
            tuple(sorted(map(_folded, _others(plain)))),
            tuple(sorted(map(_folded, _keys(plain)))),
        )


def _others(plain):
    yield from (option.text for option in plain.options)
    for pair in plain.pairs:
        yield from (pair.left, pair.right)
    yield from plain.distractors
    yield from plain.sequence
    for part in plain.items:
        yield part.stem
        yield from _others(part)


def _keys(plain):
    yield from (option.text for option in plain.options if option.is_key)
    for accepted in plain.blanks:
        yield from accepted
    for part in plain.items:
        yield from _keys(part)


def _folded(html):
    """Letters and digits only, of one width and case; a picture counts by its name."""
    named = html.replace('<img src="media/', '◇<img src="media/')
    text = to_plain(named) + "".join(part.split('"')[0] for part in html.split('src="media/')[1:])
    text = unicodedata.normalize("NFKC", text).casefold()
    return "".join(sign for sign in text if sign.isalnum())


def likeness(one, other):
    """Return how alike two `Text`s are: 1 for the same words, else below it.

    The same words with another key are the same question: one of the two keys is wrong.
    """
    if (one.stem, one.others) == (other.stem, other.others):
        return 1.0
    stems = _jaccard(_pairs(one.stem), _pairs(other.stem))
    keys = [_pairs_of(text.keys) for text in (one, other)]
    beside = [_pairs_of(text.others) for text in (one, other)]
    if all(beside):
        both = _jaccard(*beside)
        weight = _stem_weight(one, other)
        if all(keys):
            both = (both + _jaccard(*keys)) / 2
    elif all(keys):
        both, weight = _jaccard(*keys), _STEM_OF_ALL
    else:
        both, weight = 0, _STEM_OF_ALL if any(beside) else 1
    # The same pairs in another order aren't the same words.
    return min(weight * stems + (1 - weight) * both, 0.999)


def _stem_weight(one, other):
    at_most = _STEM_AT_MOST if _is_long(one.stem) and _is_long(other.stem) else _SHORT_STEM_AT_MOST
    stems = len(one.stem) + len(other.stem)
    beside = sum(len(text) for question in (one, other) for text in question.others)
    return min(at_most, stems / (stems + beside))


@lru_cache(maxsize=512)  # a question is compared with several, one after the other
def _is_long(stem):
    """Whether a stem says enough to be compared by itself."""
    return len(stem) > LONG_STEM and len(_FORMULA.sub("", stem)) > LONG_STEM


@lru_cache(maxsize=1024)
def _pairs_of(texts):
    return set().union(*map(_pairs, texts))


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
    shingles = [("whole", _pairs(text.stem) | _pairs_of(text.others))]
    if _is_long(text.stem):
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
