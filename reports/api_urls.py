"""The REST interface, version 1. Without language prefix; see docs/api.md."""

from django.urls import path
from rest_framework.routers import SimpleRouter

from reports.api.views import exports, files, plans, radar, runs, scores, values

router = SimpleRouter()
router.register("departments", plans.DepartmentViewSet, "department")
router.register("indicators", plans.IndicatorViewSet, "indicator")
router.register("targets", plans.TargetViewSet, "target")
router.register("measurements", values.MeasurementViewSet, "measurement")
router.register("cycles", plans.CycleViewSet, "cycle")
router.register("periods", plans.PeriodViewSet, "period")
router.register("score-runs", runs.RunViewSet, "score-run")
router.register("score-cards", scores.CardViewSet, "score-card")
router.register("scores", scores.ScoreViewSet, "score")
router.register("signals", radar.SignalViewSet, "signal")
router.register("exports", exports.ExportViewSet, "export")


def scores_as(form):
    return path(
        f"score-runs/<int:pk>/scores.{form}",
        files.ScoreFileViewSet.as_view({"get": form}),
        name=f"score-run-{form}",
    )


urlpatterns = [
    *router.urls,
    scores_as("csv"),
    scores_as("json"),
    scores_as("ndjson"),
    path(
        "score-runs/<int:pk>/evidence.zip",
        files.EvidenceViewSet.as_view({"get": "retrieve"}),
        name="score-run-evidence",
    ),
]
