"""Addresses of the year of departments and people."""

from appraisals.cycle_urls import patterns as cycle_patterns

app_name = "appraisals"
urlpatterns = [
    *cycle_patterns,
]
