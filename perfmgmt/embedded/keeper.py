"""The keeper: starts both servers, watches them, and stops them when the last client has gone."""

import ctypes
import fcntl
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import IO

from perfmgmt.embedded import binaries
from perfmgmt.embedded.layout import EmbeddedError, Layout

USER = "perfmgmt"
LINGER = 0.5  # seconds without a client before leaving: commands often follow each other
START_PATIENCE = 60  # seconds; recovery after a crash takes longest
STOP_PATIENCE = 20  # seconds before a server that does not stop is killed
PR_SET_PDEATHSIG = 1

POSTGRES_OPTIONS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "256MB",
    "effective_cache_size": "2GB",
    "work_mem": "64MB",
    "maintenance_work_mem": "256MB",
    "max_wal_size": "4GB",
    "checkpoint_timeout": "15min",
    "random_page_cost": "1.1",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "max_locks_per_transaction": "256",  # a statement over many partitions locks each of them
}
FAST_OPTIONS = {
    "fsync": "off", "synchronous_commit": "off", "full_page_writes": "off",
    "wal_level": "minimal", "max_wal_senders": "0", "autovacuum": "off",
    "join_collapse_limit": "4",  # wide rows joined by key: half of their time is planning
}  # fmt: skip
LOCALE = ("--locale-provider=builtin", "--builtin-locale=C.UTF-8")
CTYPE = ("--lc-collate=C", "--lc-ctype=C.UTF-8", "--encoding=UTF8")


def die_with_parent(number: int) -> Callable[[], None]:
    """A hook for a child that ends it with `number` when its parent ends (Linux only)."""
    libc = ctypes.CDLL(None, use_errno=True)
    parent = os.getpid()

    def hook() -> None:
        for word in (signal.SIGINT, signal.SIGQUIT, signal.SIGTERM):
            signal.signal(word, signal.SIG_DFL)  # a shell's background jobs inherit "ignore"
        if not sys.platform.startswith("linux"):
            return
        libc.prctl(PR_SET_PDEATHSIG, number)
        if os.getppid() != parent:  # the parent was gone before prctl
            os._exit(1)

    return hook


