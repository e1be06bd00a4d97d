"""Carrying a score run out, shard by shard. Safe to be killed, repeated or run twice at once.

Each shard is one transaction: its cards and its digests are there together or not at all. A run is
done when all its shards are; its hashes follow from theirs, so it does not matter who did which.
"""

from __future__ import annotations

import datetime
import io
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from queue import SimpleQueue
from typing import Any

import numpy as np
from django.conf import settings
from django.db import OperationalError, connections, transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from audit import services as audit
from indicators import digests
from indicators.engine.branch import Outcome, score_branch
from indicators.engine.cells import settle
from indicators.engine.reading import (
    Figures,
    Plan,
    place,
    read_others,
    read_plain,
    read_plan,
)
from indicators.engine.writing import encoded, store
from indicators.models import ScoreCard, ScoreRun, ScoreShard, Target
from indicators.scoring import NULL, UNIT, Array
from indicators.services import live
from indicators.services.locks import release_run, take_run
from indicators.services.runs import end_cancelled, fail_run

LEASE = datetime.timedelta(seconds=settings.PERFMGMT_LEASE_SECONDS)
NAMED = 100  # problems kept on a shard; the count is exact all the same


def execute(run_id: int) -> None:
    """Carry the run as far as this process can: alone, or by handing its shards to all workers."""
    if not start(run_id):
        return
    targets = Target.objects.filter(cycle__runs=run_id).count()
    if targets >= settings.PERFMGMT_CHORD_TARGETS:
        spread(run_id)
        return
    execute_here(run_id)


def execute_here(run_id: int) -> None:
    """Score all shards of a run in this process, reading the inputs once."""
    if not take_run(run_id):
        return  # somebody is at it
    where = _("reading the inputs")
    try:
        if not start(run_id):
            return
        run = ScoreRun.objects.get(pk=run_id)
        inputs = None
        with Aside() as aside:
            for shard in run.shards.exclude(state="done").order_by("position"):
                inputs = inputs or read_inputs(run)
                where = name_of(shard)
                if not shard.branches:
                    aside.wait()  # the roots build on the cards of all branches
                outcome = score_members(run, shard, inputs)
                aside.do(keep_shard, shard.pk, outcome, encoded(run_id, outcome))
                if end_cancelled(run_id):
                    return
        where = _("putting the shards together")
        finish(run_id)
    except OperationalError:
        raise  # the database went away: the run is as it was, the task comes again
    except Exception as error:
        fail_run(run_id, f"{type(error).__name__}: {error}", where)
        raise
    finally:
        release_run(run_id)


class Aside:
    """Does things in a second connection while this one goes on: in order, and errors come back.

    At most two are under way, so that what they hold stays small. Inside a transaction there is
    only one connection that sees its rows: there each is done at once.
    """

    def __init__(self) -> None:
        alone = transaction.get_connection().in_atomic_block
        self.thread = None if alone else ThreadPoolExecutor(1, "aside")
        self.waiting: deque[Future[None]] = deque()

    def __enter__(self) -> Aside:
        return self

    def do(self, work: Callable[..., None], *arguments: Any) -> None:
        if self.thread is None:
            work(*arguments)
            return
        self.wait(but=1)
        self.waiting.append(self.thread.submit(work, *arguments))

    def wait(self, but: int = 0) -> None:
        """Until all is done, or all but so many."""
        while len(self.waiting) > but:
            self.waiting.popleft().result()

    def __exit__(self, kind: type[BaseException] | None, *_rest: object) -> None:
        try:
            if kind is None:
                self.wait()
        finally:
            if self.thread is not None:
                self.thread.submit(connections.close_all).result()
                self.thread.shutdown()


def start(run_id: int) -> bool:
    """Mark the run as running and renew its lease; False when there is nothing left to do."""
    if end_cancelled(run_id):
        return False
    ScoreRun.objects.filter(pk=run_id, started_at=None).update(started_at=Now())
    return bool(
        ScoreRun.objects.open().filter(pk=run_id).update(state="running", lease_until=Now() + LEASE)
    )


