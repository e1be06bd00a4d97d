"""Addresses of the year of departments and people: each part keeps its own list."""

from appraisals import (
    agreements_urls,
    calibration_urls,
    coaching_urls,
    cycle_urls,
    evaluation_urls,
    results_urls,
    self_assessment_urls,
)

app_name = "appraisals"
urlpatterns = [
    *cycle_urls.patterns,
    *agreements_urls.patterns,
    *coaching_urls.patterns,
    *self_assessment_urls.patterns,
    *evaluation_urls.patterns,
    *calibration_urls.patterns,
    *results_urls.patterns,
]
