"""Before Django reads its settings: the test run's own services, fast instead of durable."""

import os
import sys
from pathlib import Path
from typing import Any

import pytest

from perfmgmt import embedded
from tests.stack import roomy

STATE = Path(__file__).parent / ".state" / "test"

# Named here and not in pyproject.toml: from there the settings would be read before this file.
os.environ["DJANGO_SETTINGS_MODULE"] = "perfmgmt.settings"
os.environ.setdefault("PERFMGMT_STATE", str(STATE))
os.environ.setdefault("PERFMGMT_EMBEDDED_FAST", "1")
os.environ["PERFMGMT_ENV"] = "test"
os.environ.setdefault("LOG_LEVEL", "WARNING")  # two lines of every request would be kept
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright runs an event loop beside the tests

# Each worker of a parallel run empties its own cache: Valkey has 16 numbered ones, 0 is the broker.
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
if embedded.wanted():
    CACHE = embedded.addresses(embedded.state_folder())["cache"].partition("?")[0]
    os.environ["CACHE_URL"] = f"{CACHE}?db={2 + int(WORKER) % 13}"


@pytest.hookimpl(tryfirst=True)
def pytest_cmdline_main(config: pytest.Config) -> Any:
    """All of the run on a roomy stack (tests.stack)."""
    others = [sys.modules[__name__]]
    main = config.pluginmanager.subset_hook_caller("pytest_cmdline_main", others)
    return roomy(main)(config=config)


def pytest_configure() -> None:
    """Now that the environment stands; pytest-django goes on from here."""
    import django
    from django.conf import settings

    if "CACHE_URL" in os.environ:  # a worker inherits the names above: it read its settings before
        settings.CACHES["default"]["LOCATION"] = os.environ["CACHE_URL"]
    django.setup()
