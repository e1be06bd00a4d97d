"""What must be in place for a cycle to be scored and published, in the order of the work."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Exists, OuterRef
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext, ngettext

from audit.queries import may_read
from audit.state import chain_state
from departments.models import Department, User
from indicators.models import Cycle, KpiImport, Period, ScoreCard, ScoreRun, Target
from reports import timewords

NAMED = 5
LAG = 10_000  # unsealed entries that are more than the sealer's next round


@dataclass(frozen=True)
class Standing:
    """Where a cycle stands: the board that is shown and the last full run that is done."""

    cycle: Cycle
    board: ScoreRun | None
    newest: ScoreRun | None
    today: datetime.date


def checklist(user: User, at: Standing | None) -> Iterator[dict]:
    """The tasks of components/task_list.html, done ones too; each is one or two queries."""
    if at is None:
        yield task(
            gettext("Load targets and values"),
            gettext("There is no cycle yet. Importing figures makes one."),
            "todo",
            "indicators:import",
        )
        return
    yield without_targets(user, at.cycle)
    yield from waiting_imports(user)
    yield from missing_values(user, at)
    yield last_run(user, at)
    yield from unusable(at)
    yield from unpublished(at)
    yield from seals(user)


def task(name: str, note: str, state: str, url_name: str, *args: object, query: str = "") -> dict:
    return {"name": name, "note": note, "state": state, "url": address(url_name, *args) + query}


def address(name: str, *args: object) -> str:
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def without_targets(user: User, cycle: Cycle) -> dict:
    """Departments at the ends of the tree that nothing is asked of in this cycle."""
    asked = Target.objects.in_force().filter(cycle=cycle, department=OuterRef("pk"))
    children = Department.objects.in_force().filter(parent=OuterRef("pk"))
    leaves = Department.objects.visible_to(user).in_force().filter(~Exists(children))
    blank = leaves.filter(~Exists(asked)).order_by("code")
    count = blank.count()
    name = gettext("Targets for every department")
    if not count:
        return task(name, "", "done", "departments:tree")
    text = ngettext(
        "%(n)s department has none: %(names)s", "%(n)s departments have none: %(names)s", count
    )
    note = text % {"n": count, "names": names([d.title for d in blank[:NAMED]], count)}
    return task(name, note, "doing", "indicators:import")


def names(first: list[str], count: int) -> str:
    more = " …" if count > len(first) else ""
    return gettext(", ").join(first) + more


def waiting_imports(user: User) -> Iterator[dict]:
    count = KpiImport.objects.visible_to(user).filter(state="previewed").count()
    if not count:
        return
    text = ngettext(
        "%(n)s file is checked and not loaded", "%(n)s files are checked and not loaded", count
    )
    yield task(gettext("Files to load"), text % {"n": count}, "doing", "indicators:import")


def missing_values(user: User, at: Standing) -> Iterator[dict]:
    """Departments that have not reported everything for the last period that ended."""
    if at.board is None:
        return
    at.board.cycle = at.cycle  # the same row, loaded with its period
    scored = Period.objects.visible_to(user).scored_in(at.board)
    last = scored.filter(ends_on__lte=at.today).first()
    if last is None:
        return
    cards = ScoreCard.objects.visible_to(user).of(at.board)
    behind = cards.filter(period=last, own_coverage__lt=1).select_related("department")
    count = behind.count()
    name = gettext("Values for %(period)s") % {"period": timewords.long(last)}
    if not count:
        yield task(name, "", "done", "reports:scorecard")
        return
    text = ngettext(
        "%(n)s department has not reported everything: %(names)s",
        "%(n)s departments have not reported everything: %(names)s",
        count,
    )
    worst = behind.order_by("own_coverage", "department__code")[:NAMED]
    note = text % {"n": count, "names": names([c.department.title for c in worst], count)}
    yield task(name, note, "doing", "reports:league", query=f"?period={last.label}")


def last_run(user: User, at: Standing) -> dict:
    newest = at.newest
    name = gettext("Score run")
    failed = (
        ScoreRun.objects.visible_to(user)
        .full()
        .filter(cycle=at.cycle, state="failed", pk__gt=newest.pk if newest else 0)
        .only("pk")
        .order_by("-pk")
        .first()
    )
    if failed:
        note = gettext("Run %(number)s failed") % {"number": failed.pk}
        return task(name, note, "failed", "indicators:run", failed.pk)
    if newest is None:
        note = gettext("%(cycle)s has not been scored yet") % {"cycle": at.cycle.name}
        return task(name, note, "todo", "indicators:run-start")
    if at.board and at.board.kind == "live" and at.board.counts.get("stale"):
        note = gettext("Values came in since run %(number)s") % {"number": newest.pk}
        return task(name, note, "doing", "indicators:run-start")
    note = gettext("Run %(number)s, as of %(day)s") % {
        "number": newest.pk,
        "day": timewords.day(newest.as_of),
    }
    return task(name, note, "done", "indicators:run", newest.pk)


def unusable(at: Standing) -> Iterator[dict]:
    newest = at.newest
    count = newest.counts.get("unusable", 0) if newest else 0
    if newest and count:
        text = ngettext(
            "%(n)s target lacks what its method needs",
            "%(n)s targets lack what their method needs",
            count,
        )
        name = gettext("Targets that cannot be scored")
        yield task(name, text % {"n": count}, "doing", "indicators:run", newest.pk)


def unpublished(at: Standing) -> Iterator[dict]:
    if at.newest is None:
        return
    name, number = gettext("Publication"), {"number": at.newest.pk}
    if at.cycle.published_run_id == at.newest.pk:
        note = gettext("Run %(number)s is published") % number
        yield task(name, note, "done", "indicators:run", at.newest.pk)
    else:
        note = gettext("Run %(number)s is not published") % number
        yield task(name, note, "todo", "indicators:run", at.newest.pk)


def seals(user: User) -> Iterator[dict]:
    if not may_read(user):
        return
    state, name = chain_state(), gettext("Ledger")
    if state.broken:
        yield task(name, state.broken, "failed", "reports:audit-log")
    elif state.waiting < LAG:
        yield task(name, gettext("Entries are sealed as they come"), "done", "reports:audit-log")
    else:
        text = gettext("%(n)s entries wait for a seal: is the beat process running?")
        yield task(name, text % {"n": state.waiting}, "doing", "reports:audit-log")
