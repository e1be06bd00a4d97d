"""A text as long as its page allows is kept whole: a form sends a line end as two characters."""

import pytest
from django import forms

from appraisals.forms.evaluations import EvaluationForm, SectionForm
from appraisals.services import evaluating
from departments.forms.fields import LinesInput
from feedback.forms.judging import area
from feedback.models.marks import LONGEST_NOTE
from feedback.services import mark_sheets
from indicators.forms.returns import LineForm
from indicators.services import returns


def lines_of(length):
    """As many characters, a line end among every ten."""
    return ("nine more\n" * length)[: length - 1] + "."


def sent(text):
    return text.replace("\n", "\r\n")


@pytest.mark.parametrize(("tidy", "most", "field"), [
    (lambda text: evaluating.tidy({"strengths": text})["strengths"],
     evaluating.SENTENCES["strengths"], EvaluationForm.base_fields["strengths"]),
    (lambda text: evaluating.tidy({"lines": {"a": {"comment": text}}})["lines"]["a"]["comment"],
     evaluating.MOST["comment"], SectionForm.base_fields["comment"]),
    (lambda text: mark_sheets.tidy({"1": {"note": text}})["1"]["note"], LONGEST_NOTE, area("Why")),
    (lambda text: returns.tidy({"1": {"note": text}})["1"]["note"], returns.FIELDS["note"],
     LineForm.base_fields["note"]),
])  # fmt: skip
def test_draft_keeps_all_that_the_page_lets_one_type(tidy, most, field):
    text = lines_of(most)
    assert tidy(sent(text)) == text
    assert field.widget_attrs(field.widget)["maxlength"] == str(most)
    assert field.clean(field.widget.value_from_datadict({"a": sent(text)}, {}, "a")) == text


class NoteForm(forms.Form):
    note = forms.CharField(max_length=30, widget=LinesInput)


def test_form_counts_as_the_page_does():
    full, more = (NoteForm({"note": sent(lines_of(length))}) for length in (30, 31))
    assert full.is_valid()
    assert full.cleaned_data["note"] == lines_of(30)
    assert more.errors["note"] == ["Ensure this value has at most 30 characters (it has 31)."]
    assert NoteForm({}).errors["note"] == ["This field is required."]