class Keeper:
    def __init__(self, state: Path) -> None:
        self.layout = Layout.of(state)
        self.state = state
        self.durable = os.environ.get("PERFMGMT_EMBEDDED_FAST") != "1"
        self.servers: dict[str, tuple[subprocess.Popen[bytes], int]] = {}
        self.told_to_stop = False

    def run(self) -> int:
        """Serve until nobody uses the services; 1 when a server failed, and the report says why."""
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self.stop_soon)
        with (self.state / "clients.lock").open("a") as clients:
            try:
                self.start()
                self.report({"pid": os.getpid(), "durable": self.durable})
                self.serve(clients)
            except (EmbeddedError, OSError, subprocess.SubprocessError) as error:
                self.report({"error": f"{error} Logs are in {self.state}."})
                return 1
            else:
                (self.state / "services.json").unlink(missing_ok=True)
                return 0
            finally:
                self.stop()

    def stop_soon(self, number: int, frame: FrameType | None) -> None:
        self.told_to_stop = True
        (self.state / "services.json").unlink(missing_ok=True)  # who comes now waits for the next

    def report(self, content: dict[str, object]) -> None:
        draft = self.state / "services.json.draft"
        draft.write_text(json.dumps(content))
        draft.replace(self.state / "services.json")

    def serve(self, clients: IO[str]) -> None:
        """Return holding the clients' lock exclusively: who comes now waits until we have left."""
        alone_since: float | None = None
        while not self.told_to_stop:
            time.sleep(0.1)
            self.check_servers()
            try:
                fcntl.flock(clients, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                alone_since = None
                continue
            alone_since = alone_since or time.monotonic()
            if time.monotonic() - alone_since >= LINGER:
                return
            fcntl.flock(clients, fcntl.LOCK_UN)

    def check_servers(self) -> None:
        for name, (process, _) in self.servers.items():
            if process.poll() is not None:
                raise EmbeddedError(f"{name} ended with exit code {process.returncode}.")

    def start(self) -> None:
        self.layout.prepare()
        self.end_orphans()
        self.create_cluster()
        options = POSTGRES_OPTIONS | ({} if self.durable else FAST_OPTIONS)
        options["unix_socket_directories"] = str(self.layout.sockets)
        settings = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
        program = binaries.postgres(self.layout, "postgres")
        self.spawn("postgres", [program, "-D", self.layout.cluster, *settings], signal.SIGINT)
        self.layout.valkey_socket.unlink(missing_ok=True)
        append = "yes" if self.durable else "no"
        self.spawn(
            "valkey",
            [
                binaries.valkey(self.layout),
                *("--port", "0", "--unixsocket", self.layout.valkey_socket),
                *("--unixsocketperm", "700", "--dir", self.layout.valkey_data),
                *("--save", "", "--appendonly", append, "--maxmemory-policy", "noeviction"),
            ],
            signal.SIGTERM,
        )
        self.wait_until_they_answer()
        self.create_database()

    def spawn(self, name: str, command: list[object], stop_signal: int) -> None:
        with (self.state / f"{name}.log").open("ab") as log:
            process = subprocess.Popen(  # noqa: S603 -- programs out of our own environment
                [str(part) for part in command],
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=die_with_parent(stop_signal),  # noqa: PLW1509 -- one thread
                **self.layout.subprocess_user,
            )
        self.servers[name] = (process, stop_signal)
        if name == "valkey":
            (self.state / "valkey.pid").write_text(str(process.pid))

    def tool(self, name: str, *arguments: object, check: bool = True) -> str:
        """Run one of PostgreSQL's own programs as the servers' user and return what it printed."""
        done = subprocess.run(  # noqa: S603 -- programs out of our own environment
            [str(binaries.postgres(self.layout, name)), *(str(part) for part in arguments)],
            cwd="/",
            capture_output=True,
            text=True,
            check=False,
            env={"LC_ALL": "C", "PATH": os.defpath},
            **self.layout.subprocess_user,
        )
        if check and done.returncode:
            raise EmbeddedError(f"{name} failed: {done.stderr.strip() or done.stdout.strip()}")
        return done.stdout

    def create_cluster(self) -> None:
        """Make the cluster, once."""
        cluster = self.layout.cluster
        if (cluster / "PG_VERSION").exists():
            return
        draft = cluster.with_name("postgres.draft")  # renamed when whole: a kill leaves no half
        shutil.rmtree(draft, ignore_errors=True)
        self.tool("initdb", "-D", draft, "-U", USER, "-A", "trust", *LOCALE, *CTYPE, "--no-sync")
        draft.rename(cluster)

    def create_database(self) -> None:
        common = ("-h", self.layout.sockets, "-U", USER)
        names = self.tool(
            "psql", *common, "-d", "postgres", "-Atc", "SELECT datname FROM pg_database"
        )
        if USER not in names.split():
            self.tool("createdb", *common, USER)

    def wait_until_they_answer(self) -> None:
        deadline = time.monotonic() + START_PATIENCE
        while time.monotonic() < deadline:
            self.check_servers()
            ready = ("-q", "-h", self.layout.sockets, "-U", USER)
            if answers(self.layout.valkey_socket) and self.succeeds("pg_isready", *ready):
                return
            time.sleep(0.03)
        raise EmbeddedError(f"The servers did not answer within {START_PATIENCE} s.")

    def succeeds(self, name: str, *arguments: object) -> bool:
        program = binaries.postgres(self.layout, name)
        command = [str(program), *(str(part) for part in arguments)]
        return subprocess.run(command, check=False, cwd="/").returncode == 0  # noqa: S603 -- ours

    def end_orphans(self) -> None:
        """Stop servers of a keeper that was killed. We hold the lock, so they are nobody else's."""
        if (self.layout.cluster / "postmaster.pid").exists():
            stop = ("-D", self.layout.cluster, "-w", "-t", STOP_PATIENCE, "stop", "-m")
            self.tool("pg_ctl", *stop, "fast", check=False)
            if (self.layout.cluster / "postmaster.pid").exists():
                self.tool("pg_ctl", *stop, "immediate", check=False)
        end_valkey(self.state / "valkey.pid", str(self.layout.valkey_socket))

    def stop(self) -> None:
        for process, number in reversed(self.servers.values()):
            if process.poll() is None:
                process.send_signal(number)
        for process, _ in self.servers.values():
            try:
                process.wait(STOP_PATIENCE)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        (self.state / "valkey.pid").unlink(missing_ok=True)
        if not self.layout.sockets.is_relative_to(self.layout.data):
            shutil.rmtree(self.layout.sockets, ignore_errors=True)


def answers(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as talk:
        try:
            talk.connect(str(path))
        except OSError:
            return False
    return True


def end_valkey(note: Path, listens_on: str) -> None:
    """End the server whose number `note` keeps, if that number still means this server."""
    if not note.exists() or not (number := note.read_text().strip()).isdigit():
        return
    deadline = time.monotonic() + STOP_PATIENCE
    last_word = signal.SIGTERM
    while listens_on in command_of(number):
        if time.monotonic() > deadline:
            last_word = signal.SIGKILL
        os.kill(int(number), last_word)
        time.sleep(0.05)


def command_of(number: str) -> str:
    """The command line of a running process; empty when there is none."""
    if sys.platform.startswith("linux"):
        try:
            return Path("/proc", number, "cmdline").read_text(errors="replace").replace("\0", " ")
        except OSError:
            return ""
    asked = ["ps", "-ww", "-p", number, "-o", "command="]
    return subprocess.run(asked, check=False, capture_output=True, text=True).stdout  # noqa: S603
