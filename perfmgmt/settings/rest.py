"""REST: refused unless allowed, own tokens, throttles, problem details, OpenAPI."""

from perfmgmt.settings.environment import env
from perfmgmt.settings.web import PROXIES

API_LARGEST_BODY = env.int("API_LARGEST_BODY", 1024 * 1024)  # bytes

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "reports.api.authentication.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["reports.api.parsers.GuardedJSONParser"],
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_SCHEMA_CLASS": "reports.api.schema.Schema",
    "DEFAULT_THROTTLE_CLASSES": [
        "rest_framework.throttling.AnonRateThrottle",
        "rest_framework.throttling.UserRateThrottle",
    ],
    "DEFAULT_THROTTLE_RATES": {
        "anon": env.str("API_RATE_ANONYMOUS", "60/min"),
        "user": env.str("API_RATE_USER", "600/min"),
    },
    "DEFAULT_METADATA_CLASS": None,
    "EXCEPTION_HANDLER": "reports.api.handler.handler",
    "NUM_PROXIES": PROXIES,
    "COERCE_DECIMAL_TO_STRING": True,
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "perfmgmt",
    "DESCRIPTION": "Performance of public bodies: definitions, figures, scores and their evidence.",
    "VERSION": "1.0.0",
    "OAS_VERSION": "3.1.1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.IsAuthenticated"],
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "ENUM_NAME_OVERRIDES": {
        "PeriodKind": "indicators.models.planning.PeriodKind",
        "IndicatorKind": "indicators.models.cards.IndicatorKind",
        "PlanState": "indicators.models.plans.PlanState",
        "AmendmentState": "indicators.models.plans.AmendmentState",
        "RequirementState": "indicators.models.requirements.RequirementState",
        "AppraisalCycleKind": "appraisals.models.cycle.CycleKind",
        "AppraisalCycleState": "appraisals.models.cycle.CycleState",
        "PhaseKind": "appraisals.models.cycle.PhaseKind",
        "PhaseState": "appraisals.models.cycle.PhaseState",
        "PostCategory": "departments.models.Post.Category",
        "EngagementState": "feedback.models.engagements.EngagementState",
        "ObjectiveKind": "indicators.models.planning.ObjectiveKind",
        "RunState": "indicators.models.scores.RunState",
    },
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "reports.api.schema.add_problems",
    ],
}
