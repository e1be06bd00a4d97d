"""Addresses of the year of departments and people: each part keeps its own list."""

from appraisals import agreements_urls, coaching_urls, cycle_urls, self_assessment_urls

app_name = "appraisals"
urlpatterns = [
    *cycle_urls.patterns,
    *agreements_urls.patterns,
    *coaching_urls.patterns,
    *self_assessment_urls.patterns,
"""Addresses of the cycle: what one plans, writes and reads of a year's work."""

from appraisals import calibration_urls, evaluation_urls

app_name = "appraisals"
urlpatterns = [
    *evaluation_urls.patterns,
    *calibration_urls.patterns,
]
"""Addresses of this room, part by part."""

from appraisals.results_urls import patterns as results

app_name = "appraisals"
urlpatterns = [*results]
