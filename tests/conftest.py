"""What every test gets: fast passwords, an empty cache, a browser where there is one."""

import os
import shutil
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache

from perfmgmt import embedded

BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")


def browser_path() -> str | None:
    """The Chromium that CHROMIUM_PATH names, or the first one on the path."""
    named = os.environ.get("CHROMIUM_PATH")
    return named or next((found for name in BROWSERS if (found := shutil.which(name))), None)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    path = browser_path()
    if path is None or not Path(path).exists():
        missing = (
            "No Chromium found. Install chromium-headless-shell and fonts-noto-cjk, "
            "or name one in CHROMIUM_PATH."
        )
        if os.environ.get("CI"):
            pytest.fail(missing)
        pytest.skip(missing)
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    return {**browser_type_launch_args, "executable_path": path, "args": sandbox}


@pytest.fixture(scope="session", autouse=True)
def fast_passwords() -> None:
    """Argon2 is slow on purpose; its own test names it."""
    from django.conf import settings

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def empty_cache(request: pytest.FixtureRequest) -> None:
    """Each test that may use the database starts with an empty cache."""
    if request.node.get_closest_marker("django_db") or "db" in request.fixturenames:
        embedded.ensure()
        cache.clear()


@pytest.fixture
def world(db: None) -> Any:
    """Four departments and one user per role: see tests/world.py."""
    from tests.world import build

    return build()
