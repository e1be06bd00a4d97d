"""`manage.py verify_scores RUN`: score a finished run again and compare every digit."""

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from indicators.models import ScoreRun
from indicators.verification import verify


class Command(BaseCommand):
    help = "Recompute a run from its pinned inputs and compare it with what is stored."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("run", type=int, help="number of the run")

    def handle(self, *args: Any, **options: Any) -> None:
        run = ScoreRun.objects.filter(pk=options["run"]).first()
        if run is None or run.kind != "full" or run.state != "done":
            done = ", ".join(
                str(key)
                for key in ScoreRun.objects.done().order_by("-pk").values_list("pk", flat=True)[:5]
            )
            raise CommandError(
                f"Run {options['run']} is not a finished run."
                + (f" Finished runs: {done}." if done else " Start one: manage.py score CYCLE.")
            )
        started = time.monotonic()
        found = verify(run)
        for text in found.differences:
            self.stdout.write(f"  {text}")
        self.stdout.write(
            f"run {run.pk}: {found.cells} scores of {found.departments} departments recomputed in"
            f" {time.monotonic() - started:.2f} s, {found.different} differences"
        )
        for name, agrees, mine, theirs in (
            ("inputs", found.inputs_agree, found.inputs_sha256, run.inputs_sha256),
            ("results", found.results_agree, found.results_sha256, run.results_sha256),
        ):
            word = "agrees" if agrees else f"DIFFERS, recomputed {mine}"
            self.stdout.write(f"{name} sha256 {theirs} {word}")
        if not found.is_intact:
            raise CommandError(f"run {run.pk} does not verify")
