"""The pages of third-party evaluation in a browser: gates, both languages, a small phone."""

import datetime
import os
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from feedback.models import Engagement
from tests.e2e import gates
from tests.feedback import third_parties as third
from tests.feedback.test_third_parties import settle_all
from tests.world import build, sign_in_browser

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SIZES = [(1366, 768), (360, 740)]
LANGUAGES = ("en", "zh-hans")
# The accounts of this test, and the words that its marks and declarations are written in.
ACCOUNTS = [f"{team}-{seat}" for team in ("third", "b", "c") for seat in third.SEATS]
KNOWN = {
    "names": [*gates.NAMES, "Chen", "Seen", "Read", "both"],
    "accounts": [*gates.ACCOUNTS, *ACCOUNTS, "stranger"],
    "same": "",
}  # fmt: skip


@pytest.fixture
def place(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return build()


def look(page, live_server, name, pk=None, **more):
    """What the gates find on a page, in both languages and two sizes."""
    found = []
    args = {"pk": pk} | more if pk else more
    for language in LANGUAGES:
        with override(language):
            path = reverse(f"feedback:{name}", kwargs=args)
        for width, height in SIZES:
            page.set_viewport_size({"width": width, "height": height})
            page.goto(live_server.url + path)
            if folder := os.environ.get("SHOTS"):
                page.screenshot(
                    path=Path(folder) / f"{name}-{language}-{width}.png", full_page=True
                )
            wrong = page.evaluate(gates.FORM, KNOWN | {"language": gates.TAGS[language]})
            wrong += gates.axe(page) if width == SIZES[0][0] else []
            found += [f"{name} {language} {width}: {one}" for one in wrong]
    return found


def seated(context, live_server, row, seat):
    context.clear_cookies()
    sign_in_browser(context, live_server, row.members.get(seat=seat).user)


def evidence(place, unit):
    """In words, and as a file with a long name."""
    third.material(place, unit, title="12 · 3", text="每周公布。")
    name = "2026-06-01-0123456789-0123456789-0123456789.pdf"
    third.material(place, unit, title="12 · 4", text="", content=[b"%PDF-1.7 x"], name=name)


def test_every_page_passes_the_gates(place, page, context, live_server):
    draft = third.drafted(place, is_blind=True)
    unit = third.unit_of(draft, place.bureau)
    evidence(place, unit)
    row = third.marked(place, first=(4, 3), second=(2, 3), users=third.people("b"))
    asked = third.unit_of(row, place.bureau)
    key = row.criteria.last().pk
    third.services.reply(asked, {key: "每周公布。"}, version=0, by=place.manager)
    marking = third.marking(place, departments=[place.other], users=third.people("c"))
    evidence(place, marking.units.select_related("key", "engagement").get())
    body = draft.organisation.pk
    sign_in_browser(context, live_server, place.office)
    visits = [
        ("evaluators", None), ("evaluator", body), ("evaluator-change", body),
        ("evaluator-declare", body), ("engagements", None), ("engagement-add", None),
        ("engagement", draft.pk), ("criterion-add", draft.pk), ("engagement-seats", draft.pk),
        ("unit-evidence", unit.pk), ("engagement-agreement", row.pk),
    ]  # fmt: skip
    found = [wrong for name, pk in visits for wrong in look(page, live_server, name, pk)]
    found += look(page, live_server, "engagement-step", draft.pk, step="withdraw")
    context.clear_cookies()
    sign_in_browser(context, live_server, place.manager)
    found += look(page, live_server, "unit-reply", asked.pk)
    seated(context, live_server, marking, "first")
    found += look(page, live_server, "unit-marks", marking.units.get().pk)
    found += look(page, live_server, "engagement-papers", marking.pk)
    over = timezone.localdate() - datetime.timedelta(days=1)
    Engagement.objects.filter(pk=row.pk).update(reply_until=over)
    row = third.step(place, row, "settle")
    seated(context, live_server, row, "responsible")
    found += look(page, live_server, "unit-settle", asked.pk)
    settle_all(row, level=4, changed=True)
    third.signed(row)
    found += look(page, live_server, "engagement-report", row.pk)
    assert found == []
