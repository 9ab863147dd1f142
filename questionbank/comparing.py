"""Two states of a question side by side, what differs marked: versions as papers have them, or
revisions as the editor has them."""

import difflib
import re
from dataclasses import dataclass
from html import escape

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from cms import citations, links
from questionbank import markup
from questionbank.kinds import KINDS

# A word or number of the West is one piece; of Chinese each character.
_PIECES = re.compile(r"[0-9]+(?:\.[0-9]+)?|[A-Za-z]+|\s+|.", re.DOTALL)
# Unchanged bits so short between two changes only make both harder to read.
N_ISLAND = 1
# Beyond this comparing piece by piece takes seconds: whole sentences then.
MOST_PIECES = 4000
_SENTENCES = re.compile(r"[^。；！？\n]*[。；！？\n]|[^。；！？\n]+")


@dataclass(frozen=True)
class Field:
    """One thing that a question says: a text, or several beside each other; clean HTML."""

    label: str
    texts: tuple


@dataclass(frozen=True)
class Line:
    """A text on both sides, as HTML with <del> and <ins>; None where a side has none."""

    before: SafeString | None
    after: SafeString | None
    has_changed: bool
    only_looks: bool = False  # the same words, in bold or so


@dataclass(frozen=True)
class Row:
    label: str
    lines: list

    @property
    def has_changed(self):
        return any(line.has_changed for line in self.lines)


def of_item(item):
    """Return the fields of an item as it stands in this object, saved or not."""
    kind, plain = KINDS[item.kind], item.plain
    rationale = {"explanation": plain.explanation, "whys": kind.whys(plain)}
    questions = kind.questions(kind.content(plain), kind.key(plain), rationale)
    is_case = bool(plain.items) or item.kind == "case"
    return [
        *_classification(item),
        Field(pgettext("item", "Level"), (escape(item.get_level_display()),)),
        Field(
            _("Further knowledge points"),
            tuple(escape(str(point)) for point in item.also_tests.all()),
        ),
        *_questions(questions, plain.stem if is_case else None),
        *([Field(_("Explanation"), (plain.explanation,))] if is_case else []),
        Field(
            _("Articles cited"),
            tuple(escape(str(one)) for one in item.citations.all()),
        ),
    ]


def of_version(version):
    """Return the fields of a frozen version, as candidates see it, with key and explanation."""
    is_case = version.kind == "case"
    return [
        *_classification(version),
        *_questions(version.questions(), version.content["stem"] if is_case else None),
        *([Field(_("Explanation"), (version.rationale["explanation"],))] if is_case else []),
        Field(_("Articles cited"), tuple(map(escape, _cited(version.rationale["cites"])))),
    ]


def _cited(cites):
    """As prose writes them; an article that is no longer there as it was noted."""
    references = [citations.parse(cite) for cite in cites]
    known = links.resolve(references)
    return [known[one].written if one in known else str(one) for one in references]


def shared(fields):
    """Return the fields without those that no version has: beside one they'd look deleted."""
    unknown = {pgettext("item", "Level"), _("Further knowledge points")}
    return [field for field in fields if field.label not in unknown]


def _classification(thing):
    return [
        Field(pgettext("item", "Kind"), (escape(str(KINDS[thing.kind].label)),)),
        Field(_("Knowledge point"), (escape(str(thing.point)),)),
        Field(_("Difficulty"), (escape(thing.get_difficulty_display()),)),
    ]


def _questions(questions, passage):
    if passage is not None:
        yield Field(_("Case"), (passage,))
    for number, question in enumerate(questions, start=1):
        for field in _question(question):
            if passage is not None:
                label = _("Question %(number)d: %(field)s")
                field = Field(label % {"number": number, "field": field.label}, field.texts)
            yield field


def _question(question):
    rationale = question.rationale
    right = question.kind.explained(question.content, question.key, rationale["whys"])
    yield Field(_("Stem"), (question.content["stem"],))
    if "options" in right:
        yield Field(_("Options"), tuple(_option(option) for option in right["options"]))
    else:
        yield Field(pgettext("question", "Answer"), tuple(str(line) for line in right["right"]))
    n_partners = len(question.content.get("left", ()))
    if alone := question.content.get("right", ())[n_partners:]:
        yield Field(_("Nobody's partner"), tuple(alone))
    yield Field(_("Explanation"), (rationale["explanation"],))


def _option(option):
    text = option["text"]
    if option["is_key"]:
        text += f" 【{pgettext('answer', 'key')}】"
    if option["why"]:
        text += f" — {option['why']}"
    return text


def compare(before, after):
    """Return the `Row`s of two lists of fields, in the order of the second.

    A field that only the first has (questions of a case that are gone) stands where it was.
    """
    one, other = ({field.label: field.texts for field in fields} for fields in (before, after))
    labels = list(other)
    for position, label in enumerate(one):
        if label not in other:
            labels.insert(min(position, len(labels)), label)
    rows = [
        Row(label, [_line(*pair) for pair in _paired(one.get(label, ()), other.get(label, ()))])
        for label in labels
    ]
    return [row for row in rows if row.lines]


def _paired(before, after):
    """Texts that belong together: the same ones first, then the changed ones in order."""
    before, after = [list(filter(None, texts)) for texts in (before, after)]
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    for _op, i1, i2, j1, j2 in matcher.get_opcodes():
        length = max(i2 - i1, j2 - j1)
        left = [*before[i1:i2], *[None] * (length - (i2 - i1))]
        right = [*after[j1:j2], *[None] * (length - (j2 - j1))]
        yield from zip(left, right, strict=True)


def _line(before, after):
    if before is None:
        return Line(None, _tagged("ins", _text(after)), True)
    if after is None:
        return Line(_tagged("del", _text(before)), None, True)
    texts = _text(before), _text(after)
    left, right = difference(*texts)
    has_changed = texts[0] != texts[1]
    only_looks = not has_changed and markup.inline(before) != markup.inline(after)
    return Line(left, right, has_changed or only_looks, only_looks)


def _text(html):
    """What an HTML text says, its pictures by name."""
    names = "".join(
        f" [{_('picture %(name)s') % {'name': name}}]" for name in markup.pictures(html)
    )
    return markup.plain(html) + names


def difference(before, after):
    """Return both texts as HTML, what is gone in <del>, what is new in <ins>."""
    left, right = [], []
    for is_same, gone, new in _changes(before, after):
        left.append(escape(gone) if is_same else _tagged("del", gone))
        right.append(escape(new) if is_same else _tagged("ins", new))
    return mark_safe("".join(left)), mark_safe("".join(right))  # noqa: S308


def _changes(before, after):
    """(is it the same, the piece before, the piece after), changes that nearly touch as one."""
    one, other = _PIECES.findall(before), _PIECES.findall(after)
    if max(len(one), len(other)) > MOST_PIECES:
        one, other = _SENTENCES.findall(before), _SENTENCES.findall(after)
    merged = []
    for op, i1, i2, j1, j2 in difflib.SequenceMatcher(
        None, one, other, autojunk=False
    ).get_opcodes():
        piece = [op == "equal", "".join(one[i1:i2]), "".join(other[j1:j2])]
        is_island = (
            len(merged) > 1
            and merged[-1][0]
            and not piece[0]
            and len(merged[-1][1]) <= N_ISLAND
            and not merged[-2][0]
        )
        if is_island:
            for _again in range(2):
                last = merged.pop()
                piece = [False, last[1] + piece[1], last[2] + piece[2]]
        merged.append(piece)
    return merged


def _tagged(tag, text):
    return mark_safe(f"<{tag}>{escape(text)}</{tag}>") if text else ""  # noqa: S308
