"""A portal as in production, with servers that may be killed: PostgreSQL, Valkey, uvicorn, worker.

All of it lives in a folder of its own below the state of the benchmarks, with fsync on. The web
process signs in as the role of `manage.py portal_role`; the benchmark itself as the owner.
"""

from __future__ import annotations

import datetime
import os
import secrets
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.core.management import call_command
from django.db import connection, connections

from feedback import codes
from feedback.services.keys import RECEIPT, key_of
from perfmgmt.embedded.keeper import USER, Keeper, answers

ROLE = "portal"
PORT = 8755
PATIENCE = 60  # seconds for a server to come up on a busy machine
HOST = "portal.example"
Command = tuple[str, list[object], int]


class Servers(Keeper):
    """The embedded servers without their keeper: each may be killed and started again alone."""

    def __init__(self, state: Path) -> None:
        super().__init__(state)
        self.durable = True
        self.commands: dict[str, Command] = {}

    def spawn(self, name: str, command: list[object], stop_signal: int) -> None:
        self.commands[name] = (name, command, stop_signal)
        super().spawn(name, command, stop_signal)

    def kill(self, name: str) -> None:
        process, _ = self.servers[name]
        process.kill()
        process.wait()

    def revive(self, name: str) -> None:
        """PostgreSQL refuses while a backend of the old one still lives: until it does not."""
        deadline = time.monotonic() + PATIENCE
        if name == "valkey":
            self.layout.valkey_socket.unlink(missing_ok=True)
        while time.monotonic() < deadline:
            process, _ = self.servers[name]
            if process.poll() is not None:
                self.spawn(*self.commands[name])
            if self.is_up(name):
                return
            time.sleep(0.1)
        raise SystemExit(f"{name} did not come back in {PATIENCE} s")

    def is_up(self, name: str) -> bool:
        if name == "valkey":
            return answers(self.layout.valkey_socket)
        return self.succeeds("pg_isready", "-q", "-h", self.layout.sockets, "-U", USER)


class Stage:
    def __init__(self, servers: Servers) -> None:
        self.servers = servers
        self.state = servers.state
        sockets = servers.layout.sockets
        self.cache = f"unix://{servers.layout.valkey_socket}?db=1"
        self.environment = os.environ | {
            "PERFMGMT_ENV": "production", "SECRET_KEY": secrets.token_urlsafe(64),
            "ALLOWED_HOSTS": HOST, "PROXIES": "1", "STATIC_ROOT": str(self.state / "static"),
            "MEDIA_ROOT": str(self.state / "media"), "CACHE_URL": self.cache,
            "AUDIT_HEADS_FILE": str(self.state / "heads.txt"),
            "REDIS_URL": f"redis+socket://{servers.layout.valkey_socket}",
            "DATABASE_URL": f"postgresql://{USER}@/{USER}?host={sockets}",
            "STAFF_NETWORKS": "10.9.0.0/16",
        }  # fmt: skip
        self.role_url = f"postgresql://{ROLE}@/{USER}?host={sockets}"
        self.processes: dict[str, subprocess.Popen[bytes]] = {}

    # -- Django of the benchmark itself

    def take_over(self) -> None:
        """Let this process speak to the servers of the stage, under its secret."""
        with suppress(AttributeError):
            connection.close()
            del connections["default"]
        connections.settings["default"] |= {
            "ENGINE": "django.db.backends.postgresql", "HOST": str(self.servers.layout.sockets),
            "NAME": USER, "USER": USER,
        }  # fmt: skip
        with suppress(AttributeError):
            del caches["default"]
        caches.settings["default"]["LOCATION"] = self.cache
        settings.SECRET_KEY = self.environment["SECRET_KEY"]
        settings.DEBUG = False

    # -- processes

    def start(self, name: str, *command: str, **more: str) -> None:
        with (self.state / f"{name}.log").open("ab") as log:
            self.processes[name] = subprocess.Popen(
                [sys.executable, "-m", *command], cwd=settings.BASE_DIR, stdout=log, stderr=log,
                env=self.environment | more, start_new_session=True,
            )  # fmt: skip

    def start_web(self, workers: int = 2) -> None:
        self.start(
            "web", "uvicorn", "perfmgmt.portal_asgi:application", "--port", str(PORT),
            "--workers", str(workers), "--no-access-log", "--no-proxy-headers",
            "--timeout-keep-alive", "60", "--timeout-graceful-shutdown", "3",
            DJANGO_SETTINGS_MODULE="perfmgmt.settings.portal", DATABASE_URL=self.role_url,
            REDIS_URL=self.cache.replace("?db=1", "").replace("unix:", "redis+socket:"),
        )  # fmt: skip

    def start_worker(self) -> None:
        self.start(
            "worker", "celery", "-A", "perfmgmt.celery", "worker", "-c", "1", "-l", "INFO",
            "--without-gossip", "--without-mingle",
        )  # fmt: skip

    def wait_for_web(self) -> None:
        def asked() -> bool:
            with urllib.request.urlopen(f"http://127.0.0.1:{PORT}/livez", timeout=5) as answer:
                return answer.status == 200

        until(asked, "the web server", self.state / "web.log")

    def kill(self, name: str) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self.processes[name].pid, signal.SIGKILL)
        self.processes[name].wait()

    def stop(self) -> None:
        for name, process in self.processes.items():
            if process.poll() is None:
                self.kill(name)
        connection.close()
        self.servers.stop()


