"""What still goes on in a department after a day: the reason why it cannot be closed."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from departments.models import Appointment, Department, Post, RoleGrant

SHOWN = 5


@dataclass(frozen=True, slots=True)
class Dependent:
    department_id: int
    kind: str  # as a person reads it
    name: str
    ends_on: datetime.date | None


def dependents(
    department_ids: Sequence[int], on: datetime.date, *, beneath: bool = True
) -> list[Dependent]:
    """Departments beneath, posts, appointments and roles that end later than `on` or never."""
    later = Q(ends_on=None) | Q(ends_on__gt=on)
    children = Department.objects.filter(later, parent__in=department_ids if beneath else [])
    posts = Post.objects.filter(later, department__in=department_ids)
    appointments = Appointment.objects.filter(later, post__department__in=department_ids)
    grants = RoleGrant.objects.filter(later, department__in=department_ids)
    return [
        *(
            Dependent(row.parent_id or 0, _("department"), row.code, row.ends_on)
            for row in children.order_by("code")
        ),
        *(
            Dependent(row.department_id, _("post"), row.code, row.ends_on)
            for row in posts.order_by("code")
        ),
        *(
            Dependent(row.post.department_id, _("appointment"), row.person.title, row.ends_on)
            for row in appointments.select_related("person", "post").order_by("post__code", "pk")
        ),
        *(
            Dependent(
                row.department_id,
                _("role"),
                f"{row.user.username} ({row.get_role_display()})",
                row.ends_on,
            )
            for row in grants.select_related("user").order_by("user__username", "role")
        ),
    ]


def in_words(rows: Sequence[Dependent]) -> str:
    """The first few, and how many more."""
    words = [f"{row.kind} {row.name}" for row in rows[:SHOWN]]
    if len(rows) > SHOWN:
        words.append(_("%(count)d more") % {"count": len(rows) - SHOWN})
    return _(", ").join(words)
