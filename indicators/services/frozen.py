"""Whether the targets of a scorecard may be changed: while it is no draft, by an amendment only."""

from __future__ import annotations

from django.db import connection
from django.utils.translation import gettext as _

from audit.errors import WrongState
from departments.models import Department
from indicators.models import Cycle, TargetPlan

AMENDING = "perfmgmt.amending"
STATE = """
SELECT state FROM indicators_targetplan
 WHERE cycle_id = %s AND department_id = %s AND state IN ('submitted', 'approved')
   AND id::text IS DISTINCT FROM current_setting('perfmgmt.amending', true)
"""


def require_open(cycle: Cycle, department: Department) -> None:
    """Refuse to touch the targets of a submitted or approved scorecard.

    Call it while holding the lock of the values: then no plan is submitted in between. What passes
    by it is refused by a trigger.
    Errors: WrongState that says what to do instead.
    """
    with connection.cursor() as cursor:
        cursor.execute(STATE, [cycle.pk, department.pk])
        found = cursor.fetchone()
    if found is not None:
        raise frozen(found[0], cycle, department)


def plan_of(cycle: Cycle, department: Department) -> int | None:
    """The scorecard of a department in a cycle, as `amend` wants it."""
    found = TargetPlan.objects.filter(cycle=cycle, department=department)
    return found.values_list("pk", flat=True).first()


def frozen(state: str, cycle: Cycle, department: Department) -> WrongState:
    names = {"department": department.title, "cycle": cycle.name}
    if state == "submitted":
        text = _(
            "The scorecard of %(department)s for %(cycle)s waits for approval. Take it back, "
            "change it and submit it again."
        )
    else:
        text = _(
            "The scorecard of %(department)s for %(cycle)s is approved. It changes by an amendment "
            "only: propose one on its page."
        )
    return WrongState(text % names)


def amend(plan_id: int | None) -> None:
    """Let this transaction write targets of the plan; None ends that."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config(%s, %s, true)", [AMENDING, str(plan_id or "")])
