"""What the sign-in pages show: our labels, no dead end, the accounts of the demonstration."""

from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from perfmgmt.templatetags.pm_demo import demo_accounts
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
PATH = "/en/accounts/login/"


def page(path: str) -> str:
    with translation.override("en"):
        return Client().get(path).content.decode()


def test_wrong_password_is_told_without_naming_the_account() -> None:
    with translation.override("en"):
        response = Client().post(PATH, {"login": "nobody", "password": "wrong"})
    shown = response.content.decode()
    assert response.status_code == 200
    assert "<title>Error: Sign in" in shown
    assert 'role="alert"' in shown
    assert 'value="nobody"' in shown


def test_forgotten_password_leads_to_people_not_to_a_mail_nobody_sends() -> None:
    assert "Ask your performance office for a new one." in page(PATH)
    assert "password/reset" not in page(PATH)


def test_controls_carry_no_placeholder() -> None:
    assert "placeholder" not in page(PATH)


def test_demo_accounts_are_shown_where_the_demo_is_loaded() -> None:
    assert demo_accounts() == []
    assert "Demonstration accounts" not in page(PATH)
    UserFactory(username="manager")
    assert [account["username"] for account in demo_accounts()] == ["manager"]
    assert "Demonstration accounts" in page(PATH)


def test_demo_accounts_are_never_shown_in_production(settings: Any) -> None:
    UserFactory(username="manager")
    settings.PRODUCTION = True
    assert demo_accounts() == []
