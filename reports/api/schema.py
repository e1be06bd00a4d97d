"""The OpenAPI description: problems on every operation, no guesses."""

from django.utils.translation import gettext_lazy as _
from drf_spectacular.openapi import AutoSchema

# The parts of the interface, in the order of the page that describes it.
GROUPS = {
    "departments": _("Departments"),
    "indicators": _("Indicators"),
    "targets": _("Targets"),
    "measurements": _("Measured values"),
    "evidence": _("Proof of values"),
    "verifications": _("Verdicts on values"),
    "verification-samples": _("Samples of values"),
    "sample-items": _("Drawn values"),
    "revisions": _("Revised values"),
    "cycles": _("Cycles"),
    "periods": _("Periods"),
    "score-runs": _("Score runs"),
    "score-cards": _("Scores of departments"),
    "scores": _("Scores of targets"),
    "signals": _("Signals"),
    "scorecard-plans": _("Scorecard plans"),
    "amendments": _("Amendments of scorecards"),
    "objectives": _("Objectives and their KPIs"),
    "requirements": _("Requirements"),
    "missing-requests": _("Requests for missing values"),
    "appraisal-cycles": _("Cycles of appraisal"),
    "appraisals": _("Who is appraised"),
    "grades": _("Grades"),
    "source-scores": _("Views of each side"),
    "evaluations": _("Evaluations"),
    "closed-cases": _("Closed cases"),
    "receipts": _("Receipts of services"),
    "ratings": _("Ratings of services"),
    "engagements": _("Third-party evaluation"),
    "exports": _("Files made in the background"),
}

PROBLEM = {
    "type": "object",
    "required": ["type", "title", "status", "detail", "instance"],
    "properties": {
        "type": {"type": "string", "examples": ["urn:perfmgmt:problem:not-found"]},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "instance": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["pointer", "detail"],
                "properties": {"pointer": {"type": "string"}, "detail": {"type": "string"}},
            },
        },
    },
}


class Schema(AutoSchema):
    def get_tags(self):
        """The first part of the address: `departments`, `score-runs` …"""
        return [self.path.removeprefix("/api/v1/").partition("/")[0]]


def add_problems(result, generator, request, public):
    """Any refusal is a problem (RFC 9457)."""
    result["components"].setdefault("schemas", {})["Problem"] = PROBLEM
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    for path in result["paths"].values():
        for operation in path.values():
            operation["responses"]["default"] = {"description": "A problem.", "content": content}
    return result
