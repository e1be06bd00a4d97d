"""What a card said, version by version and edition by edition, with the differences."""

from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from indicators.models import CardEdition, Indicator
from indicators.services.cards import DESCRIBED, DETAILED, METHOD, words_of
from indicators.views.definitions import capital, crumbs, one
from indicators.views.frame import page
from indicators.views.smart import label_of


@page()
def history(request, pk):
    """Every edition of every version of the card, the newest first."""
    card = one(request.user, pk)
    versions = Indicator.objects.visible_to(request.user).filter(code=card.code)
    kept = list(CardEdition.objects.visible_to(request.user).of(card.code))
    editions = sorted(
        [*kept, *first_editions(versions.with_detail(), kept)],
        key=lambda edition: (edition.indicator.version, edition.minor),
    )
    rows = [row_of(new, old) for old, new in zip([None, *editions], editions, strict=False)]
    context = {"card": card, "crumbs": crumbs(card), "rows": rows[::-1]}
    return render(request, "indicators/history.html", context)


def first_editions(versions, kept):
    """For cards that came with a file and were never changed: what they say now."""
    known = {edition.indicator_id for edition in kept}
    return [
        CardEdition(indicator=row, minor=row.minor, words=words_of(row), recorded_at=row.created_at)
        for row in versions.for_list()
        if row.pk not in known
    ]


def row_of(new, old):
    """One edition beside the one before it."""
    is_version = old is None or old.indicator_id != new.indicator_id
    changed = [] if old is None else differences(old.words, new.words)
    return {
        "number": f"{new.indicator.version}.{new.minor}",
        "url": reverse("indicators:detail", args=[new.indicator_id]),
        "what": what(old, is_version=is_version),
        "breaks": old is not None and is_version,
        "by": person_of(new.recorded_by),
        "at": new.recorded_at,
        "reason": new.reason,
        "changes": changed,
    }


def person_of(user):
    """Who wrote it: the person's name, else the account's."""
    if user is None:
        return ""
    person = getattr(user, "person", None)
    return person.title if person else user.username


def what(old, *, is_version):
    if old is None:
        return _("First version")
    return _("New version: another way of measuring") if is_version else _("Words changed")


def differences(old, new):
    """Fields that differ, in the order of the card; method first."""
    names = dict.fromkeys([*METHOD, *DESCRIBED, "guard", *DETAILED])
    return [
        {
            "label": capital(label_of(name)),
            "lang": "en" if is_english(new.get(name) or old.get(name)) else "",
            "old": shown(old.get(name)),
            "new": shown(new.get(name)),
        }
        for name in names
        if name in new and (old.get(name) or "") != (new.get(name) or "")
    ]


def is_english(value):
    """Whether a text of the card needs to be marked on a page of another language."""
    return isinstance(value, str) and value.isascii() and " " in value


def shown(value):
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return "" if value is None else str(value)
