"""Surveys about a service: set one up, invite, read what the sample says of everybody."""

from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from departments.services import holds_role
from departments.views.frame import (
    carried_out,
    form_page,
    page_for,
    page_of,
    query_base,
    require_office,
    sent,
)
from feedback import services
from feedback.forms.surveys import InviteForm, WaveForm
from feedback.models import SurveyStratum, SurveyWave
from feedback.queries.public import READERS
from feedback.scale_words import scale_line
from feedback.views.catalogue import FORM, READ, crumbs, numeric, one
from feedback.views.printing import as_file, sheet_of

FIELDS = ("name_en", "name_zh", "starts_on", "ends_on")


def trail(service):
    url = reverse("feedback:surveys", args=[service.pk])
    return [*crumbs(service), {"label": _("Surveys"), "url": url}]


def wave_of(user, pk):
    rows = SurveyWave.objects.visible_to(user).for_list().select_related("point")
    return get_object_or_404(rows, pk=pk)


@page_for(*READERS, methods=READ)
def surveys(request, pk):
    """The surveys about one service, newest first."""
    row = one(request.user, pk)
    waves = SurveyWave.objects.visible_to(request.user).filter(service=row)
    found = page_of(request, waves.for_list())
    context = {
        "row": row, "crumbs": crumbs(row), "page_obj": found, "base": query_base(request),
        "keeps": holds_role(request.user, "office", department=row.department_id),
        "columns": [
            {"label": _("Survey"), "wide": True}, {"label": _("From")}, {"label": _("Until")},
        ],
        "rows": [
            [
                {
                    "text": wave.title,
                    "url": reverse("feedback:survey", args=[wave.pk]),
                    "plain": True,
                },
                wave.starts_on.isoformat(),
                wave.ends_on.isoformat(),
            ]
            for wave in found
        ],
    }  # fmt: skip
    return render(request, "feedback/surveys.html", context)


@page_for(*READERS, methods=READ)
def survey(request, pk):
    """Each group with its response; the result once the survey is over."""
    wave = wave_of(request.user, pk)
    rows = SurveyStratum.objects.visible_to(request.user).filter(wave=wave)
    strata = list(rows.with_answers(wave.service.scale))
    context = {
        "row": wave, "crumbs": trail(wave.service), "facts": facts(wave),
        "result": result_facts(services.result_of(wave, strata)),
        "is_over": wave.ends_on < timezone.localdate(),
        "keeps": holds_role(request.user, "office", department=wave.service.department_id),
        "columns": [
            {"label": _("Group"), "wide": True}, numeric(_("People")),
            numeric(_("Invited")),
            numeric(_("Answers released")),
            numeric(_("Response")),
        ],
        "rows": [stratum_row(stratum) for stratum in strata],
    }  # fmt: skip
    return render(request, "feedback/survey.html", context)


def stratum_row(row):
    rate = f"{100 * row.answered / row.invited:.0f}%" if row.invited else "–"
    numbers = (f"{row.population:,}", f"{row.invited:,}", f"{row.answered:,}", rate)
    return [str(row), *({"text": number, "num": True} for number in numbers)]


def facts(wave):
    return [
        {"key": _("Service"), "value": wave.service.title},
        {"key": _("From"), "value": wave.starts_on.isoformat()},
        {"key": _("Until"), "value": wave.ends_on.isoformat()},
        {"key": _("Scale"), "value": scale_line(wave.service.scale)},
        {"key": pgettext("of a survey", "Stream"), "value": wave.stream.code},
    ]


def result_facts(found):
    if found is None:
        return []
    interval = _("%(low)s to %(high)s") % {"low": percent(found.low), "high": percent(found.high)}
    return [
        {"key": _("Positive answers, weighted"), "value": percent(found.share)},
        {"key": _("95% interval"), "value": interval},
        {"key": pgettext("of a survey", "Answers"), "value": found.n},
        {"key": _("As sure as so many unweighted answers"), "value": f"{found.effective:.0f}"},
        {"key": _("People whose group answered"), "value": percent(found.covered)},
    ]


def percent(share):
    return f"{100 * share:.1f}%"


@page_for("office")
def survey_add(request, pk):
    """A survey about a service, with the groups that are asked."""
    row = one(request.user, pk)
    require_office(request.user, row.department)
    form = WaveForm(sent(request))

    def deed(data):
        fields = {name: data[name] for name in FIELDS}
        return services.add_wave(row, data["groups"], by=request.user, **fields)

    if form.is_valid() and carried_out(form, deed, by=request.user):
        return redirect("feedback:surveys", pk=row.pk)
    return form_page(
        request, form, title=_("Set up a survey"), template=FORM, crumbs=trail(row),
        lead=row.title, back=reverse("feedback:surveys", args=[row.pk]),
    )  # fmt: skip


@page_for("office")
def survey_invite(request, pk):
    """Make out invitations for one group: their codes stand in this answer and nowhere else."""
    wave = wave_of(request.user, pk)
    require_office(request.user, wave.service.department)
    rows = SurveyStratum.objects.visible_to(request.user).filter(wave=wave)
    form = InviteForm(sent(request), strata=rows.select_related("wave__service__department"))

    def deed(data):
        found = services.invite_stratum(data["stratum"], data["number"], by=request.user)
        return sheet_of(request, wave.point, found, wave.ends_on)

    if form.is_valid() and carried_out(form, deed, by=request.user):
        if hasattr(form, "outcome"):
            return as_file(form.outcome, f"invitations-{wave.stream.code}")
        form.status = 409
        form.add_error(None, _("These invitations were made out with the first click. Their codes "
                               "are kept nowhere: look for the file that came then."))  # fmt: skip
    return form_page(
        request, form, title=_("Make out invitations"), template=FORM, crumbs=trail(wave.service),
        back=reverse("feedback:survey", args=[wave.pk]), submit=_("Make out and print"),
        lead=_("Draw the people by chance outside this system: it knows the group, not who it is."),
    )  # fmt: skip
