"""Addresses of the rectification desk."""

from django.urls import path

from feedback.views import desk, desk_deeds, held

patterns = [
    path("desk/", desk.desk, name="desk"),
    path("desk/<int:pk>/", desk.ticket, name="ticket"),
    path("desk/<int:pk>/contact/", desk.ticket_contact, name="ticket-contact"),
    path("desk/<int:pk>/publish/", desk_deeds.publish, name="we-did"),
    path("desk/<int:pk>/take-back/", desk_deeds.take_back, name="we-did-back"),
    path("desk/<int:pk>/follow-up/", desk_deeds.follow_up, name="follow-up"),
    path("desk/<int:pk>/<str:step>/", desk.ticket_step, name="ticket-step"),
    path("desk/follow-ups/<int:pk>/", desk_deeds.follow_up_done, name="follow-up-done"),
    path("desk/held/", held.held, name="held"),
    path("desk/held/<uuid:pk>/", held.held_rating, name="held-rating"),
    path("desk/held/<uuid:pk>/contact/", held.held_contact, name="held-contact"),
    path("desk/proposals/<int:pk>/", held.proposal, name="proposal"),
]
