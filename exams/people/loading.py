"""The county's units, from a file that people edit (exams/people/content/units.yaml)."""

from pathlib import Path

import yaml
from django.db import transaction
from django.utils.translation import gettext as _

from exams.people.models import Unit

CONTENT = Path(__file__).parent / "content"
UNITS = CONTENT / "units.yaml"
FIRST_COUNTY_ROSTER = CONTENT / "first-county-roster.xlsx"


def load_units(*, progress=print, path=UNITS):
    """Enter the county, its towns and departments; return how many were new or changed.

    Run again, it changes what the file says otherwise and removes nothing: a unit's people may
    have sat exams.
    """
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    n_changed = 0
    with transaction.atomic():
        county, changed = _enter(content["county"], Unit.Kind.COUNTY, parent=None, position=0)
        n_changed += changed
        position = 0
        for kind, key in ((Unit.Kind.TOWN, "towns"), (Unit.Kind.DEPARTMENT, "departments")):
            for entry in content[key]:
                position += 1
                n_changed += _enter(entry, kind, parent=county, position=position)[1]
    progress(
        _("Units: %(n)d, of them %(changed)d new or changed.")
        % {"n": position + 1, "changed": n_changed}
    )
    return n_changed


def _enter(entry, kind, *, parent, position):
    values = {
        "kind": kind,
        "parent": parent,
        "aliases": entry.get("aliases", []),
        "position": position,
    }
    unit, is_new = Unit.objects.get_or_create(name=entry["name"], defaults=values)
    differs = [field for field, value in values.items() if getattr(unit, field) != value]
    if differs:
        Unit.objects.filter(pk=unit.pk).update(**{field: values[field] for field in differs})
    return unit, is_new or bool(differs)
