"""Lines of prose -> items. Pure."""

import re

from questionbank.formats.items import Reading, Taken
from questionbank.formats.pictures import Album
from questionbank.formats.prose.building import build
from questionbank.formats.prose.cutting import cut
from questionbank.formats.reasons import NotTaken, file_refused
from questionbank.formats.source import MAX_ITEMS

_PICTURE = re.compile(r'src="media/([^"]+)"')


def read_lines(lines, *, name, unit, album=None, ignored=()):
    """Return the `Reading` of a file's lines; raises `FileRefused`.

    Parameters
    ----------
    lines : iterable of Line
    name : str
        Of the format.
    unit : str
        What `Line.where` counts: 行 or 段.
    album : Album, optional
        The pictures that the lines show; those of questions refused are left out of the reading.
    ignored : iterable of str
        What the file holds beside its lines, in words.
    """
    cutter = cut(lines, unit)
    if not any(line.rich for line in cutter.lines):
        raise file_refused("file_empty")
    if not cutter.drafts:
        raise file_refused("no_questions")
    if len(cutter.drafts) > MAX_ITEMS:
        raise file_refused("file_too_many", limit=MAX_ITEMS)
    ignored = [*cutter.ignored, *ignored]
    if cutter.answers:
        ignored += cutter.answers.give(cutter.drafts)
    taken, refusals = [], []
    for draft in cutter.drafts:
        where = _where(draft, unit)
        try:
            item = build(draft)
        except NotTaken as reason:
            refusals.append(reason.at(where))
        else:
            taken.append(Taken(item, where, tuple(draft.repairs), tuple(draft.warnings)))
    ignored += _gaps(cutter.drafts)
    media = _shown([one.item for one in taken], album or Album())
    return Reading(name, tuple(taken), tuple(refusals), media, tuple(ignored))


def _where(draft, unit):
    label = draft.label
    if label and label[0] in "一二三四五六七八九十" and len(label) < 4:
        label += "、"
    return f"{label}第 {draft.number} 题（第 {draft.where} {unit}）"


def _gaps(drafts):
    """In words, numbers that a paper left out; not of files whose numbers are no sequence."""
    gaps, before = [], None
    for draft in drafts:
        if before is not None and before.section is draft.section:
            if draft.number < before.number and draft.number != 1:
                return []
            if draft.number > before.number + 1:
                gaps.append(f"题号从 {before.number} 跳到 {draft.number}")
        before = draft
    return gaps if len(gaps) <= 5 else []


def _shown(items, album):
    """The pictures that these items show."""
    names = {name for item in items for name in _PICTURE.findall(repr(item))}
    return {name: data for name, data in album.media.items() if name in names}
