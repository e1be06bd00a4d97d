"""One's own tokens for the REST interface."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from audit.errors import DomainError
from reports import services
from reports.forms.tokens import TokenForm
from reports.models import ApiToken


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def tokens(request):
    """The list and the form; a new token is shown in the answer to the form, and only there."""
    form = TokenForm(request.POST or None)
    secret = None
    if request.method == "POST" and form.is_valid():
        name, scopes = form.cleaned_data["name"], form.cleaned_data["scopes"]
        try:
            _token, secret = services.create_token(name, scopes, form.life, by=request.user)
        except DomainError as error:
            form.add_error(error.field, error.message)
        else:
            form = TokenForm()
    context = {
        "form": form,
        "secret": secret,
        "tokens": ApiToken.objects.visible_to(request.user).for_list(),
        "base": request.build_absolute_uri("/api/v1/"),
    }
    return render(request, "reports/tokens.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def revoke_token(request, pk):
    """Ask first; then the token is refused from the next request on."""
    token = get_object_or_404(ApiToken.objects.visible_to(request.user), pk=pk)
    if request.method == "POST":
        services.revoke_token(token, by=request.user)
        messages.success(request, _("The token “%s” is revoked.") % token.name)
        return redirect("reports:tokens")
    return render(request, "reports/token_revoke.html", {"token": token})
