"""Addresses of the year of departments and people: each part keeps its own list."""

from appraisals import (
    agreements_urls,
    calibration_urls,
    coaching_urls,
    cycle_urls,
    evaluation_urls,
    rehearsal_urls,
    results_urls,
    self_assessment_urls,
)
from appraisals.views.stage import staged

app_name = "appraisals"
played = [
    *cycle_urls.patterns,
    *agreements_urls.patterns,
    *coaching_urls.patterns,
    *self_assessment_urls.patterns,
    *evaluation_urls.patterns,
    *calibration_urls.patterns,
    *results_urls.patterns,
]
urlpatterns = [*staged(played), *rehearsal_urls.patterns]
