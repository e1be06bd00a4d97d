"""What a finished run says, department by department, beside the run before it."""

from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import Abs
from django.http import Http404

from indicators.models import Period, ScoreCard, ScoreRun

SHOWN = 50


def results(user, run: ScoreRun, label: str | None) -> dict:
    """The largest changes first, else by code: four queries whatever the number of departments."""
    periods = list(Period.objects.visible_to(user).scored_in(run))
    chosen = chosen_period(periods, label, run)
    before = previous(user, run)
    context = {"periods": periods, "period": chosen, "previous": before, "results": []}
    if chosen is None:
        return context
    cards = ScoreCard.objects.visible_to(user).of(run).filter(period=chosen)
    rows = cards.select_related("department").annotate(judged=F("met") + F("not_met"))
    place = ("department__level", "department__code")
    if before is None:
        return context | {"results": list(rows.order_by(*place)[:SHOWN])}
    old = ScoreCard.objects.visible_to(user).filter(
        run=before.pk, department=OuterRef("department"), period=OuterRef("period")
    )
    rows = rows.annotate(score_before=Subquery(old.values("score")[:1]))
    rows = rows.annotate(change=F("score") - F("score_before"))
    ordered = rows.order_by(Abs("change").desc(nulls_last=True), *place)
    return context | {
        "results": list(ordered[:SHOWN]),
        "changed": rows.filter(Q(change__gt=0) | Q(change__lt=0)).count(),
    }


def chosen_period(periods: list[Period], label: str | None, run: ScoreRun) -> Period | None:
    """The one asked for, else the newest that had ended when the run was made."""
    if label:
        found = next((period for period in periods if period.label == label), None)
        if found is None:
            raise Http404
        return found
    ended = [period for period in periods if period.ends_on <= run.as_of.date()]
    return next(iter(ended or periods), None)


def previous(user, run: ScoreRun) -> ScoreRun | None:
    """The finished run of the same cycle before this one."""
    earlier = ScoreRun.objects.visible_to(user).done().filter(cycle=run.cycle_id, pk__lt=run.pk)
    return earlier.only("pk", "as_of").order_by("-pk").first()
