"""Writing an agreement: its draft, its lines, its amendment. docs/agreements.md, V1 to V6."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from appraisals.agreeing import Finding, Part, Weighed, findings
from appraisals.models import (
    Agreement,
    AgreementAspect,
    AgreementLine,
    AgreementState,
    Appraisal,
    PhaseKind,
    Side,
)
from appraisals.models.agreement import WRITABLE
from appraisals.services.handed_down import Handed, handed_down
from appraisals.services.phases import hold_phase
from appraisals.services.policy import rules_of
from audit import services as audit
from audit.errors import DomainError, WrongState
from departments.models import User
from departments.policy.appraising import KPIS
from indicators.services.errors import checked, lock_key, overtaken
from indicators.services.planning import clock
from indicators.weights import FULL, shared_out

DUTY = "duty:"  # no code of a KPI has a colon
MOST_LINES = 60


@dataclass(frozen=True, slots=True)
class Entry:
    """A line as it is to be: a KPI by its code, a duty by its code or blank for a new one."""

    code: str
    weight: Decimal
    aspect: str = ""
    title: str = ""
    standard: str = ""


def side_of(appraisal: Appraisal, by: User) -> str:
    """The side that `by` stands for. Errors: PermissionDenied for anybody else."""
    if appraisal.subject_user_id == by.pk:
        return Side.SUBJECT
    if appraisal.appraiser_id == by.pk:
        return Side.APPRAISER
    raise PermissionDenied(_("Only the one appraised and the superior write this."))


def hold_planning(appraisal: Appraisal, *, amends: bool) -> None:
    """The phase in which a plan is written: planning; also coaching for an amendment, and for
    whoever joined after the days of planning. Rule V6."""
    kinds = [PhaseKind.PLANNING]
    planning = appraisal.appraisal_cycle.phases.filter(kind=PhaseKind.PLANNING).first()
    if amends or (planning is not None and appraisal.counts_from > planning.ends_on):
        kinds.append(PhaseKind.COACHING)
    hold_phase(appraisal, *kinds)


def appraisal_for(pk: int) -> Appraisal:
    return Appraisal.objects.select_related(
        "appraisal_cycle__cycle__period", "appraisal_cycle__policy", "unit", "person"
    ).get(pk=pk)


@transaction.atomic
def draft_agreement(appraisal: Appraisal, *, by: User) -> Agreement:
    """Begin the plan: the KPIs from above, and a duty for each other aspect of the frame.

    Where it is begun already, that draft. What a withdrawn one held is taken over.
    Errors: PermissionDenied; WrongState outside the phase, or when one is agreed.
    """
    found = appraisal_for(appraisal.pk)
    side_of(found, by)
    hold_planning(found, amends=False)
    lock_key("agreement", found.pk)
    rows = Agreement.objects.filter(appraisal=found)
    if (there := rows.open().first()) is not None:
        return there
    if rows.in_force().exists():
        raise WrongState(_("This plan is agreed. It changes by an amendment only."))
    before = rows.order_by("-number").first()
    return begin(found, before=before, supersedes=None, by=by)


@transaction.atomic
def amend_agreement(agreement: Agreement, *, reason: str, explanation: str, by: User) -> Agreement:
    """Begin a new agreement that is to supersede the one in force, which holds until then.

    Errors: DomainError at `reason` for one that the policy does not have, or at `explanation`;
    WrongState when it is not in force, or when another amendment is open.
    """
    found = appraisal_for(agreement.appraisal_id)
    side_of(found, by)
    hold_planning(found, amends=True)
    lock_key("agreement", found.pk)
    if reason not in rules_of(found.appraisal_cycle).amendment_reasons:
        raise DomainError(_("Choose one of the reasons of the policy."), "reason")
    if not explanation.strip():
        raise DomainError(_("Explain what has changed."), "explanation")
    rows = Agreement.objects.filter(appraisal=found)
    held = rows.in_force().filter(pk=agreement.pk).first()
    if held is None or rows.open().exists():
        raise WrongState(_("This plan is being amended already, or another one is in force."))
    return begin(
        found, before=held, supersedes=held, by=by, reason=reason, explanation=explanation.strip()
    )


def begin(
    appraisal: Appraisal, *, before: Agreement | None, supersedes: Agreement | None,
    by: User, reason: str = "", explanation: str = "",
) -> Agreement:  # fmt: skip
    rows = Agreement.objects.filter(appraisal=appraisal)
    number = (rows.aggregate(last=Max("number"))["last"] or 0) + 1
    now = clock()
    row = Agreement(
        appraisal=appraisal, number=number, supersedes=supersedes, reason=reason,
        explanation=explanation, created_by=by, created_at=now, changed_by=by, changed_at=now,
    )  # fmt: skip
    checked(row, leave=["appraisal", "supersedes", "created_by", "changed_by"])
    row.save(force_insert=True)
    aspects = framed(row, appraisal)
    seed(row, aspects, handed_down(appraisal), before)
    details = {"appraisal": appraisal.pk, "number": number, "reason": reason,
               "supersedes": supersedes and supersedes.pk}  # fmt: skip
    audit.record("appraisals.draft_agreement", row, by=by, details=details)
    return row


def framed(row: Agreement, appraisal: Appraisal) -> list[AgreementAspect]:
    return AgreementAspect.objects.bulk_create(aspects_of(row, appraisal))


def aspects_of(row: Agreement, appraisal: Appraisal) -> list[AgreementAspect]:
    """The aspects of the frame for the category of the post; a department has none. Rule V2."""
    frame = rules_of(appraisal.appraisal_cycle).appraising.frame(appraisal.category)
    if frame is None:
        return []
    return [
        AgreementAspect(
            agreement=row, code=aspect.names.code, name_en=aspect.names.name_en,
            name_zh=aspect.names.name_zh, weight=aspect.weight,
            holds_kpis=aspect.holds == KPIS, place=place,
        )
        for place, aspect in enumerate(frame.aspects)
    ]  # fmt: skip


def seed(
    row: Agreement, aspects: list[AgreementAspect], handed: list[Handed], before: Agreement | None
) -> None:
    """The first lines of a draft: those of `before` where there is one, the KPIs renewed."""
    AgreementLine.objects.bulk_create(first_lines(row, aspects, handed, before))


def first_lines(
    row: Agreement, aspects: list[AgreementAspect], handed: list[Handed], before: Agreement | None
) -> list[AgreementLine]:
    old = {line.code: line for line in before.lines.select_related("aspect")} if before else {}
    home = next((aspect for aspect in aspects if aspect.holds_kpis), None)
    by_code = {aspect.code: aspect for aspect in aspects}
    whole = home.weight if home else FULL
    shares = shared_out({one.code: one.weight for one in handed}, whole)
    lines = [
        AgreementLine(
            code=one.code, indicator=one.indicator, target=one.target,
            contribution=one.contribution, aspect=home,
            weight=old[one.code].weight if one.code in old else Decimal(0) if old
            else shares[one.code],
        )
        for one in handed
    ]  # fmt: skip
    lines += [
        AgreementLine(
            code=line.code, title=line.title, standard=line.standard, weight=line.weight,
            aspect=by_code.get(line.aspect.code) if line.aspect else None,
        )
        for line in old.values()
        if not line.is_kpi
    ]  # fmt: skip
    if not old:
        lines += duties_of(aspects)
    for place, line in enumerate(lines):
        line.agreement, line.place = row, place
    return lines


def duties_of(aspects: list[AgreementAspect]) -> list[AgreementLine]:
    """One duty for each aspect that holds duties, called like it, with all of its weight."""
    return [
        AgreementLine(code=f"{DUTY}{n}", title=aspect.title, weight=aspect.weight, aspect=aspect)
        for n, aspect in enumerate((one for one in aspects if not one.holds_kpis), start=1)
    ]


@transaction.atomic
def save_agreement(
    agreement: Agreement, entries: Iterable[Entry], *, by: User, seen: int | None = None
) -> Agreement:
    """All lines of a draft at once: weights, and duties added, changed or left out.

    The sums may be anything here: they bind when it is proposed. KPIs are neither added nor left
    out; one that shall not count gets 0.
    Errors: WrongState when somebody else was first (`seen` is the version that the page showed);
    DomainError for a line that cannot be.
    """
    held = held_draft(agreement, by, seen)
    aspects = {aspect.code: aspect for aspect in held.aspects.all()}
    there = {line.code: line for line in held.lines.all()}
    kept: set[str] = set()
    given = list(entries)
    if len(given) > MOST_LINES:
        raise DomainError(_("A plan has at most %(n)s lines.") % {"n": MOST_LINES})
    for place, entry in enumerate(given):
        line = there.get(entry.code) if entry.code else new_duty(held, there)
        if line is None:
            raise overtaken()
        fill(line, entry, aspects, place)
        there[line.code] = line
        kept.add(line.code)
    gone = [line for code, line in there.items() if code not in kept]
    if any(line.is_kpi for line in gone):
        raise overtaken()
    AgreementLine.objects.filter(pk__in=[line.pk for line in gone]).delete()
    for code in kept:
        there[code].save()
    touch(held, by)
    details = {"version": held.version, "lines": len(kept), "removed": len(gone)}
    audit.record("appraisals.save_agreement", held, by=by, details=details)
    return held


def held_draft(agreement: Agreement, by: User, seen: int | None) -> Agreement:
    """The row, locked until the end of the transaction, while it may be written."""
    appraisal = appraisal_for(agreement.appraisal_id)
    side_of(appraisal, by)
    hold_planning(appraisal, amends=agreement.supersedes_id is not None)
    held = Agreement.objects.select_for_update(of=("self",)).get(pk=agreement.pk)
    held.appraisal = appraisal
    if held.state not in WRITABLE:
        raise WrongState(
            _("This plan is “%(state)s” now and cannot be written. Reload the page and look.")
            % {"state": AgreementState(held.state).label}
        )
    if seen is not None and seen != held.version:
        raise overtaken()
    return held


def touch(held: Agreement, by: User) -> None:
    held.version += 1
    held.changed_by, held.changed_at = by, clock()
    held.save(update_fields=["version", "changed_by", "changed_at"])


def new_duty(held: Agreement, there: dict[str, AgreementLine]) -> AgreementLine:
    """A duty with a number that no agreement of this appraisal has used: codes name for good."""
    used = set(there) | set(
        AgreementLine.objects.filter(
            agreement__appraisal=held.appraisal_id, code__startswith=DUTY
        ).values_list("code", flat=True)
    )
    numbers = [int(code.removeprefix(DUTY)) for code in used if code.startswith(DUTY)]
    return AgreementLine(agreement=held, code=f"{DUTY}{max(numbers, default=0) + 1}")


def fill(
    line: AgreementLine, entry: Entry, aspects: dict[str, AgreementAspect], place: int
) -> None:
    line.weight, line.place = entry.weight, place
    if line.is_kpi:
        aspect = next((one for one in aspects.values() if one.holds_kpis), None)
        line.aspect = line.aspect or aspect
    else:
        line.title, line.standard = entry.title.strip(), entry.standard.strip()
        line.aspect = aspects.get(entry.aspect)
        if aspects and line.aspect is None:
            raise DomainError(_("Say to which aspect each duty belongs."))
    checked(line, leave=["agreement", "aspect", "indicator", "target", "contribution", "code"])


@transaction.atomic
def renew_kpis(agreement: Agreement, *, by: User, seen: int | None = None) -> Agreement:
    """Take over the KPIs from above as they are in force now; the weights of those that stay,
    stay. A new one weighs 0 until somebody gives it a weight."""
    held = held_draft(agreement, by, seen)
    lines = list(held.lines.all())
    there = {line.code: line for line in lines if line.is_kpi}
    home = held.aspects.filter(holds_kpis=True).first()
    handed = {one.code: one for one in handed_down(held.appraisal)}
    AgreementLine.objects.filter(
        pk__in=[line.pk for code, line in there.items() if code not in handed]
    ).delete()
    for place, (code, one) in enumerate(handed.items()):
        line = there.get(code) or AgreementLine(
            agreement=held, code=code, weight=Decimal(0), aspect=home
        )
        line.indicator, line.target, line.contribution = one.indicator, one.target, one.contribution
        line.place = place
        line.save()
    duties = [line for line in lines if not line.is_kpi]
    for place, line in enumerate(duties, start=len(handed)):
        line.place = place
    AgreementLine.objects.bulk_update(duties, ["place"])
    touch(held, by)
    details = {"version": held.version, "kpis": len(handed)}
    audit.record("appraisals.renew_kpis", held, by=by, details=details)
    return held


def findings_of(agreement: Agreement) -> list[Finding]:
    """What speaks against the weights of an agreement with lines and aspects loaded."""
    aspects = [Part(aspect.code, aspect.weight) for aspect in agreement.aspects.all()]
    codes = {aspect.pk: aspect.code for aspect in agreement.aspects.all()}
    lines = [
        Weighed(codes[line.aspect_id] if line.aspect_id else "", line.weight)
        for line in agreement.lines.all()
    ]
    return findings(lines, aspects)
