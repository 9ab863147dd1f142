"""A server that people reach over HTTPS; static files collected and named by their content."""

from config.settings.base import *  # noqa: F403

STORAGES["staticfiles"] = {"BACKEND": "config.static_storage.HashedStaticFilesStorage"}  # noqa: F405

SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 31_536_000
SECURE_SSL_REDIRECT = True
CSRF_TRUSTED_ORIGINS = [SITE_URL]  # noqa: F405
