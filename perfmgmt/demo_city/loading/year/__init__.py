"""What is written in the cycles of appraisal, phase by phase: what people do, for the whole city.

A year that is over, in bulk and with the days of that time; one ledger entry for each kind of row.
What stands out (somebody who stands aside, ballots, the results of Transport) through the services.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from django.db import connection
from django.utils.translation import override

from appraisals import services
from appraisals.models import Appraisal, AppraisalCycle, Side
from appraisals.services.sections import Section
from departments.models import User
from feedback import services as feedback
from perfmgmt.demo_city import appraisals, said
from perfmgmt.demo_city.accounts import ACCOUNTS
from perfmgmt.demo_city.appraisals import EVALUATED, LATE, OVER, RECUSED
from perfmgmt.demo_city.cards.words import both
from perfmgmt.demo_city.draw import draw
from perfmgmt.demo_city.loading.year import (
    appeals,
    assessments,
    coaching,
    evaluations,
    grades,
    plans,
    results,
    transport,
)
from perfmgmt.demo_city.loading.year.plans import Course
from perfmgmt.demo_city.loading.year.subjects import (
    chance,
    is_of_head,
    post_of,
    some_day,
    subjects,
)

MANAGER, EMPLOYEE, EVALUATOR = (ACCOUNTS[place].username for place in (1, 2, 3))
SIGN_INS = [account.username for account in ACCOUNTS]
TOLD_ON = date(2025, 2, 20)
# Of a hundred self-assessments of this year: opened, submitted, in progress; the rest not begun.
OPENED, SUBMITTED, BEGUN = 45, 82, 92
# Of a hundred superiors: done with everybody, done with half; the rest have not begun.
DONE, HALF = 35, 70
# Of a hundred plans of the next year, up to which: agreed, proposed by the superior, proposed by
# the subject, queried, being drawn up; the rest not begun.
NEXT = ((30, "agreed", Side.APPRAISER), (55, "proposed", Side.APPRAISER),
        (72, "proposed", Side.SUBJECT), (77, "queried", Side.APPRAISER),
        (87, "draft", Side.SUBJECT))  # fmt: skip


@dataclass
class Year:
    """A cycle while its phases pass: who takes part and what each is asked is looked up once."""

    cycle: AppraisalCycle
    office: User
    sha256: str

    @cached_property
    def rows(self) -> list[Appraisal]:
        return subjects(self.cycle)

    @cached_property
    def sections(self) -> dict[int, list[Section]]:
        return assessments.sections_by_subject(self.rows)


Work = Callable[[Year], None]


def plan_all(year: Year) -> None:
    plans.load(year.rows, agreed_in_time, year.sha256)
    look_at_tables()


def agreed_in_time(row: Appraisal) -> Course:
    """In the weeks before and after New Year; who joined later, soon after he came."""
    first = date(row.appraisal_cycle.cycle.period.starts_on.year - 1, 12, 5)
    if post_of(row) == LATE:
        first = row.counts_from
    begun = some_day(row, "plan", first, 20)
    side = Side.SUBJECT if chance(row, "plan/side") > 50 else Side.APPRAISER  # noqa: PLR2004 -- half
    return Course("agreed", side, begun, begun + timedelta(days=chance(row, "plan/answer", 14)))


def plan_next(year: Year) -> None:
    plans.load(year.rows, as_far_as_it_is, year.sha256)


def as_far_as_it_is(row: Appraisal) -> Course | None:
    """Who signs in finds a plan that waits for his signature, and so does the manager's desk."""
    begun = date(2026, 11, 26)
    if row.subject == "person" and username(row) in SIGN_INS:
        return Course("proposed", Side.APPRAISER, begun, begun)
    luck = chance(row, "plan")
    for most, state, side in NEXT:
        if luck <= most:
            return Course(state, side, begun, begun + timedelta(days=1))
    return None


def username(row: Appraisal) -> str:
    return row.subject_user.username if row.subject_user else ""


def coach(year: Year) -> None:
    coaching.load(year.rows, year.cycle.cycle.period.starts_on.year, year.sha256)


def assess_all(year: Year) -> None:
    day = date(2025, 1, 8)
    assessments.load(year.rows, year.sections, lambda _row: "opened", day, year.sha256)


def assess_most(year: Year) -> None:
    assessments.load(year.rows, year.sections, how_far, date(2026, 11, 12), year.sha256)


