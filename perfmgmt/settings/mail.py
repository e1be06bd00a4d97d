"""E-mail for notifications. Without EMAIL_URL nothing is sent: their page remains."""

from typing import Any

from perfmgmt.settings.environment import env

_config: dict[str, Any] = env.email_url("EMAIL_URL", default="dummymail://")
REMINDER_MAIL = bool(env.str("EMAIL_URL", ""))
EMAIL_BACKEND = _config["EMAIL_BACKEND"]
EMAIL_HOST = _config.get("EMAIL_HOST") or "localhost"
EMAIL_PORT = _config.get("EMAIL_PORT") or 25
EMAIL_HOST_USER = _config.get("EMAIL_HOST_USER") or ""
EMAIL_HOST_PASSWORD = _config.get("EMAIL_HOST_PASSWORD") or ""
EMAIL_USE_TLS = _config.get("EMAIL_USE_TLS", False)
EMAIL_USE_SSL = _config.get("EMAIL_USE_SSL", False)
EMAIL_TIMEOUT = 20  # seconds
DEFAULT_FROM_EMAIL = env.str("MAIL_FROM", "performance@localhost")

# How people reach this house from outside, for the links in e-mails: https://host, no path.
SITE_URL = env.str("SITE_URL", "")
