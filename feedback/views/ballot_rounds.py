"""The office keeps the ballots of its cycles: sets up, watches how many voted, closes."""

from collections import Counter

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from appraisals.models import Appraisal, AppraisalCycle
from departments.models import Department
from departments.policy_words import name
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
from feedback.counting import LEAST
from feedback.forms.ballots import RoundForm, StepForm, VoterForm
from feedback.models import BallotInvitation, BallotRound, BallotSource
from feedback.services.ballot_rules import scale_of, scales_of
from feedback.views.ballots import title_of

READ = ("GET", "HEAD")
FORM = "indicators/form.html"
WORK = {"draft": "todo", "open": "doing", "closed": "waiting", "released": "done"}


def crumbs(row=None):
    found = [
        {"label": _("Ballots"), "url": reverse("feedback:ballots")},
        {"label": _("Rounds of ballots"), "url": reverse("feedback:ballot-rounds")},
    ]
    if row is not None:
        url = reverse("feedback:ballot-round", args=[row.pk])
        found.append({"label": row.appraisal_cycle.title, "url": url})
    return found


@page_for("office", methods=READ)
def rounds(request):
    """The running cycles of one's branches, each with its ballots or a way to set them up."""
    kept = Department.objects.led_by(request.user, "office").values("pk")
    cycles = AppraisalCycle.objects.visible_to(request.user).filter(department__in=kept)
    cycles = cycles.exclude(state="draft").for_list()
    found = page_of(request, cycles)
    made = BallotRound.objects.visible_to(request.user).filter(appraisal_cycle__in=list(found))
    by_cycle = {row.appraisal_cycle_id: row for row in made}
    context = {
        "crumbs": crumbs()[:1],
        "columns": [{"label": _("Cycle"), "wide": True}, {"label": _("State")}],
        "rows": [cycle_row(cycle, by_cycle.get(cycle.pk)) for cycle in found],
        "page_obj": found,
        "base": query_base(request),
    }
    return render(request, "feedback/rounds.html", context)


def cycle_row(cycle, row):
    if row is None:
        url = reverse("feedback:ballot-round-add", args=[cycle.pk])
        return [{"text": cycle.title, "url": url, "plain": True, "sub": cycle.department.title},
                {"state": "todo", "state_word": _("not set up")}]  # fmt: skip
    url = reverse("feedback:ballot-round", args=[row.pk])
    return [{"text": cycle.title, "url": url, "plain": True, "sub": cycle.department.title},
            {"state": WORK[row.state], "state_word": row.get_state_display()}]  # fmt: skip


@page_for("office")
def round_add(request, cycle):
    """Set up the ballots of a cycle; whom the rules name is invited at once."""
    rows = AppraisalCycle.objects.visible_to(request.user).select_related("department")
    found = get_object_or_404(rows, pk=cycle)
    require_office(request.user, found.department)
    form = RoundForm(sent(request), scales=scales_of(found), initial={"scale": best_scale(found)})

    def deed(data):
        return services.create_round(
            found, questions=data["questions"], by=request.user, **form.row()
        )

    if form.is_valid() and carried_out(form, deed, by=request.user):
        made = BallotRound.objects.visible_to(request.user).get(appraisal_cycle=found)
        return redirect("feedback:ballot-round", pk=made.pk)
    return form_page(
        request, form, title=_("Set up the ballots"), template=FORM, crumbs=crumbs(),
        back=reverse("feedback:ballot-rounds"), submit=_("Set up"), lead=found.title,
    )  # fmt: skip


def best_scale(cycle):
    """A scale on which one may say that one does not know."""
    for code, scale in scales_of(cycle).items():
        if any(level.value is None for level in scale.levels):
            return code
    return None


def one(user, pk):
    return get_object_or_404(BallotRound.objects.visible_to(user).for_list(), pk=pk)


@page_for("office", methods=READ)
def round_page(request, pk):
    return shown(request, one(request.user, pk))


