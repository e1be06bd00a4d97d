"""One review of a year that is over: heard by others, upheld, approved by a second person."""

import datetime

from appraisals.models import Appeal, AppealEvent, AppealMember, AppraisalCycle, Grade, GradeStage
from appraisals.services.notices import clocks_of, told
from departments.models import User
from perfmgmt.demo_city import said
from perfmgmt.demo_city.appraisals import APPELLANT
from perfmgmt.demo_city.cards.words import both
from perfmgmt.demo_city.loading.people import load_in_bulk
from perfmgmt.demo_city.loading.year.evaluations import COMPETENT
from perfmgmt.demo_city.loading.year.subjects import head_account, moment

STEP = "review_request"
HEARERS = ("LH-HR", "LH-ED")
FILED, HEARD, DECIDED, APPROVED = 12, 14, 30, 33  # days after the notice


def uphold(cycle: AppraisalCycle, office: User, told_on: datetime.date, sha256: str) -> None:
    at = {days: told_on + datetime.timedelta(days=days) for days in (FILED, HEARD, DECIDED,
                                                                      APPROVED)}  # fmt: skip
    row = cycle.appraisals.get(post__code=APPELLANT)
    notice = row.notices.in_force().get()
    clocks = clocks_of(cycle)
    [filed] = load_in_bulk(Appeal, [Appeal(
        appraisal=row, notice=notice, step=STEP, grounds=both(said.GROUNDS),
        filed_by=row.subject_user, filed_at=moment(at[FILED]), filed_on=at[FILED],
        last_day=notice.rights.get(step=STEP).due_on, decide_by=clocks.decision(STEP, at[FILED]),
    )], sha256)  # fmt: skip
    hearers = list(User.objects.filter(username__in=map(head_account, HEARERS)).order_by("pk"))
    load_in_bulk(AppealMember, [
        AppealMember(appeal=filed, user=user, named_at=moment(at[HEARD])) for user in hearers
    ], sha256)  # fmt: skip
    case = Appeal.objects.filter(pk=filed.pk)
    case.update(state="heard", body=both(said.BODY))
    case.update(
        state="proposed", proposed_grade=COMPETENT, decision=both(said.DECISION),
        decided_by=hearers[0], decided_at=moment(at[DECIDED]),
    )  # fmt: skip
    better = improve(filed, hearers[0], at[APPROVED], sha256)
    further, until = clocks.further(STEP, at[APPROVED]) or ("", None)
    case.update(
        state="improved", approved_by=office, result=better, further_step=further,
        further_until=until, version=4,
    )  # fmt: skip
    events = (
        ("file", row.subject_user, FILED, ""), ("hear", office, HEARD, ""),
        ("improve", hearers[0], DECIDED, both(said.DECISION)), ("approve", office, APPROVED, ""),
    )  # fmt: skip
    load_in_bulk(AppealEvent, [
        AppealEvent(appeal=filed, deed=deed, by=by, at=moment(at[days]), reason=reason)
        for deed, by, days, reason in events
    ], sha256)  # fmt: skip
    told(cycle, by=office, only=row.pk, with_rights=False, at=moment(at[APPROVED]))


def improve(filed: Appeal, by: User, day: datetime.date, sha256: str) -> Grade:
    held = Grade.objects.in_force().get(appraisal=filed.appraisal)
    [better] = load_in_bulk(Grade, [Grade(
        appraisal=filed.appraisal, stage=GradeStage.APPEAL, grade=COMPETENT, score=held.score,
        coverage=held.coverage, reason=both(said.DECISION), supersedes=held, decided_by=by,
        decided_at=moment(day),
    )], sha256)  # fmt: skip
    result: Grade = better
    return result
