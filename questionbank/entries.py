"""The shipped items as people write them: YAML in, entries and faults out. Pure: no database."""

import re
from dataclasses import dataclass

import yaml
from django.utils.translation import gettext as _

from cms import citations
from questionbank import markup
from questionbank.formats.html import from_plain
from questionbank.formats.items import Item, Option
from questionbank.kinds import KINDS

KINDS_WRITTEN = ("single", "multiple", "true_false")
LEVELS = ("know", "understand", "apply")
DIFFICULTIES = (1, 2, 3, 4, 5)
MAX_TEXT, MAX_WHY = 500, 300

_ID = re.compile(r"(\d\d)-\d{4}")
_REQUIRED = {"id", "kind", "point", "level", "difficulty", "cites", "stem", "explanation"}
_OPTIONAL = {"options", "answer", "why", "computed"}
_TEXTS = ("id", "kind", "point", "level", "stem", "explanation")


@dataclass(frozen=True)
class Entry:
    file: str
    line: int
    id: str
    kind: str
    point: str
    level: str
    difficulty: int
    cites: tuple[citations.Reference, ...]
    stem: str  # HTML
    options: tuple[Option, ...]  # HTML; the author's, none for true or false
    is_true: bool | None
    why_false: str
    explanation: str  # HTML

    @property
    def place(self):
        return _("%(entry)s (line %(line)d)") % {"entry": self.id, "line": self.line}

    @property
    def plain(self):
        return Item(
            self.kind,
            markup.inline(self.stem),
            options=self.options,
            is_true=self.is_true,
            why=from_plain(self.why_false),
            explanation=markup.inline(self.explanation),
        )


class _Loader(yaml.CSafeLoader):
    """The loader written in C (ten times as quick); a key written twice is a slip."""

    def construct_mapping(self, node, deep=False):
        seen = set()
        for key, _value in node.value:
            if isinstance(key, yaml.ScalarNode) and key.value in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, _("%(key)s is written twice") % {"key": key.value}, key.start_mark
                )
            seen.add(key.value if isinstance(key, yaml.ScalarNode) else key)
        return super().construct_mapping(node, deep)


def parse(text, file, faults):
    """Return the entries of a file; what is wrong with the others goes to `faults`.

    Parameters
    ----------
    text : str
    file : str
        Its name, for messages; the chapter's number is its stem.
    faults : cms.loading.faults.Faults
    """
    try:
        loader = _Loader(text)
        root = loader.get_single_node()
        nodes = root.value if isinstance(root, yaml.SequenceNode) else None
        found = nodes and [
            (node.start_mark.line + 1, loader.construct_document(node)) for node in nodes
        ]
    except yaml.MarkedYAMLError as error:
        line = _("line %(line)d") % {"line": error.problem_mark.line + 1}
        faults.add(file, line, "", _("is not YAML: %(reason)s") % {"reason": error.problem})
        return []
    except yaml.YAMLError as error:
        faults.add(file, "", "", _("is not YAML: %(reason)s") % {"reason": error})
        return []
    if not found:
        faults.add(file, "", "", _("must be a list of items"))
        return []
    entries = (_EntryReader(file, line, data, faults).read() for line, data in found)
    return [entry for entry in entries if entry is not None]


class _EntryReader:
    """Reads one item of the list, noting all that is wrong with it."""

    def __init__(self, file, line, data, faults):
        self.file, self.line, self.data, self.faults = file, line, data, faults
        self.is_sound = True

    def fault(self, field, reason):
        name = self.data.get("id") if isinstance(self.data, dict) else None
        place = _("line %(line)d") % {"line": self.line}
        if isinstance(name, str):
            place = _("%(entry)s (line %(line)d)") % {"entry": name, "line": self.line}
        self.faults.add(self.file, place, field, reason)
        self.is_sound = False

    def read(self):
        if not isinstance(self.data, dict):
            self.fault("", _("must be an item with its fields"))
            return None
        missing = sorted(_REQUIRED - self.data.keys())
        for name in missing:
            self.fault(name, _("missing"))
        for name in self.data.keys() - _REQUIRED - _OPTIONAL:
            self.fault(str(name), _("is no field of an item"))
        for name in _TEXTS:
            if name not in missing and not isinstance(self.data[name], str):
                self.fault(name, _("must be text; put it in quotes"))
        if not self.is_sound:
            return None
        self.check_words()
        entry = Entry(
            file=self.file,
            line=self.line,
            **{name: self.data[name] for name in ("id", "kind", "point", "level", "difficulty")},
            cites=self.cites(),
            stem=self.marked("stem"),
            explanation=self.marked("explanation"),
            options=self.options(),
            is_true=self.answer(),
            why_false=self.short_text(self.data.get("why", ""), "why"),
        )
        if self.is_sound:
            for fault in KINDS[entry.kind].faults(entry.plain):
                name, _slash, position = fault.place.partition("/")
                self.fault(f"{name}/{int(position) + 1}" if position else name, fault.reason)
        return entry if self.is_sound else None

    def check_words(self):
        number = _ID.fullmatch(self.data["id"])
        if not number or number[1] != self.file.rpartition("/")[2].partition(".")[0]:
            self.fault("id", _("must be the chapter's number (the file's name) and a serial,"
                               " such as 05-0012"))  # fmt: skip
        for name, allowed in (
            ("kind", KINDS_WRITTEN),
            ("level", LEVELS),
            ("difficulty", DIFFICULTIES),
        ):
            value = self.data[name]
            if value not in allowed or isinstance(value, bool):
                self.fault(
                    name,
                    _("%(value)s is none of %(allowed)s")
                    % {"value": value, "allowed": ", ".join(map(str, allowed))},
                )
        forbidden = ("options",) if self.data["kind"] == "true_false" else ("answer", "why")
        for name in forbidden:
            if name in self.data:
                self.fault(name, _("is no field of this kind"))

    def cites(self):
        found = []
        texts = self.data["cites"]
        if not isinstance(texts, list) or not texts:
            self.fault("cites", _("must be a list of citations such as slug#64/1/3"))
            return ()
        for text in texts:
            try:
                found.append(citations.parse(str(text)))
            except ValueError:
                self.fault(
                    "cites",
                    _("%(text)s is no citation; write it as slug#64/1/3") % {"text": text},
                )
        return tuple(found)

    def marked(self, name):
        try:
            return markup.from_marked(self.data[name])
        except ValueError:
            self.fault(name, _("has a ** that isn't closed"))
            return ""

    def options(self):
        rows = self.data.get("options", [])
        if not isinstance(rows, list):
            self.fault("options", _("must be a list"))
            return ()
        return tuple(self.option(position, row) for position, row in enumerate(rows))

    def option(self, position, row):
        place = f"options/{position + 1}"
        if not isinstance(row, dict) or row.keys() - {"text", "key", "why"}:
            self.fault(place, _("must have text, and may have key and why"))
            return Option("")
        if not isinstance(row.get("key", False), bool):
            self.fault(place, _("key must be true or false"))
        return Option(
            from_plain(self.short_text(row.get("text", ""), place, MAX_TEXT)),
            row.get("key") is True,
            from_plain(self.short_text(row.get("why", ""), place)),
        )

    def answer(self):
        answer = self.data.get("answer")
        if self.data["kind"] == "true_false" and not isinstance(answer, bool):
            self.fault("answer", _("must be true or false"))
        return answer

    def short_text(self, value, place, most=MAX_WHY):
        if not isinstance(value, str):
            self.fault(place, _("must be text; put it in quotes"))
            return ""
        if len(value) > most:
            self.fault(place, _("is longer than %(most)d characters") % {"most": most})
        return value.strip()
