"""`make bench [ARGS=name…]`: build the country once, measure every claim, print and store them.

A database of its own under the state folder; nobody's data is touched. The exit status is 1 when a
claim misses its limit.
"""

import importlib
import json
import os
import sys
import time
from pathlib import Path

CLAIMS = (
    "score_cold", "rescore_one", "league_table", "export_csv", "naive_loop", "kill_worker",
    "import_preview", "hostile_files", "gaming_signals", "cycle_machine",
    "cycle_races", "disclosure_attack", "insider", "rating_load", "rating_kills", "rating_attack",
    "rating_traces",
)  # fmt: skip
WITHOUT_A_COUNTRY = {
    "gaming_signals", "hostile_files", "cycle_machine", "cycle_races", "disclosure_attack",
    "insider",
    "rating_load", "rating_kills", "rating_attack", "rating_traces",
}  # fmt: skip


def main(names: list[str]) -> int:
    from perfmgmt.embedded.layout import state_folder  # noqa: PLC0415 -- before Django

    state = state_folder()
    # Deeper folders could not hold a socket: PostgreSQL's path ends at 107 bytes.
    os.environ["PERFMGMT_STATE"] = str(state / "bench")
    for name in ("DATABASE_URL", "REDIS_URL"):
        os.environ.pop(name, None)
    os.environ["DJANGO_SETTINGS_MODULE"] = "perfmgmt.settings"
    import django  # noqa: PLC0415 -- after the environment

    django.setup()
    if set(names or CLAIMS) - WITHOUT_A_COUNTRY:
        from benchmarks import country  # noqa: PLC0415 -- after Django

        country.prepare()
    found = []
    for name in names or CLAIMS:
        started = time.monotonic()
        for claim in importlib.import_module(f"benchmarks.{name}").measure():
            print(claim.line(), flush=True)
            found.append(claim.row())
        print(f"# {name} took {time.monotonic() - started:.0f} s", file=sys.stderr)
    write(state / "bench.json", found)
    return int(any(not row["holds"] for row in found))


def write(path: Path, rows: list[dict[str, object]]) -> None:
    path.write_text(json.dumps(rows, indent=1) + "\n")
    print(f"# written to {path.name} in the state folder", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
