"""Where the embedded services live: folders, sockets, and the user who runs them."""

import hashlib
import os
import stat
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

if sys.platform != "win32":
    import pwd

PROJECT = Path(__file__).resolve().parent.parent.parent
SOCKET_PATH_LIMIT = 100  # AF_UNIX allows 107 bytes on Linux and 103 on macOS
POSTGRES_PORT = 5432  # part of the socket's name; nothing listens on the network
UNPRIVILEGED = "nobody"  # PostgreSQL refuses to run as root
ROOT_FOLDER = Path("/var/lib/perfmgmt")  # for root, when nobody cannot reach the state folder


class EmbeddedError(RuntimeError):
    """The embedded services cannot run here. The message says why and what to do."""


def state_folder() -> Path:
    """The folder that holds data, logs and locks: PERFMGMT_STATE, or `.state` in the project."""
    return Path(os.environ.get("PERFMGMT_STATE") or PROJECT / ".state").absolute()


def reachable(path: Path) -> bool:
    """Whether a stranger may walk to `path`: every folder above it that exists lets others in."""
    return all(
        folder.stat().st_mode & stat.S_IXOTH
        for folder in (path, *path.parents)
        if folder.exists() and folder.is_dir()
    )


def fingerprint(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class Layout:
    state: Path
    data: Path  # owned by the user who runs the servers
    sockets: Path
    run_as: tuple[int, int] | None  # user and group id; None: as ourselves

    @classmethod
    def of(cls, state: Path) -> "Layout":
        """Depends on the folder and the user only, so that every process finds the same sockets."""
        if sys.platform == "win32":
            raise EmbeddedError(
                "Embedded services need Linux or macOS. Set DATABASE_URL and REDIS_URL."
            )
        run_as = None
        data = state / "services"
        if os.geteuid() == 0:
            account = pwd.getpwnam(UNPRIVILEGED)
            run_as = (account.pw_uid, account.pw_gid)
            if not reachable(state):
                data = ROOT_FOLDER / fingerprint(state)
        return cls(state=state, data=data, sockets=socket_folder(state, data), run_as=run_as)

    @property
    def cluster(self) -> Path:
        return self.data / "postgres"

    @property
    def valkey_data(self) -> Path:
        return self.data / "valkey"

    @property
    def valkey_socket(self) -> Path:
        return self.sockets / "valkey.sock"

    @property
    def subprocess_user(self) -> dict[str, Any]:
        """Arguments for `subprocess` that run a server as the right user."""
        if self.run_as is None:
            return {}
        return {"user": self.run_as[0], "group": self.run_as[1], "extra_groups": []}

    def prepare(self) -> None:
        """Make the folders, private to the user who runs the servers."""
        for folder in (self.data, self.sockets, self.valkey_data):
            make_private(folder, self.run_as)


def socket_folder(state: Path, data: Path) -> Path:
    """A folder short enough for sockets; the choice is kept, because TMPDIR may change."""
    here = data / "run"
    if len(os.fsencode(here / f".s.PGSQL.{POSTGRES_PORT}")) <= SOCKET_PATH_LIMIT:
        return here
    note = state / "sockets"
    if note.exists() and (kept := note.read_text().strip()):
        return Path(kept)
    chosen = Path(tempfile.gettempdir()) / f"perfmgmt-{os.geteuid()}-{fingerprint(state)}"
    state.mkdir(parents=True, exist_ok=True)
    draft = note.with_name(f"sockets.{os.getpid()}")
    draft.write_text(f"{chosen}\n")
    draft.replace(note)
    return chosen


def make_private(folder: Path, owner: tuple[int, int] | None) -> None:
    """Make `folder` with mode 0700, and refuse one that somebody else has put there."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.mkdir(mode=0o700, exist_ok=True)
    found = folder.lstat()
    allowed = {os.geteuid()} | ({owner[0]} if owner else set())
    if not stat.S_ISDIR(found.st_mode) or found.st_uid not in allowed:
        raise EmbeddedError(
            f"{folder} belongs to another user. "
            "Remove it, or name another folder in PERFMGMT_STATE."
        )
    if owner and found.st_uid != owner[0]:
        os.chown(folder, *owner)
    folder.chmod(0o700)
