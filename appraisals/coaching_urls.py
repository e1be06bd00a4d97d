"""Addresses of coaching: the team, one's log, conversations and notices."""

from django.urls import path

from appraisals.views import clocks, coaching, notices, team

patterns = [
    path("team/", team.team, name="team"),
    path("my/log/", team.my_log, name="my-log"),
    path("coaching/<int:pk>/", coaching.coaching, name="coaching"),
    path("coaching/<int:pk>/check-in/", coaching.check_in_add, name="check-in-add"),
    path("coaching/<int:pk>/evidence/", coaching.evidence_add, name="evidence-add"),
    path("coaching/<int:pk>/review/", coaching.review, name="goal-reviews"),
    path("coaching/<int:pk>/review/<int:line>/", coaching.review_goal, name="goal-review"),
    path("coaching/<int:pk>/urge/", notices.urge, name="urge"),
    path("coaching/<int:pk>/warn/", notices.warn, name="warn"),
    path("coaching/<int:pk>/midway/", clocks.midway_add, name="midway-add"),
    path("midway/<int:pk>/", clocks.midway, name="midway"),
    path("check-ins/<int:pk>/", coaching.check_in, name="check-in"),
    path("check-ins/<int:pk>/edit/", coaching.check_in_edit, name="check-in-edit"),
    path("urging/<int:pk>/", notices.urging, name="urging"),
    path("warnings/<int:pk>/", notices.warning, name="early-warning"),
]
