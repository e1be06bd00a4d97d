"""Every page × language × size: nothing that axe, the policy, a narrow screen or a reader minds."""

import re
from collections import Counter
from typing import Any

import pytest
from django.test import Client

from departments.models import User
from tests.access.table import addresses
from tests.e2e import gates
from tests.e2e.pages import NO_PAGE, PAGES, Visit, is_page, visits
from tests.world import sign_in

LANGUAGES = ("en", "zh-hans")
SIZES = {"desk": {"width": 1366, "height": 768}, "phone": {"width": 360, "height": 740}}
FURNISHED: set[str] = set()
PARTS = 8  # so that several workers share the pages evenly
DARK = ("home", "reports:department", "reports:indicator", "indicators:import-preview", "mfa_index")


@pytest.fixture
def furnished(linhu: str, in_linhu: None) -> None:
    """What any visit puts into Linhu is there before the first page is looked at, so that no page
    depends on which ones came before it."""
    if linhu not in FURNISHED:
        for visit in visits():
            visit.path("en")
        FURNISHED.add(linhu)


def test_every_address_is_a_page_or_says_why_not():
    known = {visit.name for visit in PAGES} | {n for names in NO_PAGE.values() for n in names}
    assert sorted(known - addresses().keys() - {"/nowhere/"}) == []
    needs_arguments = [
        name
        for name, entry in addresses().items()
        if is_page(name) and name not in known and entry.pattern.converters
    ]
    assert needs_arguments == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.usefixtures("furnished")
def test_pages(doors: Any, site: Any, language: str, part: int) -> None:
    wrong = [
        f"{visit}: {fault}"
        for visit in visits()[part::PARTS]
        for fault in faults(doors, site, visit, language)
    ]
    assert not wrong, "\n".join(wrong)


def faults(doors: Any, site: Any, visit: Visit, language: str) -> list[str]:
    page, ear = doors.page(visit.role, language)
    page.set_viewport_size(SIZES["desk"])
    page.emulate_media(color_scheme="light")
    answer = page.goto(site.url + visit.path(language))
    found = []
    if answer is None or answer.status != visit.status:
        found.append(f"status {answer and answer.status} at {page.url}")
    gates.draw(page)
    for size, viewport in SIZES.items():
        page.set_viewport_size(viewport)
        found += [
            f"{size}: {text}" for text in gates.axe(page) + gates.form(page, visit.name, language)
        ]
    if visit.name in DARK:
        page.emulate_media(color_scheme="dark")
        found += [f"dark: {text}" for text in gates.axe(page)]
    return found + ear.complaints(visit.status)


@pytest.mark.parametrize("language", LANGUAGES)
def test_titles_tell_the_pages_apart(language: str) -> None:
    """Read without a browser: one title per address, whoever looks at it."""
    clients: dict[str, Client] = {"anonymous": Client()}
    titles = {}
    for visit in visits():
        if visit.role not in clients:
            user = User.objects.get(username=visit.role)
            clients[visit.role] = sign_in(Client(), user)
        path = visit.path(language).partition("?")[0]
        shown = clients[visit.role].get(path).content.decode()
        if visit.status == 200 and (title := re.search(r"<title>(.*?)</title>", shown, re.DOTALL)):
            titles[path] = " ".join(title[1].split())
    counts = Counter(titles.values())
    twice = [f"{path}: {title}" for path, title in titles.items() if counts[title] > 1]
    assert not twice, "\n".join(twice)
