"""How departments are rolled up in a cycle, read for the pages that explain it."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from django.db.models import Q

from indicators.models import Cycle, RollUp
from reports.explain import Build


def builds(
    cycle: Cycle, departments: Iterable[int], as_of: datetime.datetime | None = None
) -> dict[int, Build]:
    """The roll-up of each department that has a row; the others take the defaults of Build."""
    rows = RollUp.objects.filter(cycle=cycle, department__in=list(departments))
    if as_of is None:
        rows = rows.filter(replaced_at__isnull=True)
    else:
        rows = rows.filter(created_at__lte=as_of).filter(
            Q(replaced_at__isnull=True) | Q(replaced_at__gt=as_of)
        )
    found = rows.values_list("department_id", "mode", "own_share", "weight")
    return {pk: Build(mode, own_share, weight) for pk, mode, own_share, weight in found}
