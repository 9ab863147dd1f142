"""The parts of a .docx beside the text: what a Word file is, relations, styles, notes. Pure."""

import posixpath
from dataclasses import dataclass

from exams.spreadsheets import FileRefused as ContainerRefused
from exams.spreadsheets import Limits, open_package
from exams.spreadsheets.xml import attribute, parse
from questionbank.formats.reasons import container_refused, file_refused

MAX_BYTES = 50 * 2**20
MAX_TEXT_BYTES = 30 * 2**20  # of one part of XML; 5,000 questions have 9 MB
_LIMITS = Limits(upload_bytes=MAX_BYTES, unpacked_bytes=200 * 2**20, members=10_000)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OFF = frozenset(["0", "false", "off", "none"])


class Handler:
    """Of an XML part, whose names come without prefix."""

    def start(self, name, attributes):
        pass

    def end(self, name):
        pass

    def text(self, string):
        pass

    @staticmethod
    def value(attributes, name="val"):
        return attribute(attributes, name)

    @staticmethod
    def number(attributes, name, otherwise=0):
        text = attribute(attributes, name)
        is_number = text.lstrip("-").isdecimal() and len(text) < 6
        return int(text) if is_number else otherwise

    @staticmethod
    def is_on(attributes):
        """The value of a switch such as <w:b/>."""
        return attribute(attributes, "val") not in _OFF


def recognise(data):
    """Whether the bytes are a Word file, old or new: what isn't read is refused in words."""
    if data.startswith(b"{\\rtf"):
        return True
    if data.startswith(_OLE):
        return "WordDocument".encode("utf-16-le") in data
    if not data.startswith(b"PK") or len(data) > MAX_BYTES:
        return data.startswith(b"PK") and b"word/document.xml" in data
    try:
        names = open_package(data, limits=_LIMITS).names
    except ContainerRefused:
        return b"word/document.xml" in data
    return any(name.startswith("word/") for name in names)


