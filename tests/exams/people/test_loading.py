"""The first county as it is shipped."""

import datetime as dt
from collections import Counter

import pytest
import yaml
from django.utils import timezone

from exams.people import importing
from exams.people.loading import FIRST_COUNTY_ROSTER, UNITS, load_units
from exams.people.models import Candidate, Unit

TODAY = dt.date(2026, 11, 23)


@pytest.fixture
def units(db):
    load_units(progress=lambda line: None)


def test_the_county_has_eight_towns_and_three_departments(units):
    assert Counter(Unit.objects.values_list("kind", flat=True)) == {
        "county": 1,
        "town": 8,
        "department": 3,
    }
    assert Unit.objects.get(name="许镇镇").parent.name == "青禾县"
    assert next(iter(Unit.objects.all())).name == "青禾县"


def test_loading_again_changes_nothing(units):
    before = list(Unit.objects.values())
    assert load_units(progress=lambda line: None) == 0
    assert list(Unit.objects.values()) == before


def test_a_change_in_the_file_is_entered_and_nothing_is_removed(units, tmp_path):
    Unit.objects.create(
        name="县交通运输局", kind="department", parent=Unit.objects.get(kind="county")
    )
    content = yaml.safe_load(UNITS.read_text(encoding="utf-8"))
    content["towns"][1]["aliases"].append("栖禾")
    changed = tmp_path / "units.yaml"
    changed.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")

    assert load_units(progress=lambda line: None, path=changed) == 1

    assert "栖禾" in Unit.objects.get(name="栖禾镇").aliases
    assert Unit.objects.filter(name="县交通运输局").exists()


def test_the_shipped_roster_is_taken_whole_as_186_people(units):
    received = importing.receive(
        FIRST_COUNTY_ROSTER.name, FIRST_COUNTY_ROSTER.read_bytes(), now=timezone.now()
    )
    assert received.report["problems"] == received.report["warnings"] == []

    importing.confirm(received, now=timezone.now())

    assert Candidate.objects.should_sit().count() == 186
    by_unit = Counter(Candidate.objects.values_list("unit__name", flat=True))
    assert [by_unit[name] for name in ("许镇镇", "栖禾镇", "澄湾镇", "枫泽镇", "柘亭镇")] == [
        32, 26, 24, 22, 18,
    ]  # fmt: skip
    towns = Unit.objects.filter(kind="town").values_list("name", flat=True)
    assert min(by_unit[town] for town in towns) >= 10
    assert Candidate.objects.filter(is_grid_officer=True).count() == 43


def test_the_shipped_people_are_invented_and_plausible(units):
    """Region 990101 is no region; ages are those of people in work; names are of every shape."""
    plan = importing.dry_run(
        FIRST_COUNTY_ROSTER.name, FIRST_COUNTY_ROSTER.read_bytes(), today=TODAY
    )
    rows = plan.roster.rows
    assert all(row.id_number.startswith("990101") for row in rows)
    assert {2026 - row.birth_date.year for row in rows} <= set(range(21, 61))
    assert len({row.name for row in rows}) == 186
    names = "".join(row.name for row in rows)
    assert "䶮" in names
    assert "·" in names
    assert {2, 3, 4} <= {len(row.name) for row in rows}
