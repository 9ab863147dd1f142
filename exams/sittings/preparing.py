"""Prepares starts ahead of the window, so that everybody can press start in the same minute.

What a start decides (form, order of options) is decided beforehand; the start itself is then one
statement. Who isn't prepared starts all the same (`delivery.start`).
"""

import secrets
from datetime import UTC, timedelta

from django.db import connection
from django.db.models import DateTimeField, DurationField, ExpressionWrapper, F, Value

from exams.papers.models import Form
from exams.sittings.delivery import form_of, hash_token
from exams.sittings.models import Attempt, Preparation, Registration, Sitting

# How long before a sitting opens its starts are prepared.
AHEAD = timedelta(hours=12)


def prepare_due(*, now):
    """Prepare every sitting that opens soon or is open; returns how many starts were prepared."""
    sittings = Sitting.objects.filter(
        opens_at__lte=now + AHEAD, closes_at__gt=now, exam__released_at=None
    )
    return sum(prepare(sitting, now=now) for sitting in sittings.select_related("exam"))


def prepare(sitting, *, now):
    """Prepare the starts of a sitting that aren't yet; returns how many.

    Safe to run twice or in two processes at once: the first row stays.
    """
    forms = list(Form.objects.filter(paper=sitting.exam.paper_id).only("label").order_by("label"))
    waiting = Registration.objects.filter(sitting=sitting, preparation=None, attempt=None)
    rows = [
        Preparation(
            registration_id=pk, form=form_of(pk, forms), seed=secrets.token_hex(16), prepared_at=now
        )
        for pk in waiting.values_list("pk", flat=True)
    ]
    Preparation.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def start_prepared(registration_id, user_id, *, now):
    """Return (key of the attempt, its token, deadline, extra minutes), or None: not prepared.

    One statement checks owner, window and exam and makes the attempt. Papers that ask for a
    certain browser are left to the way that checks it.
    """
    token = secrets.token_urlsafe(24)
    minutes = F("registration__sitting__exam__duration_minutes") + F("registration__extra_minutes")
    span = ExpressionWrapper(minutes * Value(timedelta(minutes=1)), DurationField())
    columns = {
        "registration_id": F("registration_id"),
        "form_id": F("form_id"),
        "seed": F("seed"),
        "token_hash": Value(hash_token(token)),
        "started_at": Value(now, DateTimeField()),
        "deadline": ExpressionWrapper(Value(now, DateTimeField()) + span, DateTimeField()),
        "closed_by": Value(""),
        "receipt": Value(""),
        "round": Value(0),
    }
    chosen = (
        Preparation.objects.filter(
            pk=registration_id,
            registration__candidate__user=user_id,
            registration__sitting__opens_at__lte=now,
            registration__sitting__closes_at__gt=now,
            registration__sitting__exam__released_at=None,
            registration__sitting__exam__requires_seb=False,
        )
        .annotate(**{f"to_{name}": value for name, value in columns.items()})
        .values_list(*(f"to_{name}" for name in columns))
    )
    select, parameters = chosen.query.sql_with_params()
    table = connection.ops.quote_name(Attempt._meta.db_table)
    names = ", ".join(map(connection.ops.quote_name, columns))
    registrations = connection.ops.quote_name(Registration._meta.db_table)
    extra = f"(SELECT extra_minutes FROM {registrations} r WHERE r.id = registration_id)"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(
            # Extra time that is given in this moment is waited for, not missed.
            f"INSERT INTO {table} ({names}) {select} {_lock()} "  # noqa: S608 - our own names
            f"ON CONFLICT (registration_id) DO NOTHING RETURNING id, deadline, {extra}",
            parameters,
        )
        row = cursor.fetchone()
    if row is None:
        return None
    attempt, deadline, extra_minutes = row
    return attempt, token, _instant(deadline), extra_minutes


def _instant(value):
    """A time as a statement of our own returns it: of SQLite it comes without its zone."""
    return value if value.tzinfo else value.replace(tzinfo=UTC)


def _lock():
    if not connection.features.has_select_for_update:
        return ""
    return f"FOR SHARE OF {connection.ops.quote_name(Registration._meta.db_table)}"
