"""Proposing, answering and deciding a line beside a score."""

from django import forms
from django.utils.translation import gettext_lazy as _

from audit.forms import OnceForm
from departments.forms.fields import CodeField, LinesInput
from departments.models import Department
from indicators.forms.fields import FigureField
from indicators.models import Cycle
from indicators.models.adjustments import AdjustmentKind, VetoEffect
from indicators.services.adjusting import PROPOSERS

READS = {
    AdjustmentKind.BONUS: ("points",),
    AdjustmentKind.DEDUCTION: ("points",),
    AdjustmentKind.VETO: ("effect", "cap_at", "legal_basis", "authority"),
}
PARTS = ("points", "effect", "cap_at", "legal_basis", "authority")
LONG = {"rows": 3}
OTHER_FIELDS = {
    "hx-get": "",
    "hx-trigger": "change",
    "hx-target": "#fields",
    "hx-include": "closest form",
    "hx-params": "not csrfmiddlewaretoken,form_token",
}


class ProposalForm(OnceForm):
    """A bonus, a deduction or a veto; only the fields that its kind needs."""

    department = CodeField(label=_("Department"), help_text=_("Its code."))
    cycle = forms.ModelChoiceField(label=_("Cycle"), queryset=Cycle.objects.none())
    kind = forms.ChoiceField(label=_("Kind"), widget=forms.RadioSelect)
    points = FigureField(label=_("Points"), required=True)
    effect = forms.ChoiceField(
        label=_("Effect"), choices=VetoEffect.choices, widget=forms.RadioSelect
    )
    cap_at = FigureField(
        label=_("Counts up to"), help_text=_("In points; only where the score is capped.")
    )
    rule = forms.CharField(
        label=_("Rule"), max_length=300, help_text=_("Which rule allows it: its number and words.")
    )
    evidence = forms.CharField(
        label=_("Record and evidence"), widget=LinesInput(attrs=LONG),
        help_text=_("What happened, and where that is recorded."),
    )  # fmt: skip
    legal_basis = forms.CharField(
        label=_("Legal basis"), max_length=300,
        help_text=_("Law and article. Without one a veto is refused."),
    )  # fmt: skip
    authority = forms.CharField(
        label=_("Approving authority"), max_length=200,
        help_text=_("The body that ordered it, and its document."),
    )  # fmt: skip

    def __init__(self, *args, user, kinds, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["cycle"].queryset = Cycle.objects.visible_to(user).for_list()
        roles = {role for kind in kinds for role in PROPOSERS[kind]}
        places = Department.objects.visible_to(user).led_by(user, *sorted(roles)).in_force()
        self.fields["department"].offer(places, lambda row: row.title)
        self.fields["kind"].choices = [(kind, kind.label) for kind in kinds]
        self.fields["kind"].widget.attrs.update(OTHER_FIELDS)
        chosen = self.data.get("kind") or self.initial.get("kind")
        kind = AdjustmentKind(chosen) if chosen in kinds else kinds[0]
        self.initial["kind"] = kind
        self.initial.setdefault("effect", VetoEffect.CAP)
        for name in PARTS:
            if name not in READS[kind]:
                del self.fields[name]

    def clean(self):
        data = super().clean()
        if data.get("effect") == VetoEffect.FAIL:
            data["cap_at"] = None
        elif "effect" in self.fields and data.get("cap_at") is None:
            self.add_error("cap_at", _("Say up to how many points the score counts."))
        return data

    def said(self):
        names = ("kind", "rule", "evidence", *PARTS)
        return {name: self.cleaned_data[name] for name in names if name in self.cleaned_data}


class ReplyForm(OnceForm):
    reply = forms.CharField(
        label=_("Reply of the department"), widget=LinesInput(attrs=LONG),
        help_text=_("It stays beside the veto, whatever is decided."),
    )  # fmt: skip


class DecisionForm(OnceForm):
    """Approve, or refuse with a reason."""

    note = forms.CharField(
        label=_("Reason"), required=False, max_length=1000,
        widget=LinesInput(attrs={"rows": 2}),
        help_text=_("A refusal says why."),
    )  # fmt: skip
