"""The pages of citizens: rate, say why, see what became of it. No account, no cookie, no script.

A rating is one POST without a token against forgery: there is no session that somebody else could
ride on, and who forges a rating by hand gains nothing over opening the page.
"""

import re
import uuid
from functools import wraps

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from departments.texts import with_short_ends
from feedback import codes, scale_words, services
from feedback.models import Outcome
from feedback.networks import guesses_too_often, marks_of, may_opine
from feedback.views import portal_words as words
from feedback.views.tap_door import given_before

LANGUAGES = ("en", "zh-hans")
KIOSK_SECONDS = 15
FACE = re.compile(r"[0-9]{1,2}")
READ = ("GET", "HEAD")
FORM = (*READ, "POST")


def public(*methods):
    """For everybody, in the language asked for, never kept by a cache."""

    def decorate(view):
        @csrf_exempt
        @never_cache
        @require_http_methods(methods)
        @wraps(view)
        def opened(request, *args, **kwargs):
            asked = request.GET.get("lang") or request.POST.get("lang")
            lang = asked if asked in LANGUAGES else translation.get_language_from_request(request)
            with translation.override(lang):
                answer = view(request, *args, **kwargs)
                answer.headers["Content-Language"] = lang
            patch_vary_headers(answer, ["Accept-Language"])
            return answer

        return opened

    return decorate


def shown(request, template, context, status=200):
    lang = translation.get_language()
    other = "en" if lang.startswith("zh") else "zh-hans"
    query = request.GET.copy()
    query["lang"] = other
    names = {"en": ("English", "en"), "zh-hans": ("中文", "zh-Hans")}
    switch = {"url": f"{request.path}?{query.urlencode()}"}
    switch["label"], switch["tag"] = names[other]
    shell = {"lang": lang, "html_lang": "zh-Hans" if lang.startswith("zh") else "en"}
    page = render_to_string(template, shell | {"other": switch} | context)  # nothing of a session
    return HttpResponse(page, status=status)


def message(request, heading, *lines, status=200, after=None):
    context = {"heading": heading, "lines": lines, "next": after}
    return shown(request, "portal/message.html", context, status)


def here(name, *args):
    """An address of the portal that keeps the language."""
    return f"{reverse(f'portal:{name}', args=args)}?lang={translation.get_language()}"


@public(*FORM)
def rate(request, code):
    """One question, and the answers are the buttons. A second click ends where the first did."""
    code = codes.normal(code)
    if request.method == "POST" and (spot := services.spot_of(code)) is not None:
        return answered(request, code, spot)
    place = services.place_of(code) if code else None
    if place is None:
        return unknown(request)
    if not (place.is_open and place.service.is_open):
        return closed(request)
    return question(request, code, place)


def question(request, code, place, note="", status=200):
    context = {
        "question": scale_words.question(place.service.scale),
        "place": words.place(place),
        "faces": words.faces(place.service.scale),
        "action": here("rate", code),
        "page_number": uuid.uuid4(),
        "is_opinion": len(code) == codes.POINT,
        "note": note,
    }
    return shown(request, "portal/rate.html", context, status)


def answered(request, code, spot):
    """The tap. Nothing is asked twice, and one face takes the same way as another."""
    page, value = number_of(request.POST.get("page")), face_of(request)
    if page is None or value is None:
        return question(request, code, services.place_of(code), no_face(), 400)
    is_opinion = len(code) == codes.POINT
    if is_opinion and not may_opine(request):
        return too_many(request)
    given = given_before(request) or services.give(
        code, value, page=page, language=translation.get_language(),
        marks=marks_of(request, spot),
    )  # fmt: skip
    if given.is_thanked:
        return redirect(here("thanks", given.check))
    return refused(request, code, services.place_of(code), given.state)


def face_of(request):
    """The number of the face that was tapped; None for what no page of ours sends."""
    text = request.POST.get("value", "")
    return int(text) if FACE.fullmatch(text) else None


def no_face():
    return _("Please tap one of the faces.")


def number_of(text):
    try:
        return uuid.UUID(text or "")
    except ValueError:
        return None


def refused(request, code, place, state):
    if state == "answer":
        return question(request, code, place, no_face(), 400)
    if state == "used":
        return message(
            request, _("This visit has been rated already"),
            _("Each receipt is worth one rating. If it was not you who gave it, please tell the "
              "supervision office."), status=409,
        )  # fmt: skip
    if state == "expired":
        return message(
            request, _("This receipt has expired"),
            _("It cannot be counted any more. You may still say what you think."), status=410,
            after={"url": here("rate", place.code), "label": _("Give an opinion")},
        )  # fmt: skip
    if state == "often":
        return message(request, _("This rating was changed too often"), status=409)
    return closed(request)


