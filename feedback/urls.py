"""Addresses of the voice of others."""

from feedback.ballot_urls import patterns as ballots
from feedback.catalogue_urls import patterns as catalogue
from feedback.door_urls import patterns as doors
from feedback.survey_urls import patterns as surveys

app_name = "feedback"
urlpatterns = [*ballots, *catalogue, *doors, *surveys]
