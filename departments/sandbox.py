"""Read what strangers send in a child process with limits on time, memory and output.

The child is one module, run by `python -m`, without our environment: no keys, no database. It reads
the file from its standard input and prints JSON, a record a line; the last one is END. What it
reads it must not trust; what it does wrong ends with it.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import select
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any, BinaryIO

MB = 1024 * 1024
HOME = Path(__file__).resolve().parents[1]
END = "end"
GREEDY, VERBOSE = 70, 71  # exit codes: out of memory, too much to say
KIND_OF_EXIT = {
    GREEDY: "memory",
    VERBOSE: "output",
    -signal.SIGXFSZ: "output",
    -signal.SIGXCPU: "time",
    -signal.SIGKILL: "memory",
    -signal.SIGABRT: "memory",  # how a library of another language says that memory ran out
    -signal.SIGSEGV: "memory",
}


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a child may use. `memory` is its own, beside the code it shares with others."""

    seconds: int = 20  # of computing; waiting may take half as long again
    memory: int = 128 * MB
    output: int = 96 * MB


USUAL = Bounds()


class OverrunError(Exception):
    """The child came to no end. `kind`: time, memory, output; died for anything else."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


def run(module: str, file: BinaryIO, request: dict[str, Any], bounds: Bounds = USUAL) -> Output:
    """The records that `module` prints about the file, once it has read the whole of it.

    Errors: OverrunError, when it came to no end.
    """
    out = Output()
    with given(file) as source:
        watch(module, source, out.number, request, bounds)
    if not out.ends_with(json.dumps(END).encode() + b"\n"):
        raise OverrunError("died")
    return out


class Output:
    """The records a child printed, to be read as often as one likes. They stand on disk, without a
    name, and are gone with the last who looks at them.
    """

    def __init__(self) -> None:
        self.number, path = tempfile.mkstemp()
        os.unlink(path)  # noqa: PTH108 -- a path of a moment

    def __del__(self) -> None:
        os.close(self.number)

    def ends_with(self, mark: bytes) -> bool:
        size = os.fstat(self.number).st_size
        return size >= len(mark) and os.pread(self.number, len(mark), size - len(mark)) == mark

    def __iter__(self) -> Iterator[Any]:
        for line in self.lines():
            record = json.loads(line)
            if record == END:
                return
            yield record

    def lines(self) -> Iterator[bytes]:
        at, rest = 0, b""
        while chunk := os.pread(self.number, MB, at):
            at += len(chunk)
            *whole, rest = (rest + chunk).split(b"\n")
            yield from whole


@contextlib.contextmanager
def given(file: BinaryIO) -> Iterator[IO[bytes]]:
    """The content as a file of the operating system, from its start."""
    with tempfile.TemporaryFile() as source:
        file.seek(0)
        while chunk := file.read(MB):
            source.write(chunk)
        source.seek(0)
        yield source


def watch(
    module: str, source: IO[bytes], out: int, request: dict[str, Any], bounds: Bounds
) -> None:
    asked = json.dumps({"bounds": asdict(bounds), **request})
    child = subprocess.Popen(  # noqa: S603 -- our own interpreter and module
        [sys.executable, "-m", module, asked],
        stdin=source, stdout=out, stderr=subprocess.DEVNULL, cwd=HOME, close_fds=True,
        env={"PATH": os.environ.get("PATH", ""), "LANG": "C.UTF-8", "PYTHONUTF8": "1"},
    )  # fmt: skip
    try:
        code = wait(child, bounds.seconds * 1.5)
    except subprocess.TimeoutExpired:
        raise OverrunError("time") from None
    finally:
        if child.poll() is None:
            child.kill()
            child.wait()
    if code:
        raise OverrunError(KIND_OF_EXIT.get(code, "died"))


def wait(child: subprocess.Popen[bytes], seconds: float) -> int:
    """Its exit code, the moment it ends: with a limit, subprocess alone looks only now and then.

    Errors: TimeoutExpired.
    """
    with contextlib.suppress(AttributeError, OSError):  # Linux only
        number = os.pidfd_open(child.pid)
        try:
            end = select.poll()
            end.register(number, select.POLLIN)
            end.poll(seconds * 1000)
        finally:
            os.close(number)
        seconds = 0
    return child.wait(seconds)


def child(read: Callable[[BinaryIO, dict[str, Any]], Iterable[Any]]) -> None:
    """The main function of a child: confine it, read, print. Called under `__main__`."""
    request = json.loads(sys.argv[1])
    confine(Bounds(**request.pop("bounds")))
    try:
        for record in read(sys.stdin.buffer, request):
            sys.stdout.write(json.dumps(record, separators=(",", ":")) + "\n")
        sys.stdout.write(json.dumps(END) + "\n")
        sys.stdout.flush()
    except MemoryError:
        os._exit(GREEDY)
    except OSError as error:
        os._exit(VERBOSE if error.errno == errno.EFBIG else 1)


def confine(bounds: Bounds) -> None:
    """Set the limits of this very process; they cannot be raised again."""
    import resource  # noqa: PLC0415 -- absent on Windows, where nothing but the clock limits

    wanted = {
        "RLIMIT_CPU": bounds.seconds,
        "RLIMIT_DATA": bounds.memory,
        "RLIMIT_AS": bounds.memory * 8,
        "RLIMIT_FSIZE": bounds.output,
        "RLIMIT_CORE": 0,
    }
    for name, most in wanted.items():
        # A second between the two limits of time: at one and the same moment the system would kill
        # without saying that it was time that ran out.
        hardest = most + 1 if name == "RLIMIT_CPU" else most
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(getattr(resource, name), (most, hardest))
