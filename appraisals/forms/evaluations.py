"""The form of an evaluation: stored as typed, read when it is handed in."""

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from appraisals.evaluating import RATINGS
from appraisals.services.evaluating import CANNOT, MOST, SENTENCES, Said
from audit.forms import OnceForm
from departments.forms.fields import LinesInput

LEVELS = {
    5: _("far above what was agreed"),
    4: _("above what was agreed"),
    3: _("as agreed"),
    2: _("below what was agreed"),
    1: _("far below what was agreed"),
}


def rating_choices():
    """The figures; what each means is said to who does not see the key above."""
    said = [
        (str(rating), format_html('{}<span class="pm-vh">: {}</span>', rating, LEVELS[rating]))
        for rating in RATINGS
    ]
    return [*said, (CANNOT, _("cannot be judged"))]


class SectionForm(forms.Form):
    """One section: a rating and why."""

    rating = forms.ChoiceField(label=_("Rating"), required=False, widget=forms.RadioSelect)
    comment = forms.CharField(
        label=_("Comment"), required=False, max_length=MOST["comment"],
        widget=LinesInput(attrs={"rows": 2}),
    )  # fmt: skip

    def __init__(self, section, place, texts, *, check):
        self.section = section
        prefix = f"s{place}"
        data = {f"{prefix}-{name}": text for name, text in texts.items()} if check else None
        super().__init__(data, prefix=prefix, initial=texts)
        self.fields["rating"].choices = rating_choices()

    def said(self):
        rating = self.cleaned_data.get("rating", "")
        given = None if rating == CANNOT else int(rating or 0)
        return given, self.cleaned_data.get("comment", "")


class EvaluationForm(OnceForm):
    """All sections, what is strong, what to improve, and the grade where people decide on it."""

    version = forms.IntegerField(min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)
    strengths = forms.CharField(
        label=_("Strengths"), required=False, max_length=SENTENCES["strengths"],
        widget=LinesInput(attrs={"rows": 3}),
    )  # fmt: skip
    improvement = forms.CharField(
        label=_("One thing to improve"), required=False, max_length=SENTENCES["improvement"],
        widget=LinesInput(attrs={"rows": 3}),
    )  # fmt: skip
    proposed_grade = forms.ChoiceField(label=_("Grade that you propose"), required=False)

    def __init__(self, *args, sections, texts, grades=None, check=False, version=0, **kwargs):
        start = {name: texts.get(name, "") for name in SENTENCES} | {"version": version}
        super().__init__(*args, initial=start, **kwargs)
        if grades:
            self.fields["proposed_grade"].choices = [("", _("Choose")), *grades]
        else:
            del self.fields["proposed_grade"]
        known = texts.get("lines", {})
        self.sections = [
            SectionForm(one, place, known.get(one.code, {}), check=check)
            for place, one in enumerate(sections)
        ]

    def sections_are_valid(self):
        return not [one for one in self.sections if not one.is_valid()]

    def said(self):
        return Said(
            lines={one.section.code: one.said() for one in self.sections},
            **{name: self.cleaned_data.get(name, "") for name in SENTENCES},
        )

    def refuse(self, errors):
        """Put what the service refused at its fields."""
        at = {one.section.code: one for one in self.sections}
        for (code, name), message in errors.items():
            form = at.get(code, self)
            form.add_error(name if name in form.fields else None, message)


def typed(data, sections):
    """The texts of a sent form, by section and field."""
    lines = {
        one.code: {name: data.get(f"s{place}-{name}", "") for name in SectionForm.base_fields}
        for place, one in enumerate(sections)
    }
    return {"lines": lines} | {name: data.get(name, "") for name in SENTENCES}


class StepForm(OnceForm):
    """A step that asks for nothing."""


class ConflictForm(OnceForm):
    reason = forms.CharField(
        label=_("Why you stand aside"), max_length=1000, widget=LinesInput(attrs={"rows": 3}),
        help_text=_("Kinship, a business tie, a dispute: whatever could colour your judgement."),
    )  # fmt: skip


class PersonForm(OnceForm):
    """Somebody with an account in the branch."""

    user = forms.ModelChoiceField(label=_("Person"), queryset=None)

    def __init__(self, *args, users, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["user"].queryset = users
        self.fields["user"].label_from_instance = named


class EvaluatorForm(PersonForm):
    source = forms.ChoiceField(label=_("Speaks for"))
    field_order = ("source", "user")

    def __init__(self, *args, sides, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["source"].choices = sides


def named(user):
    person = getattr(user, "person", None)
    return f"{person.title} ({user.username})" if person else user.username