@public(*READ)
def find(request):
    """Type the code under the square; a code leads to its page."""
    typed = request.GET.get("code", "")
    code = codes.normal(typed)
    if code:
        return redirect(here("rate", code))
    return shown(request, "portal/find.html", {"code": typed, "wrong": bool(typed)})


@public(*FORM)
def thanks(request, check):
    """It is done. What follows is optional, until the rating is released."""
    check = codes.normal(check)
    row = services.rating_of(check)
    if row is None:
        return unknown(request)
    errors = ""
    if request.method == "POST":
        errors = sent(request, row)
        if not errors:
            return redirect(here("thanks", check) + "&sent=1")
    elif "change" in request.GET and row.may_change:
        return again(request, row, check)
    context = words.thanks(row, request.POST if errors else None, sent="sent" in request.GET)
    context |= {
        "shown": codes.shown(check),
        "action": here("thanks", check),
        "change_url": here("thanks", check) + "&change=1",
        "errors": errors,
    }
    if row.point.is_kiosk and not {"more", "sent"} & request.GET.keys() and not errors:
        context |= {
            "back": here("rate", row.point.code),
            "more_url": here("thanks", check) + "&more=1",
            "seconds": KIOSK_SECONDS,
            "goes_back": words.goes_back(KIOSK_SECONDS),
        }
    return shown(request, "portal/thanks.html", context, 400 if errors else 200)


def again(request, row, check):
    """The faces once more, for the same rating."""
    context = {
        "question": scale_words.question(row.scale),
        "place": words.place(row.point),
        "faces": words.faces(row.scale),
        "action": here("thanks", check),
        "page_number": row.pk,
        "told": _("You said: %s. Tap another face to change it.") % words.answer(row),
    }
    return shown(request, "portal/rate.html", context)


def sent(request, row):
    """Keep what was added; returns what is wrong, in words."""
    if "value" in request.POST:
        value = face_of(request)
        state = "answer" if value is None else services.amend(row, value=value)
    else:
        outcome = request.POST.get("outcome", "")
        text = with_short_ends(written(request, "text"))
        contact = written(request, "contact")
        if len(text) > services.LONGEST_TEXT:
            return words.too_long(len(text))
        if len(contact) > services.LONGEST_CONTACT:
            return words.too_long(len(contact), services.LONGEST_CONTACT)
        forget = "forget" in request.POST
        if (contact or forget) and services.leave_contact(row, "" if forget else contact) == "late":
            return words.why_not("late")
        state = services.amend(
            row, outcome=outcome if outcome in Outcome.values else "",
            reasons=request.POST.getlist("reasons"), text=text,
        )  # fmt: skip
    return words.why_not(state)


def written(request, name):
    """What somebody typed, without what no table can hold."""
    return request.POST.get(name, "").replace("\0", "").strip()


@public(*READ)
def status(request):
    """What became of a rating. The same page for a code that is right and for one that is not."""
    typed = request.GET.get("code", "")
    code = codes.normal(typed)
    row = services.rating_of(code) if code else None
    if typed and row is None and guesses_too_often(request):
        return too_many(request)
    context = {"code": typed, "unknown": bool(typed) and row is None}
    if row is not None:
        context |= words.status(row) | {"answer": words.reply(row, here("answer", code))}
        if row.release_id:
            context["proof_url"] = reverse("portal:proof", args=[code])
    return shown(request, "portal/status.html", context)


@public(*READ)
def proof(request, check):
    """The place of a rating in its release, for anybody to check."""
    row = services.rating_of(codes.normal(check))
    if row is None or row.release_id is None:
        return unknown(request)
    return JsonResponse(services.proof_of(row), json_dumps_params={"indent": 1})


@public(*READ)
def about(request):
    """What is kept and what is not; how the pages can be used."""
    return message(request, _("Privacy and accessibility"), *words.promises())


def unknown(request):
    if guesses_too_often(request):
        return too_many(request)
    return message(
        request, _("This code is not in use"),
        _("Please compare it with what is printed under the square."), status=404,
        after={"url": here("find"), "label": _("Type the code")},
    )  # fmt: skip


@public(*FORM)
def missing(request, exception=None):
    """What a portal that runs alone says of an address that it does not have."""
    return message(request, _("There is no such page"), status=404,
                   after={"url": here("find"), "label": _("Type the code")})  # fmt: skip


def closed(request):
    return message(
        request, _("This service is not rated any more"),
        _("The place or the service was closed."), status=410,
    )  # fmt: skip


def too_many(request) -> HttpResponse:
    """The same words for whatever was tried, so that they tell nothing."""
    answer = message(
        request, _("Too many at once"),
        _("Many ratings or wrong codes came from your network in the last hour. A receipt that is "
          "right always works. Please try again later."), status=429,
    )  # fmt: skip
    answer.headers["Retry-After"] = "3600"
    return answer
