"""Addresses of indicators, targets, values, files and score runs."""

from django.urls import path

from indicators.views import (
    adjustments,
    assessing,
    card_forms,
    definitions,
    history,
    imports,
    runs,
    smart,
    targets,
    values,
)

app_name = "indicators"
urlpatterns = [
    path("kpis/", definitions.indicator_list, name="list"),
    path("kpis/add/", card_forms.indicator_add, name="add"),
    path("kpis/templates/", card_forms.templates, name="templates"),
    path("kpis/smart/", smart.smart_new, name="smart-new"),
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
    path("kpis/report/<path:department>/<str:indicator>/", values.report, name="report"),
    path("kpis/adjustments/", adjustments.adjustments, name="adjustments"),
    path("kpis/adjustments/add/", adjustments.adjustment_add, name="adjustment-add"),
    path("kpis/adjustments/<int:pk>/", adjustments.adjustment, name="adjustment"),
    path("kpis/targets/<int:pk>/stages/", assessing.stages, name="stages"),
    path("kpis/targets/<int:pk>/levels/", assessing.levels, name="levels"),
    path("kpis/stages/<int:pk>/report/", assessing.stage_report, name="stage-report"),
    path("kpis/stages/<int:pk>/end/", assessing.stage_end, name="stage-end"),
    path("kpis/targets/<int:pk>/end/", targets.target_end, name="target-end"),
    path("kpis/<int:pk>/", definitions.indicator_detail, name="detail"),
    path("kpis/<int:pk>/edit/", card_forms.indicator_edit, name="edit"),
    path("kpis/<int:pk>/version/", card_forms.indicator_version, name="version"),
    path("kpis/<int:pk>/history/", history.history, name="history"),
    path("kpis/<int:pk>/smart/", smart.smart_card, name="smart-card"),
    path("kpis/<int:pk>/target/smart/", smart.smart_target, name="smart-target"),
    path("kpis/<int:pk>/target/", targets.target, name="target"),
]
