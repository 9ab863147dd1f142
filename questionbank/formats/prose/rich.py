"""A line of text with its formats, pictures and tables, to be cut like a string. Pure."""

import re
from functools import cached_property

from questionbank.formats import html

# In text: a sign that isn't to be read as a mark of the layout ("A." that begins no option).
# Invisible; where an author's own text holds one it is written twice.
GUARD = "\u2060"

_SMALL_LETTER = re.compile(r"^\s{0,8}[(\[]?[a-h](?=\s?[)\].、:])")
_OBJECT = "\ufffc"
_GUARDS = re.compile(f"{GUARD}({GUARD}?)")
_BITS = {"b": 1, "i": 2, "sub": 4, "sup": 8}
_FORMATS = [tuple(name for name, bit in _BITS.items() if mask & bit) for mask in range(16)]
# One sign for one sign, so that what is found in the folded text stands there in the text.
_FOLDED = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {
    ord(sign): narrow
    for signs, narrow in (("\u3000\xa0\t\u2002\u2003", " "), ("〔［", "["), ("〕］", "]"),
                          ("∶︰﹕", ":"), ("✓✔☑", "√"), ("✗✘☒╳✕✖", "×"))
    for sign in signs
}  # fmt: skip


def fold(text):
    """Return the text with its full-width signs narrow, as long as it was."""
    return text.translate(_FOLDED)


class Rich:
    """Immutable. `masks`: a byte of formats for each character, or None where there are none;
    `objects`: the HTML of a picture or table by the place where it stands."""

    __slots__ = ("__dict__", "masks", "objects", "text")

    def __init__(self, text, masks=None, objects=None):
        self.text, self.masks, self.objects = text, masks, objects or {}

    @classmethod
    def of_runs(cls, runs):
        """From a line of runs (formats, text, is_html), as `formats.html` has them."""
        if all(not formats and not is_html for formats, _, is_html in runs):
            return cls("".join(text for _, text, _ in runs))
        text, masks, objects = [], bytearray(), {}
        for formats, part, is_html in runs:
            if is_html:
                objects[len(masks)] = part
                part = _OBJECT
            text.append(part)
            masks += bytes([sum(_BITS[name] for name in formats)]) * len(part)
        return cls("".join(text), bytes(masks), objects)

    @classmethod
    def of_object(cls, tag):
        return cls(_OBJECT, None, {0: tag})

    @cached_property
    def folded(self):
        # a) begins an option as A) does.
        return _SMALL_LETTER.sub(lambda found: found[0].upper(), fold(self.text))

    def __len__(self):
        return len(self.text)

    def __bool__(self):
        return bool(self.text.strip())

    def __getitem__(self, part):
        start, stop, _ = part.indices(len(self.text))
        objects = self.objects
        if objects:
            objects = {at - start: tag for at, tag in objects.items() if start <= at < stop}
        return Rich(self.text[start:stop], self.masks and self.masks[start:stop], objects)

    def __add__(self, other):
        return _joined([self, other])

    def strip(self):
        start = len(self.text) - len(self.text.lstrip())
        return self[start : max(start, len(self.text.rstrip()))]

    def split(self, places):
        """Return the parts between the (start, end) of `places`."""
        parts, position = [], 0
        for start, end in places:
            parts.append(self[position:start])
            position = end
        return [*parts, self[position:]]

    def without(self, start, end, instead=""):
        return self[:start] + Rich(instead) + self[end:]

    def guarded(self, places):
        """Return the line with guards before these places, and its own guards doubled."""
        places = sorted({*places, *(at for at, sign in enumerate(self.text) if sign == GUARD)})
        if not places:
            return self
        pieces = self.split([(place, place) for place in places])
        guards = (
            Rich(GUARD, (self.masks and self.masks[place : place + 1]) or None) for place in places
        )
        return _joined(
            [pieces[0], *(part for pair in zip(guards, pieces[1:], strict=True) for part in pair)]
        )

    def unguarded(self):
        if GUARD not in self.text:
            return self
        return _joined(
            self.split(
                [(match.start(), match.end() - len(match[1]))
                 for match in _GUARDS.finditer(self.text)]
            )
        )  # fmt: skip

    def runs(self):
        """As `formats.html` has them."""
        if not self.masks and not self.objects:
            return [html.text_run((), self.text)] if self.text else []
        runs, start, masks = [], 0, self.masks or bytes(len(self.text))
        for at in range(1, len(self.text) + 1):
            if (
                at == len(self.text)
                or masks[at] != masks[start]
                or at in self.objects
                or start in self.objects
            ):
                tag, formats = self.objects.get(start), _FORMATS[masks[start]]
                if tag is None:
                    runs.append(html.text_run(formats, self.text[start:at]))
                else:
                    runs.append((() if isinstance(tag, html.Table) else formats, tag, True))
                start = at
        return runs

    @property
    def table(self):
        """The table that the line is, or None."""
        tag = self.objects.get(0) if len(self.text) == 1 else None
        return tag if isinstance(tag, html.Table) else None

    @property
    def words(self):
        """Its text without pictures and tables."""
        if not self.objects:
            return self.text
        return "".join(sign for at, sign in enumerate(self.text) if at not in self.objects)


def _joined(parts):
    masks, objects, at = None, {}, 0
    if any(part.masks for part in parts):
        masks = b"".join(part.masks or bytes(len(part)) for part in parts)
    for part in parts:
        for place, tag in part.objects.items():
            objects[at + place] = tag
        at += len(part)
    return Rich("".join(part.text for part in parts), masks, objects)


def to_html(lines):
    """Return lines of text as the HTML that items hold."""
    return html.joined([line.unguarded().runs() for line in lines])


def to_plain(lines):
    """Return lines of text as one line of plain text."""
    return " ".join(" ".join(line.unguarded().words for line in lines).split())
