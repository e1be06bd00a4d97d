"""Addresses of the voice of others."""

from feedback.ballot_urls import patterns as ballots
from feedback.desk_urls import patterns as desk

app_name = "feedback"
urlpatterns = [*ballots, *desk]
