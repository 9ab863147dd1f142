"""One computer: SQLite, no other server. `make demo` runs on these."""

from config.settings.base import *  # noqa: F403

# Static files straight from the apps: nothing to collect.
WHITENOISE_USE_FINDERS = True
STATIC_ROOT = None
