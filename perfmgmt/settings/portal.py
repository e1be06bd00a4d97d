"""The pages of citizens as a process of its own: DJANGO_SETTINGS_MODULE=perfmgmt.settings.portal.

No sign-in, no session, no admin, no REST; a database role that may only give ratings and read what
is public (`manage.py portal_role`). Source: docs/rating-guard.md, W11.
"""

from typing import Any

from perfmgmt import settings as house
from perfmgmt.settings import *  # noqa: F403 -- Django reads one module

NOT_HERE = ("allauth", "axes", "django.contrib.admin", "drf_spectacular", "rest_framework")
INSTALLED_APPS = [app for app in INSTALLED_APPS if not app.startswith(NOT_HERE)]  # noqa: F405
AUTHENTICATION_BACKENDS = []
ROOT_URLCONF = "perfmgmt.portal_urls"
MIDDLEWARE = [
    "perfmgmt.health.HealthMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.common.CommonMiddleware",  # the host's name, and how long an answer is
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "perfmgmt.request_log.DiscreetRequests",
]
# Copies, for the settings of the house are not changed by whoever reads these.
_engine: dict[str, Any] = house.TEMPLATES[0]
TEMPLATES = [_engine | {"OPTIONS": _engine["OPTIONS"] | {"context_processors": []}}]
# What a rating needs is asked twice when the connection is gone: no look before every request.
DATABASES = {"default": house.DATABASES["default"] | {"CONN_HEALTH_CHECKS": False}}
