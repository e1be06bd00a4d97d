"""Addresses of calibration: the sessions, one room, caps of grades."""

from django.urls import path

from appraisals.views import calibration_deeds as deeds
from appraisals.views import calibrations

patterns = [
    path("calibrations/", calibrations.session_list, name="calibrations"),
    path(
        "calibrations/prepare/<int:pk>/<slug:subject>/", deeds.prepare, name="calibration-prepare"
    ),
    path("calibrations/<int:pk>/", calibrations.room, name="calibration"),
    path("calibrations/<int:pk>/news/", calibrations.news, name="calibration-news"),
    path("calibrations/<int:pk>/open/", deeds.begin, name="calibration-open"),
    path("calibrations/<int:pk>/lock/", deeds.lock, name="calibration-lock"),
    path("calibrations/<int:pk>/members/", deeds.members, name="calibration-members"),
    path("calibrations/<int:pk>/raise/", deeds.raise_share, name="calibration-raise"),
    path("calibrations/<int:pk>/minutes/", deeds.minutes, name="calibration-minutes"),
    path("calibrations/caps/<int:pk>/", deeds.cap, name="grade-cap"),
]
