from collections.abc import Callable

from csp.decorators import csp_update
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from perfmgmt.styleguide import drawings, rows
from perfmgmt.styleguide.forms import SampleFilter, SampleForm

PAGE_SIZE = 20
SAMPLE_ROWS = 230


@require_GET
@csp_update({"style-src-attr": ["'unsafe-inline'"]})
def styleguide(request: HttpRequest) -> HttpResponse:
    """For whoever is signed in; while developing for everybody."""
    if not (settings.DEBUG or request.user.is_authenticated):
        return redirect_to_login(request.get_full_path())
    parts: list[Callable[[], dict[str, object]]] = [
        rows.lists,
        rows.tables,
        rows.words,
        drawings.small,
        drawings.figures,
    ]
    context: dict[str, object] = {}
    for part in parts:
        context |= part()
    page = Paginator(range(SAMPLE_ROWS), PAGE_SIZE).page(4)
    broken = SampleForm({"weight": "29", "direction": "", "method": "ratio"})
    context |= {
        "form": SampleForm(initial={"direction": "higher"}, prefix="plain"),
        "broken_form": broken,
        "filter_form": SampleFilter(initial={"q": ""}, prefix="f"),
        "page_obj": page,
        "none": None,
    }
    broken.is_valid()
    return render(request, "styleguide/page.html", context)
