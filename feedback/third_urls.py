"""Addresses of third-party evaluation."""

from django.urls import path

from feedback.views import engagement_drafts, engagement_reports, engagements, evaluators, judging

patterns = [
    path("evaluators/", evaluators.evaluators, name="evaluators"),
    path("evaluators/add/", evaluators.evaluator_add, name="evaluator-add"),
    path("evaluators/<int:pk>/", evaluators.evaluator, name="evaluator"),
    path("evaluators/<int:pk>/change/", evaluators.evaluator_change, name="evaluator-change"),
    path("evaluators/<int:pk>/declare/", evaluators.evaluator_declare, name="evaluator-declare"),
    path("engagements/", engagements.engagements, name="engagements"),
    path("engagements/add/", engagement_drafts.engagement_add, name="engagement-add"),
    path("engagements/<int:pk>/", engagements.engagement, name="engagement"),
    path(
        "engagements/<int:pk>/change/", engagement_drafts.engagement_change,
        name="engagement-change",
    ),
    path("engagements/<int:pk>/criteria/", engagement_drafts.criterion_add, name="criterion-add"),
    path(
        "engagements/<int:pk>/seats/", engagement_drafts.engagement_seats, name="engagement-seats"
    ),
    path(
        "engagements/<int:pk>/step/<slug:step>/", engagement_drafts.engagement_step,
        name="engagement-step",
    ),
    path(
        "engagements/<int:pk>/extend/", engagement_drafts.engagement_extend,
        name="engagement-extend",
    ),
    path(
        "engagements/<int:pk>/agreement/", engagement_reports.engagement_agreement,
        name="engagement-agreement",
    ),
    path(
        "engagements/<int:pk>/papers/", engagement_reports.engagement_papers,
        name="engagement-papers",
    ),
    path(
        "engagements/<int:pk>/report/", engagement_reports.engagement_report,
        name="engagement-report",
    ),
    path("engagements/<int:pk>/sign/", engagement_reports.engagement_sign, name="engagement-sign"),
    path("engagements/criteria/<int:pk>/", engagement_drafts.criterion, name="criterion"),
    path(
        "engagements/criteria/<int:pk>/remove/", engagement_drafts.criterion_remove,
        name="criterion-remove",
    ),
    path(
        "engagements/units/<int:pk>/evidence/", engagement_drafts.unit_evidence,
        name="unit-evidence",
    ),
    path("engagements/material/<int:pk>/file/", engagements.material_file, name="material-file"),
    path("engagements/units/<int:pk>/marks/", judging.unit_marks, name="unit-marks"),
    path("engagements/units/<int:pk>/reply/", judging.unit_reply, name="unit-reply"),
    path("engagements/units/<int:pk>/settle/", judging.unit_settle, name="unit-settle"),
]  # fmt: skip
