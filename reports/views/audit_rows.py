"""Entries as rows and facts for the components that show them."""

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from departments.models import User
from reports import deeds
from reports.templatetags.pm_format import number

MOMENT = "Y-m-d H:i:s"


def rows(entries, user):
    """Rows of components/table.html; who did it is looked up once for all."""
    names = names_of({entry.actor for entry in entries}, user)
    return [
        [
            {"text": moment(entry.at), "url": entry_url(entry.pk)},
            names[entry.actor],
            {"text": deed(entry.verb, is_rehearsed=entry.is_rehearsed), "sub": entry.verb},
            subject(entry),
        ]
        for entry in entries
    ]


def deed(verb, *, is_rehearsed):
    """What was done; what was only rehearsed says so before all else."""
    words = deeds.words(verb)
    return _("Rehearsed: %(deed)s") % {"deed": words} if is_rehearsed else words


def state_facts(state):
    """Arguments of components/facts.html: how far it is sealed, and whether it holds."""
    check = {"label": _("Last check"), "note": state.checked_at and moment(state.checked_at)}
    if state.broken:
        check |= {"status": "blocked", "word": _("Broken")}
    elif state.checked_at:
        check |= {"status": "normal", "word": _("Intact")}
    else:
        check |= {"value": _("none yet"), "note": _("It runs by itself within hours.")}
    return [
        {
            "label": _("Newest seal"),
            "value": state.seal or _("none yet"),
            "note": state.sealed_at and moment(state.sealed_at),
        },
        {"label": _("Entries that wait for a seal"), "value": number(state.waiting)},
        check,
    ]


def facts(entry, seal, user):
    """Rows of components/summary_list.html."""
    sealed = _("in seal %(number)s, %(moment)s")
    is_rehearsed = "rehearsal" in entry.details
    what = deed(entry.verb, is_rehearsed=is_rehearsed)
    played = entry.details.get("acted_as")
    names = names_of({entry.actor, played}, user)
    acted = [{"key": _("Acted as"), "value": names[played]}] if is_rehearsed else []
    return [
        {"key": _("When"), "value": moment(entry.at)},
        {"key": _("Who"), "value": names[entry.actor]},
        *acted,
        {"key": _("What"), "value": f"{what} ({entry.verb})"},
        {"key": _("Concerns"), "value": subject(entry)},
        {
            "key": _("Sealed"),
            "value": sealed % {"number": seal.number, "moment": moment(seal.sealed_at)}
            if seal
            else _("not yet; the sealer runs every five seconds"),
        },
        {"key": _("Digest of the details (SHA-256)"), "value": bytes(entry.digest).hex()},
    ]


def names_of(numbers, user):
    """Who stands behind the numbers: the person, else the account, else only the number."""
    seen = User.objects.visible_to(user).filter(pk__in=numbers - {None})
    names = {None: _("the system")}
    names |= {each: _("user %(number)s") % {"number": each} for each in numbers if each}
    for account in seen.select_related("person"):
        person = getattr(account, "person", None)
        names[account.pk] = person.title if person else account.username
    return names


def history(entry):
    """The filters that show all entries about the same row."""
    return {"kind": "all", "about": entry.target_type, "number": entry.target_id}


def entry_url(pk):
    return reverse("reports:audit-entry", args=[pk])


def subject(entry):
    return f"{deeds.thing(entry.target_type)} {entry.target_id}"


def moment(at):
    return date_format(timezone.localtime(at), MOMENT)
