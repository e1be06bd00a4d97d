"""Cycles of appraisal: set up through the services, then stepped to where they stand."""

from collections.abc import Callable
from datetime import date, timedelta
from itertools import pairwise

from django.db.models import F
from django.utils.translation import gettext as _

from appraisals import services
from appraisals.models import Appraisal, AppraisalCycle, Phase, PhaseStep
from appraisals.services.closing import require_complete
from audit.services import record
from departments.models import Department, PolicyPack, User
from indicators.services import open_cycle
from perfmgmt.demo_city import appraisals, said
from perfmgmt.demo_city.accounts import ACCOUNTS
from perfmgmt.demo_city.appraisals import PHASES, ROUNDS, Round
from perfmgmt.demo_city.cards.words import both
from perfmgmt.demo_city.loading import year
from perfmgmt.demo_city.loading.year.subjects import moment

DAY = timedelta(days=1)


def load(content: dict[str, str], say: Callable[[str], None]) -> None:
    for one in ROUNDS:
        cycle = set_up(one)
        if one.launched_on:
            services.enrol(cycle, by=None)
            fill_gaps(cycle)
            launch(cycle, one, one.launched_on, content["appraisals"])
        if one.archived_on:
            put_away(cycle, one.archived_on)
    numbers = {"cycles": len(ROUNDS), "subjects": Appraisal.objects.count()}
    say(_("%(cycles)d cycles of appraisal, %(subjects)d subjects") % numbers)


def set_up(one: Round) -> AppraisalCycle:
    pack = PolicyPack.objects.filter(code=appraisals.POLICY).latest("version")
    cycle = services.create_cycle(
        code=one.code, name=one.name.zh, name_en=one.name.en, name_zh=one.name.zh,
        kind="half_year" if one.code.endswith("half-year") else "annual",
        cycle=open_cycle(one.year, by=None), department=Department.objects.get(code=one.branch),
        policy=pack, person_scale=appraisals.PERSON_SCALE,
        department_scale=appraisals.DEPARTMENT_SCALE, by=None,
    )  # fmt: skip
    services.set_phases(cycle, days_of(one), by=None)
    return cycle


def days_of(one: Round) -> dict[str, tuple[date, date]]:
    ends = [after - DAY for _before, after in pairwise(one.begins)] + [one.ends_on]
    return dict(zip(PHASES, zip(one.begins, ends, strict=True), strict=True))


def fill_gaps(cycle: AppraisalCycle) -> None:
    """Where the tree names nobody, the office does: the top by supervision, others not graded."""
    supervision = User.objects.get(username=ACCOUNTS[5].username)
    because = both(appraisals.NO_HEAD_ABOVE)
    vacant = both(appraisals.NO_HEAD)
    for row in cycle.appraisals.filter(appraiser=None).exclude(subject_user=None):
        if row.subject_user_id != supervision.pk:
            services.choose_appraiser(row, supervision, None, reason=because, by=None)
    for row in cycle.appraisals.filter(subject_user=None):
        services.exclude(row, "other", vacant, by=None)
    code, post = appraisals.LEAVE
    for row in cycle.appraisals.filter(appraisal_cycle__code=code, post__code=post):
        services.exclude(row, "leave", both(said.ON_LEAVE), by=None)


def launch(cycle: AppraisalCycle, one: Round, on: date, sha256: str) -> None:
    """As it was launched at the time, and its phases opened and closed on their days."""
    at = moment(on)
    AppraisalCycle.objects.filter(pk=cycle.pk, state="draft").update(
        state="running", launched_at=at, version=cycle.version + 1
    )
    record("appraisals.launch", cycle, by=None, details={"code": cycle.code, "at": at})
    office = User.objects.get(username=ACCOUNTS[0].username)
    passing = year.Year(cycle, office, sha256)
    for phase in Phase.objects.filter(appraisal_cycle=cycle).in_order():
        step(phase, "open", phase.starts_on, office)
        year.work_off(one.code, phase.kind, passing)
        if phase.kind == one.phase:
            break
        step(phase, "closed", phase.ends_on, office)


def step(phase: Phase, state: str, day: date, by: User) -> None:
    Phase.objects.filter(pk=phase.pk).update(state=state)
    deed = "open" if state == "open" else "close"
    PhaseStep.objects.create(phase=phase, deed=deed, by=by, at=moment(day))
    details = {"phase": phase.kind, "state": state, "reason": ""}
    record(f"appraisals.{deed}_phase", phase, by=by, details=details)


def put_away(cycle: AppraisalCycle, day: date) -> None:
    """As the service does, by the same gate, but on the day of that time."""
    office = User.objects.get(username=ACCOUNTS[0].username)
    require_complete(cycle)
    AppraisalCycle.objects.filter(pk=cycle.pk, state="running").update(
        state="archived", archived_by=office, archived_at=moment(day), version=F("version") + 1
    )
    details = {"code": cycle.code, "at": moment(day)}
    record("appraisals.archive_cycle", cycle, by=office, details=details)
