"""The description of the REST interface, for programs and for people."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.views.decorators.http import require_safe
from drf_spectacular.renderers import OpenApiJsonRenderer
from drf_spectacular.views import SpectacularAPIView


class SchemaView(SpectacularAPIView):
    """The description as JSON, for those who are signed in or hold a token."""

    renderer_classes = [OpenApiJsonRenderer]


@require_safe
@login_required
def docs(request):
    return render(request, "reports/api_docs.html")
