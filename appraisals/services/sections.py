"""The sections of a self-assessment, each with its weight and what the system knows of it.

Rules: docs/self-assessment.md, SA1 to SA3. The one place that says what there is to write about and
to rate: the lines of the agreement, or without one what it would be made of.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field, fields
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Self

from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import get_language, gettext_noop, override
from django.utils.translation import gettext as _

from appraisals.models import AgreementLine, Appraisal, Subject
from appraisals.services.policy import rules_of
from departments.policy.appraising import KPIS
from indicators.asking import rate
from indicators.models import Contribution, Cycle, Measurement, Score, ScoreRun, Target
from indicators.models.measurement import Missing
from indicators.scoring import describe

KPI, DUTY, CLOSING = "kpi", "duty", "closing"
WHOLE = Decimal(100)
CENT = Decimal("0.01")
DUTIES = gettext_noop("Duties of the post")
WORK = gettext_noop("Work of the department")
PLANS = gettext_noop("Improvement and learning")
NUMBERS = ("value", "low", "high", "result", "attainment", "coverage")
Key = tuple[int, int]  # department, indicator


@dataclass(frozen=True, slots=True)
class Facts:
    """A KPI as the system knows it: what was to be reached, what came out, from how many values."""

    department: str
    indicator: str
    unit: str
    direction: str
    decimals: int
    value: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    result: Decimal | None = None
    missing: str = ""
    period: str = ""
    attainment: Decimal | None = None
    is_met: bool | None = None
    coverage: Decimal | None = None
    measurements: int = 0
    run: int | None = None

    def stored(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def of(cls, kept: dict[str, Any]) -> Self | None:
        """The facts as they were pinned; None for a section without any."""
        if not kept:
            return None
        known: dict[str, Any] = {
            field.name: kept.get(field.name, field.default) for field in fields(cls)
        }
        for name in NUMBERS:
            if known[name] is not None:
                known[name] = Decimal(known[name])
        return cls(**known)


@dataclass(frozen=True, slots=True)
class Section:
    """`weight` is per cent of the plan; a closing section has none, and no rating either."""

    code: str
    kind: str
    title_en: str
    title_zh: str
    weight: Decimal = Decimal(0)
    facts: Facts | None = None
    target: Target | None = field(default=None, compare=False)
    has_own_target: bool = field(default=False, compare=False)

    @property
    def title(self) -> str:
        return self.title_zh if (get_language() or "").startswith("zh") else self.title_en

    @property
    def is_rated(self) -> bool:
        return self.kind != CLOSING

    @property
    def asks_for_cause(self) -> bool:
        return self.facts is not None and self.facts.is_met is False


def sections_of(appraisal: Appraisal) -> list[Section]:
    """What the subject is to write about: its KPIs, its duties, and what comes next.

    Shape:  never empty; codes are unique; the weights sum to 100 where the plan's do.
    Units:  per cent. A constant number of queries, however many KPIs there are.
    """
    found = agreed_sections(appraisal) or unagreed_sections(appraisal)
    return [*found, closing()]


def closing() -> Section:
    return named("closing-plan", CLOSING, PLANS, Decimal(0))


def duty_section(line: AgreementLine) -> Section:
    return Section(line.code.replace(":", "-"), DUTY, line.title, line.title, line.weight)


def unagreed_sections(appraisal: Appraisal) -> list[Section]:
    if is_department(appraisal):
        return department_sections(appraisal)
    return person_sections(appraisal)


def agreed_sections(appraisal: Appraisal) -> list[Section]:
    """The lines of the agreement in force, in its order, by names that stay through amendments."""
    rows = AgreementLine.objects.in_force().filter(agreement__appraisal=appraisal).for_list()
    lines = list(rows.select_related("target__department"))
    if not lines:
        return []
    aims = {line.pk: line.target for line in lines if line.target is not None}
    by_key = {
        (aims[line.pk].department_id, aims[line.pk].indicator_id): line
        for line in lines
        if line.pk in aims
    }
    found = kpi_sections(
        appraisal,
        {key: aims[line.pk] for key, line in by_key.items()},
        {key: line.weight for key, line in by_key.items()},
        {key: line.contribution for key, line in by_key.items() if line.contribution},
    )
    kpis = dict(zip((line.pk for line in by_key.values()), found, strict=True))
    return [kpis[line.pk] if line.is_kpi else duty_section(line) for line in lines]


def is_department(appraisal: Appraisal) -> bool:
    return appraisal.subject == Subject.DEPARTMENT


def named(code: str, kind: str, text: str, weight: Decimal) -> Section:
    """A section of the house itself, titled in both languages."""
    both = []
    for language in ("en", "zh-hans"):
        with override(language):
            both.append(_(text))
    return Section(code, kind, both[0], both[1], weight)


def department_sections(appraisal: Appraisal) -> list[Section]:
    targets = targets_by_key(
        Target.objects.filter(
            cycle=appraisal.appraisal_cycle.cycle_id, department=appraisal.unit_id
        )
    )
    if not targets:
        return [named("duty-work", DUTY, WORK, WHOLE)]
    weights = [row.weight for row in targets.values()]
    if sum(weights) != WHOLE:  # a scorecard that was never agreed
        weights = shared(WHOLE, weights)
    return kpi_sections(appraisal, targets, dict(zip(targets, weights, strict=True)), {})


def person_sections(appraisal: Appraisal) -> list[Section]:
    """The KPIs he carries share the weight of their aspect; each other aspect is a section."""
    carried = contributions_of(appraisal)
    targets = targets_by_key(
        Target.objects.filter(
            cycle=appraisal.appraisal_cycle.cycle_id,
            department__in={key[0] for key in carried},
            indicator__in={key[1] for key in carried},
        )
    )
    targets = {key: row for key, row in targets.items() if key in carried}
    frame = rules_of(appraisal.appraisal_cycle).appraising.frame(appraisal.category)
    aspects = list(frame.aspects) if frame else []
    holder = next((one for one in aspects if one.holds == KPIS), None) if targets else None
    if not aspects:
        rest = [] if targets else [named("duty-post", DUTY, DUTIES, WHOLE)]
    else:
        rest = [
            Section(f"duty-{one.names.code}", DUTY, one.names.name_en, one.names.name_zh,
                    one.weight)
            for one in aspects if one is not holder
        ]  # fmt: skip
    total = holder.weight if holder else WHOLE
    weights = shared(total, [row.weight for row in targets.values()])
    found = kpi_sections(appraisal, targets, dict(zip(targets, weights, strict=True)), carried)
    return found + rest


def shared(total: Decimal, weights: Sequence[Decimal]) -> list[Decimal]:
    """`total` divided in proportion, in hundredths half up; the last one takes what is left."""
    whole = sum(weights)
    parts = [
        (total * weight / whole if whole else total / len(weights)).quantize(CENT, ROUND_HALF_UP)
        for weight in weights[:-1]
    ]
    return [*parts, total - sum(parts, Decimal(0))] if weights else []


def contributions_of(appraisal: Appraisal) -> dict[Key, Contribution]:
    """The KPIs assigned to the person or to his post on days that he is appraised for."""
    holder = Q(person=appraisal.person_id)
    if appraisal.post_id is not None:
        holder |= Q(post=appraisal.post_id)
    rows = (
        Contribution.objects.in_force()
        .filter(holder, cycle=appraisal.appraisal_cycle.cycle_id)
        .exclude(starts_on__gt=appraisal.counts_until)
        .exclude(ends_on__lt=appraisal.counts_from)
        .order_by("department__code", "indicator__code", "post", "pk")
    )
    return {(row.department_id, row.indicator_id): row for row in rows}


def targets_by_key(rows: QuerySet[Target]) -> dict[Key, Target]:
    """The target in force of each KPI: that of the whole cycle before those of single periods."""
    found: dict[Key, Target] = {}
    ordered = rows.filter(replaced_at__isnull=True).select_related("indicator", "department")
    for row in ordered.order_by("department__code", "indicator__code", "pk"):
        key = (row.department_id, row.indicator_id)
        if key not in found or (found[key].period_id is not None and row.period_id is None):
            found[key] = row
    return found


def kpi_sections(
    appraisal: Appraisal,
    targets: dict[Key, Target],
    weights: dict[Key, Decimal],
    carried: dict[Key, Contribution],
) -> list[Section]:
    cycle = appraisal.appraisal_cycle.cycle
    run = run_of(cycle)
    scores = scores_of(run, targets) if run else {}
    counts = counts_of(cycle, targets)
    return [
        Section(
            f"kpi-{department}-{indicator}", KPI,
            target.indicator.name_en or target.indicator.title,
            target.indicator.name_zh or target.indicator.title,
            weights[department, indicator],
            facts_of(target, carried.get((department, indicator)),
                     scores.get((department, indicator)), counts.get((department, indicator), 0)),
            target,
            has_own_target(carried.get((department, indicator))),
        )
        for (department, indicator), target in targets.items()
    ]  # fmt: skip


def run_of(cycle: Cycle) -> ScoreRun | None:
    """What is published of the year, else what the inside looks at."""
    if cycle.published_run_id is not None:
        return ScoreRun.objects.only("base").get(pk=cycle.published_run_id)
    return ScoreRun.objects.only("base").board(cycle)


def scores_of(run: ScoreRun, keys: Iterable[Key]) -> dict[Key, Score]:
    """The last score of each KPI; of periods that end on one day the longest, so the year's."""
    wanted = set(keys)
    rows = (
        Score.objects.of(run)
        .filter(
            department__in={department for department, _indicator in wanted},
            target__indicator__in={indicator for _department, indicator in wanted},
            period__ends_on__lte=timezone.localdate(),
        )
        .select_related("measurement", "period", "target__indicator")
        .order_by(
            "department_id", "target__indicator_id", "-period__ends_on", "period__starts_on",
            "period_id", "target_id",
        )
        .distinct("department_id", "target__indicator_id")
    )  # fmt: skip
    return {(row.department_id, row.target.indicator_id): row for row in rows}


