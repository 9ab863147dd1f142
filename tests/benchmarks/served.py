"""Settings of the server that is measured: as in use, and two references beside."""

from config.settings.dev import *  # noqa: F403

ROOT_URLCONF = "tests.benchmarks.served_urls"
