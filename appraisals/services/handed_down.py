"""The KPIs that a plan takes over from above, as they are in force now. Rule V1."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Q

from appraisals.models import AgreementLine, Appraisal, Subject
from indicators.models import Contribution, Indicator, Target
from indicators.models.strategy import Part

AIM = ("method", "value", "low", "high", "baseline", "threshold", "stretch", "reach_by")
OWN = ("share", "value", "low", "high", "task")


@dataclass(frozen=True, slots=True)
class Handed:
    """A KPI with the version of its target, and of what the person carries of it."""

    code: str
    indicator: Indicator
    target: Target
    contribution: Contribution | None

    @property
    def weight(self) -> Decimal:
        """Its part among the KPIs of the plan, before both sides change it."""
        return self.target.weight if self.contribution is None else Decimal(1)


def handed_down(appraisal: Appraisal) -> list[Handed]:
    """The targets of the department, or what is assigned to the person or to his post.

    Each KPI once: the target of the whole year goes before those of its periods, what is assigned
    to the person before what is assigned to his post. Two queries, however many there are.
    """
    if appraisal.subject == Subject.DEPARTMENT:
        return [
            Handed(row.indicator.code, row.indicator, row, None)
            for row in targets_of(appraisal, Q(department=appraisal.unit_id)).values()
        ]
    carried = carried_by(appraisal)
    wanted = {(row.department_id, row.indicator_id) for row in carried}
    places = Q(
        department__in={department for department, _card in wanted},
        indicator__in={card for _department, card in wanted},
    )
    targets = targets_of(appraisal, places) if wanted else {}
    return [
        Handed(code_of(row, appraisal), row.indicator, target, row)
        for row in carried
        if (target := targets.get((row.department_id, row.indicator_id))) is not None
    ]


def targets_of(appraisal: Appraisal, places: Q) -> dict[tuple[int, int], Target]:
    """One target for each department and KPI, in the order of the codes."""
    rows = (
        Target.objects.in_force()
        .filter(places, cycle=appraisal.appraisal_cycle.cycle_id)
        .select_related("indicator")
        .order_by("indicator__code", "department_id", "period__ends_on", "pk")
    )
    found: dict[tuple[int, int], Target] = {}
    for row in rows:
        key = row.department_id, row.indicator_id
        if key not in found or row.period_id is None:
            found[key] = row
    return found


def carried_by(appraisal: Appraisal) -> list[Contribution]:
    who = Q(person=appraisal.person_id)
    if appraisal.post_id is not None:
        who |= Q(post=appraisal.post_id)
    rows = (
        Contribution.objects.in_force()
        .filter(
            who,
            cycle=appraisal.appraisal_cycle.cycle_id,
            part=Part.ASSIGNED,
            starts_on__lte=appraisal.counts_until,
            ends_on__gte=appraisal.counts_from,
        )
        .select_related("indicator", "department")
        .order_by("indicator__code", "department_id", "post_id", "pk")
    )
    # A row of the person comes last and replaces that of his post.
    by_place = {(row.department_id, row.indicator_id): row for row in rows if row.post_id}
    by_place |= {(row.department_id, row.indicator_id): row for row in rows if row.person_id}
    return sorted(by_place.values(), key=lambda row: (row.indicator.code, row.department_id))


def code_of(row: Contribution, appraisal: Appraisal) -> str:
    """The code of the KPI; with its department where that is not the one he works in."""
    if row.department_id == appraisal.unit_id:
        return row.indicator.code
    return f"{row.indicator.code}/{row.department.code}"


def facts_of(target: Target | None, contribution: Contribution | None) -> dict[str, Any]:
    """What is to be reached, as plain values: two versions with the same facts are the same."""
    aim = {name: getattr(target, name) for name in AIM}
    own = {name: getattr(contribution, name) for name in OWN} if contribution else {}
    return {"target": aim, "own": own}


def is_up_to_date(lines: Iterable[AgreementLine], handed: Iterable[Handed]) -> bool:
    """Whether the KPIs of a plan are those that are in force, with the same aims."""
    there = {line.code: facts_of(line.target, line.contribution) for line in lines if line.is_kpi}
    return there == {one.code: facts_of(one.target, one.contribution) for one in handed}
