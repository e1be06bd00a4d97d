"""Every HTML page and who looks at it in which state. What is no page stands in NO_PAGE."""

from audit.models import Entry
from departments.models import (
    Appointment,
    Delegation,
)
from indicators.models import (
    Adjustment,
    Amendment,
    ContextNote,
    Evidence,
    Measurement,
    MissingRequest,
    Stage,
    Target,
    VerificationSample,
)
from tests.access.table import addresses
from tests.e2e.places import (
    Visit,
    aim,
    bus_value,
    card,
    carried,
    first,
    given,
    grant,
    holiday,
    jam,
    kpi,
    last_value,
    latest_jobs,
    locked,
    need,
    open_department,
    open_return,
    pack,
    passkey,
    periods_of,
    person,
    post,
    recovery_codes,
    rollup_of_transport,
    run,
    scorecard,
    signal,
    step,
    strange_import,
    token,
    two_runs,
    waiting_import,
)

STRATEGY = [
    Visit("indicators:cascade"),
    Visit("indicators:cascade", "manager", query="?show=gaps"),
    Visit("indicators:objective", "manager", aim),
    Visit("indicators:objective-edit", "manager", aim),
    Visit("indicators:objective-move", "manager", aim),
    Visit("indicators:objective-close", "manager", aim),
    Visit("indicators:objective-reopen", "manager", aim),
    Visit("indicators:rollup", kwargs=rollup_of_transport),
    Visit("indicators:carriers", "manager", jam),
    Visit("indicators:carrier-add", "manager", jam),
    Visit("indicators:carrier", "manager", carried),
    Visit("indicators:carrier-end", "manager", carried),
    Visit("indicators:requirement", "manager", need),
    Visit("indicators:requirement-step", "manager", lambda: need() | {"step": "withdraw"}),
    Visit("indicators:cost", kwargs=given(department="LH-HR", indicator="HR-JOBS")),
    Visit("indicators:breakdown", kwargs=latest_jobs),
]

