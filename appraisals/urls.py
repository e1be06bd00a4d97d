"""Addresses of the year of departments and people."""

from appraisals.cycle_urls import patterns as cycle_patterns

app_name = "appraisals"
urlpatterns = [
    *cycle_patterns,
"""Addresses of appraisals: each part keeps its own list."""

from appraisals import agreements_urls, coaching_urls

app_name = "appraisals"
urlpatterns = [
    *agreements_urls.patterns,
    *coaching_urls.patterns,
"""Addresses of the cycle: what one plans, writes and reads of a year's work."""

from appraisals import self_assessment_urls

app_name = "appraisals"
urlpatterns = [
    *self_assessment_urls.patterns,
]
