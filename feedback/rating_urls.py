"""Addresses of what is made of ratings."""

from django.urls import path

from feedback.views import rating_rules

patterns = [
    path("ratings/kpis/", rating_rules.rules, name="rating-rules"),
    path("ratings/kpis/<str:code>/<int:version>/", rating_rules.rule, name="rating-rule"),
]
