"""Addresses of the voice of others."""

from feedback.ballot_urls import patterns as ballots
from feedback.public_urls import patterns as public

app_name = "feedback"
urlpatterns = [*ballots, *public]