def shown(request, row, step=None):
    """The round: what it asks, how many voted in each unit, what can be done next."""
    asked = BallotInvitation.objects.visible_to(request.user).filter(round=row)
    units = list(asked.by_unit())
    names = Department.objects.visible_to(request.user).in_bulk(
        [unit["appraisal__unit"] for unit in units]
    )
    context = {
        "row": row, "crumbs": crumbs(), "cycle": row.appraisal_cycle,
        "work": WORK[row.state], "word": row.get_state_display(),
        "facts": facts(row, sum(u["asked"] for u in units), sum(u["cast"] for u in units)),
        "columns": [
            {"label": _("Unit of the subjects"), "wide": True},
            {"label": _("Ballots asked"), "num": True}, {"label": _("In the box"), "num": True},
        ],
        "rows": [unit_row(unit, names) for unit in units],
        "step": step or StepForm(),
    }  # fmt: skip
    return render(request, "feedback/round.html", context, status=getattr(step, "status", 200))


def unit_row(unit, names):
    place = names.get(unit["appraisal__unit"])
    return [
        place.title if place else str(unit["appraisal__unit"]),
        {"text": unit["asked"], "num": True},
        {"text": some(unit["cast"]), "num": True},
    ]


def some(count):
    """A number of ballots, where it is large enough to say nothing about anybody."""
    return count if count >= LEAST or count == 0 else _("fewer than 5")


def facts(row, asked, cast):
    kinds = ", ".join(str(BallotSource(source).label) for source in row.sources)
    found = [
        {"key": pgettext("ballot", "Who is asked"), "value": kinds},
        {"key": pgettext("ballot", "Answers"), "value": name(scale_of(row).names)},
        {
            "key": pgettext("ballot", "Questions"),
            "value": "; ".join(one.title for one in row.questions.all()),
        },
        {"key": _("Groups with fewer than five ballots"), "value": row.get_small_groups_display()},
        {"key": _("Ballots asked"), "value": asked},
    ]
    if row.state == "released":
        found.append({"key": pgettext("ballot", "Counted"), "value": some(row.counted)})
        found.append({"key": _("Destroyed unread"), "value": some(row.destroyed)})
    elif row.state != "draft":
        found.append({"key": _("In the box"), "value": some(cast)})
    return found


@page_for("office")
def round_change(request, pk):
    """Change what is asked, before the ballots open; everybody is invited anew."""
    row = one(request.user, pk)
    require_office(request.user, row.appraisal_cycle.department)
    texts = "\n".join(f"{q.name_en} | {q.name_zh}" for q in row.questions.all())
    initial = {
        "sources": row.sources, "scale": row.scale, "small_groups": row.small_groups,
        "most": row.most, "asks_comment": row.asks_comment, "questions": texts,
    }  # fmt: skip
    form = RoundForm(sent(request), scales=scales_of(row.appraisal_cycle), initial=initial)

    def deed(data):
        services.change_round(row, form.row(), data["questions"], by=request.user)

    if form.is_valid() and carried_out(form, deed, by=request.user):
        return redirect("feedback:ballot-round", pk=row.pk)
    return form_page(
        request, form, title=_("Change the ballots"), template=FORM, crumbs=crumbs(row),
        back=reverse("feedback:ballot-round", args=[row.pk]),
        lead=_("Whom the rules name is invited anew. Whoever was added by hand stays; whoever was "
               "taken out by hand comes back."),
    )  # fmt: skip


@page_for("office", methods=("POST",))
def round_step(request, pk):
    """Open, close, or invite anew."""
    row = one(request.user, pk)
    form = StepForm(request.POST)
    if not form.is_valid():
        raise Http404
    steps = {"open": services.open_round, "close": services.close_round, "invite": services.invite}

    def deed(data):
        return steps[data["deed"]](row, by=request.user)

    if carried_out(form, deed, by=request.user):
        if form.cleaned_data["deed"] == "close":
            messages.success(request, _("Closed. The box is counted within a few minutes."))
        return redirect("feedback:ballot-round", pk=row.pk)
    return shown(request, one(request.user, pk), form)


