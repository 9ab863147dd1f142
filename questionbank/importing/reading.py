"""The dry run: every question of the file as a row, with all that there is to say about it."""

import logging
import re

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from questionbank import markup
from questionbank.formats import baiwen_json
from questionbank.formats.html import one_line
from questionbank.formats.items import FileRefused
from questionbank.formats.reasons import REPAIRS, WARNINGS
from questionbank.formats.registry import FORMATS
from questionbank.formats.tables import SheetMapping
from questionbank.importing import holding, media, receiving, tasks
from questionbank.importing.matching import Articles, Points, Twins, level_of
from questionbank.importing.models import ImportedQuestion, ItemImport
from questionbank.importing.progress import Progress
from questionbank.importing.receiving import ImportRefused
from questionbank.kinds import KINDS

logger = logging.getLogger(__name__)

State = ItemImport.State
_NUMBER = re.compile(r"第 ?(\d+) ?[行题道个段]")
# Said by us, with more to go by.
_OURS = {"duplicate", "explanation_missing", "point_unknown"}
_MAX_NOTES = 200


def start(item_import, *, format_name, mapping, now):
    """Have the file read, or read again another way: what was chosen before is forgotten.

    Raises `ImportRefused` where it is being read or written.
    """
    with transaction.atomic():
        kept = ItemImport.objects.select_for_update().get(pk=item_import.pk)
        if kept.state not in (State.UPLOADED, State.READ):
            raise ImportRefused(_("This import is at work or done, and stays as it is."))
        kept.questions.all().delete()
        kept.format, kept.mapping = format_name, mapping
        kept.state, kept.moved_at, kept.failure = State.READING, now, ""
        kept.n_done = kept.n_all = 0
        kept.save()
        transaction.on_commit(lambda: tasks.read_file.enqueue(kept.pk))


def read(pk):
    """Do the reading that was started; harmless when called twice."""
    item_import = ItemImport.objects.filter(pk=pk, state=State.READING).first()
    if item_import is None:
        return
    with translation.override(item_import.language):
        try:
            _read(item_import)
        except FileRefused as refusal:
            _fail(item_import, str(refusal))
        except Exception:
            words = _("The file could not be read because of a fault of ours. Report it with the"
                      " number %(n)d.")  # fmt: skip
            _fail(item_import, words % {"n": pk})
            logger.exception("reading of import %s failed", pk)
            raise


def _fail(item_import, words):
    ItemImport.objects.filter(pk=item_import.pk, state=State.READING).update(
        state=State.UPLOADED, failure=words, n_done=0, n_all=0
    )


def _read(item_import):
    reading = _reading(item_import)
    places = _in_file_order(reading)
    progress = Progress(item_import, len(places))
    names = media.content_names(reading.media)
    reader = _Reader(item_import, names, len(places))
    rows = []
    for number, place in enumerate(places, start=1):
        rows.append(reader.row(number, place))
        progress.step(number)
    shown = {source for row in rows if row.plain for source in media.sources(row.plain)}
    media.keep(
        item_import, reading.media, {name: kept for name, kept in names.items() if kept in shown}
    )
    with transaction.atomic():
        kept = ItemImport.objects.select_for_update().get(pk=item_import.pk)
        if kept.state != State.READING:
            return  # given up meanwhile
        kept.questions.all().delete()
        ImportedQuestion.objects.bulk_create(rows, batch_size=500)
        kept.state, kept.moved_at = State.READ, timezone.now()
        kept.n_done = kept.n_all = len(rows)
        kept.notes = [_storable(words) for words in reading.ignored[:_MAX_NOTES]] + reader.notes()
        kept.pictures = item_import.pictures
        kept.save()


def _reading(item_import):
    module = FORMATS[item_import.format]
    data = receiving.content(item_import)
    if item_import.mapping is None:
        return module.read(data)
    mapping = {
        sheet: SheetMapping(
            chosen["header_row"], {int(n): field for n, field in chosen["fields"].items()}
        )
        for sheet, chosen in item_import.mapping.items()
    }
    return module.read(data, mapping=mapping)


