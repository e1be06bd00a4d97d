"""What both sides said to each other during a year, in bulk."""

import datetime
from collections import defaultdict
from collections.abc import Iterable

from appraisals.models import (
    AgreementLine,
    Appraisal,
    CheckIn,
    CheckInReply,
    EarlyWarning,
    EvidenceEntry,
    GoalReview,
    Side,
    UrgingNotice,
    UrgingReply,
)
from appraisals.services.notices import clocks_of
from perfmgmt.demo_city import said
from perfmgmt.demo_city.accounts import ACCOUNTS
from perfmgmt.demo_city.appraisals import SILENT, URGED, WARNED
from perfmgmt.demo_city.cards.words import both
from perfmgmt.demo_city.loading.people import load_in_bulk
from perfmgmt.demo_city.loading.year.subjects import (
    chance,
    is_of_head,
    key_of,
    moment,
    pick,
    post_of,
    some_day,
)

EMPLOYEE = ACCOUNTS[2].username
SPRING, AUTUMN, DAYS = 4, 9, 40  # months in which one talks, days over which the talks spread
TALK_IN = {SPRING: 75, AUTUMN: 55}  # of a hundred
ANSWERED, ACTED, PROVED, REVIEWED = 60, 35, 60, 50
Lines = dict[int, list[AgreementLine]]


def load(rows: Iterable[Appraisal], year: int, sha256: str) -> None:
    rows = list(rows)
    lines = lines_by_subject(rows)
    talks = load_in_bulk(CheckIn, [talk for row in rows for talk in talks_of(row, year)], sha256)
    shared = [talk for talk in talks if talk.shared_at]
    load_in_bulk(CheckInReply, [answer(talk) for talk in shared if is_answered(talk)], sha256)
    planned = [row for row in rows if row.pk in lines]
    entries = [entry for row in planned for entry in evidence_of(row, lines[row.pk], year)]
    load_in_bulk(EvidenceEntry, entries, sha256)
    reviews = [review(row, line, year) for row in planned if reviewed(row)
               for line in lines[row.pk][:2]]  # fmt: skip
    load_in_bulk(GoalReview, reviews, sha256)
    urge(planned, lines, year, sha256)
    warned = [warning(row, year) for row in rows if post_of(row) in WARNED[year]]
    load_in_bulk(EarlyWarning, warned, sha256)


def lines_by_subject(rows: Iterable[Appraisal]) -> Lines:
    """Lines of the agreements in force, by appraisal."""
    found: Lines = defaultdict(list)
    held = AgreementLine.objects.in_force().filter(agreement__appraisal__in=rows)
    for line in held.select_related("agreement", "aspect").order_by("agreement", "place"):
        found[line.agreement.appraisal_id].append(line)
    return dict(found)


def talks_of(row: Appraisal, year: int) -> list[CheckIn]:
    """In spring and in autumn; one superior has talked with nobody. The employee keeps a note."""
    if is_of_head(row, SILENT):
        return []
    found = [
        talk(row, some_day(row, f"talk/{month}", datetime.date(year, month, 5), DAYS), month)
        for month, share in TALK_IN.items()
        if is_employee(row) or chance(row, f"talks/{month}") <= share
    ]
    if is_employee(row):
        held_on = datetime.date(year, AUTUMN, 20)
        found.append(CheckIn(
            appraisal=row, author=row.subject_user, side=Side.SUBJECT, held_on=held_on,
            progress=both(said.NOTE), confidence=3, version=1, written_at=moment(held_on),
        ))  # fmt: skip
    return found


def is_employee(row: Appraisal) -> bool:
    return row.subject_user is not None and row.subject_user.username == EMPLOYEE


def talk(row: Appraisal, day: datetime.date, month: int) -> CheckIn:
    progress, obstacle = pick(row, f"talk/{month}/words", said.TALKS)
    acts = chance(row, f"act/{month}") <= ACTED
    return CheckIn(
        appraisal=row, author=row.appraiser, side=Side.APPRAISER, held_on=day,
        progress=both(progress), confidence=2 + chance(row, f"sure/{month}", 3),
        obstacles=both(obstacle) if obstacle else "", action=both(said.AGREED) if acts else "",
        action_due_on=day + datetime.timedelta(days=30) if acts else None, version=1,
        written_at=moment(day), shared_at=moment(day),
    )  # fmt: skip


def is_answered(one: CheckIn) -> bool:
    return chance(one.appraisal, f"answer/{one.held_on}") <= ANSWERED or is_employee(one.appraisal)


def answer(one: CheckIn) -> CheckInReply:
    return CheckInReply(
        check_in=one, by=one.appraisal.subject_user, at=moment(one.held_on),
        text=both(pick(one.appraisal, "answer", said.ANSWERS)),
    )  # fmt: skip


def evidence_of(row: Appraisal, lines: list[AgreementLine], year: int) -> list[EvidenceEntry]:
    if chance(row, "proves") > PROVED and not is_employee(row):
        return []
    return [
        EvidenceEntry(
            appraisal=row, line=pick(row, f"proof/{number}/line", lines), by=row.subject_user,
            what=both(pick(row, f"proof/{number}", said.EVIDENCE)),
            at=moment(some_day(row, f"proof/{number}/day", datetime.date(year, 3, 1), 200)),
        )
        for number in range(chance(row, "proofs", 3))
    ]  # fmt: skip


def reviewed(row: Appraisal) -> bool:
    return row.subject == "department" and chance(row, "review") <= REVIEWED


def review(row: Appraisal, line: AgreementLine, year: int) -> GoalReview:
    place = f"review/{line.place}"
    return GoalReview(
        appraisal=row, line=line, progress=both(said.REVIEWED),
        trend=pick(row, f"{place}/trend", ("better", "steady", "worse")),
        likelihood=pick(row, f"{place}/likelihood", ("likely", "open")),
        risk=pick(row, f"{place}/risk", ("low", "middle")), next_step=both(said.NEXT),
        by=row.appraiser, at=moment(datetime.date(year, 7, 10)),
    )  # fmt: skip


def urge(rows: list[Appraisal], lines: Lines, year: int, sha256: str) -> None:
    """A few departments are urged; the last of them answers too late."""
    chosen = [row for row in rows if row.subject == "department" and key_of(row) in URGED]
    issued = datetime.date(year, 8, 17)
    due = clocks_of(rows[0].appraisal_cycle).due("urging_reply", issued)
    if due is None:
        raise ValueError("the policy of the demo has a clock for urging notices")
    notices = load_in_bulk(UrgingNotice, [
        UrgingNotice(
            appraisal=row, line=lines[row.pk][0], problem=both(said.PROBLEM),
            evidence=both(said.PROOF), issued_by=row.appraiser, issued_at=moment(issued),
            issued_on=issued, reply_due_on=due,
        )
        for row in chosen
    ], sha256)  # fmt: skip
    load_in_bulk(UrgingReply, [
        UrgingReply(
            notice=one, explanation=both(said.EXPLANATION), remedy=both(said.REMEDY),
            by=one.appraisal.subject_user, is_late=is_late,
            at=moment(due + datetime.timedelta(days=3 if is_late else -2)),
        )
        for one in notices
        for is_late in [key_of(one.appraisal) == URGED[-1]]
    ], sha256)  # fmt: skip


def warning(row: Appraisal, year: int) -> EarlyWarning:
    return EarlyWarning(
        appraisal=row,
        text=both(said.WARNING),
        issued_by=row.appraiser,
        issued_at=moment(datetime.date(year, 9, 15)),
    )
