"""Production starts with safe values or not at all: each refusal names its variable."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parent.parent.parent
SAFE = {
    "PERFMGMT_ENV": "production",
    "SECRET_KEY": "k3-Zq8_vB1xW5tR7yU9iO0pL2mN4bV6cX8zA1sD3fG5hJ7kL9qW2eR4tY6",
    "ALLOWED_HOSTS": "performance.example.gov",
    "DATABASE_URL": "postgresql://perfmgmt:secret@db.example.gov/perfmgmt",
    "REDIS_URL": "redis://:secret@queue.example.gov/0",
}


def start(**changes: str | None) -> subprocess.CompletedProcess[str]:
    """Load the settings in a process of their own; None leaves a variable out."""
    wanted = {name: value for name, value in (SAFE | changes).items() if value is not None}
    inherited = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-c", "import perfmgmt.settings"],
        cwd=PROJECT,
        env=inherited | wanted,
        capture_output=True,
        text=True,
        check=False,
    )


def complaints(**changes: str | None) -> list[str]:
    done = start(**changes)
    assert done.returncode == 1
    lines = done.stderr.strip().splitlines()
    assert "django.core.exceptions.ImproperlyConfigured: Unsafe for production:" in lines
    return [line.removeprefix("- ").split(" ")[0] for line in lines if line.startswith("- ")]


def test_safe_values_start() -> None:
    done = start()
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("DEBUG", "true"),
        ("SECRET_KEY", None),
        ("SECRET_KEY", ""),
        ("SECRET_KEY", "short"),
        ("SECRET_KEY", "a" * 80),
        ("SECRET_KEY", "django-insecure-" + SAFE["SECRET_KEY"]),
        (
            "SECRET_KEY",
            "development-only-this-key-signs-nothing-that-matters-0123456789",
        ),
        ("ALLOWED_HOSTS", None),
        ("ALLOWED_HOSTS", "*"),
        ("ALLOWED_HOSTS", "performance.example.gov,*"),
        ("DATABASE_URL", None),
        ("DATABASE_URL", "sqlite:///data.sqlite3"),
        ("REDIS_URL", None),
        ("SESSION_COOKIE_SECURE", "false"),
        ("CSRF_COOKIE_SECURE", "false"),
        ("SECURE_SSL_REDIRECT", "false"),
        ("CSRF_TRUSTED_ORIGINS", "http://performance.example.gov"),
        ("CSRF_TRUSTED_ORIGINS", "https://*.example.gov"),
    ],
)
def test_an_unsafe_value_is_refused_by_name(variable: str, value: str | None) -> None:
    assert complaints(**{variable: value}) == [variable]


def test_all_unsafe_values_are_named_at_once() -> None:
    found = complaints(SECRET_KEY=None, ALLOWED_HOSTS="*", DATABASE_URL=None, REDIS_URL=None)
    assert found == ["SECRET_KEY", "ALLOWED_HOSTS", "DATABASE_URL", "REDIS_URL"]


def test_the_redirect_may_be_left_to_a_proxy() -> None:
    assert start(SECURE_SSL_REDIRECT="false", PROXIES="1").returncode == 0


def test_an_unknown_environment_is_refused() -> None:
    done = start(PERFMGMT_ENV="staging")
    assert done.returncode == 1
    assert "use one of: development, test, production." in done.stderr


def test_the_variables_of_the_compose_file_may_be_empty() -> None:
    """docker-compose.yml passes optional variables on as empty ones."""
    empty = dict.fromkeys(["CSRF_TRUSTED_ORIGINS", "OIDC_ISSUER", "OIDC_CLIENT_ID"], "")
    assert start(**empty).returncode == 0
