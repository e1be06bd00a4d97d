"""Addresses of evaluations: the sitting over one's people, one subject, who stands aside."""

from django.urls import path

from appraisals.views import evaluations, recusals

SUBJECT = "evaluations/<int:pk>/<slug:side>/"

patterns = [
    path("evaluations/", evaluations.sitting, name="sitting"),
    path("evaluations/read/<int:pk>/", evaluations.read, name="evaluation-read"),
    path("evaluations/aside/", recusals.aside, name="aside"),
    path("evaluations/aside/<int:pk>/", recusals.replace, name="aside-replace"),
    path("evaluations/<int:pk>/evaluator/", recusals.evaluator, name="evaluator"),
    path("evaluations/<int:pk>/conflict/", recusals.conflict, name="conflict"),
    path(SUBJECT, evaluations.evaluation, name="evaluation"),
    path(f"{SUBJECT}draft/", evaluations.draft, name="evaluation-draft"),
    path(f"{SUBJECT}back/", evaluations.back, name="evaluation-back"),
]
