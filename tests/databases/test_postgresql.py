"""Where behaviour could differ, the same tests pass on a real PostgreSQL."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from tests.databases.cluster import Cluster, find

ROOT = Path(__file__).resolve().parents[2]
# Statements of our own, locks, constraints and triggers; everything else is the ORM's business.
# (All tests run there by BAIWEN_DATABASE_URL; it takes as long as the whole suite.)
ROOM = ("api", "at_once", "at_the_edge", "closing", "preparing", "sealing")
TESTS = [
    *(f"tests/exams/sittings/test_{name}.py" for name in ROOM),
    "tests/exams/scoring/test_marking_at_once.py",
    "tests/test_frozen_rows.py",
]


@pytest.fixture
def database_url():
    if find("initdb") is None:
        pytest.skip("PostgreSQL's server is not installed on this machine")
    with tempfile.TemporaryDirectory(prefix="baiwen-pg-") as folder:
        cluster = Cluster(folder)
        cluster.make()
        try:
            yield cluster.url
        finally:
            cluster.stop()


def test_the_exam_room_behaves_the_same_on_postgresql(database_url):
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")
    }
    outcome = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", *TESTS],
        cwd=ROOT,
        env=environment | {"BAIWEN_DATABASE_URL": database_url},
        capture_output=True,
        text=True,
        timeout=900,
    )
    assert outcome.returncode == 0, (outcome.stdout + outcome.stderr)[-8000:]
    assert " passed" in outcome.stdout
