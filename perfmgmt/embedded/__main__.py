"""`python -m perfmgmt.embedded`: `run COMMAND…` with services up, `psql`, `status`, `stop`.

`keep STATE LOCK` is the keeper itself; clients start it.
"""

import json
import os
import signal
import sys
from pathlib import Path

from perfmgmt.embedded import binaries, client
from perfmgmt.embedded.keeper import USER, Keeper
from perfmgmt.embedded.layout import EmbeddedError, Layout, state_folder

USAGE = "usage: python -m perfmgmt.embedded {run COMMAND... | psql [ARGUMENTS...] | status | stop}"


def run(command: list[str]) -> int:
    """Become `command`, with the services up for as long as it lives."""
    client.join(state_folder())
    client.keep_across_exec(state_folder())
    os.execvp(command[0], command)  # noqa: S606 -- that is what the person asked for


def psql(arguments: list[str]) -> int:
    layout = Layout.of(state_folder())
    program = binaries.postgres(layout, "psql")
    return run([str(program), "-h", str(layout.sockets), "-U", USER, *(arguments or [USER])])


def status() -> int:
    state = state_folder()
    report = client.read_report(state) if state.exists() and client.is_up(state) else {}
    print(json.dumps({"state": str(state), **report, **client.addresses(state)}, indent=2))
    return 0 if report else 3


def stop() -> int:
    """Ask the keeper to leave, clients or not."""
    state = state_folder()
    if state.exists() and client.is_up(state) and (pid := client.read_report(state).get("pid")):
        os.kill(int(pid), signal.SIGTERM)
    return 0


def main(arguments: list[str]) -> int:
    match arguments:
        case ["keep", state, _lock]:  # the lock is an open file that we inherited: just keep it
            return Keeper(Path(state)).run()
        case ["run", *command] if command:
            return run(command)
        case ["psql", *rest]:
            return psql(rest)
        case ["status"]:
            return status()
        case ["stop"]:
            return stop()
    print(USAGE, file=sys.stderr)
    return 2


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except EmbeddedError as error:
        sys.exit(str(error))
