"""Plain items written as a content package of QTI 2.1 or 3.0. Pure.

imsmanifest.xml, test.xml, items/item-00001.xml and so on, media/. Title, keywords, difficulty and
our own fields are in the manifest (`lom`); a section of the test is a run of one category.
"""

import io
import re
import zipfile
from html import escape
from itertools import groupby
from urllib.parse import quote

from questionbank.formats import html
from questionbank.formats.items import Written
from questionbank.formats.pictures import suffix_of
from questionbank.formats.qti import lom
from questionbank.formats.qti.item_writing import write_item
from questionbank.formats.writing import Losses, NotWritten

_SAFE = re.compile(r"[^\W.][\w.-]{0,99}")
_TEST = "TEST"
_LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the same items make the same bytes


def write(items, media, dialect):
    """Return the package of `items`; whoever can't be written is told among the losses."""
    losses = Losses(dialect.name)
    pictures = _Pictures(media or {})
    written = []
    for number, item in enumerate(items, start=1):
        losses.where = f"第 {number} 题"
        n_before = len(losses.found)
        identifier = f"ITEM-{number:05d}"
        pictures.begin()
        try:
            text = write_item(item, identifier, dialect, pictures.path, losses)
        except NotWritten as reason:
            del losses.found[n_before:]
            losses.add(reason.code, **reason.values)
            continue
        _lose_labels(item, losses)
        written.append((identifier, item, text, pictures.shown))
    return Written(_package(written, pictures, dialect), tuple(losses.found))


def _lose_labels(item, losses):
    for one in (item, *item.items):
        if one.difficulty is not None and lom.difficulty_of(str(one.difficulty)) is None:
            losses.fields(one, "difficulty")


class _Pictures:
    """Where each picture stands in the package, under a name that any system unpacks."""

    def __init__(self, media):
        self._media = media
        self.names = {}  # of the package, by our name
        self.shown = {}

    def begin(self):
        self.shown = {}

    def path(self, name):
        """Return the path from an item's file; the item being written shows the picture."""
        if name not in self._media:
            raise NotWritten("image_missing", image=name[:80])
        if name not in self.names:
            self.names[name] = self._safe(name)
        self.shown[name] = None
        return f"../media/{self.names[name]}"

    def _safe(self, name):
        if _SAFE.fullmatch(name):
            return name
        suffix, number = suffix_of(self._media[name]) or "png", len(self.names) + 1
        while (safe := f"picture-{number}.{suffix}") in self._media:
            number += 1
        return safe

    def files(self, names):
        """Yield path within the package and bytes of the pictures of these names."""
        for name in names:
            yield f"media/{self.names[name]}", self._media[name]


def _package(written, pictures, dialect):
    shown = list(dict.fromkeys(name for _, _, _, names in written for name in names))
    identifiers = {name: f"MEDIA-{number:05d}" for number, name in enumerate(shown, start=1)}
    resources = [_test_resource(written, dialect)]
    for identifier, item, _text, names in written:
        resources.append(
            _resource(
                identifier,
                f"imsqti_item_{dialect.suffix}",
                _path(identifier),
                [identifiers[name] for name in names],
                _metadata(item),
            )
        )
    files = list(pictures.files(shown))
    for (path, _data), identifier in zip(files, identifiers.values(), strict=True):
        resources.append(_resource(identifier, "webcontent", path))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        _put(archive, "imsmanifest.xml", dialect.manifest("".join(resources)).encode())
        _put(archive, "test.xml", _test(written, dialect).encode())
        for identifier, _item, text, _names in written:
            _put(archive, _path(identifier), text.encode())
        for path, data in files:
            _put(archive, path, data)
    return buffer.getvalue()


def _put(archive, path, data):
    info = zipfile.ZipInfo(path, _LONG_AGO)
    info.compress_type = zipfile.ZIP_DEFLATED
    archive.writestr(info, data)


def _path(identifier):
    return f"items/{identifier.lower()}.xml"


# The manifest


def _test_resource(written, dialect):
    identifiers = [identifier for identifier, *_ in written]
    return _resource(_TEST, f"imsqti_test_{dialect.suffix}", "test.xml", identifiers)


def _resource(identifier, kind, path, dependencies=(), metadata=""):
    href = escape(quote(path))
    needed = "".join(f'<dependency identifierref="{one}"/>' for one in dependencies)
    return (
        f'<resource identifier="{identifier}" type="{kind}" href="{href}">'
        f'{metadata}<file href="{href}"/>{needed}</resource>\n'
    )


def _metadata(item):
    general = educational = classification = ""
    if title := html.one_line(item.title):
        general += _lom("title", _string(title))
    for tag in filter(None, map(html.one_line, item.tags)):
        general += _lom("keyword", _string(tag))
    if item.difficulty in range(1, len(lom.DIFFICULTIES) + 1):
        words = lom.DIFFICULTIES[item.difficulty - 1]
        educational = _lom("difficulty", _lom("source", "LOMv1.0") + _lom("value", words))
    for source, value in lom.taxa(item):
        taxon = _lom("taxon", _lom("entry", _string(value)))
        purpose = _lom("source", "LOMv1.0") + _lom("value", "educational objective")
        path = _lom("taxonPath", _lom("source", _string(source)) + taxon)
        classification += _lom("classification", _lom("purpose", purpose) + path)
    content = (
        (_lom("general", general) if general else "")
        + (_lom("educational", educational) if educational else "")
        + classification
    )
    return f"<metadata>{_lom('lom', content)}</metadata>" if content else ""


def _lom(name, content):
    return f"<imsmd:{name}>{content}</imsmd:{name}>"


def _string(text):
    return _lom("string", escape(text, quote=False))


# The test


def _test(written, dialect):
    tag = dialect.tag
    runs = groupby(written, key=lambda one: html.one_line(one[1].category))
    sections = "\n".join(
        tag(
            "assessmentSection",
            "".join(
                tag("assessmentItemRef", identifier=identifier, href=_path(identifier))
                for identifier, *_ in run
            ),
            identifier=f"SECTION-{number:05d}",
            title=category or "试题",
            # A heading that candidates see is a category, and read back as one.
            visible="true" if category else "false",
        )
        for number, (category, run) in enumerate(runs, start=1)
    ) or tag("assessmentSection", identifier="SECTION", title="试题", visible="false")
    part = tag(
        "testPart", sections, identifier="PART", navigationMode="nonlinear",
        submissionMode="simultaneous",
    )  # fmt: skip
    zero = tag("defaultValue", tag("value", "0"))
    score = tag(
        "outcomeDeclaration", zero, identifier="SCORE", cardinality="single", baseType="float"
    )
    total = tag("sum", tag("testVariables", variableIdentifier="SCORE"))
    processing = tag("outcomeProcessing", tag("setOutcomeValue", total, identifier="SCORE"))
    content = "\n".join([score, part, processing])
    return dialect.document("assessmentTest", content, identifier=_TEST, title="试题")