def counts_of(cycle: Cycle, keys: Iterable[Key]) -> dict[Key, int]:
    """How many values of the year there are of each KPI."""
    wanted = set(keys)
    rows = (
        Measurement.objects.current()
        .inside(cycle.period)
        .filter(
            department__in={department for department, _indicator in wanted},
            indicator__in={indicator for _department, indicator in wanted},
            missing="",
        )
        .values_list("department_id", "indicator_id")
        .annotate(n=Count("pk"))
        .order_by()
    )
    return {(department, indicator): n for department, indicator, n in rows}


def has_own_target(carried: Contribution | None) -> bool:
    return carried is not None and (carried.value is not None or carried.low is not None)


def facts_of(
    target: Target, carried: Contribution | None, score: Score | None, measurements: int
) -> Facts:
    aim: Target | Contribution = target
    own = has_own_target(carried)
    if carried is not None and own:
        aim = carried
    card = target.indicator
    known: dict[str, Any] = {}
    if score is not None:
        met, missing, _flags = describe(score.state)
        known = {
            "result": result_of(score), "missing": missing if missing in Missing.values else "",
            "period": score.period.label, "run": score.run_id,
            # A result of the department says nothing of a target that is the person's own.
            "is_met": None if own else met,
            "attainment": None if own or score.attainment is None else score.attainment * 100,
            "coverage": score.coverage,
        }  # fmt: skip
    return Facts(
        target.department.code, card.code, card.unit, card.direction, card.decimals,
        aim.value, aim.low, aim.high, measurements=measurements, **known,
    )  # fmt: skip


def result_of(score: Score) -> Decimal | None:
    row = score.measurement
    if row is None or row.missing:
        return None
    if row.value is None and row.denominator:
        return rate(row.numerator, row.denominator, score.target.indicator)
    value: Decimal | None = row.value
    return value
