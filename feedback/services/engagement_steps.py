"""The steps of an engagement. Rules: docs/third-parties.md, T5, T9."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import connection, transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from audit import services as audit
from audit.errors import DomainError, WrongState
from departments.calendar import add_working_days
from departments.models import CalendarDay, Department, User
from departments.services import require_role
from feedback.models import Criterion, Engagement, EngagementMember, EngagementState, MarkSheet
from feedback.services.engagements import belongs_to_the_house
from feedback.services.evaluators import COMMISSIONERS, faults_of
from indicators.services.errors import lock_key

S = EngagementState
FULL = Decimal(100)
SEATS = 3
ROTATION = """
SELECT department_id FROM (
    SELECT k.department_id, e.organisation_id,
           row_number() OVER (PARTITION BY k.department_id
                              ORDER BY e.commissioned_on DESC, e.id DESC) AS n
      FROM feedback_unitkey k JOIN feedback_engagement e ON e.id = k.engagement_id
     WHERE e.commissioned_on IS NOT NULL AND e.state <> 'withdrawn'
       AND k.department_id = ANY(%s)) AS last
 WHERE n <= %s
 GROUP BY department_id HAVING count(*) = %s AND bool_and(organisation_id = %s)
"""


@dataclass(frozen=True, slots=True)
class Step:
    """A row of the table of steps. `responsible` signs in services.signed_reports."""

    before: tuple[str, ...]
    after: str
    actor: str = "commissioner"
    needs: tuple[str, ...] = ()  # see NEEDS; "signed": a fresh sign-in; "text": a reason


STEPS = {
    "commission": Step((S.DRAFTED,), S.COMMISSIONED, needs=("complete", "fit")),
    "begin": Step((S.COMMISSIONED,), S.MARKING, needs=("begun",)),
    "ask": Step((S.MARKING,), S.REPLY, needs=("marked",)),
    "settle": Step((S.REPLY,), S.ADJUDICATION, needs=("answered",)),
    "sign": Step((S.ADJUDICATION,), S.FINAL, "responsible", ("settled", "signed")),
    "correct": Step((S.FINAL,), S.ADJUDICATION, needs=("text",)),
    "withdraw": Step(
        (S.DRAFTED, S.COMMISSIONED, S.MARKING, S.REPLY, S.ADJUDICATION), S.WITHDRAWN,
        needs=("text",),
    ),
}  # fmt: skip


@transaction.atomic
def take_step(row: Engagement, name: str, *, by: User, text: str = "") -> Engagement:
    """Take one step of the commissioner. Of two at once the second gets WrongState.

    Errors: PermissionDenied; WrongState; DomainError that names everything that is missing.
    """
    step = STEPS[name]
    if step.actor != "commissioner":
        raise WrongState(_("The responsible evaluator takes this step by signing the report."))
    require_role(by, row.department_id, *COMMISSIONERS)
    if name == "commission":
        lock_key("third parties")  # or two engagements would not see each other in the rotation
    held = Engagement.objects.select_for_update(of=("self",)).get(pk=row.pk)
    require_state(held, step)
    if missing := missing_for(held, step, text):
        raise DomainError(" ".join(missing), "text" if "text" in step.needs else None)
    before, today = held.state, timezone.localdate()
    held.state = step.after
    if step.after == S.COMMISSIONED:
        held.commissioned_on = today
    if step.after == S.REPLY:
        days = CalendarDay.objects.special_days()
        held.reply_until = add_working_days(today, held.reply_working_days, days)
    held.save(update_fields=["state", "commissioned_on", "reply_until"])
    details = {"before": before, "after": held.state, "text": text.strip()}
    audit.record(f"feedback.{name}_engagement", held, by=by, details=details)
    return held


def require_state(held: Engagement, step: Step) -> None:
    if held.state not in step.before:
        raise WrongState(
            _("This engagement is “%(state)s” now: somebody else was first. Reload the page and "
              "look.") % {"state": S(held.state).label}
        )  # fmt: skip


def missing_for(held: Engagement, step: Step, text: str = "") -> list[str]:
    """Everything that stands against a step, in sentences that say how to mend it."""
    found = [sentence for need in step.needs if need in NEEDS for sentence in NEEDS[need](held)]
    if "text" in step.needs and not text.strip():
        found.append(_("Say why."))
    return found


def incomplete(held: Engagement) -> list[str]:
    found = []
    total = held.criteria.aggregate(total=Sum("weight"))["total"] or Decimal(0)
    if total != FULL:
        found.append(
            _("The weights of the criteria sum to %(total)s; make it exactly 100.")
            % {"total": f"{total:f}"}
        )
    flat = Criterion.objects.filter(engagement=held).exclude(levels__points__gt=0)
    found += [
        _("The criterion “%(name)s” has no level above zero points: give it one.")
        % {"name": one.title}
        for one in flat
    ]
    members = list(held.members.select_related("user__person"))
    if len(members) != SEATS:
        found.append(_("Name both markers and the responsible evaluator."))
    found += insiders(members)
    return found


def insiders(members: list[EngagementMember]) -> list[str]:
    return [
        _("%(user)s holds a role or a post here by now: name somebody from outside.")
        % {"user": one.user.username}
        for one in members
        if belongs_to_the_house(one.user)
    ]


def unfit(held: Engagement) -> list[str]:
    """What stands against this organisation: suspension, quality, independence, rotation."""
    today = timezone.localdate()
    places = list(Department.objects.filter(pk__in=held.keys.values("department")))
    return [
        *faults_of(held.organisation, [held.department, *places], today),
        *rotation_faults(held, places),
    ]


def rotation_faults(held: Engagement, places: list[Department]) -> list[str]:
    most = held.consecutive_most
    with connection.cursor() as cursor:
        asked: list[Any] = [[one.pk for one in places], most, most, held.organisation_id]
        cursor.execute(ROTATION, asked)
        again = {pk for (pk,) in cursor.fetchall()}
    if not again:
        return []
    names = _(", ").join(sorted(one.title for one in places if one.pk in again))
    return [
        _("%(organisation)s marked %(departments)s the last %(most)s times: another organisation "
          "has to be next.")
        % {"organisation": held.organisation.title, "departments": names, "most": most}
    ]  # fmt: skip


def not_begun(held: Engagement) -> list[str]:
    if timezone.localdate() >= held.starts_on:
        return []
    return [_("Marking begins on %(day)s.") % {"day": held.starts_on.isoformat()}]


def unmarked(held: Engagement) -> list[str]:
    wanted = 2 * held.units.count()
    done = MarkSheet.objects.filter(unit__engagement=held).exclude(handed_in_at=None).count()
    if done == wanted:
        return []
    return [
        _("%(done)s of %(wanted)s mark sheets are handed in: both markers hand in every one.")
        % {"done": done, "wanted": wanted}
    ]


def unanswered(held: Engagement) -> list[str]:
    if held.reply_until is None or timezone.localdate() > held.reply_until:
        return []
    return [
        _("Departments may reply until %(day)s, that day included.")
        % {"day": held.reply_until.isoformat()}
    ]


NEEDS: dict[str, Callable[[Engagement], list[str]]] = {
    "complete": incomplete,
    "fit": unfit,
    "begun": not_begun,
    "marked": unmarked,
    "answered": unanswered,
}


def next_steps(row: Engagement) -> list[str]:
    """What a commissioner may do from here, the way forward first."""
    return [
        name for name, step in STEPS.items()
        if row.state in step.before and step.actor == "commissioner"
    ]  # fmt: skip
