"""What a finished run says, department by department, beside the run before it."""

from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Abs
from django.http import Http404

from indicators.models import ScoreCard, ScoreRun

SHOWN = 50
PERIOD = (
    "period_id", "period__label", "period__kind", "period__starts_on", "period__ends_on",
)  # fmt: skip


def results(user, run: ScoreRun, label: str | None) -> dict:
    """The largest changes first, else by code: four queries whatever the number of departments."""
    cards = ScoreCard.objects.visible_to(user).of(run)
    periods = list(
        cards.values(*PERIOD)
        .annotate(departments=Count("department_id"))
        .order_by("-period__ends_on", "-departments", "period__label")
    )
    chosen = chosen_period(periods, label, run)
    before = previous(user, run)
    context = {"periods": periods, "period": chosen, "previous": before, "results": []}
    if chosen is None:
        return context
    rows = cards.filter(period=chosen["period_id"]).select_related("department")
    rows = rows.annotate(judged=F("met") + F("not_met"))
    if before is None:
        context["results"] = list(rows.order_by("department__level", "department__code")[:SHOWN])
        return context
    old = ScoreCard.objects.visible_to(user).filter(
        run=before.pk, department=OuterRef("department"), period=OuterRef("period")
    )
    rows = rows.annotate(score_before=Subquery(old.values("score")[:1])).annotate(
        change=F("score") - F("score_before")
    )
    context["results"] = list(
        rows.order_by(Abs("change").desc(nulls_last=True), "department__level", "department__code")[
            :SHOWN
        ]
    )
    context["changed"] = rows.filter(Q(change__gt=0) | Q(change__lt=0)).count()
    return context


def chosen_period(periods: list[dict], label: str | None, run: ScoreRun) -> dict | None:
    """The one asked for, else the newest that had ended when the run was made."""
    if label:
        found = next((p for p in periods if p["period__label"] == label), None)
        if found is None:
            raise Http404
        return found
    ended = [p for p in periods if p["period__ends_on"] <= run.as_of.date()]
    return next(iter(ended or periods), None)


def previous(user, run: ScoreRun) -> ScoreRun | None:
    """The finished run of the same cycle before this one."""
    earlier = ScoreRun.objects.visible_to(user).done().filter(cycle=run.cycle_id, pk__lt=run.pk)
    return earlier.only("pk", "as_of").order_by("-pk").first()
