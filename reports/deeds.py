"""The ledger in words: verbs, things, and what an entry changed."""

import json
from typing import Any

from django.utils.translation import gettext_lazy as _

NOTHING = "–"

VERBS: dict[str, Any] = {
    "appraisals.open_self_assessment": _("Opened a self-assessment"),
    "appraisals.submit_self_assessment": _("Submitted a self-assessment"),
    "appraisals.withdraw_self_assessment": _("Withdrew a self-assessment"),
    "appraisals.acknowledge_warning": _("Acknowledged an early warning"),
    "appraisals.agree_agreement": _("Agreed on a plan"),
    "appraisals.answer_urging": _("Answered an urging notice"),
    "appraisals.change_check_in": _("Changed a check-in"),
    "appraisals.draft_agreement": _("Began a plan"),
    "appraisals.log_evidence": _("Logged evidence"),
    "appraisals.propose_agreement": _("Proposed a plan"),
    "appraisals.query_agreement": _("Queried a plan"),
    "appraisals.renew_kpis": _("Took over the KPIs of a plan again"),
    "appraisals.reply_to_check_in": _("Replied to a check-in"),
    "appraisals.review_goal": _("Reviewed a goal"),
    "appraisals.save_agreement": _("Wrote a plan"),
    "appraisals.sign_agreement": _("Signed a plan"),
    "appraisals.urge": _("Issued an urging notice"),
    "appraisals.warn": _("Issued an early warning"),
    "appraisals.withdraw_agreement": _("Withdrew a plan"),
    "appraisals.write_check_in": _("Wrote a check-in"),
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
    "indicators.add_stage": _("Added a stage"),
    "indicators.assess": _("Gave a level"),
    "indicators.add_evidence": _("Added proof of a value"),
    "indicators.accept_requirement": _("Accepted a requirement"),
    "indicators.add_dimension": _("Added a list of groups"),
    "indicators.add_plan": _("Added a plan"),
    "indicators.ask_requirement": _("Asked another department"),
    "indicators.advance_signal": _("Moved a signal on"),
    "indicators.cancel_run": _("Cancelled a score run"),
    "indicators.change_objective": _("Changed an objective"),
    "indicators.check_import": _("Checked a file before import"),
    "indicators.decide_adjustment": _("Decided on a bonus, deduction or veto"),
    "indicators.decide_missing": _("Decided on a missing value"),
    "indicators.close_objective": _("Closed an objective"),
    "indicators.decline_requirement": _("Declined a requirement"),
    "indicators.complete_return": _("A data return is complete"),
    "indicators.decide_note": _("Decided on an outside cause"),
    "indicators.define_indicator": _("Defined an indicator"),
    "indicators.describe_indicator": _("Described an indicator"),
    "indicators.discard_import": _("Discarded an import"),
    "indicators.end_stage": _("Took a stage out"),
    "indicators.draw_sample": _("Drew a sample of values"),
    "indicators.end_contribution": _("Took somebody off a KPI"),
    "indicators.escalate_return": _("Told the head of a late data return"),
    "indicators.drop_mirror": _("Ended a pair of official and public figures"),
    "indicators.fail_run": _("A score run failed"),
    "indicators.finish_run": _("A score run finished"),
    "indicators.load_context": _("Loaded circumstances of departments"),
    "indicators.load_kpis": _("Loaded indicators from a file"),
    "indicators.meet_requirement": _("Marked a requirement as met"),
    "indicators.move_objective": _("Moved an objective"),
    "indicators.open_cycle": _("Opened a cycle"),
    "indicators.propose_adjustment": _("Proposed a bonus, deduction or veto"),
    "indicators.open_returns": _("Opened data returns"),
    "indicators.propose_note": _("Gave an outside cause"),
    "indicators.publish_run": _("Published a score run"),
    "indicators.reply_to_veto": _("Replied to a veto"),
    "indicators.reopen_objective": _("Reopened an objective"),
    "indicators.report": _("Reported a value"),
    "indicators.report_stage": _("Reported a stage"),
    "indicators.request_missing": _("Asked to leave a missing value out"),
    "indicators.report_breakdown": _("Broke a value down"),
    "indicators.report_cost": _("Reported what a KPI costs"),
    "indicators.request_run": _("Asked for a score run"),
    "indicators.set_contribution": _("Named who carries a KPI"),
    "indicators.scan_radar": _("Looked for signals in a run"),
    "indicators.set_mirror": _("Paired an official with a public figure"),
    "indicators.set_objective": _("Set an objective"),
    "indicators.set_rollup": _("Set how a score rolls up"),
    "indicators.set_target": _("Set a target"),
    "indicators.verify": _("Verified a value"),
    "indicators.withdraw_evidence": _("Withdrew proof of a value"),
    "indicators.withdraw_requirement": _("Withdrew a requirement"),
    "indicators.submit_return": _("Submitted a data return"),
    "indicators.undo_import": _("Undid an import"),
    "indicators.withdraw_target": _("Withdrew a target"),
    "indicators.submit_plan": _("Submitted a scorecard"),
    "indicators.recall_plan": _("Took a scorecard back"),
    "indicators.return_plan": _("Returned a scorecard"),
    "indicators.approve_plan": _("Approved a scorecard"),
    "indicators.copy_plan": _("Copied a scorecard"),
    "indicators.propose_amendment": _("Proposed an amendment"),
    "indicators.apply_amendment": _("Approved an amendment"),
    "indicators.refuse_amendment": _("Refused an amendment"),
    "indicators.withdraw_amendment": _("Took an amendment back"),
    "indicators.publish_amendment": _("Published an amendment"),
    "indicators.lock_period": _("Set the lock of a period"),
    "indicators.open_exception": _("Opened a locked period for a department"),
    "indicators.close_exception": _("Closed an exception"),
    "perfmgmt.load_demo": _("Loaded the demo organisation"),
    "reports.create_token": _("Created an access token"),
    "reports.make_export": _("Made an export"),
    "reports.request_export": _("Asked for an export"),
    "reports.revoke_token": _("Revoked an access token"),
}
THINGS: dict[str, Any] = {
    "appraisals.SelfAssessment": _("Self-assessment"),
    "ledger": _("Ledger"),
    "read": _("Reading"),
    "appraisals.Agreement": _("Performance agreement"),
    "appraisals.CheckIn": _("Check-in"),
    "appraisals.CheckInReply": _("Reply to a check-in"),
    "appraisals.EarlyWarning": _("Early warning"),
    "appraisals.EvidenceEntry": _("Entry of evidence"),
    "appraisals.GoalReview": _("Review of a goal"),
    "appraisals.Signature": _("Signature"),
    "appraisals.UrgingNotice": _("Urging notice"),
    "appraisals.UrgingReply": _("Answer to an urging notice"),
    "departments.Appointment": _("Appointment"),
    "departments.CalendarDay": _("Special day"),
    "departments.Delegation": _("Lent role"),
    "departments.Department": _("Department"),
    "departments.Person": _("Person"),
    "departments.PolicyPack": _("Policy pack"),
    "departments.Post": _("Post"),
    "departments.RoleGrant": _("Role"),
    "departments.User": _("Account"),
    "indicators.Adjustment": _("Bonus, deduction, veto"),
    "indicators.Assessment": _("Level given"),
    "indicators.CardDetail": _("Details of a card"),
    "indicators.Amendment": _("Amendment"),
    "indicators.Breakdown": _("Breakdown"),
    "indicators.Contribution": _("Who carries a KPI"),
    "indicators.CostLine": _("Amounts"),
    "indicators.ContextDecision": _("Decision on an outside cause"),
    "indicators.ContextNote": _("Outside cause"),
    "indicators.ContextValue": _("Circumstance"),
    "indicators.Cycle": _("Cycle"),
    "indicators.Evidence": _("Proof of a value"),
    "indicators.Dimension": _("List of groups"),
    "indicators.DataReturn": _("Data return"),
    "indicators.Import": _("Import"),
    "indicators.Indicator": _("Indicator"),
    "indicators.LockException": _("Exception to a lock"),
    "indicators.Measurement": _("Measurement"),
    "indicators.MissingRequest": _("Request about a missing value"),
    "indicators.Objective": _("Objective"),
    "indicators.Period": _("Period"),
    "indicators.PeriodLock": _("Lock of a period"),
    "indicators.PlanPeriod": _("Plan period"),
    "indicators.Requirement": _("Requirement"),
    "indicators.RollUp": _("Roll-up"),
    "indicators.PublicMirror": _("Pair of official and public figures"),
    "indicators.ScoreRun": _("Score run"),
    "indicators.Stage": _("Stage"),
    "indicators.StageReport": _("Report of a stage"),
    "indicators.Signal": _("Signal"),
    "indicators.Target": _("Target"),
    "indicators.TargetPlan": _("Scorecard plan"),
    "indicators.Verification": _("Verdict on a value"),
    "indicators.VerificationSample": _("Sample of values"),
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
