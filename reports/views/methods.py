"""How scores and signals are made: the numbered rules, in the language of the reader."""

from pathlib import Path

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from departments.services import held_roles
from reports import findings, rulebook

TEXTS = ("scoring", "signals")


@login_required
@require_safe
def methods(request):
    if not held_roles(request.user):
        raise Http404
    titles = {"scoring": _("How a score is made"), "signals": _("What is change and what is noise")}
    texts = [
        {"id": name, "title": titles[name], "html": rulebook.render(document(name), level=3)}
        for name in TEXTS
    ]
    return render(request, "reports/methods.html", {"texts": texts})


def document(name: str) -> Path:
    ending = ".zh.md" if findings.chinese() else ".md"
    return Path(settings.BASE_DIR) / "docs" / f"{name}{ending}"
