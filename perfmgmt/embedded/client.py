"""Join the embedded services: use them while somebody runs them, start them when nobody does."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import IO, Any

from perfmgmt.embedded.layout import PROJECT, EmbeddedError, Layout, state_folder

if sys.platform != "win32":  # there, settings are still read with services of one's own
    import fcntl

PATIENCE = 90  # seconds for a start that may have to copy binaries and recover a crashed database
PAUSE = 0.02  # seconds between two looks
STARTS = 3  # how often a keeper that left is replaced before giving up

# Open for the life of the process: the kernel lets go of the lock however the process ends.
_joined: dict[Path, int] = {}


def wanted() -> bool:
    """Whether the embedded services stand in for a service that the environment does not name."""
    named = os.environ.get("DATABASE_URL") and os.environ.get("REDIS_URL")
    return not named and os.environ.get("PERFMGMT_ENV") != "production"


def ensure() -> None:
    """Have the services up when they are wanted. Cheap from the second call on."""
    if wanted():
        join(state_folder())


@cache
def addresses(state: Path) -> dict[str, str]:
    """Where the services of `state` listen, whether they run or not."""
    layout = Layout.of(state)
    return {
        "database_host": str(layout.sockets),
        "broker": f"redis+socket://{layout.valkey_socket}",
        "cache": f"unix://{layout.valkey_socket}?db=1",
    }


def join(state: Path) -> None:
    """Be a client of the services of `state` until this process ends.

    Two that come at once start one set of servers. One that comes while the keeper is leaving
    waits until it has left, then starts a new one.
    """
    if state in _joined:
        return
    make_state(state)
    deadline = time.monotonic() + PATIENCE
    presence = os.open(state / "clients.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        lock(presence, fcntl.LOCK_SH, deadline, state)
        with one_at_a_time(state, deadline):
            bring_up(state, deadline)
    except BaseException:
        os.close(presence)
        raise
    _joined[state] = presence


def make_state(state: Path) -> None:
    if sys.platform == "win32":
        raise EmbeddedError(
            "Embedded services need Linux or macOS. Set DATABASE_URL and REDIS_URL."
        )
    try:
        make_reachable(state)
        usable = state.stat().st_uid == os.geteuid() and os.access(state, os.W_OK)
    except PermissionError:
        usable = False
    if not usable:
        raise EmbeddedError(
            f"{state} cannot be used: it belongs to another user. "
            "Remove it, or name another folder in PERFMGMT_STATE."
        )


def make_reachable(folder: Path) -> None:
    """Make the missing folders so that the servers' user may walk through, whatever the umask."""
    missing = [part for part in (folder, *folder.parents) if not part.exists()]
    for part in reversed(missing):
        part.mkdir(exist_ok=True)
        part.chmod(0o755)


def lock(handle: int | IO[str], kind: int, deadline: float, state: Path) -> None:
    while True:
        try:
            fcntl.flock(handle, kind | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > deadline:
                raise EmbeddedError(
                    f"{state} stayed locked for {PATIENCE} s. See {state / 'keeper.log'}; "
                    "another command is starting or stopping the services there."
                ) from None
            time.sleep(PAUSE)
        else:
            return


@contextmanager
def one_at_a_time(state: Path, deadline: float) -> Iterator[None]:
    with (state / "start.lock").open("w") as handle:
        lock(handle, fcntl.LOCK_EX, deadline, state)
        yield


def keeper_is_up(state: Path) -> bool:
    """Asked under `one_at_a_time` only: the look itself takes the lock for a moment."""
    with (state / "keeper.lock").open("a") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def start_keeper(state: Path, deadline: float) -> None:
    """Start the keeper with its lock already held: the lock travels with the open file."""
    (state / "services.json").unlink(missing_ok=True)
    with (state / "keeper.lock").open("a") as handle, (state / "keeper.log").open("ab") as log:
        lock(handle, fcntl.LOCK_EX, deadline, state)
        command = [sys.executable, "-m", "perfmgmt.embedded", "keep", str(state)]
        subprocess.Popen(  # noqa: S603 -- our own module
            [*command, str(handle.fileno())],
            cwd=PROJECT,
            pass_fds=[handle.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        ).returncode = 0  # it outlives us; without this Python warns about a child left running


def bring_up(state: Path, deadline: float) -> None:
    """Return once the keeper says that both servers answer; start a keeper when there is none."""
    for _ in range(STARTS):
        if not keeper_is_up(state):
            start_keeper(state, deadline)
        while time.monotonic() < deadline:
            report = read_report(state)
            if "error" in report:
                raise EmbeddedError(report["error"])
            if report:
                return
            if not keeper_is_up(state):
                break  # it left while we were looking
            time.sleep(PAUSE)
    raise EmbeddedError(f"The embedded services did not start. Logs are in {state}.")


def read_report(state: Path) -> dict[str, Any]:
    try:
        return dict(json.loads((state / "services.json").read_text()))
    except FileNotFoundError:
        return {}


def is_up(state: Path) -> bool:
    """Whether somebody keeps the services of `state` at this moment."""
    with one_at_a_time(state, time.monotonic() + PATIENCE):
        return keeper_is_up(state)


def keep_across_exec(state: Path) -> None:
    """Let the program that replaces this one stay a client."""
    os.set_inheritable(_joined[state], True)  # noqa: FBT003 -- its only form
