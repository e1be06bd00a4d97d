"""The shape of an installation. Its form is checked against the compose spec by `make lint`."""

from pathlib import Path
from typing import Any

import pytest
import yaml

PROJECT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture(scope="module")
def services() -> dict[str, Any]:
    return dict(yaml.safe_load((PROJECT / "docker-compose.yml").read_text())["services"])


def test_all_parts_are_there_and_watched(services: dict[str, Any]) -> None:
    assert sorted(services) == [
        "beat", "cache", "migrate", "portal", "postgres", "redis", "web", "worker",
    ]  # fmt: skip
    unwatched = [name for name, service in services.items() if "healthcheck" not in service]
    assert unwatched == ["migrate"]


def test_ours_run_unprivileged_in_production(services: dict[str, Any]) -> None:
    for name in ("beat", "migrate", "portal", "web", "worker"):
        assert services[name]["environment"]["PERFMGMT_ENV"] == "production"
        assert services[name]["cap_drop"] == ["ALL"]
    lines = (PROJECT / "Dockerfile").read_text().splitlines()
    assert [line for line in lines if line.startswith("USER")] == ["USER perfmgmt"]


def test_no_secret_has_a_default(services: dict[str, Any]) -> None:
    environment = services["web"]["environment"]
    for name in ("SECRET_KEY", "DATABASE_URL", "REDIS_URL"):
        assert ":?set" in environment[name]


def test_the_queue_survives_a_crash(services: dict[str, Any]) -> None:
    assert "--appendonly yes" in services["redis"]["command"][2]


def test_the_cache_leaves_nothing_on_a_disk(services: dict[str, Any]) -> None:
    """The key that hides the addresses of citizens lies there; docs/rating-guard.md, W8."""
    assert '--save "" --appendonly no' in services["cache"]["command"][2]
    assert "volumes" not in services["cache"]


def test_the_portal_runs_with_a_role_and_settings_of_its_own(services: dict[str, Any]) -> None:
    environment = services["portal"]["environment"]
    assert environment["DJANGO_SETTINGS_MODULE"] == "perfmgmt.settings.portal"
    assert environment["DATABASE_URL"].startswith("postgresql://portal:")
    assert "@redis:" not in environment["REDIS_URL"] + environment["CACHE_URL"]
