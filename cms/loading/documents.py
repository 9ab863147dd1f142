"""FAQ entries and handbook chapters: read from Markdown with a YAML head."""

import re
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import pairwise

import yaml
from django.utils.translation import gettext as _

from cms import citations
from cms.loading.markup import MarkupRefused, list_items, to_html

# Part of each digest: a change of how files become pages loads them all anew.
FORMAT = 1
SECTIONS = {"答": "answer", "依据": "basis", "例": "example", "常错": "mistakes"}
_CLAUSE = re.compile(r"(\d+)\.(\d+)\s+(\S.*)")


@dataclass(frozen=True)
class FaqSource:
    path: str
    sha256: str
    id: str
    number: int
    title: str
    points: tuple
    references: tuple
    related: tuple
    sections: dict = field(default_factory=dict)


@dataclass(frozen=True)
class ClauseSource:
    number: int
    title: str
    points: tuple
    references: tuple
    related: tuple
    body: str


@dataclass(frozen=True)
class ChapterSource:
    path: str
    sha256: str
    id: str
    number: int
    title: str
    summary: str
    clauses: tuple


class _Document:
    """One file under reading: its head, its sections, and where each line stands."""

    def __init__(self, path, folder, law, points, faults):
        self.file = path.relative_to(folder).as_posix()
        self.law, self.points, self.faults = law, points, faults
        raw = path.read_bytes()
        self.sha256 = sha256(b"%d\n" % FORMAT + raw).hexdigest()
        try:
            self.lines = raw.decode("utf-8-sig").splitlines()
        except UnicodeDecodeError:
            self.lines = []
            self.fault("", "", _("is not UTF-8 text"))
        self.head, self.body_start = self._read_head()

    def fault(self, place, name, reason):
        self.faults.add(self.file, place, name, reason)

    def line(self, position):
        return _("line %(line)d") % {"line": position + 1}

    def mapping(self, start, stop):
        """Read lines start to stop as a YAML mapping, or {} with the fault noted."""
        try:
            data = yaml.safe_load("\n".join(self.lines[start:stop])) or {}
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            position = start + (mark.line if mark else 0)
            self.fault(self.line(position), "", getattr(error, "problem", None) or str(error))
            return {}
        if isinstance(data, dict):
            return data
        self.fault(self.line(start), "", _("needs lines of the form “name: value”"))
        return {}

    def _read_head(self):
        marks = [i for i, line in enumerate(self.lines) if line.rstrip() == "---"]
        if len(marks) < 2 or marks[0] != 0:
            self.fault(self.line(0), "", _("needs a head between two lines of ---"))
            return {}, len(self.lines)
        return self.mapping(1, marks[1]), marks[1] + 1

    def sections(self):
        """Yield (heading, first line, end) of each `## ` section."""
        starts = [
            i for i in range(self.body_start, len(self.lines)) if self.lines[i].startswith("## ")
        ]
        first = starts[0] if starts else len(self.lines)
        for i in range(self.body_start, first):
            if self.lines[i].strip():
                self.fault(self.line(i), "", _("text before the first heading"))
                break
        for start, end in pairwise([*starts, len(self.lines)]):
            yield self.lines[start][3:].strip(), start, end

    def where(self, name, start=0, stop=None):
        """The line on which `name:` stands between start and stop."""
        stop = len(self.lines) if stop is None else stop
        for i in range(start, stop):
            if self.lines[i].startswith(f"{name}:"):
                return self.line(i)
        return self.line(start)

    def text(self, name, pattern=r".*\S.*"):
        value = self.head.get(name)
        if not isinstance(value, str) or not re.fullmatch(pattern, value):
            self.fault(self.where(name), name, _("missing or not of the form asked for"))
            return ""
        return value.strip()

    def number(self):
        value = self.head.get("number")
        if not isinstance(value, int) or not 0 < value < 1000:
            self.fault(self.where("number"), "number", _("must be a whole number from 1"))
            return 0
        return value

    def links(self, data, start=0, stop=None):
        """Read points, cites and related; return (points, references, related)."""
        points = self._list(data, "points", start, stop)
        for code in points:
            if code not in self.points:
                reason = _("there is no knowledge point %(code)s") % {"code": code}
                self.fault(self.where("points", start, stop), "points", reason)
        references = []
        for cited in self._list(data, "cites", start, stop):
            try:
                reference = citations.parse(cited)
                reason = self.law.why_not(reference)
            except ValueError:
                reason = _("%(text)s is not of the form slug#article/paragraph/item") % {
                    "text": cited
                }
            if reason:
                self.fault(self.where("cites", start, stop), "cites", reason)
            else:
                references.append(reference)
        related = self._list(data, "related", start, stop)
        return tuple(points), tuple(dict.fromkeys(references)), tuple(related)

    def _list(self, data, name, start, stop):
        value = data.get(name) or []
        if not isinstance(value, list) or not all(isinstance(entry, str) for entry in value):
            self.fault(self.where(name, start, stop), name, _("must be a list of texts"))
            return []
        return list(dict.fromkeys(value))

    def html(self, start, end):
        """Lines start to end as rich text, or None with the fault noted."""
        source = "\n".join(self.lines[start:end]).strip()
        try:
            return to_html(source)
        except MarkupRefused as error:
            self.fault(self.line(start), "", error)
            return None