def until(holds: Callable[[], bool], what: str, log: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        with suppress(OSError):
            if holds():
                return
        time.sleep(0.05)
    raise SystemExit(f"{what} did not answer in {PATIENCE} s:\n{log.read_text()[-3000:]}")


@contextmanager
def opened() -> Iterator[Stage]:
    """A new cluster, migrated, with the role of the portal; taken down at the end."""
    from perfmgmt.embedded.layout import state_folder  # noqa: PLC0415 -- after the environment

    folder = state_folder() / "portal"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    folder.chmod(0o755)
    servers = Servers(folder)
    stage = Stage(servers)
    try:
        servers.start()
        stage.take_over()
        call_command("migrate", verbosity=0)
        call_command("portal_role", ROLE, verbosity=0, stdout=subprocess_log(folder))
        subprocess.run(
            [sys.executable, "manage.py", "collectstatic", "--noinput"], check=True,
            cwd=settings.BASE_DIR, env=stage.environment, stdout=subprocess.DEVNULL,
        )  # fmt: skip
        yield stage
    finally:
        stage.stop()
        shutil.rmtree(folder, ignore_errors=True)


def subprocess_log(folder: Path) -> Any:
    return (folder / "setup.log").open("w")


def offered(point: int, number: int, *, expired: bool = False) -> list[str]:
    """So many receipts of a place, put in as fast as the database takes them; closed cases too."""
    fresh = [codes.new(codes.RECEIPT) for _one in range(number)]
    day = datetime.date.today() - datetime.timedelta(days=90 if expired else 0)  # noqa: DTZ011
    week = day - datetime.timedelta(days=day.weekday())
    key = key_of(RECEIPT)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO feedback_receipt (digest, point_id, week, expires_on)"
            " SELECT d, %s, %s, %s FROM unnest(%s::bytea[]) d",
            [point, week, week + datetime.timedelta(days=37),
             [codes.digest(code, key) for code in fresh]],
        )  # fmt: skip
        cursor.execute(
            "INSERT INTO feedback_closedcase (point_id, digest, closed_on)"
            " SELECT %s, sha256(uuid_send(gen_random_uuid())), %s FROM generate_series(1, %s)",
            [point, week, number],
        )
    return fresh


def places(number: int) -> list[Any]:
    """Counters of one service, in the world that the tests share."""
    from tests import world as worlds  # noqa: PLC0415 -- after Django
    from tests.feedback.public import counter, service  # noqa: PLC0415

    world = worlds.build()
    of = service(world, "bench")
    return [counter(world, f"Counter {n}", of=of) for n in range(number)]
