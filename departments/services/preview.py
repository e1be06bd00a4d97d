"""What a move would change, for whoever is about to make it."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from departments.models import Appointment, Department, RoleGrant


@dataclass(frozen=True, slots=True)
class MovePreview:
    path: list[str]  # names from the root to the department, as it would stand
    departments: int  # that move, itself included
    people: int  # who work in them today
    gain: list[RoleGrant]  # roles that reach the branch only afterwards
    lose: list[RoleGrant]  # roles that reach it only now


def preview_move(department: Department, parent: Department | None) -> MovePreview:
    """Reads only. Roles are those in force today over what stands above, before and after."""
    before = set(department.lineage) - {department.pk}
    after = set(parent.lineage) if parent else set()
    branch = Department.objects.beneath(department.pk)
    above = Department.objects.filter(pk__in=after).order_by("level")
    people = Appointment.objects.in_force().filter(post__department__in=branch.values("pk"))
    return MovePreview(
        path=[*(row.title for row in above), department.title],
        departments=branch.count(),
        people=people.values("person").distinct().count(),
        gain=grants_over(after - before),
        lose=grants_over(before - after),
    )


def grants_over(departments: Iterable[int]) -> list[RoleGrant]:
    wanted = Q(department__in=list(departments))
    return list(RoleGrant.objects.in_force().filter(wanted).for_list())
