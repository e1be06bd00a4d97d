"""Browsers that are signed in already, for tests that are about something else."""

from typing import Any

from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page
from pytest_django.live_server_helper import LiveServer

from departments.models import User
from tests.e2e.gates import Ear
from tests.world import sign_in


class Doors:
    """One browser per role and language, opened once and shared by all tests that only look."""

    def __init__(self, browser: Browser, site: LiveServer) -> None:
        self.browser, self.site = browser, site
        self.opened: dict[tuple[str, str], tuple[Page, Ear]] = {}

    def page(self, role: str, language: str) -> tuple[Page, Ear]:
        """The shared page of `role`, and what it was heard to complain of."""
        key = role, language
        if key not in self.opened:
            page = self.fresh(role, locale=language, reduced_motion="reduce").new_page()
            self.opened[key] = page, Ear(page, self.site.url)
        return self.opened[key]

    def fresh(self, role: str, **options: Any) -> BrowserContext:
        """A browser of its own for `role` ("anonymous": nobody is signed in)."""
        context = self.browser.new_context(**options)
        if role != "anonymous":
            context.add_cookies([self.cookie(role)])
        return context

    def cookie(self, role: str) -> Any:
        """A session that has shown its password and second factor just now."""
        client = sign_in(Client(), User.objects.get(username=role))
        session = client.session
        for method in session["account_authentication_methods"]:
            method["reauthenticated"] = True
        session.save()
        name = settings.SESSION_COOKIE_NAME
        return {"name": name, "value": client.cookies[name].value, "url": self.site.url}

    def close(self) -> None:
        for page, _ear in self.opened.values():
            page.context.close()
