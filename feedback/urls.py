"""Addresses of the voice of others."""

from appraisals.views.stage import staged
from feedback.ballot_urls import patterns as ballots
from feedback.desk_urls import patterns as desk
from feedback.rating_urls import patterns as ratings
from feedback.third_urls import patterns as third_parties

app_name = "feedback"
urlpatterns = [*staged(ballots), *desk, *ratings, *third_parties]
