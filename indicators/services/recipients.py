"""Who is reminded of a department's return, and who hears of it when it stays away."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Sequence

from departments.models import Delegation, Department, RoleGrant

REPORTS, LEADS = "employee", "manager"


class Recipients:
    """Looks the roles of many departments up at once. Source: docs/collecting.md, R3 and R4.

    A role that is lent counts for its holder and for whoever borrows it.
    """

    def __init__(self, departments: Sequence[Department], day: datetime.date) -> None:
        places = {number for department in departments for number in department.lineage}
        grants = RoleGrant.objects.in_force(day).filter(
            role__in=[REPORTS, LEADS], department__in=places, user__is_active=True
        )
        self.held: dict[tuple[int, str], set[int]] = defaultdict(set)
        where = {}
        for number, user, role, place in grants.values_list("pk", "user", "role", "department"):
            where[number] = place, role
            self.held[place, role].add(user)
        lent = Delegation.objects.in_force(day).filter(grant__in=where, delegate__is_active=True)
        for number, user in lent.values_list("grant", "delegate"):
            self.held[where[number]].add(user)

    def owners(self, department: Department) -> list[int]:
        """Those who report for it; without any its managers, without these the nearest above."""
        own = self.held[department.pk, REPORTS] or self.leading(department, set())
        return sorted(own)

    def heads(self, department: Department) -> list[int]:
        """Its managers who were not reminded already; else the nearest above who were not."""
        return sorted(self.leading(department, set(self.owners(department))))

    def leading(self, department: Department, without: set[int]) -> set[int]:
        for place in reversed(department.lineage):
            if found := self.held[place, LEADS] - without:
                return found
        return set()
