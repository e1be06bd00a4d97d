"""The addresses of a portal that runs alone: the pages of citizens, and nothing else."""

from django.urls import include, path

urlpatterns = [path("r/", include("feedback.portal_urls"))]

handler400 = "feedback.views.portal.missing"
handler403 = "feedback.views.portal.missing"
handler404 = "feedback.views.portal.missing"
handler500 = "perfmgmt.errors.server_error"
