"""What a manifest says of an item: title, keywords, difficulty, classification (LOM). Pure.

What has no place in LOM is a taxonPath whose source names our own vocabulary, `baiwen:point`,
`baiwen:level` and `baiwen:cite`; of the second question of a case, `baiwen:point#2`.
"""

from dataclasses import replace

from questionbank.formats import html

VOCABULARY = "baiwen:"
# LOMv1.0's words for our 1 to 5, and those of other systems.
DIFFICULTIES = ("very easy", "easy", "medium", "difficult", "very difficult")
_DIFFICULTIES = {
    **{word: number for number, word in enumerate(DIFFICULTIES, start=1)},
    **{str(number): number for number in range(1, 6)},
    **{"hard": 4, "very hard": 5, "容易": 2, "易": 2, "较易": 2, "中": 3, "中等": 3},
    **{"较难": 4, "难": 4, "困难": 4},
}
# Fields of a part of a case that nothing else in the package has a place for.
_OF_PARTS = ("title", "category", "point", "difficulty", "level", "cites", "tags")
_OWN = ("point", "level", "cites")
_SINGULAR = {"cites": "cite", "tags": "tag"}


def taxa(item):
    """Yield (source, value) for each taxonPath of our vocabulary that tells of an item."""
    for name in _OWN:
        yield from _values(item, name, "")
    for number, part in enumerate(item.items, start=1):
        for name in _OF_PARTS:
            yield from _values(part, name, f"#{number}")


def _values(item, name, suffix):
    value = getattr(item, name)
    for one in value if isinstance(value, tuple) else (value,):
        if one not in ("", None):
            yield f"{VOCABULARY}{_SINGULAR.get(name, name)}{suffix}", html.one_line(str(one))


def difficulty_of(text):
    return _DIFFICULTIES.get(" ".join(text.lower().split()))


class Metadata:
    """The LOM of one resource; `element` is its <metadata>, or None."""

    def __init__(self, element=None):
        self.title = ""
        self._keywords, self._own, self._disciplines = [], {}, []
        self._difficulty = None
        if element is not None:
            self._read(element)

    def _read(self, metadata):
        for general in metadata.iter("general"):
            self.title = self.title or _text(general.find("title"))
            for keyword in general.iterfind("keyword"):
                # IMS-MD has the strings of all keywords in one element.
                strings = [_text(one) for one in keyword] or [_text(keyword)]
                self._keywords += [text for text in strings if text]
        for difficulty in metadata.iter("difficulty"):
            words = _text(difficulty.find("value"))
            self._difficulty = self._difficulty or difficulty_of(words)
        for classification in metadata.iter("classification"):
            purpose = _text(classification.find("purpose/value")).lower()
            for path in classification.iterfind("taxonPath"):
                self._classify(purpose, path)

    def _classify(self, purpose, path):
        source = _text(path.find("source"))
        entries = [
            _text(taxon.find("entry")) or _text(taxon.find("id")) for taxon in path.iter("taxon")
        ]
        if source.startswith(VOCABULARY):
            self._own.setdefault(source[len(VOCABULARY) :], []).extend(filter(None, entries))
        elif purpose == "discipline":
            self._disciplines.append("/".join(filter(None, entries)))

    def added_to(self, item):
        """Return the item with what the manifest tells of it."""
        parts = tuple(
            replace(part, **self._fields(f"#{number}", part))
            for number, part in enumerate(item.items, start=1)
        )
        return replace(
            item,
            items=parts,
            title=item.title or self.title,
            category=item.category or next(iter(self._disciplines), ""),
            tags=(*item.tags, *self._keywords),
            difficulty=self._difficulty or item.difficulty,
            **self._fields("", item, _OWN),
        )

    def _fields(self, suffix, item, names=_OF_PARTS):
        fields = {}
        for name in names:
            values = self._own.get(_SINGULAR.get(name, name) + suffix)
            if not values:
                continue
            if name in _SINGULAR:
                fields[name] = tuple(values)
            elif name == "difficulty":
                fields[name] = difficulty_of(values[0])
            else:
                fields[name] = values[0]
        return fields


def _text(element):
    """The text of a LangString or a plain element, in its first language."""
    if element is None:
        return ""
    first = element[0] if len(element) else element
    return html.one_line("".join(first.itertext()))
