"""Addresses of surveys."""

from django.urls import path

from feedback.views import surveys

patterns = [
    path("services/<int:pk>/surveys/", surveys.surveys, name="surveys"),
    path("services/<int:pk>/surveys/new/", surveys.survey_add, name="survey-add"),
    path("services/surveys/<int:pk>/", surveys.survey, name="survey"),
    path("services/surveys/<int:pk>/invite/", surveys.survey_invite, name="survey-invite"),
]
