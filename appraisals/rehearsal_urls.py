"""Addresses of rehearsals: begun, walked and ended by the office, never as somebody else."""

from django.urls import path

from appraisals.views import rehearsals

patterns = [
    path("appraisals/cycles/<int:pk>/rehearse/", rehearsals.rehearse, name="rehearse"),
    path("rehearsals/leave/", rehearsals.leave, name="rehearsal-leave"),
    path("rehearsals/<int:pk>/", rehearsals.rehearsal, name="rehearsal"),
    path("rehearsals/<int:pk>/act/", rehearsals.act, name="rehearsal-act"),
    path("rehearsals/<int:pk>/next/", rehearsals.go_on, name="rehearsal-next"),
    path("rehearsals/<int:pk>/end/", rehearsals.end, name="rehearsal-end"),
]
