"""People: search, add, change, account, appointments, leaving."""

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache

from departments import services
from departments.forms.people import (
    AppointForm,
    EndForm,
    LinkAccountForm,
    NewAccountForm,
    NewPersonForm,
    PeopleFilter,
    PersonForm,
)
from departments.forms.tree import ConfirmForm
from departments.models import Appointment, Delegation, Person, RoleGrant
from departments.queries import STAFF_READERS
from departments.views.frame import (
    carried_out,
    chips_of,
    form_page,
    page_for,
    page_of,
    query_base,
    require_office,
    sent,
    span,
)
from departments.views.structure import NAMES, stands_now


def people_crumb():
    return {"label": _("People"), "url": reverse("departments:people")}


def person_crumb(person):
    return {"label": person.title, "url": reverse("departments:person", args=[person.pk])}


@page_for(*STAFF_READERS, methods=("GET", "HEAD"))
def people(request):
    """Those one may see, with the posts they hold today."""
    form = PeopleFilter(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    rows = Person.objects.visible_to(request.user).for_list()
    if not asked.get("left"):
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
            {"label": pgettext("of a person", "Name")},
            {"label": _("Staff number")},
            {"label": _("Post")},
            {"label": _("Account")},
        ],
        "rows": person_rows(request.user, list(page)),
        "keeps": services.holds_role_at_root(request.user, "office"),
    }
    return render(request, "departments/people.html", context)


def person_rows(user, persons):
    held = {}
    seen = Appointment.objects.visible_to(user).in_force().filter(person__in=persons)
    for row in seen.for_list():
        held.setdefault(row.person_id, []).append(row)
    return [
        [
            {"text": row.title, "url": reverse("departments:person", args=[row.pk])},
            row.staff_number,
            {
                "text": ", ".join(title_of(one) for one in held.get(row.pk, [])) or "–",
                "sub": ", ".join(one.post.department.title for one in held.get(row.pk, [])),
            },
            row.user.username if row.user else "–",
        ]
        for row in persons
    ]


def title_of(appointment):
    title = appointment.post.title
    if appointment.kind == Appointment.Kind.ACTING:
        return _("%(post)s (acting)") % {"post": title}
    return title


def seen_person(request, pk):
    return get_object_or_404(Person.objects.visible_to(request.user).select_related("user"), pk=pk)


@page_for(methods=("GET", "HEAD"))
def person(request, pk):
    """One person: names, account, appointments, roles."""
    person = seen_person(request, pk)
    keeps = services.holds_role_at_root(request.user, "office")
    appointments = Appointment.objects.visible_to(request.user).filter(person=person)
    grants = RoleGrant.objects.visible_to(request.user).filter(user=person.user_id)
    lent = Delegation.objects.visible_to(request.user).filter(delegate=person.user_id)
    context = {
        "person": person,
        "keeps": keeps,
        "lists": services.holds_role(request.user, *STAFF_READERS),
        "may_appoint": services.holds_role(request.user, "office"),
        "facts": [
            {"key": _("Staff number"), "value": person.staff_number},
            {"key": pgettext("of a person", "Name"), "value": person.name},
            {"key": _("Name in English"), "value": person.name_en, "lang": "en"},
            {"key": _("Name in Chinese"), "value": person.name_zh, "lang": "zh-Hans"},
            {"key": _("Employed"), "value": span(person)},
            {"key": _("Account"), "value": person.user.username if person.user else ""},
        ],
        "appointments": [
            {"row": row, "title": title_of(row), "span": span(row)}
            for row in appointments.for_list().order_by("-starts_on", "pk")
        ],
        "grants": [
            {"row": row, "span": span(row)}
            for row in (grants.for_list() if person.user_id else grants.none())
        ],
        "lent": [
            {"row": row, "span": span(row)}
            for row in (lent.in_force().for_list() if person.user_id else lent.none())
        ],
    }
    return render(request, "departments/person.html", context)


@page_for("office")
def add_person(request):
    require_office(request.user)
    form = NewPersonForm(sent(request))

    def create(data):
        values = {name: data[name] for name in ["staff_number", *NAMES, "starts_on"]}
        return services.create_person(**values, by=request.user)

    if form.is_valid() and carried_out(form, create, by=request.user):
        messages.success(request, _("The person is added. Now appoint him or her to a post."))
        seen = Person.objects.visible_to(request.user)
        number = form.cleaned_data["staff_number"]
        return redirect("departments:person", pk=get_object_or_404(seen, staff_number=number).pk)
    return form_page(
        request, form, title=_("Add a person"), back=reverse("departments:people"),
        crumbs=[people_crumb()], submit=_("Add the person"),
    )  # fmt: skip


