"""The tree and the page of one department."""

from django.db.models import Exists, OuterRef
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from departments import services
from departments.forms.tree import TreeFilter
from departments.models import Appointment, Department, DepartmentPlacement, Person, RoleGrant
from departments.queries import KEEPERS, STAFF_READERS
from departments.views.frame import chips_of, page_for, page_of, query_base, span


@page_for(methods=("GET", "HEAD"))
def tree(request):
    """The departments one may see, indented; a search gives a flat list of what it finds."""
    form = TreeFilter(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    rows = Department.objects.visible_to(request.user).for_tree()
    if not asked.get("closed"):
        rows = rows.in_force()
    if words := asked.get("q", "").strip():
        rows = rows.search(words)
    page = page_of(request, rows)
    context = {
        "form": form,
        "page": page,
        "base": query_base(request),
        "chips": chips_of(request, form),
        "columns": [
            {"label": _("Code"), "hide_s": True},
            {"label": _("Head")},
            {"label": _("People"), "num": True},
            {"label": _("Peer group"), "hide_s": True},
        ],
        "rows": tree_rows(request.user, list(page)),
        "may_set_up": services.holds_role(request.user, "office"),
    }
    return render(request, "departments/tree.html", context)


def tree_rows(user, departments):
    """Rows of the tree table; a page that begins inside a branch shows first what is above it."""
    above = ancestors(user, departments)
    heads, people = heads_of(user, departments), people_in(user, departments)
    top = min((row.level for row in [*above, *departments]), default=1)
    return [
        {
            "name": row.title,
            "url": reverse("departments:detail", args=[row.code]),
            "level": row.level - top + 1,
            "sub": sub_line(row),
            "cells": [
                row.code,
                heads.get(row.pk, "–") if row.pk not in {one.pk for one in above} else "",
                people.get(row.pk, 0) if row.pk not in {one.pk for one in above} else "",
                row.peer_group or "–",
            ],
        }
        for row in [*above, *departments]
    ]


def sub_line(row):
    if row.ends_on is None:
        return ""
    return _("until %(day)s") % {"day": row.ends_on.isoformat()}


def ancestors(user, departments):
    """What stands above the first row and is not on the page itself."""
    if not departments:
        return []
    shown = {row.pk for row in departments}
    wanted = [pk for pk in departments[0].lineage if pk not in shown]
    if not wanted:
        return []
    return list(Department.objects.visible_to(user).filter(pk__in=wanted).for_tree())


def heads_of(user, departments):
    """Who heads each department today; somebody acting stands before the holder."""
    rows = (
        Appointment.objects.visible_to(user)
        .in_force()
        .filter(post__is_head=True, post__department__in=[row.pk for row in departments])
        .select_related("person", "post")
        .order_by("-kind")  # substantive first, so that acting overwrites it
    )
    heads = {}
    for row in rows:
        acting = row.kind == Appointment.Kind.ACTING
        name = row.person.title
        heads[row.post.department_id] = _("%(name)s (acting)") % {"name": name} if acting else name
    return heads


def people_in(user, departments):
    numbers = [row.pk for row in departments]
    return Department.objects.visible_to(user).filter(pk__in=numbers).people_today()


@page_for(methods=("GET", "HEAD"))
def detail(request, code):
    """One department: what it is, who works there, who has roles, where it stood."""
    seen = Department.objects.visible_to(request.user)
    department = get_object_or_404(seen.select_related("parent"), code=code)
    keeps = services.holds_role(request.user, "office", department=department)
    reads_roles = keeps or services.holds_role(request.user, *KEEPERS, department=department)
    lineage = list(seen.filter(pk__in=department.lineage).order_by("level"))
    children = list(seen.in_force().filter(parent=department).for_list())
    context = {
        "department": department,
        "crumbs": [crumb(row) for row in lineage if row.pk != department.pk],
        "children": child_rows(request.user, children),
        "posts": post_rows(request.user, department, keeps=keeps),
        "roles": role_rows(request.user, department, lineage) if reads_roles else None,
        "history": history(department, seen),
        "facts": facts(department, lineage),
        "keeps": keeps,
        "is_open": department.ends_on is None,
    }
    return render(request, "departments/detail.html", context)


def crumb(row):
    return {"label": row.title, "url": reverse("departments:detail", args=[row.code])}


def facts(department, lineage):
    return [
        {"key": _("Code"), "value": department.code},
        {"key": _("Official name"), "value": department.name},
        {"key": _("Name in English"), "value": department.name_en, "lang": "en"},
        {"key": _("Name in Chinese"), "value": department.name_zh, "lang": "zh-Hans"},
        {"key": _("Stands under"), "value": " › ".join(row.title for row in lineage[:-1])},
        {"key": _("Peer group"), "value": department.peer_group},
        {"key": _("Exists"), "value": span(department)},
    ]


def child_rows(user, children):
    heads, people = heads_of(user, children), people_in(user, children)
    return [
        [
            {"text": row.title, "url": reverse("departments:detail", args=[row.code])},
            row.code,
            heads.get(row.pk, "–"),
            people.get(row.pk, 0),
        ]
        for row in children
    ]


def post_rows(user, department, *, keeps):
    """Every open post with whoever holds it today, as far as the user may see him."""
    holders = {}
    seen = Appointment.objects.visible_to(user).in_force().filter(post__department=department)
    opens = Person.objects.visible_to(user).filter(pk=OuterRef("person"))
    seen = seen.annotate(opens=Exists(opens))
    for row in seen.select_related("person").order_by("-kind", "pk"):
        holders.setdefault(row.post_id, []).append(row)
    sees_staff = services.holds_role(user, *STAFF_READERS, department=department)
    return [
        {
            "post": post,
            "holders": holders.get(post.pk, []),
            "vacant": post.pk not in holders and (sees_staff or post.is_head),
            "url": reverse("departments:post-edit", args=[post.pk]) if keeps else "",
        }
        for post in department.posts.visible_to(user).in_force().order_by("-is_head", "code")
    ]


def role_rows(user, department, lineage):
    """Roles over this department, its own and those that reach down from above."""
    names = {row.pk: row.title for row in lineage}
    grants = RoleGrant.objects.visible_to(user).in_force()
    grants = grants.filter(department__in=department.lineage).for_list()
    return [
        [
            {"text": name_of(grant.user), "sub": grant.user.username},
            grant.get_role_display(),
            names.get(grant.department_id, grant.department.title),
            span(grant),
        ]
        for grant in grants
    ]


def name_of(user):
    """The name of the person, else of the account."""
    return user.person.title if hasattr(user, "person") else user.username


def history(department, seen):
    """Where it stood, newest first; a parent one may not see is named by its code alone."""
    rows = department.placements.select_related("parent").order_by("-starts_on")
    visible = set(seen.filter(pk__in=[row.parent_id for row in rows]).values_list("pk", flat=True))
    return [
        {
            "when": span(row),
            "iso": row.starts_on.isoformat(),
            "what": placed(row, visible),
            "note": row.reason,
        }
        for row in rows
    ]


def placed(row: DepartmentPlacement, visible):
    if row.parent is None:
        return _("Root of the organisation")
    name = row.parent.title if row.parent_id in visible else row.parent.code
    return _("Under %(parent)s") % {"parent": name}
