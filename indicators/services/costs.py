"""Budget and spending of a KPI, appended like its values."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit import services as audit
from audit.errors import DomainError
from departments.models import Department, User
from departments.services import require_role
from indicators.models import CostLine, Indicator, Period
from indicators.services.errors import checked, lock_key
from indicators.services.planning import period_for

REPORTERS = ("office", "manager", "employee")
SAID = ("budget", "spent", "basis")
STEP = Decimal("0.0001")


@transaction.atomic
def report_cost(
    department: Department,
    indicator: Indicator,
    period: Period | str,
    *,
    currency: str,
    basis: str,
    budget: Decimal | None = None,
    spent: Decimal | None = None,
    source: str = "",
    note: str = "",
    by: User | None,
) -> CostLine:
    """The amounts that count from now on, or the current ones when they say the same.

    Another amount supersedes the current one and says why in `note`. Writers take turns.
    Errors: DomainError at its field.
    """
    require_role(by, department, *REPORTERS)
    where = period if isinstance(period, Period) else period_for(period)
    chain = {
        "department": department, "indicator": indicator, "period": where,
        "currency": currency.strip().upper(),
    }  # fmt: skip
    lock_key("cost", department.pk, indicator.pk, where.pk, chain["currency"])
    current = CostLine.objects.current().filter(**chain).first()
    said = {"budget": in_full(budget, "budget"), "spent": in_full(spent, "spent"), "basis": basis}
    if current is not None and all(getattr(current, name) == said[name] for name in SAID):
        return current
    row = CostLine(**chain, **said, source=source, note=note, reported_by=by, supersedes=current)
    if row.spent is not None and where.starts_on > timezone.localdate():
        raise DomainError(
            _("%(period)s has not begun: nothing can be spent yet.") % {"period": where}, "spent"
        )
    if current is not None and by is not None and not note.strip():
        raise DomainError(_("This corrects an amount. Say why in the note."), "note")
    checked(row, leave=["department", "indicator", "period", "recorded_at"])
    row.save(force_insert=True)
    details = {
        "before": current and facts(current),
        "after": facts(row),
        "department": department.pk,
        "indicator": indicator.pk,
        "period": where.label,
    }
    audit.record("indicators.report_cost", row, by=by, details=details)
    return row


def in_full(amount: Decimal | None, field: str) -> Decimal | None:
    """An amount as it is stored. Errors: DomainError where a digit would be lost."""
    if amount is None:
        return None
    kept = amount.quantize(STEP, ROUND_HALF_UP) if abs(amount) < 10**16 else amount
    if kept != amount:
        raise DomainError(_("An amount has at most four decimals."), field)
    return kept


def facts(row: CostLine) -> dict[str, Any]:
    return {name: getattr(row, name) for name in ("currency", *SAID)}
