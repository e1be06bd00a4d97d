"""A text as long as its page allows is kept whole: a form sends a line end as two characters."""

import pytest
from django.core.exceptions import ValidationError

from appraisals.forms.evaluations import EvaluationForm, SectionForm
from appraisals.services import evaluating
from departments.forms.fields import LinesField
from feedback.forms.judging import area
from feedback.models.marks import LONGEST_NOTE
from feedback.services import mark_sheets
from indicators.services import returns


def lines_of(length):
    """As many characters, a line end among every ten."""
    return ("nine more\n" * length)[: length - 1] + "."


def sent(text):
    return text.replace("\n", "\r\n")


@pytest.mark.parametrize(("tidy", "most", "place"), [
    (lambda text: evaluating.tidy({"strengths": text})["strengths"],
     evaluating.SENTENCES["strengths"], EvaluationForm.base_fields["strengths"]),
    (lambda text: evaluating.tidy({"lines": {"a": {"comment": text}}})["lines"]["a"]["comment"],
     evaluating.MOST["comment"], SectionForm.base_fields["comment"]),
    (lambda text: mark_sheets.tidy({"1": {"note": text}})["1"]["note"], LONGEST_NOTE, area("Why")),
    (lambda text: returns.tidy({"1": {"note": text}})["1"]["note"], returns.FIELDS["note"], None),
])  # fmt: skip
def test_draft_keeps_all_that_the_page_lets_one_type(tidy, most, place):
    text = lines_of(most)
    assert tidy(sent(text)) == text
    if place is not None:
        assert place.widget_attrs(place.widget)["maxlength"] == str(most)
        assert place.clean(sent(text)) == text


def test_one_character_more_is_refused():
    field = LinesField(max_length=30)
    assert field.clean(sent(lines_of(30))) == lines_of(30)
    with pytest.raises(ValidationError, match="at most 30 characters"):
        field.clean(sent(lines_of(31)))
