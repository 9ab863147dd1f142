"""The test suite: quick hashing, tasks at once, and a folder of its own for every process."""

import atexit
import os
import shutil
import tempfile

os.environ["BAIWEN_VAR"] = tempfile.mkdtemp(prefix="baiwen-test-")
atexit.register(shutil.rmtree, os.environ["BAIWEN_VAR"], ignore_errors=True)

from config.settings.base import *  # noqa: E402, F403

ALLOWED_HOSTS = ["*"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.MD5PasswordHasher",
    "exams.people.passwords.InitialPasswordHasher",
]
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
WHITENOISE_USE_FINDERS = True
STATIC_ROOT = None  # nothing is collected
WHITENOISE_AUTOREFRESH = True
DATABASES["default"]["CONN_MAX_AGE"] = 0  # noqa: F405
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):  # noqa: F405
    # A file, as in use, so that threads have connections of their own; no power cut to survive.
    DATABASES["default"]["TEST"] = {"NAME": VAR_DIR / "test.sqlite3"}  # noqa: F405
    DATABASES["default"]["OPTIONS"]["init_command"] = (  # noqa: F405
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;"
    )
