"""How a scale is said: what is asked, and the answers from best to worst."""

from django.utils.translation import gettext as _

from departments.policy_words import is_chinese
from feedback.models import RatingScale


def scale_name(scale: RatingScale) -> str:
    return scale.name_zh if is_chinese() else scale.name_en


def question(scale: RatingScale) -> str:
    return scale.question_zh if is_chinese() else scale.question_en


def answers(scale: RatingScale) -> str:
    return " · ".join(level.name(chinese=is_chinese()) for level in scale.answers)


def scale_line(scale: RatingScale) -> str:
    """Name, question and answers, as one choice among scales."""
    return _("%(name)s: %(question)s (%(answers)s)") % {
        "name": scale_name(scale), "question": question(scale), "answers": answers(scale),
    }  # fmt: skip
