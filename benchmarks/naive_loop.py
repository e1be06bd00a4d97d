"""How many times longer the loop everybody writes first would take: get, compute, save a row.

Measured on a sample and scaled to the whole; told for comparison.
"""

from __future__ import annotations

import re
import statistics
import subprocess
import sys
from collections.abc import Iterator

from django.conf import settings
from django.db import connection, models

from benchmarks.claim import Claim, seconds
from benchmarks.country import MEASUREMENTS, reset_runs
from indicators.models import Measurement, Target

SAMPLE = 1_000


class NaiveScore(models.Model):
    """One row a score, as the loop would keep it."""

    target = models.ForeignKey(Target, on_delete=models.DO_NOTHING, related_name="+")
    period_id = models.IntegerField()
    percent = models.DecimalField(max_digits=18, decimal_places=6, null=True)

    class Meta:
        app_label = "indicators"
        db_table = "bench_naive_score"

    def __str__(self):
        return f"{self.target_id} in {self.period_id}"


def loop() -> None:
    for measurement in Measurement.objects.filter(period=7).order_by("pk")[:SAMPLE]:
        target = Target.objects.get(
            department=measurement.department_id, indicator=measurement.indicator_id
        )
        score, _made = NaiveScore.objects.get_or_create(target=target, period_id=7)
        if measurement.value is not None and target.value:
            score.percent = 100 * measurement.value / target.value
        score.save()


def measure() -> Iterator[Claim]:
    reset_runs()
    with connection.schema_editor() as editor:
        editor.create_model(NaiveScore)
    try:
        naive = seconds(loop) * MEASUREMENTS / SAMPLE
    finally:
        with connection.schema_editor() as editor:
            editor.delete_model(NaiveScore)
    runs = []
    for _round in range(2):
        output = subprocess.run(
            [sys.executable, "manage.py", "score", "2026", "--inline"],
            cwd=settings.BASE_DIR,
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        ).stdout
        runs.append(float(re.search(r"seconds ([0-9.]+)", output)[1]))  # type: ignore[index]
    yield Claim(
        "naive_loop_against_run",
        naive / statistics.median(runs),
        None,
        f"loop {naive:.0f} s by a sample of {SAMPLE}; run {statistics.median(runs):.2f} s",
    )
