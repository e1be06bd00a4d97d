"""However the demo ends, its children end."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from perfmgmt.demo import HOST, DemoError, Processes, free_port
from perfmgmt.embedded.keeper import command_of

PROJECT = Path(__file__).resolve().parent.parent.parent
PARENT = """
import pathlib, sys
from perfmgmt.demo import Processes
processes = Processes(pathlib.Path(sys.argv[1]))
try:
    processes.start("child", "http.server", "--bind", "127.0.0.1", "0")
    print(processes.running["child"].pid, flush=True)
    processes.watch()
except KeyboardInterrupt:
    pass
finally:
    processes.stop()
"""


def ends(number: int, seconds: float = 10) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if "http.server" not in command_of(str(number)):
            return True
        time.sleep(0.05)
    return False


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs PR_SET_PDEATHSIG")
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_children_end_with_the_demo(tmp_path: Path, number: int) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", PARENT, str(tmp_path)],
        cwd=PROJECT,
        stdout=subprocess.PIPE,
        text=True,
    ) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        while "http.server" not in command_of(str(child)):
            time.sleep(0.02)
        os.kill(parent.pid, number)
        assert ends(child)
    assert parent.returncode == (-signal.SIGKILL if number == signal.SIGKILL else 0)


def test_a_child_that_ends_is_named_with_its_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(signal, "signal", lambda *_: None)
    processes = Processes(tmp_path)
    processes.start("worker", "no_such_module")
    processes.running["worker"].wait()
    with pytest.raises(DemoError, match=r"worker ended with exit code 1; see .*/worker\.log"):
        processes.check()
    assert "no_such_module" in (tmp_path / "worker.log").read_text()


def test_a_taken_port_is_said_before_anything_starts() -> None:
    with socket.socket() as taken:
        taken.bind((HOST, 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(DemoError, match=rf"Port {port} is taken .* make demo PORT=8001"):
            free_port(port)
