"""A roster's way in: looked at (`dry_run`), kept encrypted (`receive`), written (`confirm`).

The same functions serve the browser, `manage.py import_roster` and the demonstration.
Locks: the import's row, then the county's (exams/people/numbering.py).
"""

from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.utils import translation
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from exams.people import encryption, numbering
from exams.people.import_report import final_report, report_of
from exams.people.masking import mask_in
from exams.people.models import Candidate, RosterImport, Unit, User
from exams.people.roster import Roster, RosterRow, Units, read_roster

# An upload that nobody confirms: its file, which holds ID numbers, goes after so long.
PENDING_FOR = timedelta(days=7)


class ImportRefused(Exception):
    """Nothing was written; the text says why and what to do."""


class NoUnits(ImportRefused):
    def __init__(self):
        super().__init__(_("There are no units yet. Load them first: a person belongs to a unit."))


class RowsRefused(ImportRefused):
    def __init__(self, n_rows):
        super().__init__(
            ngettext(
                "%(n)d row is refused. Mend the file and upload it again, or choose to leave the row out.",  # noqa: E501
                "%(n)d rows are refused. Mend the file and upload it again, or choose to leave the rows out.",  # noqa: E501
                n_rows,
            )
            % {"n": n_rows}
        )  # fmt: skip


class RosterChanged(ImportRefused):
    """The people have changed since the dry run, so another difference is to be looked at."""

    def __init__(self):
        super().__init__(
            _("The people on the roster have changed since you looked at this file. Nothing was written: look at the differences below and confirm again.")  # noqa: E501
        )  # fmt: skip


class NotPending(ImportRefused):
    def __init__(self):
        super().__init__(_("This import was discarded. Upload the file again."))


@dataclass(frozen=True)
class Change:
    """What a roster says otherwise than we know it."""

    field: str
    old: object
    new: object


@dataclass(frozen=True)
class Step:
    """What one row means for the person of that ID number."""

    row: RosterRow
    candidate: Candidate | None  # None: to be entered
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True)
class Plan:
    """What an import would do, row by row. Nothing is written by making one."""

    roster: Roster
    steps: tuple[Step, ...]

    @property
    def created(self):
        return [step for step in self.steps if step.candidate is None]

    @property
    def updated(self):
        return [step for step in self.steps if step.changes]

    @property
    def unchanged(self):
        return [step for step in self.steps if step.candidate is not None and not step.changes]


def dry_run(file_name, data, *, today, sheet=None):
    """Return the `Plan` of a file; raises `FileRefused` (refusals) or `NoUnits`."""
    units = list(Unit.objects.exclude(kind=Unit.Kind.COUNTY))
    county = Unit.objects.filter(kind=Unit.Kind.COUNTY).first()
    if county is None or not units:
        raise NoUnits
    roster = read_roster(
        file_name,
        data,
        units=Units.of(county.name, {unit.name: unit.aliases for unit in units}),
        today=today,
        sheet=sheet or None,
    )
    unit_named = {unit.name: unit for unit in units}
    digests = [encryption.digest(row.id_number) for row in roster.rows]
    known = (
        Candidate.objects.select_related("unit")
        .defer("id_number_encrypted")
        .in_bulk(digests, field_name="id_number_digest")
    )
    steps = []
    for row, digest in zip(roster.rows, digests, strict=True):
        candidate = known.get(digest)
        changes = tuple(_changes(candidate, row, unit_named)) if candidate else ()
        steps.append(Step(row, candidate, changes))
    return Plan(roster, tuple(steps))


def _said(row, unit_named):
    """The fields of a candidate as a row has them, without those that it leaves open."""
    said = {
        "name": row.name,
        "unit": unit_named[row.unit],
        "sex": row.sex,
        "birth_date": row.birth_date,
        "is_active": True,
    }
    if row.post_kind:
        said["post"] = row.post_kind
    if row.grid_officer is not None:
        said["is_grid_officer"] = row.grid_officer
    return said


