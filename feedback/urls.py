"""Addresses of the voice of others."""

from feedback.ballot_urls import patterns as ballots
from feedback.catalogue_urls import patterns as catalogue

app_name = "feedback"
urlpatterns = [*ballots, *catalogue]
