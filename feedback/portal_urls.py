"""The addresses that citizens scan and type: short, without a language, without an account."""

from django.urls import path

from feedback.views import portal, portal_answers

app_name = "portal"
urlpatterns = [
    path("", portal.find, name="find"),
    path("status", portal.status, name="status"),
    path("about", portal.about, name="about"),
    path("thanks/<str:check>", portal.thanks, name="thanks"),
    path("answer/<str:check>", portal_answers.answer, name="answer"),
    path("proof/<str:check>", portal.proof, name="proof"),
    path("<str:code>", portal.rate, name="rate"),
]
