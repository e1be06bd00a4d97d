"""Addresses of the voice of others."""

from appraisals.views.stage import staged
from feedback.ballot_urls import patterns as ballots

app_name = "feedback"
urlpatterns = [*staged(ballots)]
