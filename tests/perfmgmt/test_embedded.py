"""The embedded services: joined, shared, and gone when the last user is, however it ends."""

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from perfmgmt.embedded import keeper, layout

PROJECT = Path(__file__).resolve().parent.parent.parent
PATIENCE = 30
ASK = "import perfmgmt.embedded as e; e.ensure(); print('up', flush=True); input()"

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="reads /proc; elsewhere a kill may leave servers"
)


def environment(state: Path) -> dict[str, str]:
    left_out = {"DATABASE_URL", "REDIS_URL", "PERFMGMT_ENV"}
    kept = {name: value for name, value in os.environ.items() if name not in left_out}
    return kept | {"PERFMGMT_STATE": str(state), "PERFMGMT_EMBEDDED_FAST": "1"}


@contextlib.contextmanager
def client(state: Path) -> Iterator[subprocess.Popen[str]]:
    """A process that has the services, and is killed at the end."""
    with subprocess.Popen(
        [sys.executable, "-c", ASK],
        cwd=PROJECT,
        env=environment(state),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        try:
            assert process.stdout.readline() == "up\n"
            yield process
        finally:
            process.kill()


def servers(state: Path) -> dict[int, str]:
    """Keeper and servers of this state folder that run now: number and first word."""
    found = {}
    places = {str(state), str(layout.Layout.of(state).sockets)}
    for entry in Path("/proc").iterdir():
        with contextlib.suppress(OSError):
            words = (entry / "cmdline").read_bytes().decode().replace("\0", " ").split()
            command = " ".join(words)
            named = any(place in command for place in places)
            if entry.name.isdigit() and named and "e.ensure();" not in words:
                found[int(entry.name)] = Path(words[0]).name
    return found


def gone_within(state: Path, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if not servers(state):
            return True
        time.sleep(0.1)
    return False


@pytest.fixture
def state() -> Iterator[Path]:
    """A folder that root's servers reach, who run as somebody else: pytest's own is private."""
    with tempfile.TemporaryDirectory() as parent:
        Path(parent).chmod(0o755)
        folder = Path(parent) / "state"
        yield folder
        for number in servers(folder):
            with contextlib.suppress(ProcessLookupError):
                os.kill(number, signal.SIGKILL)


def keepers(state: Path) -> list[int]:
    return [n for n in servers(state) if "keep" in keeper.command_of(str(n)).split()]


def test_two_clients_share_one_set_of_servers_that_outlives_the_first(state: Path) -> None:
    with client(state):
        with client(state):
            before = keepers(state)
            assert len(before) == 1
        time.sleep(keeper.LINGER + 0.5)
        assert keepers(state) == before
    assert gone_within(state, PATIENCE)


def test_a_killed_keeper_takes_its_servers_along_and_is_replaced(state: Path) -> None:
    with client(state):
        (number,) = keepers(state)
        os.kill(number, signal.SIGKILL)
        with client(state):  # starts while the old servers may still be going
            (replacement,) = keepers(state)
            assert replacement != number
            names = sorted(servers(state).values())
            assert names == sorted([Path(sys.executable).name, "postgres", "valkey-server"])
    assert gone_within(state, PATIENCE)


def test_one_that_comes_while_the_keeper_leaves_gets_new_servers(state: Path) -> None:
    with client(state):
        (number,) = keepers(state)
        os.kill(number, signal.SIGTERM)
        while (state / "services.json").exists():
            time.sleep(0.01)
        with client(state):
            (replacement,) = keepers(state)
            assert replacement != number
    assert gone_within(state, PATIENCE)


def test_many_that_come_at_once_start_one_set_of_servers(state: Path) -> None:
    with contextlib.ExitStack() as stack, ThreadPoolExecutor(4) as pool:
        for waiting in [pool.submit(stack.enter_context, client(state)) for _ in range(4)]:
            waiting.result()
        assert len(keepers(state)) == 1
    assert gone_within(state, PATIENCE)


def test_a_long_path_gets_its_sockets_elsewhere_and_keeps_them(
    state: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    deep = state / ("deep" * 30)
    with client(deep):
        sockets = layout.Layout.of(deep).sockets
        assert len(str(sockets / ".s.PGSQL.5432")) <= layout.SOCKET_PATH_LIMIT
        assert sockets.stat().st_mode & 0o777 == 0o700
        monkeypatch.setattr(layout.tempfile, "gettempdir", lambda: "/elsewhere")
        assert layout.Layout.of(deep).sockets == sockets
    assert gone_within(deep, PATIENCE)
    assert not sockets.exists()


def test_a_folder_of_another_user_is_refused(tmp_path: Path) -> None:
    theirs = tmp_path / "theirs"
    theirs.mkdir()
    if os.geteuid() == 0:
        os.chown(theirs, 12345, 12345)
        owner = (1, 1)
    else:
        pytest.skip("only root can give a folder away")
    with pytest.raises(layout.EmbeddedError, match="belongs to another user"):
        layout.make_private(theirs, owner)


def test_named_services_are_used_instead() -> None:
    ask = "from perfmgmt import embedded; print(embedded.wanted())"
    named = {"DATABASE_URL": "postgresql://db/perfmgmt", "REDIS_URL": "redis://queue"}
    done = subprocess.run(
        [sys.executable, "-c", ask],
        cwd=PROJECT,
        env=environment(Path("unused")) | named,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "False\n"


def test_it_is_imported_without_django() -> None:
    ask = "import sys, perfmgmt.embedded; print('django' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", ask], cwd=PROJECT, capture_output=True, text=True, check=True
    )
    assert done.stdout == "False\n"
