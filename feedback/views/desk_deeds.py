"""What a ticket leads to: a text for everybody, and what follows beyond its case."""

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from departments.views.frame import carried_out, form_page, sent
from feedback import services
from feedback.forms.desk import ConfirmForm, DoneForm, FollowUpForm, WeDidForm
from feedback.models import FollowUp
from feedback.queries.desk import handlers_of
from feedback.services.desk import HANDLER, require_actor
from feedback.views import desk_words as words
from feedback.views.desk import FORM, one
from indicators.models import Objective
from indicators.views.frame import WRITE, page


def mine(request, pk):
    """A ticket that one answers for; 403 in words for whoever only reads it."""
    row = one(request.user, pk)
    require_actor(HANDLER, row, request.user)
    return row


@page(methods=WRITE)
def publish(request, pk):
    """What was done, for everybody to read on the page of the service."""
    row = mine(request, pk)
    form = WeDidForm(sent(request))

    def deed(data):
        names = ("text_en", "text_zh", "with_quote", "because")
        return services.publish_we_did(row, by=request.user, **{name: data[name] for name in names})

    if form.is_valid() and carried_out(form, deed, by=request.user):
        return redirect("feedback:ticket", pk=pk)
    quote = [{"key": _("The words of the rater"), "value": row.rating.text}]
    return form_page(
        request, form, title=_("Publish what was done"), template=FORM, crumbs=words.crumbs(row),
        back=reverse("feedback:ticket", args=[pk]), submit=_("Publish"),
        lead=words.warning(row.rating.text),
        now=[*quote, {"key": _("Answer to the rater"), "value": row.reply}],
    )  # fmt: skip


@page(methods=WRITE)
def take_back(request, pk):
    """Take the published text off the page; its words are gone."""
    row = mine(request, pk)
    form = ConfirmForm(sent(request))

    def deed(_data):
        services.take_back(row, by=request.user)

    if form.is_valid() and carried_out(form, deed, by=request.user):
        return redirect("feedback:ticket", pk=pk)
    published = getattr(row, "we_did", None)
    if published is None and request.method != "POST":
        raise Http404
    return form_page(
        request, form, title=_("Take it back"), template=FORM, crumbs=words.crumbs(row),
        back=reverse("feedback:ticket", args=[pk]), submit=_("Take it back"), kind="danger",
        lead=_("It leaves the page of the service, and its words are deleted."),
    )  # fmt: skip


@page(methods=WRITE)
def follow_up(request, pk):
    """What is done beyond this case: an objective, an improvement, a training."""
    row = mine(request, pk)
    people = handlers_of(row.rating.point.service.department)
    form = FollowUpForm(sent(request), people=people)

    def deed(data):
        names = ("kind", "text", "owner", "due_on")
        return services.follow_up(row, by=request.user, **{name: data[name] for name in names})

    if form.is_valid() and carried_out(form, deed, by=request.user):
        return redirect("feedback:ticket", pk=pk)
    return form_page(
        request, form, title=_("Add a follow-up"), template=FORM, crumbs=words.crumbs(row),
        back=reverse("feedback:ticket", args=[pk]), submit=_("Add"),
    )  # fmt: skip


@page(methods=WRITE)
def follow_up_done(request, pk):
    """What came of it, and the objective that a proposal became."""
    rows = FollowUp.objects.visible_to(request.user)
    rows = rows.select_related("ticket__rating__point__service")
    row = get_object_or_404(rows, pk=pk)
    if row.owner_id != request.user.pk:
        require_actor(HANDLER, row.ticket, request.user)
    objectives = Objective.objects.visible_to(request.user) if row.kind == "objective" else None
    form = DoneForm(sent(request), objectives=objectives)

    def deed(data):
        return services.settle_follow_up(
            row, outcome=data["outcome"], objective=data.get("objective"), by=request.user
        )

    back = reverse("feedback:desk")
    if row.ticket.owner_id == request.user.pk or row.owner_id != request.user.pk:
        back = reverse("feedback:ticket", args=[row.ticket_id])
    if form.is_valid() and carried_out(form, deed, by=request.user):
        return redirect(back)
    return form_page(
        request, form, title=_("Done"), template=FORM, crumbs=words.crumbs(), back=back,
        lead=row.text,
    )  # fmt: skip
