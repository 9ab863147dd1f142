"""What was looked through is written, all of it or none; and may be taken back.

Items are built before the transaction and made findable after it: its lock, which on SQLite is
everybody's, is held for some 2 ms a question.
"""

import logging

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from cms.models import Article
from questionbank import numbering, pictures
from questionbank.formats import baiwen_json
from questionbank.importing import choosing, media, tasks
from questionbank.importing.models import STALLED_AFTER, ImportedQuestion, ItemImport
from questionbank.importing.progress import Progress
from questionbank.importing.receiving import ImportRefused
from questionbank.models import Item, ItemCitation
from questionbank.storing import build, create, rewrite
from questionbank.storing import make_findable as make_items_findable

logger = logging.getLogger(__name__)

State = ItemImport.State
Choice = ImportedQuestion.Choice
Outcome = ImportedQuestion.Outcome

_CHUNK = 200


def start(item_import, *, now):
    """Have what was chosen written. Called again, it changes nothing.

    Raises `ImportRefused` with all that stands against it.
    """
    with transaction.atomic():
        kept = ItemImport.objects.select_for_update().get(pk=item_import.pk)
        if kept.state in (State.COMMITTING, State.DONE):
            return
        kept = choosing.held(kept)
        if found := choosing.hindrances(kept):
            raise ImportRefused(" ".join(found))
        kept.state, kept.moved_at, kept.failure = State.COMMITTING, now, ""
        kept.n_done, kept.n_all = 0, kept.questions.to_write().count()
        kept.save()
        transaction.on_commit(lambda: tasks.write_items.enqueue(kept.pk))


def write(pk):
    """Do the writing that was started; harmless when called twice or by two workers."""
    item_import = ItemImport.objects.filter(pk=pk, state=State.COMMITTING).first()
    if item_import is None:
        return
    with translation.override(item_import.language):
        try:
            is_written = _write(item_import)
        except ImportRefused as refusal:
            _fail(item_import, str(refusal))
            return
        except Exception:
            words = _("Nothing was written because of a fault of ours. Try again, and if it stays"
                      " so, report it with the number %(n)d.")  # fmt: skip
            _fail(item_import, words % {"n": pk})
            logger.exception("writing of import %s failed", pk)
            raise
    if is_written:
        make_findable(pk)


def _fail(item_import, words):
    """Back to the look through: nothing is written, nothing of what was chosen is lost."""
    ItemImport.objects.filter(pk=item_import.pk, state=State.COMMITTING).update(
        state=State.READ, failure=words
    )


def settle(item_import, *, now):
    """Give up on work whose worker is dead, and tidy up what one has left; return the import."""
    if item_import.has_stalled(now):
        words = _("The work was interrupted, or no worker is running. Nothing was written: try"
                  " again.")  # fmt: skip
        before = {State.READING: State.UPLOADED, State.COMMITTING: State.READ}[item_import.state]
        ItemImport.objects.filter(
            pk=item_import.pk, state=item_import.state, moved_at=item_import.moved_at
        ).update(state=before, failure=words)
        item_import.refresh_from_db()
    elif (
        not item_import.is_findable
        and item_import.state == State.DONE
        and item_import.moved_at < now - STALLED_AFTER
    ):
        ItemImport.objects.filter(pk=item_import.pk).update(moved_at=now)
        transaction.on_commit(lambda: tasks.make_findable.enqueue(item_import.pk))
    return item_import


def _write(item_import):
    """Return whether this call has written the items; raises `ImportRefused`."""
    rows = list(item_import.questions.to_write().select_related("point__parent").order_by("number"))
    created = [row for row in rows if row.choice == Choice.NEW]
    plain = {row.pk: baiwen_json.item_of(row.plain, item_import.pictures) for row in rows}
    articles = Article.objects.select_related("statute").in_bulk(
        {article for row in rows for article, _paragraph, _item in row.citations}
    )
    progress = Progress(item_import, len(rows))
    items = {}
    for number, row in enumerate(created, start=1):
        # With pictures: in the transaction, so that a failure leaves none of them behind.
        if not media.sources(row.plain):
            items[row.pk] = _built(row, plain[row.pk], item_import, articles)
        progress.step(number)
    with transaction.atomic():
        kept = ItemImport.objects.select_for_update().get(pk=item_import.pk)
        if kept.state != State.COMMITTING:
            return False
        now = timezone.now()
        for row in created:
            if row.pk not in items:
                items[row.pk] = _built(row, plain[row.pk], item_import, articles)
        _give_codes(created, items)
        create([items[row.pk] for row in created], user=kept.user, now=now, findable=False)
        for row in rows:
            if row.choice == Choice.VERSION:
                row.item = _new_version(row, plain[row.pk], item_import, articles)
                row.outcome = Outcome.VERSION
            else:
                row.item, row.outcome = items[row.pk], Outcome.CREATED
            row.revision, row.item_code = row.item.latest_revision, row.item.code
        ImportedQuestion.objects.bulk_update(
            rows, ["item", "outcome", "revision", "item_code"], batch_size=_CHUNK
        )
        kept.questions.filter(is_refused=True).update(outcome=Outcome.REFUSED)
        kept.questions.filter(outcome=Outcome.OPEN).update(outcome=Outcome.SKIPPED)
        kept.state, kept.finished_at, kept.moved_at = State.DONE, now, now
        kept.n_done = kept.n_all = len(rows)
        kept.is_findable = not created
        kept.report = _counts(kept)
        kept.save()
    return True


