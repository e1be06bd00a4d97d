"""Addresses of the voice of others."""

from appraisals.views.stage import staged
from feedback.ballot_urls import patterns as ballots
from feedback.catalogue_urls import patterns as catalogue
from feedback.desk_urls import patterns as desk
from feedback.door_urls import patterns as doors
from feedback.public_urls import patterns as public
from feedback.rating_urls import patterns as ratings
from feedback.survey_urls import patterns as surveys
from feedback.third_urls import patterns as third_parties

app_name = "feedback"
urlpatterns = [
    *staged(ballots), *catalogue, *desk, *doors, *public, *ratings, *surveys, *third_parties,
]  # fmt: skip