def _changes(candidate, row, unit_named):
    for field, new in _said(row, unit_named).items():
        if (old := getattr(candidate, field)) != new:
            yield Change(field, old, new)


def receive(file_name, data, *, now, uploaded_by=None, sheet=None):
    """Keep an uploaded roster until it is confirmed; return the pending `RosterImport`.

    Its `report` says all that `confirm` would do. Raises as `dry_run`; then nothing is kept.
    """
    file_name = mask_in(file_name)[-200:]
    plan = dry_run(file_name, data, today=localdate(now), sheet=sheet)
    RosterImport.objects.pending().filter(uploaded_at__lt=now - PENDING_FOR).update(
        file_encrypted=None
    )
    return RosterImport.objects.create(
        uploaded_by=uploaded_by,
        uploaded_at=now,
        file_name=file_name,
        file_encrypted=encryption.encrypt_bytes(data),
        sheet=(sheet or "")[:60],
        report=report_of(plan),
    )


def confirm(roster_import, *, leave_out_refused=False, now):
    """Write what the dry run showed, whole or not at all; return the import with its report.

    Called again, it returns what the first call did. Raises `RowsRefused`, `RosterChanged` or
    `NotPending`; then nothing is written.
    """
    with transaction.atomic():
        kept = RosterImport.objects.select_for_update().get(pk=roster_import.pk)
        if kept.confirmed_at:
            return kept
        if kept.file_encrypted is None:
            raise NotPending
        numbering.hold()  # before the plan is made: nobody enters these people meanwhile
        with translation.override(kept.report["language"]):
            plan = dry_run(
                kept.file_name,
                encryption.decrypt_bytes(kept.file_encrypted),
                today=localdate(kept.uploaded_at),
                sheet=kept.sheet,
            )
            shown = report_of(plan)
        as_looked_at = shown == kept.report
        if as_looked_at:
            if plan.roster.refused and not leave_out_refused:
                raise RowsRefused(plan.roster.refused)
            numbers = _write(plan, year=localdate(now).year)
            kept.report = final_report(shown, numbers)
            kept.confirmed_at = now
            kept.file_encrypted = None
        else:
            kept.report = shown
        kept.save()
    if not as_looked_at:
        raise RosterChanged
    return kept


def discard(roster_import):
    """Take an upload back: its file goes, its report stays. A confirmed one is left alone."""
    RosterImport.objects.pending().filter(pk=roster_import.pk).update(file_encrypted=None)


def reread(roster_import, *, sheet, now):
    """Put a pending import of another sheet of the same file in the place of this one."""
    data = encryption.decrypt_bytes(roster_import.file_encrypted)
    with transaction.atomic():
        other = receive(
            roster_import.file_name,
            data,
            now=now,
            uploaded_by=roster_import.uploaded_by,
            sheet=sheet,
        )
        discard(roster_import)
    return other


def _write(plan, *, year):
    """Enter and update people; return {row: candidate number} of those entered."""
    unit_named = {unit.name: unit for unit in Unit.objects.all()}
    created = plan.created
    numbers = numbering.next_numbers(len(created), year=year)
    candidates = []
    for step, number in zip(created, numbers, strict=True):
        candidate = Candidate(number=number, **_said(step.row, unit_named))
        candidate.id_number = step.row.id_number
        candidates.append(candidate)
    Candidate.objects.bulk_create(candidates, batch_size=500)

    renamed, fields = [], set()
    for step in plan.updated:
        for change in step.changes:
            setattr(step.candidate, change.field, change.new)
            fields.add(change.field)
            if change.field == "name" and step.candidate.user_id:
                renamed.append(User(pk=step.candidate.user_id, display_name=change.new))
    if fields:
        changed = [step.candidate for step in plan.updated]
        Candidate.objects.bulk_update(changed, sorted(fields), batch_size=200)
    User.objects.bulk_update(renamed, ["display_name"], batch_size=200)
    return {step.row.row: number for step, number in zip(created, numbers, strict=True)}