def _in_file_order(reading):
    """Taken and refused questions as they follow each other in the file."""
    sections = {}

    def place(one):
        match = _NUMBER.search(one.where)
        before = one.where[: match.start()] if match else ""
        return sections.setdefault(before, len(sections)), int(match[1]) if match else 0

    everything = [*reading.taken, *reading.refused]
    keys = [place(one) for one in everything]
    order = sorted(range(len(everything)), key=keys.__getitem__)
    return [everything[position] for position in order]


def _storable(text):
    return one_line(text)[:500]


class _Reader:
    """Makes rows of one file's questions, which know of those before them."""

    def __init__(self, item_import, names, n_questions):
        self._import = item_import
        self._names = names
        self._points, self._articles, self._twins = Points(), Articles(), Twins(n_questions)
        self._n_not_kept = {}

    def row(self, number, place):
        row = ImportedQuestion(
            item_import=self._import, number=number, where=_storable(place.where)[:200]
        )
        if hasattr(place, "reason"):
            return _refuse(row, place.reason)
        entry = baiwen_json.entry_of(place.item)
        if missing := [name for name in media.sources(entry) if name not in self._names]:
            return _refuse(
                row, _("The picture %(name)s is damaged or too large.") % {"name": missing[0][:60]}
            )
        if reason := holding.reason_against(place.item):
            return _refuse(row, reason)
        row.plain = media.renamed(entry, self._names)
        plain = baiwen_json.item_of(row.plain, set(self._names.values()))
        row.kind = plain.kind
        row.excerpt = _storable(markup.plain(plain.stem))[:200]
        self._remark(row, place, plain)
        self._match(row, plain)
        self._count_what_is_not_kept(plain)
        return row

    def _remark(self, row, place, plain):
        for code in place.repairs:
            row.remarks.append({"level": "repaired", "text": REPAIRS[code]})
            row.is_repaired = True
        for code in place.warnings:
            if code not in _OURS:
                self._warn(row, WARNINGS[code])
        for fault in KINDS[plain.kind].faults(plain):
            row.remarks.append({"level": "draft", "text": _fault_words(fault)})
            row.has_faults = True

    def _warn(self, row, words):
        row.remarks.append({"level": "warning", "text": words})
        row.has_warnings = True

    def _match(self, row, plain):
        point_name, row.point = self._points.find(plain)
        row.point_name = one_line(point_name)[:100]
        row.is_point_given = row.point is not None
        row.plain["level"] = level_of(plain.level)
        if plain.level and not row.plain["level"]:
            self._warn(row, _("The level “%(level)s” is not known and is left out.")
                       % {"level": one_line(plain.level)[:40]})  # fmt: skip
        if plain.difficulty is not None and plain.difficulty not in range(1, 6):
            del row.plain["difficulty"]
            self._warn(row, _("The difficulty %(n)d is not from 1 to 5 and is left out.")
                       % {"n": plain.difficulty})  # fmt: skip
        for text in plain.cites:
            found = self._articles.find(text)
            if found is None:
                self._warn(row, _("“%(text)s” names no article that we have; it is left out.")
                           % {"text": one_line(text)[:80]})  # fmt: skip
            elif found not in row.citations:
                row.citations.append(found)
        twins = self._twins.find(row.number, plain)
        if "item" in twins:
            row.twin_id, row.twin_likeness = twins["item"]
        if "number" in twins:
            row.earlier, row.earlier_likeness = twins["number"]
        if row.says_the_same:
            row.choice = ImportedQuestion.Choice.SKIP

    def _count_what_is_not_kept(self, plain):
        for name in ("tags", "points"):
            if getattr(plain, name):
                self._n_not_kept[name] = self._n_not_kept.get(name, 0) + 1

    def notes(self):
        words = {
            "tags": _("%(n)d questions carry tags. Items have none, so they are left out."),
            "points": _("%(n)d questions carry points. Papers give points, so they are left out."),
        }
        return [words[name] % {"n": n} for name, n in self._n_not_kept.items()]


def _refuse(row, reason):
    row.is_refused = True
    row.choice = ImportedQuestion.Choice.SKIP
    row.remarks.append({"level": "refused", "text": _storable(reason)})
    return row


def _fault_words(fault):
    """A fault's reason; of a question of a case with its number."""
    field, _slash, rest = fault.place.partition("/")
    if field != "items" or not rest:
        return str(fault.reason)
    return _("Question %(number)d of the case: %(reason)s") % {
        "number": int(rest.partition("/")[0]) + 1,
        "reason": fault.reason,
    }
