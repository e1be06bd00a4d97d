"""One's own page: language, roles held, lent and borrowed."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _

from departments import services
from departments.forms.setup import LanguageForm
from departments.models import Delegation, RoleGrant
from departments.views.frame import page_for, sent, span
from departments.views.tree import name_of


@page_for()
def account(request):
    """What one is here, and the language one wants to be greeted in."""
    user = request.user
    form = LanguageForm(sent(request), initial={"language": user.language})
    if form.is_valid() and request.method == "POST":
        services.choose_language(user, form.cleaned_data["language"], by=user)
        with translation.override(form.cleaned_data["language"] or translation.get_language()):
            messages.success(request, _("The language is saved."))
            return redirect("departments:account")
    own = RoleGrant.objects.visible_to(user).filter(user=user).in_force().for_list()
    lending = (
        Delegation.objects.visible_to(user)
        .in_force()
        .select_related("grant__department", "grant__user__person", "delegate__person")
    )
    context = {
        "form": form,
        "person": getattr(user, "person", None),
        "grants": [{"row": row, "span": span(row)} for row in own],
        "lent": [
            {"row": row, "span": span(row), "name": name_of(row.delegate)}
            for row in lending if row.grant.user_id == user.pk
        ],
        "borrowed": [
            {"row": row, "span": span(row), "name": name_of(row.grant.user)}
            for row in lending if row.delegate_id == user.pk
        ],
    }  # fmt: skip
    return render(request, "departments/account.html", context)
