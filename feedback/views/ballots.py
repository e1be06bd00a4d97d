"""Voting: what one is asked, one page for each subject, and what came of it all."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from appraisals.models import Appraisal, SourceScore
from audit.errors import DomainError, WrongState
from departments.policy_words import name
from departments.services import holds_role
from departments.views.frame import page_for, sent
from feedback import services
from feedback.forms.ballots import BallotForm
from feedback.models import BallotGroup, BallotInvitation, BallotSource, SmallGroups
from feedback.services.ballot_rules import scale_of

READ = ("GET", "HEAD")


@page_for(methods=READ)
def mine(request):
    """What one is asked and has not answered; then what is in the box."""
    asked = BallotInvitation.objects.visible_to(request.user).filter(
        voter=request.user, round__state="open"
    )
    rows = list(asked.for_list())
    context = {
        "open": [task(row) for row in rows if not row.voted],
        "done": [task(row) for row in rows if row.voted],
        "keeps": holds_role(request.user, "office"),
    }
    return render(request, "feedback/ballots.html", context)


def task(row):
    found = {
        "name": title_of(row.appraisal),
        "note": _("%(unit)s · you are asked as: %(source)s")
        % {"unit": row.appraisal.unit.title, "source": row.get_source_display()},
    }
    if row.voted:
        return found | {"state": "done", "word": _("in the box")}
    return found | {"state": "todo", "url": reverse("feedback:ballot", args=[row.pk])}


def title_of(appraisal):
    return (appraisal.person or appraisal.unit).title


def invitation_of(user, pk):
    rows = BallotInvitation.objects.visible_to(user).filter(voter=user).exclude(
        round__state="draft"
    )  # fmt: skip
    rows = rows.select_related(
        "round__appraisal_cycle", "appraisal__person", "appraisal__unit", "appraisal__post"
    )
    return get_object_or_404(rows, pk=pk)


@page_for()
def ballot(request, pk):
    """One subject. Both clicks of a double click end at the thanks."""
    row = invitation_of(request.user, pk)
    if row.voted:
        return redirect("feedback:ballot-thanks")
    scale = scale_of(row.round)
    form = BallotForm(
        sent(request), row=row.round, scale=scale, questions=row.round.questions.all()
    )
    if form.is_valid() and was_cast(form, row, request.user):
        return redirect("feedback:ballot-thanks")
    context = {
        "form": form,
        "row": row,
        "subject": title_of(row.appraisal),
        "lead": _("%(unit)s · you are asked as: %(source)s")
        % {"unit": row.appraisal.unit.title, "source": row.get_source_display()},
        "promises": promises(row.round),
        "closed": row.round.state != "open" and request.method in READ,
    }
    return render(request, "feedback/ballot.html", context, status=getattr(form, "status", 200))


def was_cast(form, row, user):
    """Put it into the box. What was refused stays on the page."""
    try:
        services.cast(row, form.levels(), form.cleaned_data.get("comment", ""), by=user)
    except DomainError as error:
        form.status = 409 if isinstance(error, WrongState) else 200
        form.add_error(error.field if error.field in form.fields else None, error.message)
        return False
    return True


def promises(row):
    """What happens to the ballot, in the words of the rules that this round has."""
    small = _("In a group with fewer than five ballots nobody reads them: they are destroyed.")
    if row.small_groups == SmallGroups.MERGE:
        small = _(
            "Fewer than five ballots of one kind are counted with those of the same unit; where "
            "that is too few as well, they are destroyed unread."
        )
    return [
        _("Your ballot goes into a sealed box, without your name and without the time."),
        _("It is known that you have voted, so that nobody reminds you; not what you answered."),
        _("The box is opened once, when the round is over: only numbers come out, and comments in "
          "random order."),
        small,
        _("You cannot change a ballot afterwards: nobody could find yours."),
    ]  # fmt: skip


@page_for(methods=READ)
def thanks(request):
    """After a ballot: what is left, and the next one."""
    left = BallotInvitation.objects.visible_to(request.user).to_cast(request.user).for_list()
    count = left.count()
    following = left.first() if count else None
    words = ngettext("%(n)s more is waiting.", "%(n)s more are waiting.", count) % {"n": count}
    context = {
        "lead": words if count else _("That was the last one. Thank you."),
        "next": following and {
            "url": reverse("feedback:ballot", args=[following.pk]),
            "label": _("Next: %(name)s") % {"name": title_of(following.appraisal)},
        },
    }  # fmt: skip
    return render(request, "feedback/thanks.html", context)


@page_for(methods=READ)
def results(request, pk):
    """What colleagues said of one subject, of groups that are large enough. Never of oneself."""
    seen = Appraisal.objects.visible_to(request.user).select_related(
        "unit", "person", "appraisal_cycle"
    )
    appraisal = get_object_or_404(seen, pk=pk)
    may_read(request.user, appraisal)
    groups = BallotGroup.objects.visible_to(request.user).filter(appraisal=appraisal)
    groups = groups.select_related("round__appraisal_cycle").for_page()
    scores = SourceScore.objects.visible_to(request.user).in_force().filter(appraisal=appraisal)
    means = {row.source: row for row in scores if row.source in BallotSource.values}
    found = [group_of(group, means.get(group.source)) for group in groups]
    shown = {group["source"] for group in found}
    context = {
        "subject": title_of(appraisal), "unit": appraisal.unit.title, "groups": found,
        "missing": [missing_words(row) for source, row in means.items()
                    if row.missing and source not in shown],
    }  # fmt: skip
    return render(request, "feedback/results.html", context)


def may_read(user, appraisal):
    """Superiors, and whoever leads or keeps the branch; not the subject."""
    rows = Appraisal.objects.visible_to(user).filter(pk=appraisal.pk)
    roles = ("office", "manager", "auditor", "supervision")
    superior = user.pk in (appraisal.appraiser_id, appraisal.second_appraiser_id)
    if appraisal.subject_user_id == user.pk or not rows.exists():
        raise PermissionDenied(_("Nobody reads the ballots on himself."))
    if not superior and not holds_role(user, *roles, department=appraisal.unit_id):
        raise PermissionDenied(_("Only superiors and the performance office read ballots."))


def group_of(group, score):
    scale = scale_of(group.round)
    votes = {(tally.question_id, tally.level): tally.votes for tally in group.tallies.all()}
    counted = {question for question, _level in votes}
    asked = [question for question in group.round.questions.all() if question.pk in counted]
    merged = [str(BallotSource(source).label) for source in group.merged]
    return {
        "source": group.source,
        "heading": group.get_source_display(),
        "merged": _("Counted with them: %(kinds)s.") % {"kinds": ", ".join(merged)}
        if merged else "",
        "mean": "" if score is None or score.percent is None else f"{score.percent:.2f}",
        "why": missing_words(score)["why"] if score is not None and score.missing else "",
        "ballots": group.ballots,
        "columns": [{"label": pgettext("ballot", "Answer"), "wide": True}]
        + [{"label": question.title, "num": True} for question in asked],
        "rows": [
            [name(level.names)]
            + [{"text": votes.get((question.pk, level.names.code), 0), "num": True}
               for question in asked]
            for level in scale.levels
        ] if asked else [],
        "comments": [comment.text for comment in group.comments.all()],
    }  # fmt: skip


def missing_words(score):
    words = {
        "too_few": _("Too few ballots: nobody has read them."),
        "nobody_knew": _("Nobody knew enough to answer."),
        "not_asked": _("Nobody was asked."),
    }
    return {"source": str(BallotSource(score.source).label), "why": words[score.missing]}
