"""One criterion after the other: marks, replies, decisions. Checked by the service."""

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from audit.forms import OnceForm
from departments.forms.fields import LinesInput
from feedback.models.marks import LONGEST_NOTE
from feedback.services import Decision

STANDS = ""  # the level that is chosen where both marks stand


def area(label, rows=2, **options):
    return forms.CharField(
        label=label, required=False, max_length=LONGEST_NOTE,
        widget=LinesInput({"rows": rows}), **options,
    )  # fmt: skip


def levels_of(criterion):
    return [
        (str(level.pk), format_html(
            '{} <b>{}</b><span class="pm-meta"> {}</span>',
            f"{level.points.normalize():f}", level.title, level.description,
        ))
        for level in criterion.levels.all()
    ]  # fmt: skip


class LineForm(forms.Form):
    """A criterion; its fields are those of the kind."""

    def __init__(self, criterion, data=None, initial=None):
        super().__init__(data, prefix=f"c{criterion.pk}", initial=initial)
        self.criterion = criterion


class MarkLine(LineForm):
    level = forms.ChoiceField(
        label=pgettext_lazy("third-party evaluation", "Level"),
        required=False,
        widget=forms.RadioSelect,
    )
    note = area(pgettext_lazy("third-party evaluation", "Why"))
    evidence = area(_("Evidence: file, page, day"), 1)

    def __init__(self, criterion, *args, **kwargs):
        super().__init__(criterion, *args, **kwargs)
        self.fields["level"].choices = levels_of(criterion)


class ReplyLine(LineForm):
    text = area(_("Reply"), 3)


class DecisionLine(LineForm):
    level = forms.ChoiceField(
        label=pgettext_lazy("third-party evaluation", "Level"),
        required=False,
        widget=forms.RadioSelect,
    )
    reply_changed = forms.ChoiceField(
        label=_("Did the reply change the mark?"), required=False, widget=forms.RadioSelect,
        choices=[("yes", _("yes")), ("no", _("no"))],
    )  # fmt: skip
    reason = area(_("Reason"))

    def __init__(self, standing, *args, **kwargs):
        super().__init__(standing.criterion, *args, **kwargs)
        choices = levels_of(standing.criterion)
        if not standing.is_apart:
            choices.insert(0, (STANDS, _("both marks stand, as their mean")))
        self.fields["level"].choices = choices
        if standing.reply is None:
            del self.fields["reply_changed"]

    def decision(self):
        known = {str(level.pk): level for level in self.criterion.levels.all()}
        word = self.cleaned_data.get("reply_changed", "")
        return Decision(
            known.get(self.cleaned_data.get("level", "")),
            self.cleaned_data.get("reason", ""),
            {"yes": True, "no": False}.get(word),
        )


class JudgingForm(OnceForm):
    version = forms.IntegerField(min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)

    def __init__(self, *args, lines, **kwargs):
        super().__init__(*args, **kwargs)
        self.lines = lines

    def is_valid(self):
        lines = [line.is_valid() for line in self.lines]  # all, so that each shows its faults
        return super().is_valid() and all(lines)

    def refuse(self, errors):
        """Put what the service refused at its fields."""
        at = {line.criterion.pk: line for line in self.lines}
        for (pk, name), message in errors.items():
            at[pk].is_valid()
            at[pk].add_error(name, message)

    def problems(self):
        """Each fault as a link to its field."""
        found = [{"text": text, "url": ""} for text in self.non_field_errors()]
        for line in self.lines:
            for name, texts in line.errors.items() if line.is_bound else []:
                radio = isinstance(line.fields[name].widget, forms.RadioSelect)
                url = f"#{line[name].auto_id}{'_0' if radio else ''}"
                found.append({"text": f"{line.criterion.title}: {texts[0]}", "url": url})
        return found


def typed(data, criteria, names):
    """The texts of a sent form, by criterion and field."""
    return {one.pk: {name: data.get(f"c{one.pk}-{name}", "") for name in names} for one in criteria}
