"""The database of the tests: migrated once, copied ever after.

All of Wagtail's migrations take some 15 s of CPU; a copy of what an earlier run of the same
migrations left takes none. SQLite only: elsewhere the database is made by migrating.
"""

import hashlib
import importlib
import os
import sqlite3
import tempfile
from contextlib import closing
from functools import cache
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.test.utils import setup_databases, teardown_databases


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_blocker):
    with django_db_blocker.unblock():
        if connection.vendor != "sqlite":
            made = setup_databases(verbosity=0, interactive=False)
            yield
            teardown_databases(made, verbosity=0)
            return
        if not template().exists():
            _make_template()
        name = connection.creation._get_test_db_name()
        connection.close()
        settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = name
        restore()
    yield


@pytest.fixture(scope="session", autouse=True)
def _restored_after_flush(django_db_setup):
    """After a test with real transactions Django empties all tables.

    That would take what migrations have put in (roles, workflow, root page), and on SQLite the
    triggers of the frozen tables refuse it: the migrated state is put back instead.
    """
    operations = type(connection.ops)
    flush = operations.execute_sql_flush

    def flush_and_restore(self, sql_list):
        if self.connection.vendor == "sqlite":
            restore()
            return
        flush(self, sql_list)
        for name in ("0002_role_groups", "0004_marker_group"):
            importlib.import_module(f"exams.people.migrations.{name}").create(apps, None)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(operations, "execute_sql_flush", flush_and_restore)
        yield


def restore():
    """Copy the template over the database of this process."""
    connection.ensure_connection()
    with closing(sqlite3.connect(template())) as source:
        source.backup(connection.connection)


@cache  # a run stays with the migrations that it began with
def template():
    """Where the migrated database lies; another name as soon as a migration changes."""
    root = Path(settings.BASE_DIR)
    own = ["cms", "questionbank", "exams", "certificates", "config"]
    files = [path for app in own for path in root.joinpath(app).glob("**/migrations/*.py")]
    files += [root / name for name in ("config/roles.py", "cms/immutable.py", "requirements.lock")]
    text = b"".join(path.read_bytes() for path in sorted(files))
    digest = hashlib.sha256(text).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"baiwen-migrated-{digest}.sqlite3"


def _make_template():
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    draft = template().with_suffix(f".{os.getpid()}")
    with closing(sqlite3.connect(draft)) as target:
        connection.connection.backup(target)
    # Another process may have been quicker: its copy is the same.
    draft.replace(template())
