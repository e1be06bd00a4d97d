"""The ledger in words: verbs, things, and what an entry changed."""

import json
from typing import Any

from django.utils.translation import gettext_lazy as _

NOTHING = "–"

VERBS: dict[str, Any] = {
    "audit.read": _("Read data"),
    "audit.verify": _("Checked the ledger"),
    "departments.add_calendar_day": _("Added a special day"),
    "departments.appoint": _("Appointed a person"),
    "departments.change": _("Changed a department"),
    "departments.change_calendar_day": _("Changed a special day"),
    "departments.change_person": _("Changed a person's data"),
    "departments.change_post": _("Changed a post"),
    "departments.choose_language": _("Chose a language"),
    "departments.close": _("Closed a department"),
    "departments.close_post": _("Closed a post"),
    "departments.create": _("Set up a department"),
    "departments.create_account": _("Created an account"),
    "departments.create_person": _("Added a person"),
    "departments.create_post": _("Set up a post"),
    "departments.delegate": _("Lent a role"),
    "departments.end_appointment": _("Ended an appointment"),
    "departments.end_delegation": _("Took a lent role back"),
    "departments.end_employment": _("Ended an employment"),
    "departments.end_grant": _("Withdrew a role"),
    "departments.grant_role": _("Granted a role"),
    "departments.issue_sign_in_link": _("Issued a sign-in link"),
    "departments.link_account": _("Linked a person to an account"),
    "departments.load_calendar": _("Loaded special days from a file"),
    "departments.load_departments": _("Loaded departments from a file"),
    "departments.load_people": _("Loaded people from a file"),
    "departments.move": _("Moved a department"),
    "departments.publish_policy_pack": _("Published a policy pack"),
    "departments.remove_calendar_day": _("Removed a special day"),
    "departments.reopen": _("Reopened a department"),
    "indicators.advance_signal": _("Moved a signal on"),
    "indicators.cancel_run": _("Cancelled a score run"),
    "indicators.check_import": _("Checked a file before import"),
    "indicators.decide_note": _("Decided on an outside cause"),
    "indicators.define_indicator": _("Defined an indicator"),
    "indicators.describe_indicator": _("Described an indicator"),
    "indicators.discard_import": _("Discarded an import"),
    "indicators.drop_mirror": _("Ended a pair of official and public figures"),
    "indicators.fail_run": _("A score run failed"),
    "indicators.finish_run": _("A score run finished"),
    "indicators.load_context": _("Loaded circumstances of departments"),
    "indicators.load_kpis": _("Loaded indicators from a file"),
    "indicators.open_cycle": _("Opened a cycle"),
    "indicators.propose_note": _("Gave an outside cause"),
    "indicators.publish_run": _("Published a score run"),
    "indicators.report": _("Reported a value"),
    "indicators.request_run": _("Asked for a score run"),
    "indicators.scan_radar": _("Looked for signals in a run"),
    "indicators.set_mirror": _("Paired an official with a public figure"),
    "indicators.set_objective": _("Set an objective"),
    "indicators.set_target": _("Set a target"),
    "indicators.withdraw_target": _("Withdrew a target"),
    "perfmgmt.load_demo": _("Loaded the demo organisation"),
    "reports.create_token": _("Created an access token"),
    "reports.make_export": _("Made an export"),
    "reports.request_export": _("Asked for an export"),
    "reports.revoke_token": _("Revoked an access token"),
}
THINGS: dict[str, Any] = {
    "ledger": _("Ledger"),
    "read": _("Reading"),
    "departments.Appointment": _("Appointment"),
    "departments.CalendarDay": _("Special day"),
    "departments.Delegation": _("Lent role"),
    "departments.Department": _("Department"),
    "departments.Person": _("Person"),
    "departments.PolicyPack": _("Policy pack"),
    "departments.Post": _("Post"),
    "departments.RoleGrant": _("Role"),
    "departments.User": _("Account"),
    "indicators.ContextDecision": _("Decision on an outside cause"),
    "indicators.ContextNote": _("Outside cause"),
    "indicators.ContextValue": _("Circumstance"),
    "indicators.Cycle": _("Cycle"),
    "indicators.Import": _("Import"),
    "indicators.Indicator": _("Indicator"),
    "indicators.Measurement": _("Measurement"),
    "indicators.Objective": _("Objective"),
    "indicators.Period": _("Period"),
    "indicators.PublicMirror": _("Pair of official and public figures"),
    "indicators.ScoreRun": _("Score run"),
    "indicators.Signal": _("Signal"),
    "indicators.Target": _("Target"),
    "reports.ApiToken": _("Access token"),
    "reports.Export": _("Export"),
}


def words(verb: str) -> str:
    """The verb in the reader's language; the code of one that has no words yet."""
    return str(VERBS.get(verb, verb))


def thing(target_type: str) -> str:
    return str(THINGS.get(target_type, target_type))


def shown(value: Any) -> str:
    """A detail as text; nested ones as JSON, nothing as a dash."""
    if value is None or value == "":
        return NOTHING
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def changes(details: dict[str, Any]) -> list[list[str]]:
    """Rows of field, before, after; empty for an entry that tells no such thing."""
    before, after = fields(details.get("before")), fields(details.get("after"))
    return [
        [name or NOTHING, shown(before.get(name)), shown(after.get(name))]
        for name in sorted({*before, *after})
    ]


def fields(state: Any) -> dict[str, Any]:
    """Name and value of each field; a bare value has no name."""
    if state is None:
        return {}
    return state if isinstance(state, dict) else {"": state}


def other_details(details: dict[str, Any]) -> list[dict[str, str]]:
    """What the entry tells beside before and after, as rows of key and value."""
    return [
        {"key": name, "value": shown(value)}
        for name, value in sorted(details.items())
        if name not in {"before", "after"}
    ]