def _counts(item_import):
    outcomes = item_import.questions.values_list("outcome", flat=True)
    found = dict.fromkeys(Outcome.values, 0)
    for outcome in outcomes:
        found[outcome] += 1
    del found[Outcome.OPEN]
    return found


def _built(row, plain, item_import, articles):
    item = build(
        plain,
        _images(row, item_import),
        point=row.point,
        difficulty=plain.difficulty or item_import.default_difficulty,
        level=plain.level,
        author=item_import.user,
    )
    item.citations = _citations(row, articles)
    return item


def _images(row, item_import):
    """The wagtail images of a row's pictures, added to the bank where they aren't in it."""
    images = {}
    for name in media.sources(row.plain):
        data = media.load(item_import, name)
        images[name] = pictures.known(name) or pictures.add(
            item_import.pictures[name], data, user=item_import.user
        )
    return images


def _citations(row, articles):
    # An article that was deleted since has nothing that could be cited.
    return [
        ItemCitation(article=articles[key], paragraph=paragraph, item=item, sort_order=position)
        for position, (key, paragraph, item) in enumerate(row.citations)
        if key in articles
    ]


def _give_codes(rows, items):
    by_chapter = {}
    for row in rows:
        by_chapter.setdefault(row.point.chapter, []).append(items[row.pk])
    # In one order always, so that two imports never wait for each other.
    for chapter in sorted(by_chapter, key=lambda chapter: chapter.code):
        found = by_chapter[chapter]
        for item, code in zip(found, numbering.next_codes(Item, chapter, len(found)), strict=True):
            item.code = code


def _new_version(row, plain, item_import, articles):
    """Save what the file says as a draft of the item that it is like; return the item."""
    item = Item.objects.select_for_update().filter(pk=row.twin_id).first()
    lock = item and item.get_lock()
    if item is None or (lock and lock.for_user(item_import.user)):
        raise ImportRefused(
            _("Question %(n)d was to be a new version of an item that is locked, in review, retired"
              " or deleted. Choose again what is to become of it.") % {"n": row.number}
        )  # fmt: skip
    draft = item.get_latest_revision_as_object()
    rewrite(draft, plain, _images(row, item_import))
    # What the file says nothing of stays as it was.
    if row.is_point_given:
        draft.point = row.point
    draft.difficulty = plain.difficulty or draft.difficulty
    draft.level = plain.level or draft.level
    if row.citations:
        draft.citations = _citations(row, articles)
    revision = draft.save_revision(user=item_import.user, log_action=True, clean=False)
    item.latest_revision = revision
    return item


def make_findable(pk):
    """Let search and the articles' usage know of the items of an import; harmless when repeated."""
    item_import = ItemImport.objects.filter(pk=pk, is_findable=False).first()
    if item_import is None:
        return
    created = item_import.questions.filter(outcome=Outcome.CREATED, item__isnull=False)
    keys = list(created.order_by("number").values_list("item", flat=True))
    relations = ("options", "pairs", "criteria", "citations", "also_tests")
    progress = Progress(item_import, len(keys))
    for begin in range(0, len(keys), _CHUNK):
        chunk = keys[begin : begin + _CHUNK]
        with transaction.atomic():
            items = Item.objects.filter(pk__in=chunk).prefetch_related(*relations)
            make_items_findable(items, are_new=True)
        progress.step(begin + len(chunk))
    ItemImport.objects.filter(pk=pk).update(is_findable=True)
