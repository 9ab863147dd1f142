"""Settings shared by every installation; docs/settings.md lists what the environment may say."""

from pathlib import Path

from environs import Env

from config.secret_file import read_or_create

env = Env()

BASE_DIR = Path(__file__).resolve().parents[2]
VAR_DIR = Path(env.str("BAIWEN_VAR", str(BASE_DIR / "var")))

DEBUG = env.bool("BAIWEN_DEBUG", False)
ALLOWED_HOSTS = env.list("BAIWEN_HOSTS", ["localhost", "127.0.0.1", "[::1]"])
SITE_URL = env.str("BAIWEN_SITE_URL", "http://127.0.0.1:8000")

_secrets = {
    "secret_key": env.str("BAIWEN_SECRET_KEY", ""),
    "identity_key": env.str("BAIWEN_IDENTITY_KEY", ""),
}
if not all(_secrets.values()):
    _secrets = read_or_create(VAR_DIR / "secrets.json") | {k: v for k, v in _secrets.items() if v}
SECRET_KEY = _secrets["secret_key"]
# Encrypts national ID numbers and makes their look-up digest (exams/people/encryption.py).
IDENTITY_KEY = _secrets["identity_key"]

INSTALLED_APPS = [
    "config.apps.HouseConfig",
    "certificates",
    "exams.reports",
    "exams.analysis",
    "exams.scoring",
    "exams.sittings",
    "exams.papers",
    "questionbank",
    "cms",
    "exams.people",
    "wagtail.contrib.redirects",
    "wagtail.embeds",
    "wagtail.sites",
    "exams.people.staff_app.StaffAppConfig",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "axes",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "exams.sittings.short_way.ShortWayMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
    "axes.middleware.AxesMiddleware",
    "config.unavailable.UnavailableMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "exams.people.navigation.role_navigation",
            ],
        },
    },
]

# FULL, not NORMAL: an acknowledged answer survives a power cut (docs/architecture.md).
_sqlite_pragmas = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-64000;"
DATABASES = {
    # A connection is kept, as a save is quicker than its making; one that breaks is made anew.
    "default": env.dj_db_url("BAIWEN_DATABASE_URL", "", conn_max_age=None)
    if env.str("BAIWEN_DATABASE_URL", "")
    else {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": VAR_DIR / "db.sqlite3",
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": _sqlite_pragmas,
        },
        "CONN_MAX_AGE": None,
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
    "exams.people.passwords.InitialPasswordHasher",
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "desk"
LOGOUT_REDIRECT_URL = "/"
WAGTAIL_FRONTEND_LOGIN_URL = "/sign-in/"
WAGTAILADMIN_LOGIN_URL = "login"

# One account is slowed, never the office whose 30 candidates share an address.
AXES_LOCKOUT_PARAMETERS = ["username"]
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = 0.25  # hours
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_TEMPLATE = "people/locked_out.html"
AXES_ENABLE_ADMIN = False
# That warning asks for limits by address: see above.
SILENCED_SYSTEM_CHECKS = ["axes.W006"]

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
# What Wagtail's own Chinese lacks.
LOCALE_PATHS = [BASE_DIR / "config/wagtail/locale"]
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
WAGTAIL_CONTENT_LANGUAGES = [("zh-hans", "简体中文")]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    # Never served by address: certificates and uploads are handed out by views that check.
    "private": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": VAR_DIR / "private"},
    },
}

WAGTAIL_SITE_NAME = "百问"
WAGTAILADMIN_BASE_URL = SITE_URL
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_WORKFLOW_ENABLED = True
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = True
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}

DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "SAMEORIGIN"
SECURE_REFERRER_POLICY = "same-origin"

# A question is published by somebody who neither wrote nor submitted it.
REVIEW_BY_ANOTHER = env.bool("BAIWEN_REVIEW_BY_ANOTHER", True)

# A save that the network held up is still taken so long after the deadline.
EXAM_GRACE_SECONDS = env.int("BAIWEN_EXAM_GRACE_SECONDS", 30)
# Age bands, targets and the like are the county's: see each exam. Small groups aren't ranked.
REPORT_SMALL_GROUP = env.int("BAIWEN_REPORT_SMALL_GROUP", 10)

CERTIFICATE_PREFIX = env.str("BAIWEN_CERTIFICATE_PREFIX", "QH")
# Files (path or path#index) of the regular and the bold face; empty: Noto Serif CJK SC.
CERTIFICATE_FONTS = env.list("BAIWEN_CERTIFICATE_FONTS", [])
# More font files, for rare characters that the first lacks.
CERTIFICATE_EXTRA_FONTS = env.list("BAIWEN_CERTIFICATE_EXTRA_FONTS", [])

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.str("BAIWEN_LOG_LEVEL", "WARNING")},
}
