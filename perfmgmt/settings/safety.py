"""Production starts with safe values or not at all."""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ImproperlyConfigured

ENVIRONMENTS = ("development", "test", "production")
SHORTEST_KEY = 50  # characters
FEWEST_CHARACTERS = 10  # different ones


def check(settings: dict[str, Any]) -> None:
    """Raise ImproperlyConfigured naming every unsafe variable and how to mend it."""
    from perfmgmt.settings.environment import ENVIRONMENT, PRODUCTION  # noqa: PLC0415 -- leaf

    if ENVIRONMENT not in ENVIRONMENTS:
        known = ", ".join(ENVIRONMENTS)
        raise ImproperlyConfigured(f"PERFMGMT_ENV is {ENVIRONMENT!r}; use one of: {known}.")
    if PRODUCTION and (found := list(unsafe(settings))):
        raise ImproperlyConfigured("Unsafe for production:\n" + "\n".join(f"- {f}" for f in found))


def unsafe(settings: dict[str, Any]) -> Iterator[str]:
    yield from unsafe_switches(settings)
    yield from unsafe_key(settings["SECRET_KEY"], settings["DEVELOPMENT_KEY"])
    hosts = settings["ALLOWED_HOSTS"]
    if not hosts or "*" in hosts:
        yield (
            "ALLOWED_HOSTS must name the hosts that people type, separated by commas, and not '*'."
        )
    engine = settings["DATABASES"]["default"]["ENGINE"]
    if engine == "perfmgmt.embedded.postgresql":
        yield "DATABASE_URL is missing: postgresql://USER:PASSWORD@HOST:5432/NAME."
    elif "postgresql" not in engine:
        yield "DATABASE_URL must name a PostgreSQL database: postgresql://…"
    if not settings["REDIS_URL"]:
        yield "REDIS_URL is missing: redis://HOST:6379/0."
    for origin in settings["CSRF_TRUSTED_ORIGINS"]:
        if not origin.startswith("https://") or "*" in origin:
            yield f"CSRF_TRUSTED_ORIGINS holds {origin}: write https:// and one whole host name."


def unsafe_switches(settings: dict[str, Any]) -> Iterator[str]:
    if settings["DEBUG"]:
        yield "DEBUG must be off: remove the variable or set DEBUG=false."
    for name in ("SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE"):
        if not settings[name]:
            yield f"{name} must be on: cookies travel over HTTPS only. Remove the variable."
    behind_proxy = settings.get("SECURE_PROXY_SSL_HEADER")
    if not settings["SECURE_SSL_REDIRECT"] and not behind_proxy:
        yield (
            "SECURE_SSL_REDIRECT may be off only behind a proxy that redirects: "
            "then set PROXIES to their number."
        )


def unsafe_key(key: str, development_key: str) -> Iterator[str]:
    how = "python -c 'import secrets; print(secrets.token_urlsafe(64))'"
    if not key:
        yield f"SECRET_KEY is missing. Make one: {how}."
    elif key == development_key or key.startswith("django-insecure"):
        yield f"SECRET_KEY is the published one. Make your own: {how}."
    elif len(key) < SHORTEST_KEY or len(set(key)) < FEWEST_CHARACTERS:
        yield f"SECRET_KEY is too short or too simple ({SHORTEST_KEY} characters). Make one: {how}."
