"""Addresses of results, meetings, development plans, recommendations and appeals."""

from django.urls import path

from appraisals.views import appeals, development, meetings, printing, result_cycles, results

patterns = [
    path("results/", result_cycles.results, name="results"),
    path("results/mine/", results.my_results, name="my-results"),
    path("results/<int:pk>/", results.result, name="result"),
    path("results/<int:pk>/record.pdf", printing.registration_pdf, name="result-record"),
    path("results/<int:pk>/review.pdf", printing.commitment_pdf, name="result-review"),
    path("results/<int:pk>/issue/", results.issue, name="issue"),
    path("results/<int:pk>/acknowledge/", results.acknowledge, name="acknowledge"),
    path("results/<int:pk>/appeal/", results.appeal_add, name="appeal-add"),
    path("results/<int:pk>/meeting/", meetings.meeting, name="meeting"),
    path("results/<int:pk>/meeting/write/", meetings.meeting_write, name="meeting-write"),
    path("results/<int:pk>/meeting/sign/", meetings.meeting_sign, name="meeting-sign"),
    path("results/<int:pk>/meeting/close/", meetings.meeting_close, name="meeting-close"),
    path("results/<int:pk>/development/", development.development, name="development"),
    path(
        "results/<int:pk>/development/write/", development.development_write,
        name="development-write",
    ),
    path("results/<int:pk>/development/add/", development.action_add, name="action-add"),
    path("results/actions/<int:pk>/", development.action_settle, name="action-settle"),
    path("results/cycles/<int:pk>/", result_cycles.cycle_results, name="cycle-results"),
    path("results/cycles/<int:pk>/missing/", result_cycles.missing, name="missing"),
    path("results/cycles/<int:pk>/pool/", result_cycles.pool, name="pool"),
    path(
        "results/cycles/<int:pk>/recommendations/", result_cycles.recommendations,
        name="recommendations",
    ),
    path(
        "results/recommendations/<int:pk>/", result_cycles.recommendation, name="recommendation"
    ),
    path("appeals/", appeals.appeals, name="appeals"),
    path("appeals/<int:pk>/", appeals.appeal, name="appeal"),
    path("appeals/<int:pk>/<slug:step>/", appeals.appeal_step, name="appeal-step"),
]  # fmt: skip
