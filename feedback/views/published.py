"""Pages that everybody may read: how services are rated. No account, no cookie, no script."""

from functools import wraps

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse, translate_url
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from feedback import published
from feedback.views import funnel_drawing
from feedback.views import published_words as words

PER_PAGE = 30
MINUTES = 10 * 60
MOST_TYPED = 80  # characters of a search
NAMES = {"en": ("English", "en"), "zh-hans": ("中文", "zh-Hans")}


def for_everybody(view):
    """A page without a session, which a cache may keep until the next numbers can come."""

    @cache_control(public=True, max_age=MINUTES)
    @require_safe
    @wraps(view)
    def opened(request, *args, **kwargs):
        if "\0" in request.path:  # no text of the database can hold it
            raise Http404
        return view(request, *args, **kwargs)

    return opened


def shown(request, template, context):
    lang = translation.get_language()
    other = "en" if lang.startswith("zh") else "zh-hans"
    label, tag = NAMES[other]
    shell = {
        "lang": lang,
        "html_lang": "zh-Hans" if lang.startswith("zh") else "en",
        "other": {
            "url": translate_url(request.get_full_path(), other), "label": label, "tag": tag,
        },
    }  # fmt: skip
    return render(request, template, shell | context)


@for_everybody
def services(request):
    """Find a service by a word of its name, in either language, or by its department."""
    typed = request.GET.get("q", "").replace("\0", "")[:MOST_TYPED].strip()
    chosen = request.GET.get("department", "")
    departments = list(published.departments())
    department = next((one for one in departments if one.code == chosen), None)
    page = Paginator(published.services(typed, department), PER_PAGE).get_page(
        request.GET.get("page")
    )
    edition = published.latest()
    context = {
        "typed": typed, "chosen": department.code if department else "",
        "departments": departments, "page": page, "lines": lines(page.object_list, edition),
        "edition": edition, "found": page.paginator.count,
        "more": turning(request, page),
    }  # fmt: skip
    return shown(request, "published/services.html", context)


def turning(request, page):
    """Links to the page before and the page after, with what was asked for."""
    found = []
    for label, has, number in (
        (_("Previous"), page.has_previous(), page.number - 1),
        (_("Next"), page.has_next(), page.number + 1),
    ):
        if has:
            query = request.GET.copy()
            query["page"] = number
            found.append({"label": label, "url": f"?{query.urlencode()}"})
    return found


def lines(rows, edition):
    """One line for each service, with what is told of the last year."""
    rows = list(rows)
    told = published.figures(rows, published.first_month(edition))
    return [
        {
            "service": row, "url": reverse("feedback:public-service", args=[row.code]),
            "department": row.department, **words.summary(told.get(row.pk, [])),
        }
        for row in rows
    ]  # fmt: skip


def one(code):
    """The service of this code, as the public knows it."""
    return get_object_or_404(published.service_of(code))


@for_everybody
def service(request, code):
    """How a service is rated, by stream, and what was done about it."""
    row = one(code)
    edition = published.latest()
    since = published.first_month(edition)
    told = published.figures([row], since).get(row.pk, [])
    place = published.place_to_rate(row) if row.is_open else None
    context = {
        "service": row,
        "edition": edition,
        "streams": [words.details(figure) for figure in told],
        "too_few": words.too_few(),
        "is_counted": any(figure.stream.counts for figure in told),
        "excluded": published.exclusions(row, since),
        "did": published.we_did(row),
        "place": place,
    }
    return shown(request, "published/service.html", context)


@for_everybody
def peers(request, code):
    """The service among those it may be compared with: no ranks, limits of chance instead."""
    row = one(code)
    edition = published.latest()
    rows = list(published.peers(row))
    told = published.figures(rows, published.first_month(edition))
    context = {"service": row, "edition": edition}
    return shown(
        request, "published/peers.html", context | funnel_drawing.compared(row, rows, told)
    )


@for_everybody
def department(request, code):
    """A department: its services, and the sums of what is published of them."""
    found = published.departments().filter(code=code).first()
    if found is None:
        raise Http404
    edition = published.latest()
    page = Paginator(published.services(department=found), PER_PAGE).get_page(
        request.GET.get("page")
    )
    context = {
        "department": found, "edition": edition,
        "sums": words.sums(published.totals(found, published.first_month(edition))),
        "lines": lines(page.object_list, edition), "more": turning(request, page),
    }  # fmt: skip
    return shown(request, "published/department.html", context)
