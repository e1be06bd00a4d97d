"""Addresses of the voice of others."""

from feedback.ballot_urls import patterns as ballots
from feedback.third_urls import patterns as third_parties

app_name = "feedback"
urlpatterns = [*ballots, *third_parties]
