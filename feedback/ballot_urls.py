"""Addresses of ballots."""

from django.urls import path

from feedback.views import ballot_rounds, ballots

patterns = [
    path("ballots/", ballots.mine, name="ballots"),
    path("ballots/<int:pk>/", ballots.ballot, name="ballot"),
    path("ballots/thanks/", ballots.thanks, name="ballot-thanks"),
    path("ballots/of/<int:pk>/", ballots.results, name="ballot-results"),
    path("ballots/rounds/", ballot_rounds.rounds, name="ballot-rounds"),
    path("ballots/rounds/new/<int:cycle>/", ballot_rounds.round_add, name="ballot-round-add"),
    path("ballots/rounds/<int:pk>/", ballot_rounds.round_page, name="ballot-round"),
    path("ballots/rounds/<int:pk>/change/", ballot_rounds.round_change, name="ballot-round-change"),
    path("ballots/rounds/<int:pk>/step/", ballot_rounds.round_step, name="ballot-round-step"),
    path("ballots/rounds/<int:pk>/asked/", ballot_rounds.asked_list, name="ballot-asked"),
    path(
        "ballots/rounds/<int:pk>/asked/<int:appraisal>/",
        ballot_rounds.subject,
        name="ballot-subject",
    ),
    path("ballots/asked/<int:pk>/remove/", ballot_rounds.voter_remove, name="ballot-voter-remove"),
]
