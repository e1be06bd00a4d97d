"""Office and auditors work behind a second factor; everybody else may."""

import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.urls import reverse

from departments.mfa import MfaAdapter, has_shown_second_factor, must_have_second_factor
from departments.models import User
from tests.factories import PASSWORD, DelegationFactory
from tests.world import ROLES, sign_in

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
pytestmark = pytest.mark.django_db


def with_password_only(user):
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def where(client, name="account_change_password", **asked):
    response = client.get(reverse(name), **asked)
    return response.headers.get("Location", str(response.status_code))


def test_the_roles_that_must(world):
    assert [role for role in ROLES if must_have_second_factor(world.user(role))] == [
        "office", "auditor",
    ]  # fmt: skip
    DelegationFactory(grant=world.grant("office"), delegate=world.employee)
    assert must_have_second_factor(world.employee)
    world.stranger.is_staff = True
    assert must_have_second_factor(world.stranger)


@pytest.mark.parametrize("role", ["office", "auditor"])
def test_without_a_factor_one_is_sent_to_set_it_up(world, role):
    client = with_password_only(world.user(role))
    assert where(client) == reverse("mfa_index")
    for name in ("mfa_index", "account_logout"):
        assert where(client, name) == "200"


def test_with_a_factor_one_is_sent_to_show_it_and_comes_back(world):
    TOTP.activate(world.office, SECRET)
    client = with_password_only(world.office)
    page = reverse("account_change_password")
    step = f"{reverse('mfa_reauthenticate')}?next={page.replace('/', '%2F')}"
    assert where(client) == step
    code = format_hotp_value(hotp_value(SECRET, int(time.time()) // 30))
    answer = client.post(step, {"code": code})
    assert answer.headers["Location"] == page
    assert where(client) == "200"


def test_a_factor_is_set_up_shown_once_more_and_opens_the_pages(world):
    client = Client()
    client.post(reverse("account_login"), {"login": "office", "password": PASSWORD})
    assert where(client) == reverse("mfa_index")
    page = client.get(reverse("mfa_activate_totp"), follow=True)
    here = page.redirect_chain[0][0]  # the password once more
    page = client.post(here, {"password": PASSWORD}, follow=True)
    secret = page.context["form"].secret
    code = format_hotp_value(hotp_value(secret, int(time.time()) // 30))
    done = client.post(reverse("mfa_activate_totp"), {"code": code})
    assert where(client, "mfa_view_recovery_codes") == "200"
    assert done.headers["Location"] == reverse("mfa_view_recovery_codes")
    step = where(client)
    assert step.startswith(reverse("mfa_reauthenticate"))
    client.post(step, {"code": code})
    assert where(client) == "200"


def test_others_need_none_and_api_says_so(world):
    for role in ("manager", "employee", "evaluator", "supervision", "stranger"):
        assert where(with_password_only(world.user(role))) == "200"
    response = with_password_only(world.office).get("/api/v1/departments/")
    assert response.status_code == 403


def test_a_session_that_has_shown_its_factor_costs_nothing(world, django_assert_num_queries, rf):
    request = rf.get("/")
    request.user = world.office
    request.session = sign_in(Client(), world.office).session
    assert request.session.session_key  # read now, as every page does
    assert request.session.get("_auth_user_id")
    with django_assert_num_queries(0):
        assert has_shown_second_factor(request)
    request.user = world.auditor  # the records of another user do not count
    assert not has_shown_second_factor(request)


def test_sign_in_with_password_and_code(world):
    TOTP.activate(world.office, SECRET)
    client = Client()
    answer = client.post(reverse("account_login"), {"login": "office", "password": PASSWORD})
    assert answer.headers["Location"] == reverse("mfa_authenticate")
    assert where(client) != "200"
    code = format_hotp_value(hotp_value(SECRET, int(time.time()) // 30))
    client.post(reverse("mfa_authenticate"), {"code": code})
    assert where(client) == "200"


def test_secrets_are_stored_encrypted_and_read_with_an_older_key(world, settings):
    authenticator = TOTP.activate(world.office, SECRET).instance
    assert SECRET not in str(authenticator.data)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another-key-that-is-long-enough-for-production-use-0123456789"
    assert MfaAdapter().decrypt(authenticator.data["secret"]) == SECRET
    assert MfaAdapter().decrypt("plain, from before") == "plain, from before"


def test_the_last_factor_stays_while_a_role_asks_for_it(world):
    may = MfaAdapter().can_delete_authenticator
    last = TOTP.activate(world.office, SECRET).instance
    assert not may(last)
    Authenticator.objects.create(user=world.office, type="webauthn", data={})
    assert may(last)
    assert may(TOTP.activate(world.employee, SECRET).instance)


def test_lockout_after_repeated_failures_says_until_when(world, settings):
    client = Client()
    bad = {"login": "employee", "password": "wrong"}
    unknown = {"login": "nobody-here", "password": "wrong"}
    first = client.post(reverse("account_login"), bad)
    other = Client().post(reverse("account_login"), unknown)
    texts = [
        [str(error) for error in response.context["form"].non_field_errors()]
        for response in (first, other)
    ]
    assert texts[0] == texts[1] != []
    for _ in range(settings.AXES_FAILURE_LIMIT):
        locked = client.post(reverse("account_login"), bad)
    assert locked.status_code == 429
    assert "15" in locked.content.decode()
    right = client.post(reverse("account_login"), {"login": "employee", "password": PASSWORD})
    assert right.status_code == 429
    other = client.post(reverse("account_login"), {"login": "manager", "password": PASSWORD})
    assert other.status_code == 302  # the lock is on the account, not on the house


def test_nobody_signs_himself_up(client):
    page = client.get(reverse("account_signup")).content.decode()
    assert '<input type="password"' not in page


def test_sign_in_leads_home_in_the_language_of_the_user(world):
    User.objects.filter(pk=world.employee.pk).update(language="zh-hans")
    answer = Client().post(reverse("account_login"), {"login": "employee", "password": PASSWORD})
    assert answer.headers["Location"] == "/zh-hans/"


def test_single_sign_on_reaches_the_account_of_the_same_name(world, settings, rf):
    """A provider that hands out user names is believed; without the setting nobody is."""
    from allauth.socialaccount.models import SocialAccount, SocialLogin

    from perfmgmt.accounts import SocialAccountAdapter

    def sign_on(name):
        request = rf.get("/")
        request.user = AnonymousUser()
        data = {"userinfo": {"preferred_username": name}}
        account = SocialAccount(provider="oidc", uid=f"uid of {name}", extra_data=data)
        login = SocialLogin(user=User(), account=account)
        SocialAccountAdapter().pre_social_login(request, login)
        return login.user.username or None

    assert sign_on("employee") is None
    app = {"provider_id": "oidc", "name": "x", "client_id": "x", "secret": "x"}
    app["settings"] = {"server_url": "https://sso.example.org"}
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}
    settings.OIDC_USERNAME_CLAIM = "preferred_username"
    assert sign_on("employee") == "employee"
    assert sign_on("nobody") is None
    assert sign_on("") is None


def test_passwords_are_kept_with_argon2():
    from django.contrib.auth.hashers import Argon2PasswordHasher

    assert Argon2PasswordHasher().encode("pass phrase", "saltsaltsalt").startswith("argon2")
    from perfmgmt.settings import signin

    assert signin.PASSWORD_HASHERS[0].endswith("Argon2PasswordHasher")
