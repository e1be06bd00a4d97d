"""Addresses of the voice of others."""

from feedback.ballot_urls import patterns as ballots

app_name = "feedback"
urlpatterns = [*ballots]
