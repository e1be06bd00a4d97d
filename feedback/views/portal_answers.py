"""What a citizen says to the answer to his rating."""

from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from feedback import codes, services
from feedback.models import Handling
from feedback.views.portal import message, public, unknown


@public("POST")
def answer(request, check):
    """The tap on one of three. A second click ends where the first did."""
    code = codes.normal(check)
    back = f"{reverse('portal:status')}?code={code}&lang={translation.get_language()}"
    handling = request.POST.get("handling", "")
    if services.rating_of(code) is None:
        return unknown(request)
    after = {"url": back, "label": _("What became of my rating?")}
    if handling not in Handling.values:
        heading = _("Please choose one of the three.")
        return message(request, heading, status=400, after=after)
    if services.answer(code, handling) == "used":
        heading = _("You have said already what you think of the answer.")
        return message(request, heading, status=409, after=after)
    return redirect(back)
