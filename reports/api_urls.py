"""The REST interface, version 1. Without language prefix; see docs/api.md."""

from django.urls import path
from rest_framework.routers import SimpleRouter

from reports.api.views import (
    agreements,
    appraisals,
    definitions,
    dictionary,
    engagements,
    exports,
    files,
    plans,
    public_voice,
    radar,
    runs,
    scores,
    values,
    verification,
)

router = SimpleRouter()
router.register("departments", plans.DepartmentViewSet, "department")
router.register("indicators", definitions.IndicatorViewSet, "indicator")
router.register("targets", definitions.TargetViewSet, "target")
router.register("measurements", values.MeasurementViewSet, "measurement")
router.register("evidence", verification.EvidenceViewSet, "evidence")
router.register("verifications", verification.VerificationViewSet, "verification")
router.register("verification-samples", verification.SampleViewSet, "verification-sample")
router.register("sample-items", verification.SampleItemViewSet, "sample-item")
router.register("revisions", verification.RevisionViewSet, "revision")
router.register("cycles", plans.CycleViewSet, "cycle")
router.register("periods", plans.PeriodViewSet, "period")
router.register("score-runs", runs.RunViewSet, "score-run")
router.register("score-cards", scores.CardViewSet, "score-card")
router.register("scores", scores.ScoreViewSet, "score")
router.register("signals", radar.SignalViewSet, "signal")
router.register("scorecard-plans", agreements.PlanViewSet, "scorecard-plan")
router.register("amendments", agreements.AmendmentViewSet, "amendment")
router.register("objectives", agreements.ObjectiveViewSet, "objective")
router.register("requirements", agreements.RequirementViewSet, "requirement")
router.register("missing-requests", agreements.MissingRequestViewSet, "missing-request")
router.register("appraisal-cycles", appraisals.AppraisalCycleViewSet, "appraisal-cycle")
router.register("appraisals", appraisals.AppraisalViewSet, "appraisal")
router.register("grades", appraisals.GradeViewSet, "grade")
router.register("source-scores", appraisals.SourceScoreViewSet, "source-score")
router.register("evaluations", appraisals.EvaluationViewSet, "evaluation")
router.register("closed-cases", public_voice.ClosedCaseViewSet, "closed-case")
router.register("receipts", public_voice.ReceiptViewSet, "receipt")
router.register("ratings", public_voice.RatingViewSet, "rating")
router.register("engagements", engagements.EngagementViewSet, "engagement")
router.register("exports", exports.ExportViewSet, "export")


def scores_as(form):
    return path(
        f"score-runs/<int:pk>/scores.{form}",
        files.ScoreFileViewSet.as_view({"get": form}),
        name=f"score-run-{form}",
    )


def dictionary_as(form):
    view = dictionary.DictionaryViewSet.as_view({"get": form})
    return path(f"dictionary.{form}", view, name=f"dictionary-{form}")


urlpatterns = [
    dictionary_as("csv"),
    dictionary_as("json"),
    *router.urls,
    scores_as("csv"),
    scores_as("json"),
    scores_as("ndjson"),
    path(
        "score-runs/<int:pk>/impact/",
        verification.ImpactViewSet.as_view({"get": "retrieve"}),
        name="score-run-impact",
    ),
    path(
        "score-runs/<int:pk>/evidence.zip",
        files.EvidenceViewSet.as_view({"get": "retrieve"}),
        name="score-run-evidence",
    ),
]
