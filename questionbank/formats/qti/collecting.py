"""What has been read of a package so far: items taken, refused and passed over. Pure."""

from contextlib import contextmanager
from dataclasses import dataclass, replace

from questionbank.formats import html
from questionbank.formats.items import FileRefused, Item, Reading, Refused, Taken
from questionbank.formats.pictures import Album, embedded
from questionbank.formats.qti.sheet import Sheet
from questionbank.formats.reasons import NotTaken, file_refused
from questionbank.formats.source import MAX_ITEMS

# Refusals of one file of a package, not of the package.
_OF_ONE_FILE = ("xml_", "file_encoding", "question_too_large")


@dataclass(frozen=True)
class Entry:
    """An item taken; passage: the name of the text that it shares with others, or nothing."""

    item: Item
    where: str
    repairs: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    passage: str = ""


@dataclass(frozen=True)
class Passage:
    title: str
    stem: str
    repairs: tuple[str, ...]


class Collector:
    """Counts the questions as they come, and keeps those that are taken.

    find_picture : callable, optional
        From the path of a file and the src that stands there to name and bytes of a picture.
    """

    def __init__(self, find_picture=None):
        self._find_picture = find_picture
        self._album = Album()
        self._number = 0
        self.entries = []
        self.passages = {}
        self.refused = []
        self.ignored = []

    def where(self, place=""):
        """Count a question, and return how it's called."""
        self._number += 1
        if self._number > MAX_ITEMS:
            raise file_refused("file_too_many", limit=MAX_ITEMS)
        return f"第 {self._number} 题（{place}）" if place else f"第 {self._number} 题"

    def refuse(self, where, reason):
        self.refused.append(reason.at(where))

    def add(self, where, path, read, *, passage="", warnings=()):
        """Take what `read`, given a `Sheet`, returns, or refuse it."""
        sheet = self.sheet(path)
        try:
            item = read(sheet)
        except NotTaken as reason:
            self.refuse(where, reason)
            return
        self._album.keep()
        repairs = tuple(dict.fromkeys(sheet.repairs))
        self.entries.append(Entry(item, where, repairs, warnings, passage))

    def add_passage(self, name, title, stem, sheet):
        """Keep the text that items with `passage=name` share."""
        self._album.keep()
        self.passages[name] = Passage(html.one_line(title), stem, tuple(sheet.repairs))

    def sheet(self, path):
        """Return a `Sheet` for texts of the file `path`."""
        self._album.begin()

        def image(source):
            data = embedded(source)
            name = "picture"
            if data is None:
                if self._find_picture is None:
                    raise NotTaken("image_missing", image=source[:80])
                name, data = self._find_picture(path, source)
            return "media/" + self._album.add(name, data)

        return Sheet(image)

    @contextmanager
    def telling(self, path):
        """One file that is no XML doesn't spoil the others."""
        try:
            yield
        except FileRefused as error:
            if not error.code.startswith(_OF_ONE_FILE):
                raise
            self.refused.append(Refused(path, error.code, str(error)))

    def group_by_passage(self):
        """Make one case of the items with the same passage, where the first of them stands."""
        shared, grouped = {}, []
        for entry in self.entries:
            if not entry.passage:
                grouped.append(entry)
            elif entry.item.kind == "case":
                # A case holds no other: its own passage stands below the shared one.
                passage = self.passages[entry.passage]
                both = f"<div>{passage.stem}</div><div>{entry.item.stem}</div>"
                item = replace(entry.item, stem=html.clean(both)[0])
                grouped.append(replace(entry, item=item, passage=""))
            else:
                if entry.passage not in shared:
                    grouped.append(entry)
                shared.setdefault(entry.passage, []).append(entry)
        self.entries = [
            self._case(shared[entry.passage]) if entry.passage else entry for entry in grouped
        ]

    def _case(self, entries):
        passage = self.passages[entries[0].passage]
        repairs = [*passage.repairs, *(code for entry in entries for code in entry.repairs)]
        item = Item(
            "case",
            passage.stem,
            items=tuple(replace(entry.item, category="") for entry in entries),
            title=passage.title,
            category=entries[0].item.category,
        )
        where = "、".join(entry.where for entry in entries)
        return Entry(item, where, tuple(dict.fromkeys(repairs)))

    def reading(self, name):
        taken = tuple(Taken(one.item, one.where, one.repairs, one.warnings) for one in self.entries)
        return Reading(name, taken, tuple(self.refused), self._album.media, tuple(self.ignored))
