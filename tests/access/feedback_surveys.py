"""Who gets which answer from surveys. docs/access.md, rule A27."""

from tests.access.feedback_catalogue import READ, form, service_of
from tests.access.reports import safe
from tests.feedback.test_surveys import wave

ACCESS = {
    **safe("feedback:surveys", READ),
    **safe("feedback:survey", READ),
    **form("feedback:survey-add"),
    **form("feedback:survey-invite"),
}


def survey_of(world):
    return {"pk": wave(world).pk}


KWARGS = {
    "feedback:surveys": service_of,
    "feedback:survey-add": service_of,
    "feedback:survey": survey_of,
    "feedback:survey-invite": survey_of,
}
