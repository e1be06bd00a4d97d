"""How the score of a department is built in a cycle."""

from __future__ import annotations

from decimal import Decimal

from django.db import transaction

from audit import services as audit
from departments.models import Department, User
from departments.services import fingerprint, require_role
from indicators.models import Cycle, RollUp
from indicators.models.targets import RollUpMode
from indicators.services import live
from indicators.services.errors import checked, lock_key
from indicators.services.locks import hold_measurements
from indicators.services.planning import clock, overtaken

BUILT = ("mode", "own_share", "weight")
USUAL = {"mode": RollUpMode.BLEND, "own_share": Decimal("0.5"), "weight": Decimal(1)}


@transaction.atomic
def set_rollup(
    department: Department,
    cycle: Cycle,
    *,
    mode: str,
    own_share: Decimal,
    weight: Decimal,
    by: User | None,
    seen: str | None = None,
) -> RollUp:
    """The roll-up in force from now on; the version before ends at the same moment.

    The same again changes nothing. The office sets it: the weight is a say in the score above.
    Errors: DomainError outside the bounds; WrongState when `seen` tells of another one.
    """
    require_role(by, department, "office")
    lock_key("rollup", cycle.pk, department.pk)
    old = RollUp.objects.in_force().filter(cycle=cycle, department=department).first()
    if seen is not None and seen != rollup_seen(old):
        raise overtaken()
    new = RollUp(
        cycle=cycle, department=department, mode=mode, own_share=own_share, weight=weight,
        created_by=by,
    )  # fmt: skip
    if old is not None and all(getattr(old, name) == getattr(new, name) for name in BUILT):
        return old
    checked(new, leave=["cycle", "department", "created_at"])
    hold_measurements()
    new.created_at = clock()
    if old is not None:
        RollUp.objects.filter(pk=old.pk).update(replaced_at=new.created_at)
    new.save(force_insert=True)
    details = {
        "department": department.code,
        "cycle": cycle.name,
        "before": old and {name: getattr(old, name) for name in BUILT},
        "after": {name: getattr(new, name) for name in BUILT},
    }
    audit.record("indicators.set_rollup", new, by=by, details=details)
    live.mark_stale(cycle)
    return new


def rollup_seen(row: RollUp | None) -> str:
    """What a form shows of it, as one word."""
    return "none" if row is None else fingerprint(row, list(BUILT))