def spread(run_id: int) -> None:
    """A Celery chord over the shards that are not done: many workers, then the finish."""
    from celery import chord  # noqa: PLC0415 -- leaf

    from indicators import tasks  # noqa: PLC0415 -- leaf

    open_shards = (
        ScoreShard.objects.filter(run=run_id)
        .exclude(state="done")
        .exclude(branches=[])
        .order_by("position")
        .values_list("pk", flat=True)
    )
    work = [tasks.score_shard.si(pk) for pk in open_shards]
    if work:
        chord(work)(tasks.finish_run.si(run_id))
    else:
        finish_spread(run_id)


def score_one(shard_id: int) -> None:
    """Score one shard of a spread run; a failure ends the run and says where."""
    shard = ScoreShard.objects.select_related("run").get(pk=shard_id)
    if end_cancelled(shard.run_id):
        return
    if shard.state == "done":
        return
    try:
        outcome = score_members(shard.run, shard, None)
        keep_shard(shard_id, outcome, encoded(shard.run_id, outcome))
    except OperationalError:
        raise
    except Exception as error:
        fail_run(shard.run_id, f"{type(error).__name__}: {error}", name_of(shard))
        raise


def finish_spread(run_id: int) -> None:
    """Score the roots once all branches are done, and finish. Left alone while some are not."""
    if end_cancelled(run_id):
        return
    behind = ScoreShard.objects.filter(run=run_id).exclude(state="done")
    if behind.exclude(branches=[]).exists():
        return  # the sweeper starts what is missing again
    for shard_id in behind.values_list("pk", flat=True):
        score_one(shard_id)
    finish(run_id)


Inputs = tuple[Plan, Figures]


def read_inputs(run: ScoreRun, departments: list[int] | None = None) -> Inputs:
    """Targets and figures of a run as its pins say, of all departments or of those named."""
    periods = [period[0] for period in run.pins["periods"]]
    which = (periods, run.as_of, departments)
    pieces: SimpleQueue[Array | None] = SimpleQueue()
    with Aside() as aside:  # the database sends the values while the rest is read and placed
        aside.do(read_values, *which, pieces)
        plan = read_plan(run.cycle_id, run.as_of, departments)
        figures = place(plan, periods, arriving(pieces), read_others(*which))
    settle(plan, figures, run.pins, run.as_of)
    return plan, figures


def arriving(pieces: SimpleQueue[Array | None]) -> Iterator[Array]:
    """The pieces as they come, until None."""
    while (piece := pieces.get()) is not None:
        yield piece


def read_values(
    periods: list[int], as_of: datetime.datetime, departments: list[int] | None,
    pieces: SimpleQueue[Array | None],
) -> None:  # fmt: skip
    """Plain values into a queue; None stands behind the last, however the reading ended."""
    try:
        read_plain(periods, as_of, departments, pieces.put)
    finally:
        pieces.put(None)


@transaction.atomic
def keep_shard(shard_id: int, outcome: Outcome, cards: io.BytesIO) -> None:
    """Store what was scored of one shard; nothing when it is done or the run ends meanwhile, whose
    cards are dropped by then. Two at once take turns."""
    shard = ScoreShard.objects.select_for_update().get(pk=shard_id)
    state = ScoreRun.objects.values_list("state", flat=True).get(pk=shard.run_id)
    if shard.state == "done" or state != "running":
        return
    store(cards)
    ScoreShard.objects.filter(pk=shard_id).update(
        state="done",
        counts=outcome.counts(),
        problems=problems(outcome),
        digests=digests.pack(outcome.digests),
    )
    running = ScoreRun.objects.filter(pk=shard.run_id, state="running")
    if not running.update(lease_until=Now() + LEASE):
        transaction.set_rollback(True)


def score_members(run: ScoreRun, shard: ScoreShard, inputs: Inputs | None) -> Outcome:
    """The scores of a shard's departments, from inputs read before or read now."""
    if shard.branches:
        members = members_of(run.pins, shard.branches)
        given = None
    else:
        roots = [row[0] for row in run.pins["departments"] if not row[1]]
        children = [row[0] for row in run.pins["departments"] if row[1] in set(roots)]
        roots = [root for root in roots if root in {parent_of(run.pins)[c] for c in children}]
        members = sorted([*roots, *children])
        given = cards_of(run, children, members)
        inputs = (inputs and part(*inputs, roots)) or read_inputs(run, roots)
    if inputs is None:
        inputs = read_inputs(run, members)
    elif shard.branches:
        inputs = part(*inputs, members)
    return score_branch(run.pins, members, *inputs, given)


