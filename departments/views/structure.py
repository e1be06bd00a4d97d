"""Changing the tree: add, change, move, close and reopen departments; posts."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from departments import services
from departments.forms.tree import (
    CloseForm,
    ConfirmForm,
    DepartmentForm,
    MoveForm,
    NewDepartmentForm,
    NewPostForm,
    PostForm,
)
from departments.models import Department, Post
from departments.views.frame import carried_out, form_page, page_for, require_office, sent
from departments.views.tree import crumb, name_of

NAMES = ["name", "name_en", "name_zh"]


def kept(request, pk):
    """The department, 404 unless visible, 403 unless the user is its office."""
    department = get_object_or_404(Department.objects.visible_to(request.user), pk=pk)
    require_office(request.user, department)
    return department


def page_of_department(department):
    return reverse("departments:detail", args=[department.code])


@page_for("office")
def add(request):
    """A new department beneath the one named in the query, or wherever the form says."""
    form = NewDepartmentForm(
        sent(request), user=request.user, initial={"parent": request.GET.get("parent", "")}
    )

    def create(data):
        values = {key: value for key, value in data.items() if key != "form_token"}
        return services.create_department(**values, by=request.user)

    if form.is_valid() and carried_out(form, create, by=request.user):
        messages.success(request, _("The department is set up."))
        return redirect("departments:detail", code=form.cleaned_data["code"])
    return form_page(
        request, form, title=_("Add a department"), back=reverse("departments:tree"),
        crumbs=[tree_crumb()], submit=_("Add the department"),
    )  # fmt: skip


def tree_crumb():
    return {"label": _("Departments"), "url": reverse("departments:tree")}


@page_for()
def edit(request, pk):
    department = kept(request, pk)
    names = [*NAMES, "peer_group"]
    form = DepartmentForm(
        sent(request),
        initial={
            **{name: getattr(department, name) for name in names},
            "seen": services.fingerprint(department, names),
        },
    )

    def change(data):
        values = {name: data[name] for name in names}
        return services.change_department(department, **values, seen=data["seen"], by=request.user)

    if form.is_valid() and carried_out(form, change, by=request.user):
        messages.success(request, _("The department is changed."))
        return redirect(page_of_department(department))
    return form_page(
        request, form, title=_("Change %(name)s") % {"name": department.title},
        back=page_of_department(department), crumbs=[tree_crumb(), crumb(department)],
        now=stands_now(form, department, names),
    )  # fmt: skip


def stands_now(form, row, names):
    """What somebody else has written meanwhile, to compare with one's own text."""
    if getattr(form, "status", 200) != 409:  # noqa: PLR2004 -- HTTP
        return None
    row.refresh_from_db()
    form.data = form.data.copy()
    form.data["seen"] = services.fingerprint(row, names)
    return [{"key": form.fields[name].label, "value": str(getattr(row, name))} for name in names]


@page_for()
def move(request, pk):
    """First what the move would change, then, when that is confirmed, the move."""
    department = kept(request, pk)
    form = MoveForm(sent(request), user=request.user)
    preview = None
    if form.is_valid():
        if "confirm" in request.POST:
            if carried_out(form, lambda data: do_move(department, data, request.user),
                           by=request.user):  # fmt: skip
                messages.success(request, _("The department is moved."))
                return redirect(page_of_department(department))
        else:
            preview = services.preview_move(department, form.cleaned_data["parent"])
    return form_page(
        request, form, title=_("Move %(name)s") % {"name": department.title},
        back=page_of_department(department), crumbs=[tree_crumb(), crumb(department)],
        template="departments/move.html", preview=preview,
        consequences=list(consequences(department, preview)) if preview else [],
        gain=reach(preview.gain) if preview else [], lose=reach(preview.lose) if preview else [],
    )  # fmt: skip


def do_move(department, data, user):
    return services.move_department(
        department, data["parent"], on=data["on"], reason=data["reason"], by=user
    )


