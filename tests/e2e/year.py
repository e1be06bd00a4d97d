"""The years of appraisal that the demo tells: 2024 put away, 2025 told, 2026 in evaluation."""

from typing import Any

from appraisals.models import (
    Appeal,
    Appraisal,
    AppraisalCycle,
    CalibrationSession,
    DevelopmentAction,
    DevelopmentPlan,
    Evaluation,
    Recommendation,
)
from feedback.models import BallotInvitation, BallotRound
from tests.e2e.places import Visit, first

OVER, PAST, NOW = "2024-LH", "2025-TR", "2026-annual"


def appraisal(username: str, code: str = PAST) -> dict[str, Any]:
    row = Appraisal.objects.get(
        appraisal_cycle__code=code, subject="person", subject_user__username=username
    )
    return {"pk": row.pk}


def own() -> dict[str, Any]:
    return appraisal("employee")


def of_a_head() -> dict[str, Any]:
    """Somebody whom the manager appraises."""
    return appraisal("lh0221")


def low() -> dict[str, Any]:
    """One with a development plan, by his superior."""
    plans = DevelopmentPlan.objects.filter(appraisal__appraisal_cycle__code=PAST)
    return {"pk": plans.order_by("pk")[0].appraisal_id}


def to_evaluate() -> dict[str, Any]:
    """Whom the manager has still to evaluate."""
    done = Evaluation.objects.handed_in().values("appraisal")
    rows = Appraisal.objects.filter(
        appraisal_cycle__code=NOW, subject="person", appraiser__username="manager"
    )
    return {"pk": rows.graded().exclude(pk__in=done).order_by("pk")[0].pk}


def cycle(code: str) -> Any:
    return first(AppraisalCycle, code=code)


def asked() -> dict[str, Any]:
    row = BallotInvitation.objects.filter(voter__username="employee").order_by("pk")[0]
    return {"pk": row.pk}


def about() -> dict[str, Any]:
    row = BallotInvitation.objects.order_by("pk")[0]
    return {"pk": row.round_id, "appraisal": row.appraisal_id}


FILED = first(Appeal, state="filed")
VISITS = [
    Visit("appraisals:calibration", kwargs=first(CalibrationSession, subject="person")),
    Visit(
        "appraisals:action-settle",
        "manager",
        first(DevelopmentAction, owner__username="manager", state="open"),
    ),
    Visit("appraisals:result", "manager", lambda: appraisal("employee", OVER)),
    Visit("appraisals:my-results", "employee"),
    Visit("appraisals:result", "employee", own),
    Visit("appraisals:result", "manager", of_a_head),
    Visit("appraisals:acknowledge", "employee", own),
    Visit("appraisals:appeal-add", "employee", own),
    Visit("appraisals:meeting", "manager", of_a_head),
    Visit("appraisals:meeting", "employee", own),
    Visit("appraisals:meeting-write", "manager", of_a_head),
    Visit("appraisals:meeting-close", kwargs=own),
    Visit("appraisals:development", kwargs=low),
    Visit("appraisals:development-write", "manager", of_a_head),
    Visit("appraisals:results"),
    Visit("appraisals:cycle-results", kwargs=cycle(PAST)),
    Visit("appraisals:missing", kwargs=cycle(PAST)),
    Visit("appraisals:pool", kwargs=cycle(PAST)),
    Visit("appraisals:recommendations", kwargs=cycle(PAST)),
    Visit("appraisals:recommendation", kwargs=first(Recommendation, state="open")),
    Visit("appraisals:appeals"),
    Visit("appraisals:appeal", kwargs=first(Appeal, state="improved")),
    Visit("appraisals:appeal", kwargs=FILED),
    Visit("appraisals:appeal-step", kwargs=lambda: FILED() | {"step": "hear"}),
    Visit("appraisals:sitting", "manager"),
    Visit("appraisals:evaluation", "manager", lambda: to_evaluate() | {"side": "superior"}),
    Visit(
        "appraisals:evaluation-read", "manager", first(Evaluation, evaluator__username="manager")
    ),
    Visit("appraisals:conflict", "manager", to_evaluate),
    Visit("appraisals:evaluator", kwargs=to_evaluate),
    Visit("appraisals:grade-cap", kwargs=to_evaluate),
    Visit("feedback:ballots", "employee"),
    Visit("feedback:ballot", "employee", asked),
    Visit("feedback:ballot-rounds"),
    Visit("feedback:ballot-round", kwargs=first(BallotRound)),
    Visit("feedback:ballot-asked", kwargs=first(BallotRound)),
    Visit("feedback:ballot-subject", kwargs=about),
]
