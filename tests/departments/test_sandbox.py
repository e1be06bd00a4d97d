"""A child that reads a file cannot take more time, memory or room than it was given."""

import io
import os
import signal
import subprocess
import sys

import pytest

from departments.sandbox import MB, Bounds, OverrunError, run, wait

SMALL = Bounds(seconds=1, memory=64 * MB, output=MB)


def asked(deed, **request):
    return list(
        run("tests.departments.greedy", io.BytesIO(b"abc"), {"deed": deed, **request}, SMALL)
    )


def test_child_has_its_limits_the_file_and_none_of_our_environment(monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "secret")
    names = ["RLIMIT_CPU", "RLIMIT_DATA", "RLIMIT_AS", "RLIMIT_FSIZE", "RLIMIT_CORE"]
    limits, environment, size = asked("limits", names=names)
    assert limits == [1, 64 * MB, 512 * MB, MB, 0]
    assert set(environment) <= {"LANG", "LC_CTYPE", "PATH", "PYTHONUTF8"}
    assert size == 3


@pytest.mark.parametrize(
    ("deed", "kind"),
    [("time", "time"), ("output", "output"), ("dies", "died"), ("stops short", "died")],
)
def test_child_that_overruns_is_ended(deed, kind):
    with pytest.raises(OverrunError) as overrun:
        asked(deed)
    assert overrun.value.kind == kind


@pytest.mark.parametrize("is_told", [True, False])
def test_child_is_waited_for_as_long_as_it_may_take(monkeypatch, is_told):
    """With and without a system that tells when a process ends."""
    if not is_told:
        monkeypatch.delattr(os, "pidfd_open", raising=False)
    sleeper = [sys.executable, "-c", "import time; time.sleep(60)"]
    with subprocess.Popen(sleeper) as child:
        with pytest.raises(subprocess.TimeoutExpired):
            wait(child, 0.05)
        child.kill()
        assert wait(child, 20) == -signal.SIGKILL


def test_memory_ends_at_its_limit():
    assert asked("memory", bytes=MB) == [MB]
    with pytest.raises(OverrunError) as overrun:
        asked("memory", bytes=70 * MB)
    assert overrun.value.kind == "memory"
