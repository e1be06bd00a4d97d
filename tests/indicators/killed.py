"""A program that is killed in the midst of a file, as often as it is told: see test_killed.py.

python -m tests.indicators.killed DATABASE DEED ARGUMENT…

It says how many statements the deed takes. Then each line of its input is a point, the number of a
statement or `end`: for each it forks a child that does the deed and kills itself there, and says
how the child ended.
"""

from __future__ import annotations

import gc
import io
import os
import signal
import sys
from collections.abc import Callable
from typing import Any, NoReturn

import django

END, NOWHERE = "end", -1


class Killer:
    """Kills this process at the statement of that number: odd ones done, even ones not yet sent."""

    def __init__(self, at: int = NOWHERE) -> None:
        self.at, self.seen = at, 0

    def __call__(
        self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any
    ) -> Any:
        self.seen += not sql.startswith(("SAVEPOINT", "RELEASE"))
        if self.seen == self.at:
            if self.at % 2:
                execute(sql, params, many, context)
            kill()
        return execute(sql, params, many, context)


def kill() -> NoReturn:
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError("unreachable")


def deed_of(name: str, arguments: list[str]) -> Callable[[], object]:
    from django.core.management import call_command

    from departments.models import User
    from indicators.models import KpiImport
    from indicators.services import undo
    from indicators.services.imports import load_import

    if name == "load_kpis":
        path, cycle = arguments
        said = {"stdout": io.StringIO(), "stderr": io.StringIO()}
        return lambda: call_command(name, path, "--cycle", cycle, **said)
    service = {"load_import": load_import, "undo_import": undo.undo_import}[name]
    number, user = arguments
    return lambda: service(KpiImport.objects.get(pk=number), by=User.objects.get(pk=user))


def count(deed: Callable[[], object]) -> int:
    """How many statements the deed takes, of which nothing stays. No connection either."""
    from django.db import connection, transaction

    for _time in ("what is read once", "what every child does"):
        killer = Killer()
        with transaction.atomic(), connection.execute_wrapper(killer):
            deed()
            transaction.set_rollback(True)
    connection.close()
    gc.freeze()
    return killer.seen


def perform(deed: Callable[[], object], point: str) -> NoReturn:
    """In the child: never comes back."""
    from django.db import connection

    with connection.execute_wrapper(Killer(NOWHERE if point == END else int(point))):
        deed()
    kill()


def tell(number: int) -> None:
    sys.stdout.write(f"{number}\n")
    sys.stdout.flush()


def main(database: str, name: str, *arguments: str) -> None:
    django.setup()
    from django.db import connection

    connection.settings_dict["NAME"] = database
    deed = deed_of(name, list(arguments))
    tell(count(deed))
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            try:
                perform(deed, line.strip())
            finally:
                os._exit(1)  # a fault of the deed is told on standard error
        _pid, status = os.waitpid(child, 0)
        tell(os.waitstatus_to_exitcode(status))


if __name__ == "__main__":
    main(*sys.argv[1:])