# What has no arguments is seen by the office, unless it is named here.
PAGES = [
    *STRATEGY,
    *(Visit("home", role) for role in (
        "office", "manager", "employee", "evaluator", "auditor", "supervision"
    )),
    Visit("departments:tree", "manager"),
    Visit("departments:detail", kwargs=given(code="LH")),
    Visit("departments:detail", "manager", given(code="LH-TR-01")),
    Visit("departments:edit", kwargs=open_department),
    Visit("departments:move", kwargs=open_department),
    Visit("departments:close", kwargs=open_department),
    Visit("departments:reopen", kwargs=open_department),
    Visit("departments:post-add", kwargs=open_department),
    Visit("departments:post-edit", kwargs=post),
    Visit("departments:post-close", kwargs=post),
    Visit("departments:person", kwargs=person),
    Visit("departments:person-edit", kwargs=person),
    Visit("departments:person-account", kwargs=person),
    Visit("departments:person-link", kwargs=person),
    Visit("departments:appoint", kwargs=person),
    Visit("departments:person-leave", kwargs=person),
    Visit("departments:appointment-end", kwargs=first(Appointment, post__department__code="LH-TR")),
    Visit("departments:grant-end", kwargs=grant),
    Visit("departments:delegate", "manager", grant),
    Visit("departments:delegation-end", kwargs=first(Delegation)),
    Visit("departments:calendar-remove", kwargs=holiday),
    Visit("departments:pack", kwargs=pack),
    *(Visit("departments:load", kwargs=given(what=what)) for what in (
        "departments", "people", "calendar"
    )),
    Visit("departments:add", "manager", status=403),
    Visit("reports:signal", kwargs=signal(kind="heaping")),
    Visit("reports:signal", "auditor", signal(kind="copied")),
    Visit("reports:signal", kwargs=signal(kind="round")),
    Visit("reports:signal-step", kwargs=step("hand")),
    Visit("reports:signal-step", kwargs=step("explain")),
    Visit("reports:radar", "auditor"),
    Visit("reports:compare", query="?kpi=EE-REPLY"),
    Visit("reports:compare", "manager"),
    Visit("reports:indicator", kwargs=given(code="LH-WA-02", indicator="WA-FLOOD")),
    Visit("indicators:note-add", kwargs=first(Measurement, department__code="LH-TR-02")),
    Visit("indicators:note-decide", kwargs=first(ContextNote, decision=None)),
    Visit("indicators:import", "employee"),
    Visit("indicators:import", query="?by=paste"),
    Visit("indicators:import-preview", kwargs=waiting_import),
    Visit("indicators:import-preview", kwargs=waiting_import, query="?show=error"),
    Visit("indicators:import-columns", kwargs=strange_import),
    Visit("indicators:returns", "manager"),
    Visit("indicators:returns", query="?show=all"),
    Visit("indicators:return", "manager", open_return),
    Visit("indicators:return", "auditor", open_return),
    Visit("indicators:return-check", "manager", open_return),
    Visit("indicators:run", kwargs=run),
    Visit("indicators:run-publish", kwargs=run),
    Visit("indicators:report", "manager", given(department="LH-TR-01", indicator="TR-GAP")),
    Visit("indicators:target-end", kwargs=first(Target, cycle__name="2026")),
    Visit("indicators:detail", kwargs=card),
    Visit("indicators:history", kwargs=card),
    Visit("indicators:add", query="?template=uk-completion"),
    Visit("indicators:list", "auditor", query="?classification=efficiency&data=some"),
    Visit("indicators:edit", kwargs=card),
    Visit("indicators:version", kwargs=card),
    Visit("indicators:target", kwargs=card),
    *(Visit("indicators:plan", role, scorecard(code)) for role, code in (
        ("manager", "LH-TR-03"), ("office", "LH-UM-02"), ("manager", "LH-TR"),
        ("auditor", "LH-TR-04"), ("office", "LH"),
    )),
    Visit("indicators:plan-copy", "manager", scorecard("LH-TR-03")),
    Visit("indicators:amend", "manager", scorecard("LH-TR")),
    Visit("indicators:period-targets", "manager", periods_of("LH-TR-03", "TR-TRACK")),
    Visit("indicators:amendment", "manager", first(Amendment, state="waiting")),
    Visit("indicators:amendment", "office", first(Amendment, state="applied")),
    Visit("indicators:locks", kwargs=locked()),
    Visit("indicators:locks", "employee", locked()),
    Visit("indicators:lock", kwargs=locked(label="2026-Q1")),
    Visit("indicators:exception-add", kwargs=locked(label="2026-Q1")),
    *(Visit("indicators:adjustment", role, first(Adjustment, kind="veto")) for role in (
        "office", "supervision"
    )),
    Visit("indicators:adjustment-add", "manager", query="?department=LH-TR"),
    Visit("indicators:adjustment-add", query="?department=LH-TR&kind=veto"),
    Visit("indicators:stages", "manager", first(Target, method="milestone")),
    Visit("indicators:levels", "evaluator", first(Target, method="rubric")),
    Visit("indicators:stage-report", "manager", first(Stage)),
    Visit("indicators:stage-end", "manager", first(Stage)),
    *(Visit("indicators:target", kwargs=card, query=f"?method={method}") for method in (
        "step", "interpolated", "rubric", "survey"
    )),
    *(Visit("reports:department", role, given(code=code)) for role, code in (
        ("office", "LH"), ("manager", "LH-TR"), ("manager", "LH-TR-01"), ("evaluator", "LH-UM"),
        ("auditor", "LH-CA"), ("office", "LH-HU-01"),
    )),
    *(Visit("reports:indicator", "office", kpi(code, card)) for code, card in (
        ("LH-TR-01", "TR-PUNCT"), ("LH-HC-04", "HC-TRACE"), ("LH-HU-01", "HU-SAFE"),
        ("LH-GS", "GS-PLATFORM"), ("LH-HR-04", "HR-SETTLE"), ("LH-ED", "ED-AFTER"),
    )),
    Visit("reports:indicator", "manager", kpi("LH-TR-02", "TR-HOLES")),
    Visit("indicators:value", "manager", bus_value),
    Visit("indicators:value", "auditor", bus_value),
    Visit("indicators:evidence-add", "manager", bus_value),
    Visit("indicators:evidence-add", "manager", bus_value, "?kind=note"),
    Visit("indicators:evidence-withdraw", "manager", first(Evidence)),
    Visit("indicators:value-verify", "auditor", last_value),
    Visit("indicators:samples", "auditor"),
    Visit("indicators:sample", "auditor", first(VerificationSample)),
    Visit("indicators:sample", "manager", first(VerificationSample)),
    Visit("indicators:sample-draw", "evaluator"),
    Visit("indicators:missing-decide", kwargs=first(MissingRequest)),
    Visit("indicators:run-compare", kwargs=two_runs),
    Visit("reports:league", "manager"),
    Visit("reports:audit-entry", "auditor", first(Entry, verb="perfmgmt.load_demo")),
    Visit("reports:token-revoke", kwargs=token),
    *(Visit(name, "anonymous") for name in (
        "account_login", "account_signup", "account_inactive", "account_reset_password",
        "account_reset_password_done", "account_reset_password_from_key_done",
        "account_email_verification_sent", "socialaccount_login_cancelled",
    )),
    Visit("account_confirm_email", "anonymous", given(key="abc")),
    Visit("account_reset_password_from_key", "anonymous", given(uidb36="1", key="abc")),
    Visit("socialaccount_login_error", "anonymous", status=401),
    Visit("mfa_index", "manager"),
    Visit("mfa_index", "auditor", recovery_codes),
    Visit("mfa_activate_totp", "manager"),
    Visit("mfa_add_webauthn", "manager"),
    Visit("mfa_generate_recovery_codes", "office"),
    Visit("mfa_view_recovery_codes", "auditor", recovery_codes),
    Visit("mfa_edit_webauthn", "supervision", passkey),
    Visit("mfa_remove_webauthn", "supervision", passkey),
    Visit("mfa_list_webauthn", "manager"),
    Visit("/nowhere/", "manager", status=404),
    Visit("/nowhere/", "anonymous", status=404),
]  # fmt: skip

