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
    assert sorted(services) == ["beat", "migrate", "postgres", "redis", "web", "worker"]
    unwatched = [name for name, service in services.items() if "healthcheck" not in service]
    assert unwatched == ["migrate"]


def test_ours_run_unprivileged_in_production(services: dict[str, Any]) -> None:
    for name in ("beat", "migrate", "web", "worker"):
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
