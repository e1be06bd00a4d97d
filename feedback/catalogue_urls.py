"""Addresses of the catalogue: services, the places where they are met, their closed cases."""

from django.urls import path

from feedback.views import case_files, catalogue, places, printing

patterns = [
    path("services/", catalogue.services_list, name="services"),
    path("services/new/", catalogue.service_add, name="service-add"),
    path("services/<int:pk>/", catalogue.service, name="service"),
    path("services/<int:pk>/change/", catalogue.service_change, name="service-change"),
    path("services/<int:pk>/cases/", case_files.cases_load, name="cases-load"),
    path("services/<int:pk>/places/new/", places.place_add, name="place-add"),
    path("services/places/<int:pk>/", places.place, name="place"),
    path("services/places/<int:pk>/change/", places.place_change, name="place-change"),
    path(
        "services/places/<int:pk>/poster-<str:paper>.pdf", printing.poster_pdf, name="place-poster"
    ),
    path("services/places/<int:pk>/receipts/", printing.receipts_pdf, name="place-receipts"),
]
