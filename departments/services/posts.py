"""Posts: the chairs that people are appointed to."""

import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.errors import WrongState
from audit.services import record
from departments.models import Department, Post
from departments.services.errors import DepartmentError, change, insert
from departments.services.permission import Actor, require_office

CHANGEABLE = {"name", "name_en", "name_zh", "category", "is_head"}


@transaction.atomic
def create_post(
    code: str,
    department: Department,
    name: str = "",
    name_en: str = "",
    name_zh: str = "",
    category: str = Post.Category.ADMINISTRATIVE,
    is_head: bool = False,  # noqa: FBT001, FBT002 -- a field of the form
    starts_on: datetime.date | None = None,
    *,
    by: Actor,
) -> Post:
    """A new post in `department`; a department has at most one open post that heads it."""
    require_office(by, department)
    if not (name or name_en or name_zh):
        raise DepartmentError(_("Give the post a title."), "name")
    post = insert(
        Post(
            code=code,
            department=department,
            name=name,
            name_en=name_en,
            name_zh=name_zh,
            category=category,
            is_head=is_head,
            starts_on=starts_on or timezone.localdate(),
        )
    )
    details = {"code": code, "department": department.code, "is_head": is_head}
    record("departments.create_post", post, by=by, details=details)
    return post


@transaction.atomic
def change_post(post: Post, *, by: Actor, seen: str | None = None, **values: Any) -> Post:
    """Change the title, the category, or whether the post heads its department."""
    require_office(by, post.department_id)
    if unknown := values.keys() - CHANGEABLE:
        raise TypeError(f"change_post cannot change {', '.join(sorted(unknown))}")
    post = change(post, values, verb="departments.change_post", by=by, seen=seen)
    if not (post.name or post.name_en or post.name_zh):
        raise DepartmentError(_("Give the post a title."), "name")
    acting = post.appointments.filter(kind="acting").in_force()
    if not post.is_head and acting.exists():
        raise DepartmentError(
            _("Somebody acts in this post; end that first: only heads are acted for."), "is_head"
        )
    return post


@transaction.atomic
def close_post(post: Post, *, on: datetime.date, by: Actor) -> Post:
    """End the post: `on` is its last day. Refused while somebody holds it longer."""
    post = Post.objects.select_for_update().get(pk=post.pk)
    require_office(by, post.department_id)
    if on < post.starts_on:
        raise DepartmentError(_("The end date must not lie before the start date."), "on")
    later = Q(ends_on=None) | Q(ends_on__gt=on)
    holder = post.appointments.filter(later).select_related("person").first()
    if holder is not None:
        raise DepartmentError(
            _("%(person)s holds this post longer; end the appointment first.")
            % {"person": holder.person.title},
            "on",
        )
    if not Post.objects.filter(pk=post.pk, ends_on=None).update(ends_on=on):
        raise WrongState(_("The post is closed already."))
    record("departments.close_post", post, by=by, details={"code": post.code, "on": on})
    return Post.objects.get(pk=post.pk)
