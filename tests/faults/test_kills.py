"""Real processes killed under load. `make faults` does the same for longer."""

import pytest

from tests.faults import killing
from tests.faults.site import has_postgresql

NOTHING = {"lost": 0, "doubled": 0, "unsent": 0, "stuck": 0, "unsound": 0}
# Twice at the same place: what was mended once is killed once more.
TARGETS = {
    "sqlite": ["web worker", "disk full", "file limit", "housekeeping", "worker"],
    "postgresql": ["database", "web worker", "disk full", "restart", "database"],
}


@pytest.mark.parametrize("database", TARGETS)
def test_o1_o2_o3_o4_o7_what_was_acknowledged_outlives_every_kill(database):
    if database == "postgresql" and not has_postgresql():
        pytest.skip("PostgreSQL's server is not installed on this machine")
    with killing.made_site(database) as site:
        targets = [name for name in TARGETS[database] if killing.TARGETS[name].fits(site)]
        figures = killing.run(site, len(targets), targets=targets, threads=2)

    assert figures["kills"] == len(targets) >= 4
    assert {name: figures[name] for name in NOTHING} == NOTHING, figures
    assert figures["acknowledged"] > 20
    assert figures["refused"] == []
