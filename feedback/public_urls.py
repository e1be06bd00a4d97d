"""Addresses of what everybody may read: services, departments, open data. No account."""

from django.urls import path

from feedback.views import open_data, published

patterns = [
    path("public/services/", published.services, name="public-services"),
    path("public/services/<str:code>/", published.service, name="public-service"),
    path("public/services/<str:code>/peers/", published.peers, name="public-peers"),
    path("public/departments/<str:code>/", published.department, name="public-department"),
    path("public/data/", open_data.about, name="public-data"),
    path("public/data/datapackage.json", open_data.package, name="public-package"),
    path("public/data/<slug:name>.<str:kind>", open_data.file, name="public-file"),
]
