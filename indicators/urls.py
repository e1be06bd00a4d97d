"""Addresses of indicators, targets, values, files and score runs."""

from django.urls import path

from indicators.views import (
    definitions,
    evidence,
    imports,
    missing,
    revisions,
    runs,
    targets,
    values,
    verification,
)

app_name = "indicators"
urlpatterns = [
    path("kpis/", definitions.indicator_list, name="list"),
    path("kpis/add/", definitions.indicator_add, name="add"),
    path("kpis/import/", imports.upload, name="import"),
    path("kpis/import/<int:pk>/", imports.preview, name="import-preview"),
    path("kpis/import/<int:pk>/load/", imports.load, name="import-load"),
    path("kpis/import/<int:pk>/discard/", imports.discard, name="import-discard"),
    path("kpis/import/<int:pk>/sheet/", imports.other_sheet, name="import-sheet"),
    path("kpis/import/<int:pk>/errors/", imports.errors, name="import-errors"),
    path("kpis/runs/", runs.run_list, name="runs"),
    path("kpis/runs/start/", runs.run_start, name="run-start"),
    path("kpis/runs/<int:pk>/", runs.run_detail, name="run"),
    path("kpis/runs/<int:pk>/progress/", runs.run_progress, name="run-progress"),
    path("kpis/runs/<int:pk>/cancel/", runs.run_cancel, name="run-cancel"),
    path("kpis/runs/<int:pk>/publish/", runs.run_publish, name="run-publish"),
    path("kpis/runs/<int:first>/compare/<int:second>/", revisions.compare, name="run-compare"),
    path(
        "kpis/runs/<int:first>/compare/<int:second>/impact.csv",
        revisions.compare_csv,
        name="run-compare-csv",
    ),
    path("kpis/revisions/", revisions.register, name="revisions"),
    path("kpis/revisions/revisions.csv", revisions.register_csv, name="revisions-csv"),
    path("kpis/missing/", missing.requests, name="missing"),
    path("kpis/missing/<int:pk>/decide/", missing.decide, name="missing-decide"),
    path("kpis/values/<int:pk>/", evidence.value, name="value"),
    path("kpis/values/<int:pk>/proof/", evidence.add, name="evidence-add"),
    path("kpis/values/<int:pk>/verify/", verification.verify, name="value-verify"),
    path("kpis/proof/<int:pk>/file/", evidence.file, name="evidence-file"),
    path("kpis/proof/<int:pk>/withdraw/", evidence.withdraw, name="evidence-withdraw"),
    path("kpis/verification/", verification.samples, name="samples"),
    path("kpis/verification/draw/", verification.draw, name="sample-draw"),
    path("kpis/verification/<int:pk>/", verification.sample, name="sample"),
    path("kpis/verification/<int:pk>/next/", verification.next_value, name="sample-next"),
    path("kpis/verification/<int:pk>/sample.csv", verification.sample_csv, name="sample-csv"),
    path("kpis/report/<path:department>/<str:indicator>/", values.report, name="report"),
    path("kpis/targets/<int:pk>/end/", targets.target_end, name="target-end"),
    path("kpis/<int:pk>/", definitions.indicator_detail, name="detail"),
    path("kpis/<int:pk>/edit/", definitions.indicator_edit, name="edit"),
    path("kpis/<int:pk>/version/", definitions.indicator_version, name="version"),
    path("kpis/<int:pk>/target/", targets.target, name="target"),
]
