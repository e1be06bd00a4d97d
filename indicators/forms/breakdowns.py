"""A value cut by groups, and the lists of groups."""

from django import forms
from django.utils.translation import gettext_lazy as _

from audit.forms import OnceForm
from departments.forms.fields import LinesInput
from departments.forms.tree import NamesForm
from indicators.breakdown import Amount
from indicators.forms.fields import FigureField

MOST_GROUPS = 100


class BreakdownForm(OnceForm):
    """One field a group for a count, two for a rate."""

    reason = forms.CharField(
        label=_("Why it does not add up"), required=False, max_length=500,
        widget=LinesInput({"rows": 2}),
        help_text=_("Only where a group is not known or counts twice; else leave it empty."),
    )  # fmt: skip

    def __init__(self, *args, members, is_rate, unit, **kwargs):
        super().__init__(*args, **kwargs)
        self.members, self.is_rate = members, is_rate
        for member in members:
            for name, label in self.parts_of(member):
                self.fields[name] = FigureField(label=label)
                self.fields[name].unit = "" if is_rate else unit
        self.order_fields([name for name in self.fields if name != "reason"])

    def parts_of(self, member):
        if not self.is_rate:
            return [(f"value-{member.pk}", member.title)]
        names = {"group": member.title}
        return [
            (f"numerator-{member.pk}", _("%(group)s: numerator") % names),
            (f"denominator-{member.pk}", _("%(group)s: denominator") % names),
        ]

    def amounts(self):
        """What falls to each group."""
        got = self.cleaned_data
        return {
            member: Amount(
                value=got.get(f"value-{member.pk}"),
                numerator=got.get(f"numerator-{member.pk}"),
                denominator=got.get(f"denominator-{member.pk}"),
            )
            for member in self.members
        }


class DimensionForm(OnceForm, NamesForm):
    """A list of groups; the code of a list that is there makes its next version."""

    code = forms.CharField(
        label=_("Code"), max_length=60, widget=forms.TextInput({"class": "pm-w-m"}),
        help_text=_("That of a list that is there makes its next version."),
    )  # fmt: skip
    members = forms.CharField(
        label=_("Groups"), widget=LinesInput({"rows": 8}), max_length=20_000,
        help_text=_(
            "One a line: code | English | Chinese. For example: <code>f | women | 女</code>"
        ),
    )  # fmt: skip

    field_order = ["code", "name", "name_en", "name_zh", "members"]

    def clean_members(self):
        lines = [line for line in self.cleaned_data["members"].splitlines() if line.strip()]
        if len(lines) > MOST_GROUPS:
            raise forms.ValidationError(_("A list has at most 100 groups."))
        found = []
        for number, line in enumerate(lines, start=1):
            words = [word.strip() for word in line.replace("｜", "|").split("|")]
            if len(words) != 3:  # noqa: PLR2004 -- code, English, Chinese
                raise forms.ValidationError(
                    _("Line %(number)d: write code | English | Chinese.") % {"number": number}
                )
            found.append(tuple(words))
        return found

    def names(self):
        return {name: self.cleaned_data[name] for name in ("name", "name_en", "name_zh")}
