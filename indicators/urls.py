"""Addresses of indicators, targets, values, files and score runs."""

from django.urls import path

from indicators.views import definitions, imports, returns, runs, targets, values

app_name = "indicators"
urlpatterns = [
    path("kpis/", definitions.indicator_list, name="list"),
    path("kpis/add/", definitions.indicator_add, name="add"),
    path("kpis/import/", imports.upload, name="import"),
    path("kpis/import/<int:pk>/", imports.preview, name="import-preview"),
    path("kpis/import/<int:pk>/load/", imports.load, name="import-load"),
    path("kpis/import/<int:pk>/discard/", imports.discard, name="import-discard"),
    path("kpis/import/<int:pk>/columns/", imports.match, name="import-columns"),
    path("kpis/import/<int:pk>/undo/", imports.undo, name="import-undo"),
    path("kpis/import/<int:pk>/sheet/", imports.other_sheet, name="import-sheet"),
    path("kpis/import/<int:pk>/errors/", imports.errors, name="import-errors"),
    path("kpis/runs/", runs.run_list, name="runs"),
    path("kpis/runs/start/", runs.run_start, name="run-start"),
    path("kpis/runs/<int:pk>/", runs.run_detail, name="run"),
    path("kpis/runs/<int:pk>/progress/", runs.run_progress, name="run-progress"),
    path("kpis/runs/<int:pk>/cancel/", runs.run_cancel, name="run-cancel"),
    path("kpis/runs/<int:pk>/publish/", runs.run_publish, name="run-publish"),
    path("kpis/report/<path:department>/<str:indicator>/", values.report, name="report"),
    path("kpis/targets/<int:pk>/end/", targets.target_end, name="target-end"),
    path("returns/", returns.return_list, name="returns"),
    path("returns/<int:pk>/", returns.entry, name="return"),
    path("returns/<int:pk>/draft/", returns.draft, name="return-draft"),
    path("returns/<int:pk>/template.xlsx", returns.template, name="return-template"),
    path("returns/<int:pk>/fill/", returns.fill, name="return-fill"),
    path("returns/<int:pk>/check/", returns.check, name="return-check"),
    path("kpis/<int:pk>/", definitions.indicator_detail, name="detail"),
    path("kpis/<int:pk>/edit/", definitions.indicator_edit, name="edit"),
    path("kpis/<int:pk>/version/", definitions.indicator_version, name="version"),
    path("kpis/<int:pk>/target/", targets.target, name="target"),
]
