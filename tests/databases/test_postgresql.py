"""Where behaviour could differ, the same tests pass on a real PostgreSQL."""

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# The answer log, locks and constraints; everything else is the ORM's business.
TESTS = ["tests/exams/sittings", "tests/exams/scoring", "tests/test_frozen_rows.py"]


def _find(program):
    """Debian keeps the server's programs out of PATH."""
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{program}"))
    return str(found[-1]) if found else shutil.which(program)


def _run(*arguments):
    # The server refuses to run as root: Debian's package makes this user for it.
    as_other = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
    subprocess.run([*as_other, *arguments], check=True, capture_output=True, cwd="/")


@pytest.fixture
def database_url():
    if _find("initdb") is None:
        pytest.skip("PostgreSQL's server is not installed on this machine")
    folder = Path(tempfile.mkdtemp(prefix="baiwen-pg-"))
    user = "postgres" if os.getuid() == 0 else pwd.getpwuid(os.getuid()).pw_name
    if os.getuid() == 0:
        shutil.chown(folder, "postgres")
    data = folder / "data"
    _run(_find("initdb"), "-A", "trust", "-U", user, "-E", "UTF8", "--locale=C.UTF-8", "-D", data)
    server = [_find("pg_ctl"), "-D", data, "-l", folder / "log", "-w"]
    # Reached through its socket alone: no port that could be taken.
    _run(*server, "-o", f"-k {folder} -c listen_addresses=''", "start")
    try:
        yield f"postgresql://{user}@/baiwen?host={folder}"
    finally:
        _run(*server, "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


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
        timeout=480,
    )
    assert outcome.returncode == 0, (outcome.stdout + outcome.stderr)[-8000:]
    assert " passed" in outcome.stdout
