"""Our own JSON: everything that an item has, so that nothing is lost on the way. Pure.

{"format": "baiwen-items", "version": 1, "items": [{"kind": "single", "stem": "…", …}],
 "media": {"NAME": "base64"}}; fields that are empty are left out.
"""

import base64
import binascii
import json
import re
from dataclasses import asdict, fields
from decimal import Decimal, InvalidOperation

from questionbank.formats import html
from questionbank.formats.items import (
    KINDS,
    Criterion,
    Item,
    Option,
    Pair,
    Reading,
    Taken,
    Written,
)
from questionbank.formats.reasons import NotTaken, file_refused
from questionbank.formats.source import MAX_ITEMS, decode

NAME = "Baiwen JSON"
SUFFIXES = (".json",)
HOLDS_PICTURES = True
MARK = "baiwen-items"
VERSION = 1
MAX_DEPTH = 2  # a case and its questions

_TEXTS = ("stem", "why", "model_answer", "explanation")
_LABELS = ("kind", "title", "category", "point", "level")
_PATH = re.compile(r"[/\\]")  # the name of a picture is no path
_NAMES = {field.name for field in fields(Item)}


def recognise(data):
    """Whether the file says of itself that it is ours."""
    return MARK.encode() in data[:200]


def write(items, media=None):
    """Return the file of `items`; nothing is lost."""
    document = {
        "format": MARK,
        "version": VERSION,
        "items": [entry_of(item) for item in items],
        "media": {
            name: base64.b64encode(content).decode() for name, content in (media or {}).items()
        },
    }
    return Written(json.dumps(document, ensure_ascii=False, indent=1).encode())


def entry_of(item):
    """Return an item as plain values, as it stands in a file."""
    return _plain(asdict(item))


def item_of(entry, media):
    """The inverse of `entry_of`; `media` holds the names of its pictures."""
    return _item(entry, media, depth=1)


def _plain(value):
    if isinstance(value, dict):
        return {name: _plain(part) for name, part in value.items() if part not in ("", None, ())}
    if isinstance(value, (tuple, list)):
        return [_plain(part) for part in value]
    return str(value) if isinstance(value, Decimal) else value


def read(data):
    """Return the `Reading` of a file; raises `FileRefused`."""
    try:
        document = json.loads(decode(data))
    except RecursionError:
        raise file_refused("json_too_deep") from None
    except ValueError as error:
        line, column = getattr(error, "lineno", 1), getattr(error, "colno", 1)
        raise file_refused("json_malformed", line=line, column=column) from error
    if not isinstance(document, dict) or document.get("format") != MARK:
        raise file_refused("json_not_ours")
    if document.get("version") != VERSION:
        raise file_refused("json_version", version=str(document.get("version"))[:20])
    entries = document.get("items")
    if not isinstance(entries, list):
        raise file_refused("json_not_ours")
    if len(entries) > MAX_ITEMS:
        raise file_refused("file_too_many", limit=MAX_ITEMS)
    media = _media(document.get("media", {}))
    taken, refused = [], []
    for number, entry in enumerate(entries, start=1):
        where = f"第 {number} 题"
        try:
            taken.append(Taken(_item(entry, media, depth=1), where))
        except NotTaken as reason:
            refused.append(reason.at(where))
    media = {name: content for name, content in media.items() if not _PATH.search(name)}
    return Reading(NAME, tuple(taken), tuple(refused), media)


def _media(found):
    if not isinstance(found, dict):
        raise file_refused("json_not_ours")
    media = {}
    for name, content in found.items():
        try:
            media[name] = base64.b64decode(content, validate=True)
        except (TypeError, ValueError, binascii.Error):
            raise file_refused("json_media", name=name[:60]) from None
    return media


def _item(entry, media, *, depth):
    if not isinstance(entry, dict):
        raise NotTaken("json_field", field="items")
    unknown = sorted(set(entry) - _NAMES)
    if unknown:
        raise NotTaken("json_unknown", field=unknown[0][:40])
    if entry.get("kind") not in KINDS:
        raise NotTaken("json_kind", kind=str(entry.get("kind"))[:40])
    if depth > MAX_DEPTH:
        raise NotTaken("json_field", field="items")
    item = Item(
        **{name: _string(entry, name) for name in _LABELS},
        **{name: _html(entry, name, media) for name in _TEXTS},
        options=tuple(_option(one, media) for one in _list(entry, "options")),
        is_true=_typed(entry, "is_true", bool),
        blanks=tuple(
            tuple(_clean(text, "blanks", media) for text in _sure(blank, list, "blanks"))
            for blank in _list(entry, "blanks")
        ),
        pairs=tuple(_pair(one, media) for one in _list(entry, "pairs")),
        distractors=_texts(entry, "distractors", media),
        sequence=_texts(entry, "sequence", media),
        rubric=tuple(_criterion(one, media) for one in _list(entry, "rubric")),
        items=tuple(_item(one, media, depth=depth + 1) for one in _list(entry, "items")),
        difficulty=_typed(entry, "difficulty", int),
        cites=tuple(_sure(one, str, "cites") for one in _list(entry, "cites")),
        tags=tuple(_sure(one, str, "tags") for one in _list(entry, "tags")),
        points=_points(entry),
    )
    if not item.stem:
        raise NotTaken("no_stem")
    return item


def _sure(value, kind, field):
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise NotTaken("json_field", field=field)
    return value


def _typed(entry, field, kind):
    return None if entry.get(field) is None else _sure(entry[field], kind, field)


def _string(entry, field):
    return _sure(entry.get(field, ""), str, field)


def _list(entry, field):
    return _sure(entry.get(field, []), list, field)


def _html(entry, field, media):
    return _clean(entry.get(field, ""), field, media)


def _texts(entry, field, media):
    return tuple(_clean(one, field, media) for one in _list(entry, field))


def _clean(text, field, media):
    """Text as the allow-list has it: the file may have been written by anybody."""

    def image(source):
        name = source.removeprefix("media/")
        if name not in media:
            raise NotTaken("image_missing", image=source[:60])
        if _PATH.search(name):
            raise NotTaken("image_path", image=source[:60])
        return f"media/{name}"

    return html.clean(_sure(text, str, field), image=image)[0]


def _option(entry, media):
    entry = _sure(entry, dict, "options")
    return Option(
        text=_html(entry, "text", media),
        is_key=_sure(entry.get("is_key", False), bool, "is_key"),
        why=_html(entry, "why", media),
    )


def _pair(entry, media):
    entry = _sure(entry, dict, "pairs")
    return Pair(_html(entry, "left", media), _html(entry, "right", media))


def _criterion(entry, media):
    entry = _sure(entry, dict, "rubric")
    points = _points(entry)
    if points is None:
        raise NotTaken("json_field", field="rubric")
    return Criterion(_html(entry, "text", media), points)


def _points(entry):
    try:
        points = Decimal(entry["points"]) if entry.get("points") is not None else None
    except (InvalidOperation, TypeError, ValueError):
        raise NotTaken("json_field", field="points") from None
    if points is not None and not points.is_finite():
        raise NotTaken("json_field", field="points")
    return points
