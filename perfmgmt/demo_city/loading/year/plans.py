"""Plans of everybody: drawn up, proposed, queried, signed by both sides, in bulk."""

import datetime
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from appraisals.models import (
    Agreement,
    AgreementAspect,
    AgreementLine,
    AgreementStep,
    Appraisal,
    Side,
    Signature,
)
from appraisals.services.agreement_steps import sentence
from appraisals.services.agreements import aspects_of, first_lines
from appraisals.services.contents import digest, text_of
from appraisals.services.handed_down import Handed, handed_down
from departments.models import User
from indicators.models import Contribution
from perfmgmt.demo_city import said
from perfmgmt.demo_city.cards.words import both
from perfmgmt.demo_city.loading.people import load_in_bulk
from perfmgmt.demo_city.loading.year.subjects import chance, moment, pick

FULL = Decimal(100)
DUTY = "duty:"
STANDARDS_OF = 40  # of a hundred duties, how many say when they are done well


@dataclass(frozen=True, slots=True)
class Course:
    """How far a plan is, which side proposed it, and on which days."""

    state: str
    side: str
    begun_on: datetime.date
    answered_on: datetime.date

    @property
    def is_proposed(self) -> bool:
        return self.state != "draft"


@dataclass(slots=True)
class Drawn:
    """A plan before it is stored."""

    row: Appraisal
    course: Course
    agreement: Agreement
    aspects: list[AgreementAspect]
    lines: list[AgreementLine]

    def side(self, wanted: str) -> User | None:
        return self.row.subject_user if wanted == Side.SUBJECT else self.row.appraiser

    @property
    def other(self) -> str:
        return Side.APPRAISER if self.course.side == Side.SUBJECT else Side.SUBJECT


def load(rows: Iterable[Appraisal], course_of: Callable[[Appraisal], Course | None],
         sha256: str) -> None:  # fmt: skip
    """The plan of each row as far as its course goes."""
    rows = list(rows)
    carriers = carriers_of(rows)
    plans = [drawn(row, course, carriers) for row in rows if (course := course_of(row)) is not None]
    load_in_bulk(Agreement, [one.agreement for one in plans], sha256)
    load_in_bulk(AgreementAspect, [part for one in plans for part in one.aspects], sha256)
    load_in_bulk(AgreementLine, [line for one in plans for line in one.lines], sha256)
    load_in_bulk(Signature, [each for one in plans for each in signatures(one)], sha256)
    load_in_bulk(AgreementStep, [each for one in plans for each in steps(one)], sha256)
    move(plans, "proposed", ("proposed", "queried", "agreed"))
    move(plans, "queried", ("queried",))
    move(plans, "agreed", ("agreed",))


def carriers_of(rows: Sequence[Appraisal]) -> set[int | None]:
    """Posts and people with a KPI of their own: few, so that only these are asked one by one."""
    cycle = rows[0].appraisal_cycle.cycle_id
    held = Contribution.objects.in_force().filter(cycle=cycle).values_list("post", "person")
    posts = {post for post, _person in held if post}
    known = {person for _post, person in held if person}
    return {row.pk for row in rows if row.post_id in posts or row.person_id in known}


def drawn(row: Appraisal, course: Course, carriers: set[int | None]) -> Drawn:
    begun = moment(course.begun_on)
    by = row.subject_user if course.side == Side.SUBJECT else row.appraiser
    agreement = Agreement(
        appraisal=row, number=1, version=1, created_by=by, created_at=begun, changed_by=by,
        changed_at=begun,
    )  # fmt: skip
    aspects = aspects_of(agreement, row)
    asked = row.subject == "department" or row.pk in carriers
    lines = lines_of(row, agreement, aspects, handed_down(row) if asked else [])
    found = Drawn(row, course, agreement, aspects, lines)
    if course.is_proposed:
        propose(found, begun)
    return found


def lines_of(
    row: Appraisal, agreement: Agreement, aspects: list[AgreementAspect], handed: list[Handed]
) -> list[AgreementLine]:
    """The KPIs from above and, for each aspect that has none, a duty called by what is done."""
    lines = first_lines(agreement, aspects, handed, None)
    held = {line.aspect.code for line in lines if line.aspect}
    for aspect in aspects:
        if aspect.code not in held and aspect.weight:
            lines.append(AgreementLine(
                agreement=agreement, aspect=aspect, code=f"{DUTY}{len(aspects)}",
                title=both(said.TASK), weight=aspect.weight,
            ))  # fmt: skip
    if not lines:
        lines = [AgreementLine(agreement=agreement, code=f"{DUTY}1", weight=FULL)]
    for line in lines:
        if not line.is_kpi:
            named(row, line)
    lines.sort(key=lambda line: line.aspect.place if line.aspect else 0)
    for place, line in enumerate(lines):
        line.place = place
    return lines


def named(row: Appraisal, line: AgreementLine) -> None:
    code = line.aspect.code if line.aspect else "results"
    line.title = both(pick(row, f"duty/{code}", said.DUTIES[code]))
    if chance(row, f"standard/{code}") <= STANDARDS_OF:
        line.standard = both(said.STANDARD)


def propose(one: Drawn, at: datetime.datetime) -> None:
    row = one.agreement
    row.content = text_of(row, one.aspects, one.lines)
    row.sha256, row.round, row.version = digest(row.content), 1, 2
    row.proposed_as, row.proposed_by, row.proposed_at = one.course.side, row.created_by, at
    if one.course.state == "agreed":
        row.agreed_by, row.agreed_at = one.side(one.other), moment(one.course.answered_on)
        row.version = 3


def signatures(one: Drawn) -> list[Signature]:
    """Of the side that proposed, and of the other one where it agreed."""
    signed = [(one.course.side, one.course.begun_on)] if one.course.is_proposed else []
    if one.course.state == "agreed":
        signed.append((one.other, one.course.answered_on))
    return [
        Signature(
            agreement=one.agreement, round=1, side=side, by=one.side(side), sentence=sentence(),
            language="zh-hans", sha256=one.agreement.sha256, signed_in_at=moment(day),
            at=moment(day),
        )
        for side, day in signed
    ]  # fmt: skip


ANSWERS = {"agreed": ("agree", ""), "queried": ("query", both(said.QUERY))}


def steps(one: Drawn) -> list[AgreementStep]:
    first = AgreementStep(
        agreement=one.agreement, deed="propose", by=one.side(one.course.side),
        at=moment(one.course.begun_on),
    )  # fmt: skip
    found = [first] if one.course.is_proposed else []
    if one.course.state in ANSWERS:
        deed, text = ANSWERS[one.course.state]
        found.append(AgreementStep(
            agreement=one.agreement, deed=deed, by=one.side(one.other),
            at=moment(one.course.answered_on), text=text,
        ))  # fmt: skip
    return found


def move(plans: list[Drawn], to: str, states: tuple[str, ...]) -> None:
    """One statement for all that take this step; the triggers look at each of them."""
    chosen = [one.agreement.pk for one in plans if one.course.state in states]
    Agreement.objects.filter(pk__in=chosen).update(state=to)
