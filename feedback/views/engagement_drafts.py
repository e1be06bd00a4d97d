"""Drafting an engagement and taking its steps: for office and supervision of its branch."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from departments.models import Department, User
from departments.services import holds_role
from departments.views.frame import carried_out, form_page, page_for, sent
from feedback import services
from feedback.forms.engagements import (
    CriterionForm,
    EngagementForm,
    ExtendForm,
    MaterialForm,
    SeatsForm,
    StepForm,
)
from feedback.models import Engagement, EvaluatorOrganisation
from feedback.queries.engagements import KEEPERS
from feedback.services.engagement_steps import STEPS
from feedback.services.engagements import FIELDS
from feedback.services.evaluators import COMMISSIONERS
from feedback.services.third_party_rules import number
from feedback.views import third_party_words as words
from feedback.views.engagements import one, require_commissioner, unit_for
from indicators.models import Indicator, Measurement, Period
from indicators.views.frame import WRITE

FORM = "indicators/form.html"


def commissioner_page(view):
    """A page of one engagement for who may commission it; 404 for who does not see it."""

    @login_required
    @require_http_methods(WRITE)
    def guarded(request, pk, **kwargs):
        row = one(request.user, pk)
        require_commissioner(request.user, row)
        return view(request, row, **kwargs)

    return guarded


def lists(user):
    return {
        "organisations": EvaluatorOrganisation.objects.visible_to(user).order_by("name_en"),
        "periods": Period.objects.visible_to(user).order_by("-starts_on", "kind"),
        "indicators": Indicator.objects.visible_to(user).newest(),
        "departments": Department.objects.visible_to(user),
    }


@page_for(*KEEPERS)
def engagement_add(request):
    if not holds_role(request.user, *COMMISSIONERS):
        raise PermissionDenied(_("This needs the role of performance office or supervision."))
    usual = {name: number(name) for name in ("reply_working_days", "levels_apart_most")}
    form = EngagementForm(sent(request), initial=usual, **lists(request.user))

    def deed(data):
        return services.draft(
            data["department"], data["departments"], by=request.user, **form.values()
        )

    if form.is_valid() and carried_out(form, deed, by=request.user):
        made = getattr(form, "outcome", None)
        return redirect(*(("feedback:engagement", made.pk) if made else ("feedback:engagements",)))
    return form_page(
        request, form, title=_("Draft an engagement"), template=FORM, crumbs=words.crumbs(),
        back=reverse("feedback:engagements"),
    )  # fmt: skip


@commissioner_page
def engagement_change(request, row):
    places = Department.objects.visible_to(request.user).filter(
        pk__in=row.keys.values("department")
    )
    initial = {name: getattr(row, name) for name in FIELDS} | {
        "department": row.department, "departments": list(places.order_by("code")),
    }  # fmt: skip
    form = EngagementForm(sent(request), initial=initial, **lists(request.user))
    form.fields["department"].disabled = True

    def deed(data):
        return services.change_draft(row, data["departments"], form.values(), by=request.user)

    return carried(request, row, form, deed, title=_("Change the engagement"))


def carried(request, row, form, deed, *, title, to=None, **context):
    """Carry the form out and go on, or show it with its errors."""
    back = reverse("feedback:engagement", args=[row.pk])
    if form.is_valid() and carried_out(form, deed, by=request.user):
        return redirect(to or back)
    return form_page(
        request, form, title=title, template=FORM, crumbs=words.crumbs(row), back=back, **context
    )


@commissioner_page
def criterion_add(request, row):
    def deed(data):
        return services.set_criterion(row, data["levels"], by=request.user, **named(data))

    return carried(request, row, CriterionForm(sent(request)), deed, title=_("Add a criterion"))


def named(data):
    return {name: data[name] for name in ("name_en", "name_zh", "weight")}


def criterion_of(request, pk):
    seen = Engagement.objects.visible_to(request.user).kept_by(request.user)
    row = get_object_or_404(seen.select_related("department"), criteria=pk)
    found = row.criteria.get(pk=pk)
    require_commissioner(request.user, found.engagement)
    return found


def level_line(level):
    names = (level.name_en, level.name_zh, level.description_en, level.description_zh)
    return " | ".join((words.plain(level.points), *names))


@login_required
@require_http_methods(WRITE)
def criterion(request, pk):
    found = criterion_of(request, pk)
    levels = "\n".join(level_line(level) for level in found.levels.all())
    initial = {
        "name_en": found.name_en, "name_zh": found.name_zh, "weight": found.weight,
        "levels": levels,
    }  # fmt: skip

    def deed(data):
        return services.set_criterion(
            found.engagement, data["levels"], by=request.user, criterion=found, **named(data)
        )

    return carried(
        request, found.engagement, CriterionForm(sent(request), initial=initial), deed,
        title=_("Change the criterion"),
    )  # fmt: skip


@login_required
@require_http_methods(WRITE)
def criterion_remove(request, pk):
    found = criterion_of(request, pk)

    def deed(_data):
        services.remove_criterion(found, by=request.user)

    return carried(
        request, found.engagement, StepForm(sent(request), asks=False), deed,
        title=_("Remove the criterion"), lead=found.title, submit=_("Remove"), kind="danger",
    )  # fmt: skip


@commissioner_page
def engagement_seats(request, row):
    accounts = User.objects.visible_to(request.user).filter(is_active=True, grants=None)
    seats = {one.seat: one.user.username for one in row.members.select_related("user")}
    form = SeatsForm(sent(request), accounts=accounts.select_related("person"), initial=seats)

    def deed(data):
        users = {name: user for name, user in data.items() if name != "form_token"}
        return services.seat(row, users, by=request.user)

    return carried(
        request, row, form, deed, title=_("Who marks"),
        lead=_("Three accounts from outside, without a role or a post here. They see this "
               "engagement on its days, and nothing else."),
    )  # fmt: skip


@commissioner_page
def engagement_step(request, row, step):
    if step not in words.STEP_WORDS:
        raise Http404
    form = StepForm(sent(request), asks="text" in STEPS[step].needs)

    def deed(data):
        return services.take_step(row, step, by=request.user, text=data.get("text", ""))

    return carried(
        request, row, form, deed, title=words.step_title(step), lead=words.step_lead(step),
        submit=words.step_title(step), kind="danger" if step == "withdraw" else "primary",
    )  # fmt: skip


@commissioner_page
def engagement_extend(request, row):
    form = ExtendForm(sent(request))

    def deed(data):
        return services.extend(row, data["ends_on"], data["reason"], by=request.user)

    return carried(
        request, row, form, deed, title=_("Keep the accounts open longer"),
        lead=_("The day the report is due stays: a later one counts as late."),
    )  # fmt: skip


@login_required
@require_http_methods(WRITE)
def unit_evidence(request, pk):
    """The evidence on a unit, and a form for more."""
    unit = unit_for(request.user, pk)
    row = one(request.user, unit.engagement_id)
    require_commissioner(request.user, row)
    values = Measurement.objects.visible_to(request.user).current().filter(
        department=unit.key.department_id, value__isnull=False, missing="",
        period__starts_on__gte=row.period.starts_on, period__ends_on__lte=row.period.ends_on,
    )  # fmt: skip
    form = MaterialForm(
        sent(request), request.FILES or None, criteria=row.criteria.all(), is_blind=row.is_blind,
        values=values.select_related("indicator", "period").order_by("indicator__code", "pk"),
    )  # fmt: skip

    def deed(data):
        file = data["file"]
        return services.add_material(
            unit, title=data["title"], text=data["text"], criterion=data["criterion"],
            measurement=data["measurement"], by=request.user,
            **({"content": file.chunks(), "name": file.name} if file else {}),
        )  # fmt: skip

    return carried(
        request, row, form, deed, title=words.unit_title(unit, named=True),
        to=reverse("feedback:unit-evidence", args=[pk]), now=words.material_rows(unit),
        submit=_("Add evidence"),
        lead=_("What the markers see of it. Where they are to see no names, write none."),
    )  # fmt: skip
