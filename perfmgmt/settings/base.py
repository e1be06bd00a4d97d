"""Apps, database, cache, templates, languages."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from perfmgmt import embedded
from perfmgmt.settings.environment import BASE_DIR, ENVIRONMENT, PRODUCTION, env

DEBUG = env.bool("DEBUG", not PRODUCTION)
DEVELOPMENT_KEY = "development-only-this-key-signs-nothing-that-matters-0123456789"
SECRET_KEY = env.str("SECRET_KEY", "") or ("" if PRODUCTION else DEVELOPMENT_KEY)
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
ALLOWED_HOSTS = env.list(
    "ALLOWED_HOSTS", default=[] if PRODUCTION else ["localhost", "127.0.0.1", "[::1]"]
)
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

ROOMS = ["reports", "feedback", "appraisals", "indicators", "departments", "audit"]
INSTALLED_APPS = [
    "perfmgmt",
    *ROOMS,
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "axes",
    "csp",
    "django_filters",
    "django_htmx",
    "django_structlog",
    "drf_spectacular",
    "rest_framework",
    "template_partials.apps.SimpleAppConfig",
]
AUTH_USER_MODEL = "departments.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
ROOT_URLCONF = "perfmgmt.urls"
WSGI_APPLICATION = "perfmgmt.wsgi.application"

STATE = embedded.state_folder()
# The sockets' names follow from the state folder; the first connection starts the servers.
SERVICES = embedded.addresses(STATE) if embedded.wanted() else {}


def database() -> dict[str, Any]:
    """The one database. A socket folder may come as `?host=/path`: a host name cannot hold it."""
    shared = {"CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True, "ATOMIC_REQUESTS": False}
    if env.str("DATABASE_URL", ""):
        named = env.db_url("DATABASE_URL")
        if socket_folder := named.get("OPTIONS", {}).pop("host", None):
            named["HOST"] = socket_folder
        return named | shared
    return shared | {
        "ENGINE": "perfmgmt.embedded.postgresql",
        "NAME": "perfmgmt",
        "USER": "perfmgmt",
        "HOST": SERVICES.get("database_host", ""),
    }


DATABASES = {"default": database()}

REDIS_URL = env.str("REDIS_URL", SERVICES.get("broker", ""))
CACHE_URL = env.str("CACHE_URL", SERVICES.get("cache", REDIS_URL))
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": CACHE_URL,
        "KEY_PREFIX": "perfmgmt",
        "TIMEOUT": 300,
    }
}
SESSION_ENGINE = "django.contrib.sessions.backends.db"

FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
LOADERS = [
    "django.template.loaders.filesystem.Loader",
    "django.template.loaders.app_directories.Loader",
]
if ENVIRONMENT != "development":
    LOADERS = [("django.template.loaders.cached.Loader", LOADERS)]  # type: ignore[list-item]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [("template_partials.loader.Loader", LOADERS)],
            "builtins": ["template_partials.templatetags.partials"],
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.i18n",
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "perfmgmt.navigation.shell",
            ],
        },
    }
]

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("zh-hans", _("Simplified Chinese"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = env.str("TIME_ZONE", "Asia/Shanghai")
# The month in which FY2023 and 2022-23 begin; a fiscal year is named after the year it ends in.
PERFMGMT_FISCAL_YEAR_START = env.int("PERFMGMT_FISCAL_YEAR_START", 7)
USE_I18N = True
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = env.path("STATIC_ROOT", str(BASE_DIR / "staticfiles"))
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "perfmgmt.staticfinders.PackageFileFinder",
    "perfmgmt.stylesheet.StylesheetFinder",
]
# Outside production files are served as they lie in the tree; nothing needs to be collected.
WHITENOISE_AUTOREFRESH = not PRODUCTION
WHITENOISE_USE_FINDERS = not PRODUCTION
MEDIA_ROOT = env.path("MEDIA_ROOT", str(STATE / "media"))
# Proofs of values lie below MEDIA_ROOT, which nothing serves: each passes the access check.
EVIDENCE_LARGEST = env.int("EVIDENCE_LARGEST", 20 * 1024 * 1024)  # bytes of one file
# A command that gets the path and answers 0 (clean) or 1 (virus), as clamdscan does; or, set in
# Python, a function of the path. Empty: files are kept and marked as not scanned.
EVIDENCE_SCANNER = env.str("EVIDENCE_SCANNER", "")
# One line a seal, outside the database. In production: a file that this user may only extend, or
# one that another machine fetches. Empty: none is written.
AUDIT_HEADS_FILE = env.str("AUDIT_HEADS_FILE", str(STATE / "audit-heads.txt"))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