class Parts:
    """A .docx that was opened; raises `FileRefused` where it's none, or none to be read."""

    def __init__(self, data):
        _refuse_others(data)
        try:
            self.package = open_package(data, limits=_LIMITS)
            if any(name.lower().endswith("vbaproject.bin") for name in self.package.names):
                raise file_refused("word_macros")
            if "_rels/.rels" not in self.package:
                raise file_refused("not_word")
            relations = self._relations("_rels/.rels", "")
            self.main = next((one.target for one in relations.values()
                              if one.kind == "officeDocument"), "")  # fmt: skip
            if self.main not in self.package:
                raise file_refused("not_word")
            folder, name = posixpath.split(self.main)
            self.relations = self._relations(f"{folder}/_rels/{name}.rels", folder)
        except ContainerRefused as refusal:
            raise container_refused(refusal) from refusal

    def read(self, name, handler):
        """Feed a part to the handler, and return it."""
        try:
            if name in self.package:
                if self.package.names[name].file_size > MAX_TEXT_BYTES:
                    raise file_refused("too_large", limit=MAX_TEXT_BYTES // 2**20)
                with self.package.open(name) as member:
                    parse(member, handler)
        except ContainerRefused as refusal:
            raise container_refused(refusal) from refusal
        return handler

    def of_kind(self, kind):
        """The name of the part that the document has of a kind, or ""."""
        return next((one.target for one in self.relations.values() if one.kind == kind), "")

    def bytes_of(self, relation):
        """(name, bytes) of what a relation points to; (address, None) where that's not here."""
        one = self.relations.get(relation)
        if one is None or one.is_external or one.target not in self.package:
            return (one.target if one else relation), None
        try:
            return posixpath.basename(one.target), self.package.read(one.target)
        except ContainerRefused as refusal:
            raise container_refused(refusal) from refusal

    def _relations(self, name, folder):
        return self.read(name, _Relations(folder)).relations


def _refuse_others(data):
    if data.startswith(b"{\\rtf"):
        raise file_refused("old_word", kind=".doc（RTF）")
    if data.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise file_refused("encrypted")
        raise file_refused("old_word", kind=".doc（Word 97-2003）")
    if not data:
        raise file_refused("empty")
    if not data.startswith(b"PK"):
        raise file_refused("not_word")
    if len(data) > MAX_BYTES:
        raise file_refused("too_large", limit=MAX_BYTES // 2**20)


@dataclass(frozen=True)
class _Relation:
    kind: str
    target: str
    is_external: bool


class _Relations(Handler):
    def __init__(self, folder):
        self.folder = folder
        self.relations = {}

    def start(self, name, attributes):
        if name == "Relationship":
            is_external = attributes.get("TargetMode") == "External"
            target = attributes.get("Target", "")
            if not is_external:
                target = posixpath.join("/", self.folder, target)
                # normpath keeps a leading "..": joined to "/" there is none left
                target = posixpath.normpath(target).lstrip("/")
            kind = attributes.get("Type", "").rpartition("/")[2]
            self.relations[attributes.get("Id", "")] = _Relation(kind, target, is_external)


@dataclass
class Style:
    name: str = ""
    parent: str = ""
    number_id: str | None = None
    depth: int | None = None
    outline: int | None = None
    is_bold: bool = False
    is_italic: bool = False
    is_hidden: bool = False


class Styles(Handler):
    """styles.xml: of each style what matters to questions, with what it inherits."""

    def __init__(self):
        self.styles = {}
        self._style = None
        self._is_table = False
        self._whole = {}

    def start(self, name, attributes):
        style = self._style
        if name == "style":
            self._style = self.styles.setdefault(self.value(attributes, "styleId"), Style())
            self._is_table = self.value(attributes, "type") == "table"
        elif style is None or self._is_table:
            return
        elif name == "name":
            style.name = self.value(attributes).lower()
        elif name == "basedOn":
            style.parent = self.value(attributes)
        elif name == "numId":
            style.number_id = self.value(attributes)
        elif name == "ilvl":
            style.depth = self.number(attributes, "val")
        elif name == "outlineLvl":
            style.outline = self.number(attributes, "val", 9)
        elif name == "b":
            style.is_bold = self.is_on(attributes)
        elif name == "i":
            style.is_italic = self.is_on(attributes)
        elif name == "vanish":
            style.is_hidden = self.is_on(attributes)

    def end(self, name):
        if name == "style":
            self._style = None

    def of(self, style_id):
        """The style with what it has from those that it's based on."""
        if style_id in self._whole:
            return self._whole[style_id]
        whole, seen = Style(), set()
        name, chain = style_id, []
        while name in self.styles and name not in seen and len(seen) < 20:
            seen.add(name)
            chain.append(self.styles[name])
            name = self.styles[name].parent
        for style in reversed(chain):
            whole.name = style.name
            whole.is_bold |= style.is_bold
            whole.is_italic |= style.is_italic
            whole.is_hidden |= style.is_hidden
            for field in ("number_id", "depth", "outline"):
                if getattr(style, field) is not None:
                    setattr(whole, field, getattr(style, field))
        self._whole[style_id] = whole
        return whole


class Notes(Handler):
    """footnotes.xml or endnotes.xml: the text of each note by its id."""

    def __init__(self):
        self.texts = {}
        self._id = ""
        self._is_text = False

    def start(self, name, attributes):
        if name in ("footnote", "endnote"):
            self._id = self.value(attributes, "id")
            # The line that parts notes from text is a note of its own.
            self.texts[self._id] = []
        self._is_text = name == "t"

    def end(self, name):
        self._is_text = False

    def text(self, string):
        if self._is_text and self._id:
            self.texts[self._id].append(string)

    def of(self, note_id):
        return "".join(self.texts.get(note_id, ())).strip()
