"""What holds for the whole house, whoever adds to it."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.apps import apps
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState
from django.utils import translation

PROJECT = Path(__file__).resolve().parents[1]
OURS = ("certificates", "cms", "config", "exams", "questionbank")
OUR_APPS = [app for app in apps.get_app_configs() if app.name.split(".")[0] in OURS]


def run(*command, cwd=PROJECT):
    environment = {k: v for k, v in os.environ.items() if k != "DJANGO_SETTINGS_MODULE"}
    return subprocess.run(
        command, cwd=cwd, env=environment, capture_output=True, text=True, timeout=120
    )


def passes(*command):
    outcome = run(sys.executable, *command)
    assert outcome.returncode == 0, outcome.stdout + outcome.stderr


def test_models_and_migrations_agree():
    loader = MigrationLoader(None, ignore_no_migrations=True)
    with translation.override(None):  # migrations hold the texts untranslated
        detector = MigrationAutodetector(loader.project_state(), ProjectState.from_apps(apps))
        changes = detector.changes(graph=loader.graph)
    labels = {app.label for app in OUR_APPS}
    missing = {label: found for label, found in changes.items() if label in labels}
    assert not missing, "run makemigrations"


def test_no_app_has_two_last_migrations():
    assert MigrationLoader(None, ignore_no_migrations=True).detect_conflicts() == {}


def test_imports_point_downwards():
    passes("-c", "from importlinter.cli import lint_imports_command as run; run()", "--no-cache")


def test_code_is_clean():
    passes("-m", "ruff", "check", "--no-cache", ".")


def test_code_is_formatted():
    passes("-m", "ruff", "format", "--no-cache", "--check", ".")


def test_templates_are_clean():
    passes("-m", "djlint", "--lint", "--quiet", ".")


def documented_settings():
    rows = re.findall(r"^\| `(BAIWEN_\w+)` \|", (PROJECT / "docs/settings.md").read_text(), re.M)
    assert len(rows) == len(set(rows)), "a setting is documented twice"
    return set(rows)


def settings_read():
    files = [*PROJECT.glob("config/settings/*.py"), *PROJECT.glob("scripts/*")]
    return {
        name
        for file in files
        if file.is_file()
        for name in re.findall(r"BAIWEN_[A-Z_]+[A-Z]", file.read_text())
    }


def test_every_setting_is_documented():
    assert settings_read() - documented_settings() == set()


def test_every_documented_setting_is_read():
    assert documented_settings() - settings_read() == set()


def test_only_settings_read_the_environment():
    readers = {
        str(file.relative_to(PROJECT))
        for root in OURS
        for file in (PROJECT / root).rglob("*.py")
        if re.search(r"\bos\.(environ|getenv)\b", file.read_text())
    }
    assert readers <= {"config/settings/test.py", "config/wsgi.py"}


@pytest.mark.parametrize("app", OUR_APPS, ids=lambda app: app.name)
def test_every_text_is_translated(app, tmp_path):
    """Collects the texts anew, so that one which was never put into the file is missed too."""
    here = Path(app.path).relative_to(PROJECT)
    copy = tmp_path / here
    shutil.copytree(
        app.path, copy, ignore=shutil.ignore_patterns("content", "migrations", "*.mo", "*.pyc")
    )
    (copy / "locale").mkdir(exist_ok=True)
    collected = run(
        sys.executable, "-P", "-m", "django", "makemessages", "--locale", "zh_Hans",
        "--no-location", "--no-wrap", cwd=copy,
    )  # fmt: skip
    assert collected.returncode == 0, collected.stderr
    texts = copy / "locale/zh_Hans/LC_MESSAGES/django.po"
    if not texts.exists():
        return  # an app without words
    for flaw in ("--untranslated", "--only-fuzzy"):
        found = run("msgattrib", flaw, "--no-obsolete", "--no-wrap", texts)
        assert found.returncode == 0, found.stderr
        assert "msgid" not in found.stdout.split("\n\n", 1)[-1], found.stdout
    checked = run("msgfmt", "--check", "-o", os.devnull, texts)
    assert checked.returncode == 0, checked.stderr


def test_no_lock_names_a_host():
    for name in ("requirements.lock", "requirements-test.lock"):
        assert "://" not in (PROJECT / name).read_text(), name


def test_the_two_locks_agree():
    pins = [
        set(re.findall(r"^(\S+==\S+)", (PROJECT / name).read_text(), re.M))
        for name in ("requirements.lock", "requirements-test.lock")
    ]
    assert pins[0] <= pins[1]