def consequences(department, preview):
    """What the move changes, in sentences."""
    beneath, people = preview.departments - 1, preview.people
    yield _("%(name)s then stands at: %(path)s.") % {
        "name": department.title,
        "path": " › ".join(preview.path),
    }
    if beneath:
        yield ngettext(
            "%(count)d department beneath it moves along.",
            "%(count)d departments beneath it move along.",
            beneath,
        ) % {"count": beneath}
    yield ngettext(
        "%(count)d person works in the departments that move.",
        "%(count)d people work in the departments that move.",
        people,
    ) % {"count": people}
    yield _("Past periods keep the place they had: the history is not rewritten.")


def reach(grants):
    """Whose roles begin or cease to reach the branch."""
    return [
        {
            "name": name_of(grant.user),
            "role": grant.get_role_display(),
            "department": grant.department.title,
        }
        for grant in grants
    ]


@page_for()
def close(request, pk):
    department = kept(request, pk)
    form = CloseForm(sent(request))

    def deed(data):
        return services.close_department(department, on=data["on"], by=request.user)

    if form.is_valid() and carried_out(form, deed, by=request.user):
        messages.success(request, _("The department is closed."))
        return redirect(page_of_department(department))
    return form_page(
        request, form, title=_("Close %(name)s") % {"name": department.title},
        back=page_of_department(department), crumbs=[tree_crumb(), crumb(department)],
        submit=_("Close the department"), kind="danger",
        lead=_("It stays in every past period. What still goes on in it must be ended first."),
    )  # fmt: skip


@page_for()
def reopen(request, pk):
    department = kept(request, pk)
    form = ConfirmForm(sent(request))

    def deed(data):
        return services.reopen_department(department, by=request.user)

    if form.is_valid() and carried_out(form, deed, by=request.user):
        messages.success(request, _("The department is open again."))
        return redirect(page_of_department(department))
    return form_page(
        request, form, title=_("Reopen %(name)s") % {"name": department.title},
        back=page_of_department(department), crumbs=[tree_crumb(), crumb(department)],
        submit=_("Reopen the department"),
    )  # fmt: skip


@page_for()
def add_post(request, pk):
    department = kept(request, pk)
    form = NewPostForm(sent(request))

    def create(data):
        names = [*NAMES, "code", "category", "is_head", "starts_on"]
        values = {name: data[name] for name in names}
        return services.create_post(department=department, **values, by=request.user)

    if form.is_valid() and carried_out(form, create, by=request.user):
        messages.success(request, _("The post is set up."))
        return redirect(page_of_department(department))
    return form_page(
        request, form, title=_("Add a post"), back=page_of_department(department),
        crumbs=[tree_crumb(), crumb(department)], submit=_("Add the post"),
    )  # fmt: skip


def kept_post(request, pk):
    seen = Post.objects.visible_to(request.user).select_related("department")
    post = get_object_or_404(seen, pk=pk)
    require_office(request.user, post.department)
    return post


@page_for()
def edit_post(request, pk):
    post = kept_post(request, pk)
    names = [*NAMES, "category", "is_head"]
    form = PostForm(
        sent(request),
        initial={
            **{name: getattr(post, name) for name in names},
            "seen": services.fingerprint(post, names),
        },
    )

    def change(data):
        values = {name: data[name] for name in names}
        return services.change_post(post, **values, seen=data["seen"], by=request.user)

    if form.is_valid() and carried_out(form, change, by=request.user):
        messages.success(request, _("The post is changed."))
        return redirect(page_of_department(post.department))
    return form_page(
        request, form, title=_("Change %(name)s") % {"name": post.title},
        back=page_of_department(post.department),
        crumbs=[tree_crumb(), crumb(post.department)], now=stands_now(form, post, names),
        other={
            "url": reverse("departments:post-close", args=[post.pk]), "label": _("Close this post")
        } if post.ends_on is None else None,
    )  # fmt: skip


@page_for()
def close_post(request, pk):
    post = kept_post(request, pk)
    form = CloseForm(sent(request))

    def deed(data):
        return services.close_post(post, on=data["on"], by=request.user)

    if form.is_valid() and carried_out(form, deed, by=request.user):
        messages.success(request, _("The post is closed."))
        return redirect(page_of_department(post.department))
    return form_page(
        request, form, title=_("Close %(name)s") % {"name": post.title},
        back=page_of_department(post.department),
        crumbs=[tree_crumb(), crumb(post.department)], submit=_("Close the post"), kind="danger",
    )  # fmt: skip
