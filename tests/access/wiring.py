"""Who gets which answer from what others wrote: sign-in, second factors, languages, the admin.

The sign-in pages of allauth serve PUT like POST. The admin is closed to everybody here: its door
asks for staff, and no role makes staff of anybody.
"""

from tests.access.table import addresses

SIGNED_IN = ("stranger", "office", "manager", "employee", "evaluator", "auditor", "supervision")
EVERY = ("GET", "POST", "PUT", "PATCH", "DELETE")
FORM = ("GET", "POST", "PUT")


def answers(anonymous, others):
    return {"anonymous": anonymous} | dict.fromkeys(SIGNED_IN, others)


def rows(names, methods, row):
    return {(name, method): row for name in names.split() for method in methods}


ADMIN = [name for name in addresses() if name.startswith(("admin:", "/admin/"))]
ACCESS = {
    **rows(
        "account_confirm_email account_email_verification_sent account_inactive"
        " account_reset_password account_reset_password_done account_reset_password_from_key"
        " account_reset_password_from_key_done socialaccount_login_cancelled",
        ["GET"],
        answers(200, 200),
    ),
    **rows("account_reset_password", ["POST", "PUT"], answers(200, 200)),
    **rows("account_reset_password_from_key", EVERY, answers(200, 200)),  # a wrong key: it says so
    **rows("socialaccount_login_error", ["GET"], answers(401, 401)),
    **rows("socialaccount_signup", ["GET"], answers(302, 302)),
    # Who is signed in is sent home. Nobody signs himself up: the page says that it is closed.
    **rows("account_login account_signup", FORM, answers(200, 302)),
    **rows("account_login", ["PATCH", "DELETE"], answers(405, 302)),
    **rows("account_signup", ["PATCH", "DELETE"], answers(200, 302)),
    **rows("account_confirm_login_code mfa_authenticate", EVERY, answers(302, 302)),
    **rows("mfa_login_webauthn", FORM, answers(302, 302)),
    **rows("mfa_login_webauthn", ["PATCH", "DELETE"], answers(405, 302)),
    **rows("account_logout", ["GET"], answers(302, 200)),
    **rows("account_logout", ["POST"], answers(302, 302)),
    # One's own account.
    **rows("account_change_password account_reauthenticate", FORM, answers(302, 200)),
    **rows("account_set_password", EVERY, answers(302, 302)),
    **rows("account_email", ["GET"], answers(302, 200)),
    **rows("account_email", ["POST", "PUT"], answers(302, 302)),
    **rows("socialaccount_connections", FORM, answers(302, 200)),
    **rows("mfa_index mfa_list_webauthn", ["GET"], answers(302, 200)),
    # Without a second factor of one's own there is nothing to show; to add one, sign in anew.
    **rows(
        "mfa_deactivate_totp mfa_download_recovery_codes mfa_view_recovery_codes",
        ["GET"],
        answers(302, 404),
    ),
    **rows(
        "mfa_activate_totp mfa_add_webauthn mfa_edit_webauthn mfa_generate_recovery_codes"
        " mfa_remove_webauthn mfa_reauthenticate mfa_reauthenticate_webauthn",
        ["GET"],
        answers(302, 302),
    ),
    **rows("openid_connect_login openid_connect_callback", ["GET"], answers(404, 404)),
    **rows("set_language", EVERY, answers(302, 302)),
    # Old addresses of allauth.
    **rows(
        "/accounts/social/connections/ /accounts/social/login/cancelled/"
        " /accounts/social/login/error/ /accounts/social/signup/",
        EVERY,
        answers(301, 301),
    ),
    **rows(" ".join(ADMIN), ["GET"], answers(302, 302)),
    **rows("admin:login", ["GET"], answers(302, 403)),
    **rows("admin:logout", EVERY, answers(302, 302)),
}


def arguments(name):
    """What the admin's addresses need, by their last word."""
    match name.rpartition(":")[2]:
        case "app_list":
            return {"app_label": "auth"}
        case "view_on_site":
            return {"content_type_id": 1, "object_id": 1}
        case word if word.endswith(("_change", "_delete", "_history")):
            return {"object_id": 1}
    return {}


KWARGS = {
    "account_confirm_email": lambda world: {"key": "abc"},
    "account_reset_password_from_key": lambda world: {"uidb36": "1", "key": "abc"},
    "openid_connect_login": lambda world: {"provider_id": "none"},
    "openid_connect_callback": lambda world: {"provider_id": "none"},
    "mfa_edit_webauthn": lambda world: {"pk": 1},
    "mfa_remove_webauthn": lambda world: {"pk": 1},
    **{
        name: lambda world, name=name: arguments(name)
        for name in ADMIN
        if name != "admin:password_change" and arguments(name)
    },
}
