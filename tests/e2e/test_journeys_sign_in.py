"""Signing in by hand: with a password, with a second step, and with a wrong one."""

from io import StringIO
from typing import Any

from django.core.management import call_command
from playwright.sync_api import Page, expect

from perfmgmt.demo_city.accounts import PASSWORD


def enter(page: Page, site: Any, username: str, password: str = PASSWORD) -> None:
    page.goto(f"{site.url}/en/")
    page.get_by_label("Username").fill(username)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()


def code(username: str) -> str:
    out = StringIO()
    call_command("demo_code", username, stdout=out)
    return out.getvalue().strip()


def test_manager_signs_in_with_a_password_and_out_again(page: Page, site: Any) -> None:
    enter(page, site, "manager")
    expect(page).to_have_url(f"{site.url}/en/")
    expect(page.get_by_role("navigation", name="Main")).to_be_visible()
    page.locator("details.pm-me summary").click()
    page.locator("details.pm-me").get_by_role("button", name="Sign out").click()
    page.goto(f"{site.url}/en/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")


def test_wrong_password_keeps_the_name_and_says_what_to_do(page: Page, site: Any) -> None:
    enter(page, site, "manager", "not the password")
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_label("Username")).to_have_value("manager")
    expect(page).to_have_title("Error: Sign in – Linhu Performance")


def test_office_signs_in_with_a_code(page: Page, site: Any) -> None:
    enter(page, site, "office")
    expect(page.get_by_role("heading", level=1)).to_have_text("Second step")
    page.goto(f"{site.url}/en/manage/")
    expect(page.get_by_role("heading", level=1)).not_to_have_text("Administration")  # not in yet
    page.goto(f"{site.url}/en/accounts/2fa/authenticate/")
    page.get_by_label("Code").fill("000000")
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("alert")).to_be_visible()
    page.get_by_label("Code").fill(code("office"))
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page).to_have_url(f"{site.url}/en/")
    page.goto(f"{site.url}/en/manage/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Administration")