def parent_of(pins: dict[str, Any]) -> dict[int, int]:
    return {row[0]: row[1] for row in pins["departments"]}


def members_of(pins: dict[str, Any], tops: Iterable[int]) -> list[int]:
    """The departments of some branches, by the pinned tree."""
    parent, wanted = parent_of(pins), set(tops)
    found = []
    for department in parent:
        at = department
        while at and at not in wanted:
            at = parent[at]
        if at:
            found.append(department)
    return found


def part(plan: Plan, figures: Figures, departments: list[int]) -> Inputs:
    """The inputs of some departments out of those of all."""
    rows = np.flatnonzero(np.isin(plan.department, departments))
    place = {int(row): index for index, row in enumerate(rows)} if plan.texts or (
        figures.texts or figures.rates) else {}  # fmt: skip
    kept_plan = Plan(
        plan.rows[rows], plan.department[rows], plan.frequency[rows],
        {(place[row], name): text for (row, name), text in plan.texts.items() if row in place},
        plan.parameters,
    )  # fmt: skip
    return kept_plan, Figures(
        figures.value[rows], figures.measurement[rows], figures.missing[rows],
        figures.applies[rows],
        {(place[row], p): text for (row, p), text in figures.texts.items() if row in place},
        {(place[row], p): rate for (row, p), rate in figures.rates.items() if row in place},
    )  # fmt: skip


def cards_of(
    run: ScoreRun, departments: list[int], members: list[int]
) -> tuple[Array, Array, Array]:
    """Scores and coverages stored for departments, laid out for `score_branch`."""
    place = {department: index for index, department in enumerate(members)}
    column = {period[0]: index for index, period in enumerate(run.pins["periods"])}
    shape = (len(members), len(column))
    exists = np.zeros(shape, bool)
    score, coverage = np.full(shape, NULL, np.int64), np.full(shape, NULL, np.int64)
    cards = ScoreCard.objects.filter(run=run, department__in=departments)
    fields = ("department_id", "period_id", "score", "coverage")
    for department, period, points, covered in cards.values_list(*fields):
        cell = place[department], column[period]
        exists[cell] = True
        score[cell] = NULL if points is None else int(points * UNIT)
        coverage[cell] = NULL if covered is None else int(covered * UNIT)
    return exists, score, coverage


def problems(outcome: Outcome) -> list[dict[str, Any]]:
    """Targets that could not be scored, each with its department and indicator."""
    bad = Target.objects.filter(pk__in=outcome.unusable()[:NAMED]).order_by("pk")
    fields = ("pk", "department__code", "indicator__code", "method", "indicator__direction")
    names = ("target", "department", "indicator", "method", "direction")
    return [dict(zip(names, row, strict=True)) for row in bad.values_list(*fields)]


def name_of(shard: ScoreShard) -> str:
    """A shard in words, for a failure that says where."""
    tops = ", ".join(map(str, shard.branches[:5])) or _("the roots")
    return _("shard %(position)s (branches %(tops)s)") % {
        "position": shard.position, "tops": tops,
    }  # fmt: skip


@transaction.atomic
def finish(run_id: int) -> bool:
    """Close a run whose shards are all done: counts, hashes, the ledger, the live board."""
    run = ScoreRun.objects.select_for_update().get(pk=run_id)
    shards = list(run.shards.order_by("position"))
    if run.state != "running" or any(shard.state != "done" for shard in shards):
        return False
    merged: dict[int, tuple[bytes, bytes]] = {}
    counts: dict[str, int] = {}
    for shard in shards:
        merged |= digests.unpack(bytes(shard.digests or b""))
        for name, number in shard.counts.items():
            counts[name] = counts.get(name, 0) + number
    inputs, results = digests.of_run(run.pins, merged)
    found = [problem for shard in shards for problem in shard.problems]
    ScoreRun.objects.filter(~Q(state="done"), pk=run_id).update(
        state="done", finished_at=Now(), lease_until=None, counts=counts,
        problems=found[:NAMED], inputs_sha256=inputs, results_sha256=results,
    )  # fmt: skip
    audit.record(
        "indicators.finish_run", run, by=None,
        details={"counts": counts, "inputs_sha256": inputs, "results_sha256": results},
    )  # fmt: skip
    live.rebase(run)
    return True
