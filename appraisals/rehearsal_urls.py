"""Addresses of rehearsals: begun, walked and ended by the office, never as somebody else."""

from django.urls import path

from appraisals.views import rehearsals

PLACE = "appraisals/cycles/rehearsals/"  # beneath the cycles, which the navigation shows

patterns = [
    path("appraisals/cycles/<int:pk>/rehearse/", rehearsals.rehearse, name="rehearse"),
    path(f"{PLACE}leave/", rehearsals.leave, name="rehearsal-leave"),
    path(f"{PLACE}<int:pk>/", rehearsals.rehearsal, name="rehearsal"),
    path(f"{PLACE}<int:pk>/act/", rehearsals.act, name="rehearsal-act"),
    path(f"{PLACE}<int:pk>/next/", rehearsals.go_on, name="rehearsal-next"),
    path(f"{PLACE}<int:pk>/end/", rehearsals.end, name="rehearsal-end"),
]