def read_faq(folder, law, points, faults):
    """Return the FAQ entries of `faq/*.md` by number."""
    entries = []
    for path in sorted((folder / "faq").glob("*.md")):
        entries.append(_read_entry(_Document(path, folder, law, points, faults)))
    _check_once(entries, faults)
    ids = {entry.id for entry in entries}
    for entry in entries:
        for other in entry.related:
            if other not in ids or other == entry.id:
                reason = _("there is no other entry %(id)s") % {"id": other}
                faults.add(entry.path, entry.id, "related", reason)
    return sorted(entries, key=lambda entry: entry.number)


def _read_entry(document):
    sections = {}
    for heading, start, end in document.sections():
        name = SECTIONS.get(heading)
        if name is None or name in sections:
            known = ", ".join(SECTIONS)
            reason = _("“%(heading)s” is none of %(known)s, or stands twice") % {
                "heading": heading, "known": known
            }  # fmt: skip
            document.fault(document.line(start), "", reason)
            continue
        html = document.html(start + 1, end)
        if name == "mistakes" and html:
            try:
                html = list_items(html)
            except MarkupRefused as error:
                document.fault(document.line(start), heading, error)
        sections[name] = html
    for heading, name in SECTIONS.items():
        if name in ("answer", "basis") and sections.get(name, "") == "":
            document.fault("", heading, _("missing"))
    return FaqSource(
        document.file,
        document.sha256,
        document.text("id", r"faq-\d{3}"),
        document.number(),
        document.text("title"),
        *document.links(document.head),
        sections,
    )


def read_handbook(folder, law, points, faq_ids, faults):
    """Return the chapters of `handbook/*.md` by number."""
    chapters = []
    for path in sorted((folder / "handbook").glob("*.md")):
        document = _Document(path, folder, law, points, faults)
        number = document.number()
        chapters.append(
            ChapterSource(
                document.file,
                document.sha256,
                document.text("id", r"hb-\d{2}"),
                number,
                document.text("title"),
                document.text("summary"),
                tuple(_read_clauses(document, number, faq_ids)),
            )
        )
    _check_once(chapters, faults)
    return sorted(chapters, key=lambda chapter: chapter.number)


def _read_clauses(document, chapter, faq_ids):
    seen = set()
    for heading, start, end in document.sections():
        place = document.line(start)
        match = _CLAUSE.fullmatch(heading)
        if not match or int(match[1]) != chapter or int(match[2]) in seen:
            reason = _("a clause's heading is %(chapter)d.N and its title, each N once") % {
                "chapter": chapter
            }
            document.fault(place, heading, reason)
            continue
        seen.add(int(match[2]))
        # Its own head: the lines under the heading up to the first empty one.
        stop = start + 1
        while stop < end and document.lines[stop].strip():
            stop += 1
        links = document.links(document.mapping(start + 1, stop), start + 1, stop)
        for other in links[2]:
            if other not in faq_ids:
                reason = _("there is no entry %(id)s") % {"id": other}
                document.fault(document.where("related", start, stop), "related", reason)
        body = document.html(stop, end)
        if body == "":
            document.fault(place, heading, _("has no text"))
        yield ClauseSource(int(match[2]), match[3], *links, body)


def _check_once(sources, faults):
    for name in ("id", "number"):
        first = {}
        for source in sources:
            value = getattr(source, name)
            if value and first.setdefault(value, source.path) != source.path:
                reason = _("%(value)s is already in %(file)s") % {
                    "value": value, "file": first[value]
                }  # fmt: skip
                faults.add(source.path, "", name, reason)
