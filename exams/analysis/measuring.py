"""From scored papers to the statistics of the item versions on them.

A version is measured over every exam in which it was used. Those who wrote the same form in the
same exam are a group: totals compare within it only, so correlations and the upper and lower 27 %
are computed there and pooled (`items.pool`), while facility is the mean over all.

Papers are read some hundreds at a time and added up in the cube, whose size doesn't grow with
their number. Only the newest scoring of a paper counts.
"""

import pandas as pd
from django.db.models import Exists, Max, OuterRef

from exams.analysis import flags, items, options
from exams.analysis.cube import NOT_REACHED, OMITTED, WRITTEN, Cube, response
from exams.analysis.models import ItemStatistic
from exams.papers.models import Form
from exams.scoring.models import Result, Score
from exams.sittings.models import Exam
from questionbank.models import ItemVersion

# Whose responses are positions of options. Of the other kinds only the points are looked at.
KINDS_WITH_OPTIONS = {"single", "multiple", "true_false"}

N_PAPERS = 500  # read at a time


def measure_exam(exam, *, now):
    """Measure what is on the exam's forms, over all exams; returns the number of versions.

    `now` is when reading begins: a later release is newer than these figures.
    """
    return _measure(ItemVersion.objects.filter(form_items__form__paper=exam.paper_id), now=now)


def measure_all(*, now):
    """Measure every version that was ever on a scored paper; returns their number."""
    return _measure(ItemVersion.objects.filter(form_items__isnull=False), now=now)


def measure_pending(*, now):
    """Measure the exams whose release is newer than their figures; returns how many.

    The sweep behind the task: what a crash between release and measuring left out.
    """
    newer = ItemStatistic.objects.filter(
        version__form_items__form__paper=OuterRef("paper"), computed_at__gte=OuterRef("released_at")
    )
    pending = list(Exam.objects.released().filter(~Exists(newer)))
    for exam in pending:
        measure_exam(exam, now=now)
    return len(pending)


def _measure(versions, *, now):
    wanted = versions.order_by().values("pk")
    cube, groups, keys = _read(wanted)
    if not len(cube.cells):
        return 0
    n_options = {
        pk: len(content["options"])
        for pk, content in ItemVersion.objects.filter(
            pk__in=wanted, kind__in=KINDS_WITH_OPTIONS
        ).values_list("pk", "content")
    }
    by_group = items.by_group(cube)
    chosen = {pk: [] for pk in n_options}
    for row in options.pool(options.by_group(cube, n_options)).reset_index().itertuples():
        chosen[row.item].append(
            flags.Option(
                is_key=row.option in keys[row.item],
                n=int(row.n),
                share=row.share,
                upper=_number(row.upper),
                lower=_number(row.lower),
                total_r=_number(row.total_r),
                rest_r=_number(row.rest_r),
            )
        )
    uses = {}
    for row in by_group.reset_index().itertuples():
        exam, form = groups[row.group]
        uses.setdefault(row.item, []).append(
            {
                "exam": exam,
                "form": form,
                "n": int(row.n),
                "facility": row.facility,
                "discrimination": _number(row.item_rest_r),
            }
        )
    rows = [
        _statistic(row, chosen.get(row.item, []), uses[row.item], now)
        for row in items.pool(by_group).reset_index().itertuples()
    ]
    ItemStatistic.objects.bulk_create(
        rows,
        batch_size=500,
        update_conflicts=True,
        unique_fields=["version"],
        update_fields=[
            field.name
            for field in ItemStatistic._meta.concrete_fields
            if field.name not in ("id", "version")
        ],
    )
    return len(rows)


def _statistic(row, chosen, uses, now):
    discrimination = _number(row.item_rest_r)
    return ItemStatistic(
        version_id=row.item,
        n=int(row.n),
        facility=row.facility,
        discrimination=discrimination,
        item_total_r=_number(row.item_total_r),
        d27=_number(row.d27),
        upper=_number(row.upper),
        lower=_number(row.lower),
        omitted=int(row.omitted),
        not_reached=int(row.not_reached),
        options=[vars(option) for option in chosen],
        flags=flags.flags(
            n=int(row.n), facility=row.facility, discrimination=discrimination, options=chosen
        ),
        uses=uses,
        computed_at=now,
    )


def _number(value):
    return None if pd.isna(value) else float(value)


def _read(wanted):
    """Return the cube, the groups by their code, and the keys by which was scored.

    Three queries for each `N_PAPERS` papers, and one to see that there are no more.
    """
    papers = (
        Result.objects.current()
        .filter(attempt__form__in=Form.objects.filter(items__version__in=wanted))
        .order_by("pk")
        .values_list(
            "pk", "attempt__registration__sitting__exam", "attempt__form", "points", named=True
        )
    )
    cube, codes, keys, last = Cube.empty(), {}, {}, 0
    while page := list(papers.filter(pk__gt=last)[:N_PAPERS]):
        first, last = page[0].pk, page[-1].pk
        written = {}
        for pk, exam, form, points in page:
            group = codes.setdefault((exam, form), len(codes))
            written[pk] = group, _hundredths(points)
        scores = Score.objects.filter(result__gte=first, result__lte=last)
        cube += Cube.count(_rows(scores, written, wanted, keys))
    return cube, list(codes), keys


def _rows(scores, written, wanted, keys):
    """One row a person and item, from those scores that belong to a result in `written`."""
    reached = dict(
        scores.filter(response__chosen__isnull=False)
        .values_list("result")
        .annotate(Max("response__form_item__position"))
    )
    place = "response__form_item__"
    found = scores.filter(response__form_item__version__in=wanted).values_list(
        "result",
        f"{place}version",
        f"{place}version__kind",
        f"{place}position",
        f"{place}points",
        "points",
        "response__chosen",
        "key",
    )
    rows = []
    for result, version, kind, position, full, points, chosen, key in found.iterator():
        if result not in written:
            continue
        group, total = written[result]
        keys[version] = key
        if not chosen:
            said = OMITTED if position <= reached.get(result, 0) else NOT_REACHED
        else:
            said = response(chosen) if kind in KINDS_WITH_OPTIONS else WRITTEN
        rows.append((result, group, version, _hundredths(full), total, _hundredths(points), said))
    columns = ["result", "group", "item", "full", "total", "points", "response"]
    table = pd.DataFrame(rows, columns=columns)
    if table.duplicated(["result", "item"]).any():
        # An item of several parts is one item: what it earned and can earn adds up. Of the
        # responses the last in the alphabet is "written", then "omitted", then "not reached".
        table = table.groupby(["result", "group", "item", "total"], as_index=False).agg(
            full=("full", "sum"), points=("points", "sum"), response=("response", "max")
        )
    return table


def _hundredths(points):
    return int(points * 100)
