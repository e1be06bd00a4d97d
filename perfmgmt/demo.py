"""Everything on one machine: services, worker, beat and web server, for as long as this process."""

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from types import FrameType

from perfmgmt.embedded.keeper import PR_SET_PDEATHSIG, die_with_parent

HOST = "127.0.0.1"  # the demo's passwords are printed: nobody else may reach it
PATIENCE = 60  # seconds until the web server must answer
GENTLE = 8  # seconds between asking a process to stop and insisting
PAUSE = 0.2
WEB_THREADS = 4


class DemoError(RuntimeError):
    """Something the demo needs is missing. The message says what and how to mend it."""


def end_with_make() -> None:
    """Started by make, end when make is killed: its child would otherwise stay (Linux only)."""
    if "MAKELEVEL" not in os.environ or not sys.platform.startswith("linux"):
        return
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() == 1:
        raise SystemExit(1)


def free_port(wanted: int) -> int:
    """`wanted`, when nobody listens there.

    Errors: DemoError that names PORT.
    """
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, wanted))
        except OSError as error:
            raise DemoError(
                f"Port {wanted} is taken ({error.strerror}). Name another: make demo PORT=8001"
            ) from None
    return wanted


class Processes:
    """The demo's children. However the demo ends, they end: the kernel sees to it on Linux."""

    def __init__(self, logs: Path) -> None:
        self.logs = logs
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        self.told_to_stop = False
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._stop_soon)

    def _stop_soon(self, number: int, frame: FrameType | None) -> None:
        """The first word leaves the loop, or breaks off whatever is going on before it."""
        if self.told_to_stop:
            return
        self.told_to_stop = True
        raise KeyboardInterrupt

    def start(self, name: str, *command: str, last_word: int = signal.SIGTERM) -> None:
        """Start `python -m command`; its output goes to NAME.log in the state folder."""
        with (self.logs / f"{name}.log").open("ab") as log:
            self.running[name] = subprocess.Popen(  # noqa: S603 -- our own programs
                [sys.executable, "-m", *command],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env={"DEBUG": "false"} | os.environ,  # errors as people see them
                start_new_session=True,
                preexec_fn=die_with_parent(last_word),  # noqa: PLW1509 -- one thread
            )

    def check(self) -> None:
        """Raise DemoError when one of them has ended."""
        for name, process in self.running.items():
            if process.poll() is not None:
                log = self.logs / f"{name}.log"
                raise DemoError(f"{name} ended with exit code {process.returncode}; see {log}")

    def stop(self) -> None:
        """Ask all to stop, then insist; whole process groups, so that no grandchild stays."""
        self.told_to_stop = True
        self.signal_all(signal.SIGTERM)
        if not self.gone_within(GENTLE):
            self.signal_all(signal.SIGQUIT)
            if not self.gone_within(GENTLE / 4):
                self.signal_all(signal.SIGKILL)
        for process in self.running.values():
            process.wait()
        self.running.clear()

    def signal_all(self, number: signal.Signals) -> None:
        for process in self.running.values():
            if process.poll() is None:
                if number == signal.SIGKILL:
                    os.killpg(process.pid, number)
                else:
                    process.send_signal(number)

    def gone_within(self, seconds: float) -> bool:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if all(process.poll() is not None for process in self.running.values()):
                return True
            time.sleep(0.05)
        return False

    def start_worker(self) -> None:
        options = ("-c", "2", "--without-gossip", "--without-mingle", "-l", "INFO")
        # When the demo is killed, nobody is left to wait until the worker has finished its task.
        command = ("celery", "-A", "perfmgmt.celery", "worker", *options)
        self.start("worker", *command, last_word=signal.SIGQUIT)

    def start_beat(self) -> None:
        schedule = str(self.logs / "beat-schedule")
        self.start("beat", "celery", "-A", "perfmgmt.celery", "beat", "-s", schedule, "-l", "INFO")

    def start_web(self, port: int) -> None:
        self.start(
            "web",
            *("gunicorn", "perfmgmt.wsgi:application", "--bind", f"{HOST}:{port}"),
            *("--workers", "2", "--worker-class", "gthread", "--threads", str(WEB_THREADS)),
            *("--graceful-timeout", "3", "--no-control-socket", "--access-logfile", "-"),
            *("--logger-class", "perfmgmt.access_log.DiscreetLogger"),
        )

    def wait_until_ready(self, port: int) -> None:
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            self.check()
            if answers(f"http://{HOST}:{port}/readyz"):
                return
            time.sleep(PAUSE)
        raise DemoError(f"The web server did not become ready in {PATIENCE} s; see {self.logs}")

    def watch(self) -> None:
        """Return when told to stop; raise DemoError when a process ends by itself."""
        try:
            while not self.told_to_stop:
                self.check()
                time.sleep(PAUSE)
        except KeyboardInterrupt:
            return


def answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=5) as response:  # noqa: S310 -- our own
            return bool(response.status == 200)  # noqa: PLR2004 -- HTTP OK
    except (urllib.error.URLError, OSError):
        return False


def timed(say: Callable[[str], None], what: str, work: Callable[[], object]) -> None:
    """Do `work` and say how long it took."""
    began = time.monotonic()
    work()
    say(f"{what:<44}{time.monotonic() - began:6.1f} s")
