"""Addresses of the streams of other pages."""

from django.urls import path

from feedback.views import other_doors

patterns = [
    path("services/streams/", other_doors.streams, name="streams"),
    path("services/streams/new/", other_doors.stream_add, name="stream-add"),
    path("services/streams/<int:pk>/", other_doors.stream, name="stream"),
    path("services/streams/<int:pk>/change/", other_doors.stream_change, name="stream-change"),
    path("services/streams/<int:pk>/load/", other_doors.stream_load, name="stream-load"),
    path("services/streams/<str:code>/ratings.csv", other_doors.ratings_csv, name="ratings-csv"),
]
