"""Forms that survive a double click."""

import uuid

from django import forms
from django.utils.translation import gettext_lazy as _

from audit.services import claim


class OnceForm(forms.Form):
    """Mix in first: `class MoveForm(OnceForm, forms.Form)`. Print {{ form.form_token }}.

    In the view, inside the transaction of the write:
        if form.claim(by=request.user): services.move(…)
        return redirect(…)  # both clicks end here
    """

    form_token = forms.UUIDField(
        initial=uuid.uuid4,
        widget=forms.HiddenInput,
        error_messages={
            "required": _("This page is out of date. Reload it and send the form again."),
            "invalid": _("This page is out of date. Reload it and send the form again."),
        },
    )

    def claim(self, *, by):
        """True the first time this form is carried out; False when that was done already."""
        return claim(self.cleaned_data["form_token"], by=by)
