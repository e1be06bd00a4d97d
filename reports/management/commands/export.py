"""manage.py export: the scores or the evidence of a finished run as a file."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from indicators.models import ScoreRun
from reports.exports.files import WRITERS
from reports.exports.scores import score_query, scores_seen


class Command(BaseCommand):
    help = "Writes what a finished score run holds: its scores, or its evidence pack."

    def add_arguments(self, parser):
        parts = parser.add_subparsers(dest="what", required=True, metavar="scores|evidence")
        scores = parts.add_parser("scores", help="one row for each target and period")
        scores.add_argument("--format", choices=sorted(WRITERS), default="csv")
        scores.add_argument(
            "--guard",
            action="store_true",
            help="put an apostrophe before texts that a spreadsheet would run as formulas (CSV); "
            "without it every name is exactly what was loaded",
        )
        evidence = parts.add_parser("evidence", help="inputs, rules, results and verify.py (ZIP)")
        for part in (scores, evidence):
            part.add_argument("--run", type=int, required=True, help="number of the run")
            part.add_argument("--output", type=Path, required=True, metavar="FILE")

    def handle(self, *, what, run, output, **options):
        found = finished(run)
        try:
            written = self.evidence(found, output) if what == "evidence" else None
            if what == "scores":
                written = self.scores(found, output, options["format"], guarded=options["guard"])
        except OSError as error:
            raise CommandError(f"Cannot write {output}: {error.strerror}.") from error
        self.stdout.write(written)

    def scores(self, run, output, form, *, guarded):
        scores = scores_seen(run, None)
        WRITERS[form](score_query(scores, run, guarded=guarded), output)
        return f"{scores.count()} scores of run {run.pk} written to {output}"

    def evidence(self, run, output):
        from reports.evidence import write_pack  # noqa: PLC0415 -- slow import

        write_pack(run, output)
        return f"Evidence of run {run.pk} written to {output}"


def finished(number):
    """The run, or a refusal that says what to do."""
    run = ScoreRun.objects.full().filter(pk=number).first()
    if run is None:
        done = ScoreRun.objects.done().order_by("-pk").values_list("pk", flat=True)[:5]
        latest = ", ".join(map(str, done)) or "none yet; run: manage.py score CYCLE"
        raise CommandError(f"There is no run {number}. Latest finished runs: {latest}.")
    if run.state != "done":
        raise CommandError(
            f"Run {number} is {run.state}, not done. Wait for it or start a new one."
        )
    return run
