"""Front-end files come out of installed packages; none is committed."""

from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.test import Client

from perfmgmt.staticfinders import PACKAGE_FILES, PackageFileFinder


@pytest.mark.parametrize("name", PACKAGE_FILES)
def test_package_files_are_found(name: str) -> None:
    found = finders.find(name)
    assert found is not None
    assert Path(found).is_file()


def test_an_unknown_file_is_not_found() -> None:
    assert finders.find("vendor/nothing.js") is None
    assert PackageFileFinder().find("vendor/nothing.js") == []


def test_they_are_collected(tmp_path: Path, settings: object) -> None:
    settings.STATIC_ROOT = tmp_path  # type: ignore[attr-defined]
    call_command("collectstatic", interactive=False, verbosity=0)
    for name in PACKAGE_FILES:
        assert (tmp_path / name).stat().st_size > 10_000


@pytest.mark.django_db
def test_pages_carry_a_strict_policy(client: Client) -> None:
    response = client.get("/en/accounts/login/")
    assert dict(part.split(" ", 1) for part in response["Content-Security-Policy"].split("; ")) == {
        "default-src": "'self'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self' data: blob:",
        "font-src": "'self'",
        "connect-src": "'self'",
        "object-src": "'none'",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
        "form-action": "'self'",
    }