def how_far(row: Appraisal) -> str:
    luck = chance(row, "own")
    if username(row) == EMPLOYEE or luck <= SUBMITTED:
        return "opened" if luck <= OPENED else "submitted"
    return "draft" if luck <= BEGUN else ""


def evaluate_all(year: Year) -> None:
    evaluations.load(year.rows, year.sections, date(2025, 1, 28), year.sha256)
    evaluations.load_other_sides(year.rows, date(2025, 2, 3), year.sha256)
    look_at_tables()


def evaluate_some(year: Year) -> None:
    """The rest is left to whoever signs in."""
    stand_aside(year.cycle, year.office)
    rows = [row for row in year.rows if is_evaluated(row)]
    evaluations.load(rows, year.sections, date(2026, 11, 25), year.sha256)
    expert = User.objects.get(username=EVALUATOR)
    for row in year.cycle.appraisals.of_departments().filter(unit__code__in=EVALUATED):
        services.name_evaluator(row, "third_party", expert, by=year.office)
    ask_colleagues(year.cycle, year.office)


def is_evaluated(row: Appraisal) -> bool:
    superior = row.appraiser.username if row.appraiser else ""
    if post_of(row) == RECUSED or (superior in SIGN_INS and superior != MANAGER):
        return False
    if is_of_head(row, appraisals.LENIENT) or is_of_head(row, appraisals.SEVERE):
        return True
    luck = draw(f"{row.appraisal_cycle.code}/superior/{superior}", 1, 100)
    half = superior == MANAGER or luck <= HALF
    return (luck <= DONE and superior != MANAGER) or (half and chance(row, "evaluated", 2) == 1)


def stand_aside(cycle: AppraisalCycle, office: User) -> None:
    """A superior is a relative: he stands aside and the head above him steps in."""
    row = cycle.appraisals.get(post__code=RECUSED)
    superior = User.objects.get(pk=row.appraiser_id)
    above = User.objects.get(pk=row.second_appraiser_id)
    recusal = services.declare_conflict(row, both(said.KIN), by=superior)
    services.replace_evaluator(recusal, above, by=office)


def ask_colleagues(cycle: AppraisalCycle, by: User) -> None:
    row = feedback.create_round(
        cycle, by=by, sources=["peers"], scale="democratic-vote",
        questions=[("Overall", "总体评价")],
    )  # fmt: skip
    feedback.open_round(row, by=by)


def settle(year: Year) -> None:
    grades.settle(year.cycle, date(2025, 2, 12), year.sha256)


def tell(year: Year) -> None:
    results.tell(year.cycle, year.office, TOLD_ON, year.sha256)


def uphold(year: Year) -> None:
    appeals.uphold(year.cycle, year.office, TOLD_ON, year.sha256)
    results.recommend(year.cycle, year.office, date(2025, 4, 10))


def grade_transport(year: Year) -> None:
    transport.grade_all(year.cycle, year.sha256)


def talk_in_transport(year: Year) -> None:
    transport.talk_over(year.cycle, year.office)


def look_at_tables() -> None:
    """Statistics for what follows: without them each look-up plans for empty tables."""
    with connection.cursor() as cursor:
        cursor.execute(
            "ANALYZE appraisals_appraisal, appraisals_agreement, appraisals_agreementline, "
            "appraisals_evaluation, appraisals_sourcescore, indicators_score, "
            "indicators_contribution"
        )


WORK: dict[tuple[str, str], Work] = {
    (OVER, "planning"): plan_all,
    (OVER, "coaching"): coach,
    (OVER, "self_assessment"): assess_all,
    (OVER, "evaluation"): evaluate_all,
    (OVER, "calibration"): settle,
    (OVER, "results"): tell,
    (OVER, "appeals"): uphold,
    ("2025-TR", "calibration"): grade_transport,
    ("2025-TR", "results"): talk_in_transport,
    ("2026-annual", "planning"): plan_all,
    ("2026-annual", "coaching"): coach,
    ("2026-annual", "self_assessment"): assess_most,
    ("2026-annual", "evaluation"): evaluate_some,
    ("2027-annual", "planning"): plan_next,
}


def work_off(code: str, phase: str, year: Year) -> None:
    """What belongs to this phase of this cycle, while it is open."""
    if work := WORK.get((code, phase)):
        year.cycle.refresh_from_db()
        with override("zh-hans"):  # the language of those who write
            work(year)
