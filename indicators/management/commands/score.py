"""`manage.py score CYCLE`: queue a score run and watch it, or carry it out here."""

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.timezone import is_naive, make_aware

from audit.errors import DomainError
from indicators.models import Cycle, ScoreRun
from indicators.services import execution, runs

PATIENCE = 10  # seconds without a worker before the run is carried out here


class Command(BaseCommand):
    requires_system_checks = ()  # they import every page; a run needs none
    help = "Score a cycle: queue a run, show its progress, print number, counts, seconds, hashes."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("cycle", help="name of the cycle, for instance FY2023")
        parser.add_argument("--as-of", help="score as it stood at this moment (ISO 8601)")
        parser.add_argument("--inline", action="store_true", help="score in this process")

    def handle(self, *args: Any, **options: Any) -> None:
        cycle = self.cycle(options["cycle"])
        started = time.monotonic()
        try:
            run = runs.request_run(
                cycle, as_of=moment(options["as_of"]), by=None, wake=not options["inline"]
            )
        except DomainError as error:
            raise CommandError(error.message) from error
        self.stdout.write(f"run {run.pk} of {cycle.name}, as of {run.as_of.isoformat()}")
        if options["inline"]:
            execution.execute_here(run.pk)
        else:
            self.watch(run)
        run = ScoreRun.objects.defer("pins").get(pk=run.pk)
        self.report(run, time.monotonic() - started)

    def cycle(self, name: str) -> Cycle:
        found = Cycle.objects.filter(name=name).first()
        if found is None:
            known = ", ".join(Cycle.objects.for_list().values_list("name", flat=True)[:10])
            raise CommandError(
                f"There is no cycle {name!r}. "
                + (f"There are: {known}." if known else "Load figures first: manage.py load_kpis.")
            )
        return found

    def watch(self, run: ScoreRun) -> None:
        """Print progress until the run is over; without a worker carry it out here."""
        shown = None
        asked = time.monotonic()
        while True:
            now = ScoreRun.objects.only("state").get(pk=run.pk)
            done = run.shards.filter(state="done").count()
            total = run.shards.count()
            if (now.state, done) != shown:
                shown = (now.state, done)
                self.stdout.write(f"  {now.state}: {done} of {total} shards")
                self.stdout.flush()
            if now.state not in ("requested", "running"):
                return
            if now.state == "requested" and time.monotonic() - asked > PATIENCE:
                self.stdout.write(
                    f"  no worker took the run in {PATIENCE} s: scoring in this process"
                )
                execution.execute_here(run.pk)
            time.sleep(0.2)

    def report(self, run: ScoreRun, seconds: float) -> None:
        if run.state != "done":
            failure = run.failure or {}
            raise CommandError(
                f"run {run.pk} {run.state} at {failure.get('where', '-')}: "
                f"{failure.get('what', '-')}"
            )
        counts = run.counts
        self.stdout.write(
            f"run {run.pk} done: {counts.get('cells', 0)} scores on {counts.get('cards', 0)} cards,"
            f" {counts.get('met', 0)} met, {counts.get('not_met', 0)} not met,"
            f" {counts.get('missing', 0)} missing, {counts.get('unusable', 0)} unusable targets"
        )
        for problem in run.problems:
            self.stdout.write(
                f"  unusable: {problem['indicator']} of {problem['department']}: method"
                f" {problem['method']} with direction {problem['direction']} lacks what it needs"
            )
        self.stdout.write(f"seconds {seconds:.2f}")
        self.stdout.write(f"inputs sha256  {run.inputs_sha256}")
        self.stdout.write(f"results sha256 {run.results_sha256}")


def moment(text: str | None) -> Any:
    """A moment, or a day (its last instant), in the time zone of the house when none is named."""
    if text is None:
        return None
    found = parse_datetime(text)
    if found is None and parse_date(text):
        found = parse_datetime(f"{text}T23:59:59.999999")
    if found is None:
        raise CommandError(f"{text!r} is no moment. Write it like 2026-10-15 or 2026-10-15T18:00Z.")
    return make_aware(found) if is_naive(found) else found