@page_for("office", methods=READ)
def asked_list(request, pk):
    """The subjects of a round, and how many of each kind are asked about them."""
    row = one(request.user, pk)
    rows = Appraisal.objects.visible_to(request.user).filter(
        appraisal_cycle=row.appraisal_cycle_id
    ).graded()  # fmt: skip
    found = page_of(request, rows.for_list())
    asked = BallotInvitation.objects.visible_to(request.user).filter(
        round=row, appraisal__in=list(found)
    )
    counts = Counter(asked.values_list("appraisal", "source"))
    context = {
        "crumbs": crumbs(row), "lead": row.appraisal_cycle.title,
        "columns": [{"label": _("About whom"), "wide": True}]
        + [{"label": BallotSource(source).label, "num": True} for source in row.sources],
        "rows": [
            [{"text": title_of(one_of), "plain": True, "sub": one_of.unit.title,
              "url": address(row, one_of, request.user)}]
            + [{"text": counts[one_of.pk, source], "num": True} for source in row.sources]
            for one_of in found
        ],
        "page_obj": found, "base": query_base(request),
    }  # fmt: skip
    return render(request, "feedback/asked.html", context)


def address(row, appraisal, user):
    """What was said, once it is counted; of oneself, as before, who was asked."""
    if row.state == "released" and appraisal.subject_user_id != user.pk:
        return reverse("feedback:ballot-results", args=[appraisal.pk])
    return reverse("feedback:ballot-subject", args=[row.pk, appraisal.pk])


@page_for("office")
def subject(request, pk, appraisal):
    """Who is asked about one subject. While it is set up: ask one more, or one less."""
    row = one(request.user, pk)
    rows = Appraisal.objects.visible_to(request.user).select_related("unit", "person")
    about = get_object_or_404(rows, pk=appraisal, appraisal_cycle=row.appraisal_cycle_id)
    form = VoterForm(sent(request), user=request.user, row=row)

    def deed(data):
        services.add_voter(row, about, data["voter"], data["source"], by=request.user)

    if form.is_valid() and carried_out(form, deed, by=request.user):
        return redirect("feedback:ballot-subject", pk=row.pk, appraisal=about.pk)
    asked = BallotInvitation.objects.visible_to(request.user).filter(round=row, appraisal=about)
    found = page_of(request, asked.for_list())
    words = ngettext("%(n)s person is asked.", "%(n)s people are asked.", found.paginator.count)
    context = {
        "row": row, "subject": title_of(about), "form": form,
        "lead": words % {"n": found.paginator.count},
        "crumbs": [
            *crumbs(row),
            {"label": _("Who is asked about whom"),
             "url": reverse("feedback:ballot-asked", args=[pk])},
        ],
        "columns": [{"label": pgettext("ballot", "Who is asked")}, {"label": _("As what")}]
        + ([{"label": _("Change")}] if row.state == "draft" else []),
        "rows": [voter_row(invitation, row) for invitation in found],
        "page_obj": found, "base": query_base(request),
    }  # fmt: skip
    return render(request, "feedback/subject.html", context, status=getattr(form, "status", 200))


def voter_row(invitation, row):
    person = getattr(invitation.voter, "person", None)
    cells = [
        person.title if person else invitation.voter.username,
        {
            "text": invitation.get_source_display(),
            "sub": _("added by hand") if invitation.by_hand else "",
        },
    ]
    if row.state == "draft":
        url = reverse("feedback:ballot-voter-remove", args=[invitation.pk])
        cells.append({"text": _("Do not ask"), "url": url})
    return cells


@page_for("office")
def voter_remove(request, pk):
    """Do not ask this one about this subject."""
    rows = BallotInvitation.objects.visible_to(request.user).filter(
        round__in=BallotRound.objects.visible_to(request.user)
    ).select_related("round__appraisal_cycle__department")  # fmt: skip
    invitation = get_object_or_404(rows.for_list(), pk=pk)
    back = reverse("feedback:ballot-subject", args=[invitation.round_id, invitation.appraisal_id])
    form = StepForm(sent(request), initial={"deed": "remove"})
    del form.fields["deed"]

    def deed(_data):
        services.remove_voter(invitation, by=request.user)

    if form.is_valid() and carried_out(form, deed, by=request.user):
        return redirect(back)
    person = getattr(invitation.voter, "person", None)
    return form_page(
        request, form, title=_("Do not ask"), template=FORM, back=back, submit=_("Do not ask"),
        crumbs=crumbs(invitation.round), kind="danger",
        lead=_("%(voter)s is not asked about %(subject)s any more.")
        % {"voter": person.title if person else invitation.voter.username,
           "subject": title_of(invitation.appraisal)},
    )  # fmt: skip
