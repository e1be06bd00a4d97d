"""Setting up what is measured: periods, cycles, targets. Definition cards: see cards."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext as _

from audit import services as audit
from audit.errors import DomainError, WrongState
from departments.models import Department, User
from departments.services import fingerprint, require_office, require_role
from indicators.figures import STEP
from indicators.intake.problems import say
from indicators.models import Cycle, Indicator, Period, Target
from indicators.models.cards import Direction
from indicators.models.targets import Method
from indicators.periods import PeriodError, parse_period
from indicators.services import equipment, live, smart_check
from indicators.services.errors import checked, lock_key, overtaken
from indicators.services.frozen import amend, plan_of, require_open
from indicators.services.locks import hold_measurements
from indicators.services.marks import check_marks
from indicators.services.rules import limits_of

AIMED = (
    "method", "value", "low", "high", "baseline", "tolerance_low", "tolerance_high",
    "score_table", "penalty", "minimum_n", "weight", "cap", "floor",
    "is_safety", "sums_children", "objective_id", "owner_id",
    "threshold", "stretch", "baseline_of", "reach_by", "spread",
)  # fmt: skip
LINKS = ("objective", "owner")
PLACES = ("cycle", "department", "indicator", "period")
NUMBERS = (
    "value", "low", "high", "baseline", "tolerance_low", "tolerance_high", "threshold", "stretch",
)  # fmt: skip
USUAL = {
    Direction.HIGHER: Method.RATIO_HIGHER,
    Direction.LOWER: Method.RATIO_LOWER,
    Direction.RANGE: Method.BAND,
    Direction.EXACT: Method.EXACT,
    Direction.NONE: Method.NONE,
}
FITTING = {
    Direction.HIGHER: {
        Method.RATIO_HIGHER, Method.LINEAR, Method.STEP, Method.INTERPOLATED, Method.MILESTONE,
        Method.ALL_OR_NOTHING, Method.RUBRIC, Method.SURVEY, Method.NONE,
    },
    Direction.LOWER: {
        Method.RATIO_LOWER, Method.LINEAR, Method.STEP, Method.INTERPOLATED,
        Method.ALL_OR_NOTHING, Method.DEFECT, Method.NONE,
    },
    Direction.RANGE: {Method.BAND, Method.STEP, Method.ALL_OR_NOTHING, Method.NONE},
    Direction.EXACT: {Method.EXACT, Method.STEP, Method.NONE},
    Direction.NONE: {Method.NONE},
}  # fmt: skip


def period_for(label: str) -> Period:
    """The period of that label, added when it is new. Two at once end with the same row.

    Errors: DomainError for a text that is no period.
    """
    try:
        parsed = parse_period(label, settings.PERFMGMT_FISCAL_YEAR_START)
    except PeriodError as error:
        raise DomainError(say(error.code, error.params), "period") from None
    period, _made = Period.objects.get_or_create(
        label=parsed.label,
        defaults={"kind": parsed.kind, "starts_on": parsed.starts_on, "ends_on": parsed.ends_on},
    )
    return period


@transaction.atomic
def open_cycle(name: str, *, by: User | None, period_label: str | None = None) -> Cycle:
    """The cycle called `name`, opened for its period when it is new.

    Errors: DomainError when it is there with another period, or no period can be read.
    """
    require_office(by)
    lock_key("cycle", name)
    known = Cycle.objects.select_related("period").filter(name=name).first()
    if known is not None:
        if period_label is not None and known.period != period_for(period_label):
            raise DomainError(
                _("The cycle “%(name)s” is there already, for %(period)s.")
                % {"name": name, "period": known.period},
                "name",
            )
        return known
    hold_measurements()
    cycle = checked(Cycle(name=name, period=period_for(period_label or name)))
    cycle.save(force_insert=True)
    details = {"name": name, "period": cycle.period.label}
    audit.record("indicators.open_cycle", cycle, by=by, details=details)
    return cycle


def target_seen(target: Target | None) -> str:
    """The same for the target in force, or for there being none."""
    return "none" if target is None else fingerprint(target, list(AIMED))


@transaction.atomic
def set_target(
    department: Department,
    indicator: Indicator,
    cycle: Cycle,
    *,
    period: Period | None = None,
    by: User | None,
    seen: str | None = None,
    **fields: Any,
) -> Target:
    """The target in force from now on; fields not given stay as they are.

    The version before ends at the same moment. The same values again change nothing; two at once
    follow each other. Fields: AIMED, and `objective` and `owner` as rows.
    Errors: DomainError for a target that could never be scored; NotSmart for one that the policy
    refuses; WrongState when `seen` (see target_seen) says that the form showed another one.
    """
    require_role(by, department, "office", "manager")
    place = dict(zip(PLACES, (cycle, department, indicator, period), strict=True))
    lock_key("target", *(row and row.pk for row in place.values()))
    old = Target.objects.in_force().filter(**place).first()
    if seen is not None and seen != target_seen(old):
        raise overtaken()
    kept = {name: getattr(old, name) for name in AIMED} if old else usual(indicator, cycle)
    new = Target(**place, **(kept | stored(fields)), created_by=by)
    changed = {name for name in AIMED if old is None or getattr(old, name) != getattr(new, name)}
    if old is not None and not changed:
        return old
    check_target(new)
    # Who owns a KPI is no part of what was agreed: people leave in the middle of a year.
    handed_over = changed == {"owner_id"}
    warned = {} if handed_over else smart_check.refuse_blocked(smart_check.judge_target(new))
    hold_measurements()
    if handed_over:
        amend(plan_of(cycle, department))
    else:
        require_open(cycle, department)
    new.created_at = clock()
    if old is not None:
        Target.objects.filter(pk=old.pk).update(replaced_at=new.created_at)
    new.save(force_insert=True)
    if handed_over:
        amend(None)
    details = {"before": old and shown(old), "after": shown(new), "smart": warned}
    audit.record("indicators.set_target", new, by=by, details=details)
    live.mark_stale(cycle)
    return new


def usual(indicator: Indicator, cycle: Cycle) -> dict[str, Any]:
    """What a first target has where nothing is said: cap and floor are those of the policy."""
    return {"method": USUAL[Direction(indicator.direction)]} | stored(limits_of(cycle))


def check_target(target: Target) -> None:
    """Refuse at planning time what could never be scored. docs/scoring.md, rule 14."""
    method, direction = Method(target.method), Direction(target.indicator.direction)
    if method not in FITTING[direction]:
        raise DomainError(
            _("This method does not fit an indicator where %(direction)s.")
            % {"direction": direction.label},
            "method",
        )
    if direction == Direction.RANGE and target.value is not None:
        raise DomainError(_("Give both limits of the range instead of one target."), "value")
    if direction != Direction.RANGE and target.low is not None:
        raise DomainError(_("Limits belong to an indicator with a range."), "low")
    if method == Method.LINEAR and target.value is not None and target.baseline is None:
        raise DomainError(_("This method needs the baseline to start from."), "baseline")
    equipment.check(target)
    span = target.cycle.period
    part = target.period
    if part and not (span.starts_on <= part.starts_on and part.ends_on <= span.ends_on):
        raise DomainError(_("The period does not lie inside the cycle."), "period")
    check_marks(target)
    checked(target, leave=[*PLACES, "created_at"])


@transaction.atomic
def withdraw_target(target: Target, *, by: User | None) -> None:
    """End a target without a successor: the indicator is no longer scored there.

    Errors: WrongState when it ended already.
    """
    require_role(by, target.department, "office", "manager")
    hold_measurements()
    require_open(target.cycle, target.department)
    ended = Target.objects.in_force().filter(pk=target.pk).update(replaced_at=clock())
    if not ended:
        raise WrongState(_("This target was changed or ended already. Reload the page and look."))
    details = {"before": shown(target), "after": None}
    audit.record("indicators.withdraw_target", target, by=by, details=details)
    live.mark_stale(target.cycle)


def stored(fields: dict[str, Any]) -> dict[str, Any]:
    """The fields as the columns hold them, so that equal targets are told to be equal."""
    columns = {
        f"{name}_id" if name in LINKS else name: getattr(value, "pk", value)
        for name, value in fields.items()
    }
    if unknown := columns.keys() - set(AIMED):
        raise TypeError(f"a target has no field {', '.join(sorted(unknown))}")
    for name in NUMBERS:
        if columns.get(name) is not None:
            columns[name] = exact(columns[name])
    if columns.get("score_table") is not None:
        columns["score_table"] = [
            [None if number is None else exact(number) for number in row]
            for row in columns["score_table"]
        ]
    return columns


def exact(value: Decimal | int) -> Decimal:
    """A number as it is stored: 15 decimals, half up."""
    number = Decimal(value)
    return number.quantize(STEP, ROUND_HALF_UP) if abs(number) < 10**15 else number


def shown(target: Target) -> dict[str, Any]:
    """What the ledger keeps of a target."""
    return {name: getattr(target, name) for name in (*AIMED, *(f"{name}_id" for name in PLACES))}


def clock() -> Any:
    """The moment now, by the clock that also dates the values."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0]