NO_PAGE = {
    "a file or for machines": (
        "api-schema", "departments:pack-file", "indicators:import-errors", "reports:series",
        "indicators:evidence-file", "indicators:sample-csv", "indicators:revisions-csv",
        "indicators:run-compare-csv",
        "indicators:return-template",
        "reports:audit-proof", "mfa_download_recovery_codes",
    ),
    "only to be sent to": (
        "set_language", "indicators:import-load", "indicators:import-discard",
        "indicators:import-sheet", "indicators:import-undo", "indicators:run-cancel",
        "indicators:plan-step", "indicators:exception-close", "indicators:return-draft",
        "indicators:return-fill", "reports:radar-scan", "reports:mirror-end",
    ),
    "a part of a page": (
        "indicators:run-progress", "indicators:smart-new", "indicators:smart-card",
        "indicators:smart-target",
    ),
    "leads on to another page": (
        "indicators:sample-next", "reports:scorecard", "account_set_password",
        "socialaccount_signup",
        "account_confirm_login_code", "mfa_login_webauthn", "openid_connect_login",
        "openid_connect_callback",
    ),
    "stands in the middle of signing in; test_journeys_sign_in.py goes there": (
        "mfa_authenticate", "mfa_reauthenticate_webauthn",
    ),
}  # fmt: skip


def is_page(name: str) -> bool:
    """Whether `name` is ours to check: not for machines, not the admin, which nobody may enter."""
    others = [name for names in NO_PAGE.values() for name in names]
    return not name.startswith(("api:", "admin:", "/")) and name not in others


def visits() -> list[Visit]:
    """Every page at least once."""
    named = {visit.name for visit in PAGES}
    return [*PAGES, *(Visit(name) for name in addresses() if is_page(name) and name not in named)]
