"""Addresses of self-assessments."""

from django.urls import path

from appraisals.views import self_assessment_steps as steps
from appraisals.views import self_assessments as views

patterns = [
    path("my/assessments/", views.assessment_list, name="assessments"),
    path("my/assessments/signed-in/", views.signed_in, name="assessment-signed-in"),
    path("my/assessments/read/<int:pk>/", steps.read, name="assessment-read"),
    path("my/assessments/read/<int:pk>/withdraw/", steps.withdraw, name="assessment-withdraw"),
    path("my/assessments/<int:pk>/", views.assessment, name="assessment"),
    path("my/assessments/<int:pk>/check/", steps.check, name="assessment-check"),
    path("my/assessments/<int:pk>/due.ics", views.due, name="assessment-due"),
    path("my/assessments/<int:pk>/<slug:code>/", views.section, name="assessment-section"),
    path("my/assessments/<int:pk>/<slug:code>/draft/", views.draft, name="assessment-draft"),
]
