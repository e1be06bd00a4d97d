"""Policy packs: the list, one version to read, publishing the next with what it changes."""

import json

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from departments import services
from departments.consequence_words import consequences
from departments.forms.setup import PackForm, PublishForm
from departments.forms.tree import ConfirmForm
from departments.models import PolicyPack, RoleGrant
from departments.policy.compare import differences
from departments.policy.pack import parse
from departments.policy.reading import PolicyError
from departments.policy_words import described
from departments.radar_words import radar
from departments.views.frame import carried_out, form_page, page_for, require_office, sent


def packs_crumb():
    return {"label": _("Policy packs"), "url": reverse("departments:policy")}


@page_for(methods=("GET", "HEAD"))
def packs(request):
    """Every version of every pack, the newest of each first."""
    if not services.holds_role(request.user, *RoleGrant.Role.values):
        raise Http404
    rows = PolicyPack.objects.visible_to(request.user).defer("content").for_list()
    context = {
        "columns": [
            {"label": _("Pack")},
            {"label": _("Version"), "num": True},
            {"label": _("Published")},
            {"label": "SHA-256", "hide_s": True},
        ],
        "rows": [
            [
                {
                    "text": row.title,
                    "sub": row.code,
                    "url": reverse("departments:pack", args=[row.code, row.version]),
                },
                row.version,
                row.published_at.date().isoformat(),
                f"{row.sha256[:16]}…",
            ]
            for row in rows
        ],
        "keeps": services.holds_role_at_root(request.user, "office"),
    }
    return render(request, "departments/packs.html", context)


def seen_pack(request, code, version):
    return get_object_or_404(
        PolicyPack.objects.visible_to(request.user), code=code, version=version
    )


@page_for(methods=("GET", "HEAD"))
def pack(request, code, version):
    """One version in words; every number with its source."""
    row = seen_pack(request, code, version)
    try:
        rules = parse(row.content)
        sections = [*described(rules), *consequences(rules), radar(rules)]
    except PolicyError:  # of another format: still readable as JSON
        sections = []
    before = PolicyPack.objects.visible_to(request.user).filter(code=code, version=version - 1)
    context = {
        "pack": row,
        "sections": sections,
        "crumbs": [packs_crumb()],
        "changes": change_rows(before.first(), row.content),
        "raw": "" if sections else json.dumps(row.content, ensure_ascii=False, indent=2),
    }
    return render(request, "departments/pack.html", context)


def change_rows(before, content):
    """What differs from the version before; None when there is none."""
    if before is None:
        return None
    return [
        [row.path, row.old or "–", row.new or "–"] for row in differences(before.content, content)
    ]


@page_for(methods=("GET", "HEAD"))
def pack_file(request, code, version):
    """The pack as the file that publishing takes."""
    row = seen_pack(request, code, version)
    members = {
        "code": row.code,
        "name": row.name,
        "name_en": row.name_en,
        "name_zh": row.name_zh,
        "content": row.content,
    }
    text = json.dumps(members, ensure_ascii=False, indent=2)
    response = HttpResponse(text, content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="{row.code}-{row.version}.json"'
    return response


@page_for("office")
def publish(request):
    """Upload, see what would change, publish."""
    require_office(request.user)
    if "pack" in request.POST:
        return confirm(request)
    form = PackForm(sent(request), request.FILES or None)
    if form.is_valid():
        return preview(request, form.cleaned_data["file"])
    return form_page(
        request, form, title=_("Publish a policy pack"), back=reverse("departments:policy"),
        crumbs=[packs_crumb()], submit=_("Check the file"),
        lead=_("Download a version, change it, and publish it as the next one."),
    )  # fmt: skip


def preview(request, members):
    problems = []
    try:
        parse(members["content"])
    except PolicyError as error:
        problems = [{"path": row.path, "words": _(row.text) % row.params} for row in error.problems]
    packs = PolicyPack.objects.visible_to(request.user).filter(code=members["code"])
    latest = packs.order_by("-version").first()
    form = PublishForm(initial={"pack": json.dumps(members, ensure_ascii=False)})
    return form_page(
        request, form, title=_("Publish a policy pack"), back=reverse("departments:policy-publish"),
        template="departments/pack_preview.html", crumbs=[packs_crumb()], problems=problems,
        members=members, latest=latest, next_version=latest.version + 1 if latest else 1,
        changes=change_rows(latest, members["content"]),
    )  # fmt: skip


def confirm(request):
    form = PublishForm(request.POST)

    def deed(data):
        members = data["pack"]
        return services.publish_policy_pack(
            members["code"], None, members, members["content"], by=request.user
        )

    if form.is_valid() and carried_out(form, deed, by=request.user):
        messages.success(request, _("The pack is published."))
        return redirect("departments:policy")
    return form_page(
        request, form, title=_("Publish a policy pack"), back=reverse("departments:policy-publish"),
        crumbs=[packs_crumb()], submit=_("Publish the pack"),
    )  # fmt: skip


@page_for("office")
def publish_shipped(request):
    require_office(request.user)
    form = ConfirmForm(sent(request))

    def deed(data):
        return services.publish_shipped_packs(by=request.user)

    if form.is_valid() and carried_out(form, deed, by=request.user):
        messages.success(request, _("The packs that come with the software are published."))
        return redirect("departments:policy")
    return form_page(
        request, form, title=_("Publish the packs that come with the software"),
        back=reverse("departments:policy"), crumbs=[packs_crumb()], submit=_("Publish the packs"),
        lead=_("“generic” and “cn-local”. Versions that are there already stay as they are."),
    )  # fmt: skip