@page_for()
def edit_person(request, pk):
    person = seen_person(request, pk)
    require_office(request.user)
    form = PersonForm(
        sent(request),
        initial={
            **{name: getattr(person, name) for name in NAMES},
            "seen": services.fingerprint(person, NAMES),
        },
    )

    def change(data):
        values = {name: data[name] for name in NAMES}
        return services.change_person(person, **values, seen=data["seen"], by=request.user)

    if form.is_valid() and carried_out(form, change, by=request.user):
        messages.success(request, _("The names are changed."))
        return redirect("departments:person", pk=pk)
    return form_page(
        request, form, title=_("Change the names of %(name)s") % {"name": person.title},
        back=reverse("departments:person", args=[pk]),
        crumbs=[people_crumb(), person_crumb(person)], now=stands_now(form, person, NAMES),
    )  # fmt: skip


@page_for()
def account(request, pk):
    """Make an account for a person, or link one that is there."""
    person = seen_person(request, pk)
    require_office(request.user)
    linking = "link" in request.GET
    if linking:
        form = LinkAccountForm(sent(request), user=request.user)
    else:
        form = NewAccountForm(sent(request))

    def deed(data):
        if linking:
            return services.link_account(person, data["user"], by=request.user)
        return services.create_account(person, data["username"], data["email"], by=request.user)

    if form.is_valid() and carried_out(form, deed, by=request.user):
        messages.success(request, _("The person has an account."))
        return redirect("departments:person", pk=pk)
    here = reverse("departments:person-account", args=[pk])
    other = (
        {"url": here, "label": _("Make a new account instead")}
        if linking
        else {"url": f"{here}?link=1", "label": _("Link an existing account instead")}
    )
    return form_page(
        request, form, title=_("Account for %(name)s") % {"name": person.title},
        back=reverse("departments:person", args=[pk]),
        crumbs=[people_crumb(), person_crumb(person)], other=other,
    )  # fmt: skip


@never_cache
@page_for()
def sign_in_link(request, pk):
    """A link, shown once, with which the person sets a password; it ends with its use."""
    person = seen_person(request, pk)
    require_office(request.user)
    if person.user is None or person.user_id == request.user.pk:
        raise PermissionDenied(_("A link is for the account of somebody else."))
    form = ConfirmForm(sent(request))
    link = ""

    def deed(data):
        return services.issue_sign_in_link(person.user, by=request.user)

    if form.is_valid() and carried_out(form, deed, by=request.user):
        key = default_token_generator.make_token(person.user)
        path = reverse(
            "account_reset_password_from_key",
            kwargs={"uidb36": user_pk_to_url_str(person.user), "key": key},
        )
        link = request.build_absolute_uri(path)
    return form_page(
        request, form, title=_("Link to set a password"),
        back=reverse("departments:person", args=[pk]), submit=_("Show the link"),
        crumbs=[people_crumb(), person_crumb(person)], template="departments/link.html", link=link,
        lead=_("Hand it to %(name)s in person or by a safe way. Whoever has it sets the password.")
        % {"name": person.title},
    )  # fmt: skip


@page_for()
def appoint(request, pk):
    person = seen_person(request, pk)
    if not services.holds_role(request.user, "office"):
        require_office(request.user)
    form = AppointForm(sent(request), user=request.user)

    def deed(data):
        values = {name: data[name] for name in ("post", "kind", "starts_on", "ends_on")}
        return services.appoint(person, **values, by=request.user)

    if form.is_valid() and carried_out(form, deed, by=request.user):
        messages.success(request, _("The appointment is made."))
        return redirect("departments:person", pk=pk)
    return form_page(
        request, form, title=_("Appoint %(name)s") % {"name": person.title},
        back=reverse("departments:person", args=[pk]), submit=_("Appoint"),
        crumbs=[people_crumb(), person_crumb(person)],
    )  # fmt: skip


@page_for()
def end_appointment(request, pk):
    seen = Appointment.objects.visible_to(request.user)
    row = get_object_or_404(seen.select_related("person", "post__department"), pk=pk)
    require_office(request.user, row.post.department)
    form = EndForm(sent(request))

    def deed(data):
        return services.end_appointment(row, on=data["on"], by=request.user)

    if form.is_valid() and carried_out(form, deed, by=request.user):
        messages.success(request, _("The appointment is ended."))
        return redirect("departments:person", pk=row.person_id)
    names = {"name": row.person.title, "post": row.post.title}
    return form_page(
        request, form, title=_("End the appointment of %(name)s as %(post)s") % names,
        back=reverse("departments:person", args=[row.person_id]), submit=_("End the appointment"),
        crumbs=[people_crumb(), person_crumb(row.person)], kind="danger",
    )  # fmt: skip


@page_for()
def leave(request, pk):
    person = seen_person(request, pk)
    require_office(request.user)
    form = EndForm(sent(request))

    def deed(data):
        return services.end_employment(person, on=data["on"], by=request.user)

    if form.is_valid() and carried_out(form, deed, by=request.user):
        messages.success(request, _("The employment is ended."))
        return redirect("departments:person", pk=pk)
    return form_page(
        request, form, title=_("%(name)s leaves") % {"name": person.title},
        back=reverse("departments:person", args=[pk]), submit=_("End the employment"),
        crumbs=[people_crumb(), person_crumb(person)], kind="danger",
        lead=_("Posts, roles and lent roles end on the same day. Records keep the name."),
    )  # fmt: skip
