"""What one is told: the list, how one hears of it, one's calendar; e-mails that failed."""

from django.conf import settings
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache

from departments import services
from departments.forms.notifications import CalendarForm, ChoiceForm, NotificationFilter
from departments.forms.tree import ConfirmForm
from departments.models import CalendarFeed, MutedKind, Notification, NotificationMail
from departments.notification_words import sentence
from departments.queries import KEEPERS
from departments.views.frame import (
    carried_out,
    chips_of,
    form_page,
    page_for,
    page_of,
    query_base,
    require_office,
    sent,
)

READ = ("GET", "HEAD")
SEND = ("POST",)


@page_for(methods=READ)
def notifications(request):
    """What came, the newest first; the next step is one press away."""
    form = NotificationFilter(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    rows = Notification.objects.visible_to(request.user).for_list()
    if asked.get("kind"):
        rows = rows.filter(kind=asked["kind"])
    if asked.get("unread"):
        rows = rows.unread()
    page = page_of(request, rows)
    context = {
        "form": form,
        "page": page,
        "base": query_base(request),
        "chips": chips_of(request, form),
        "rows": [
            {"row": row, "text": sentence(row), "kind": row.get_kind_display(),
             "leads": bool(target_of(row))}
            for row in page
        ],
    }  # fmt: skip
    return render(request, "departments/notifications.html", context)


def target_of(row):
    """Where the next step is; nothing when that page is no more."""
    try:
        return reverse(row.route, args=[] if row.place is None else [row.place])
    except NoReverseMatch:
        return ""


def own(request, pk):
    return get_object_or_404(Notification.objects.visible_to(request.user), pk=pk)


def back_to_list(request):
    """The list as it was filtered."""
    query = request.GET.urlencode()
    return redirect(reverse("departments:notifications") + (f"?{query}" if query else ""))


@page_for(methods=SEND)
def follow(request, pk):
    """Seen; on to the next step."""
    row = own(request, pk)
    services.mark_read(row, by=request.user)
    return redirect(target_of(row) or "departments:notifications")


@page_for(methods=SEND)
def read(request, pk):
    services.mark_read(own(request, pk), by=request.user)
    return back_to_list(request)


@page_for(methods=SEND)
def read_all(request):
    services.mark_all_read(by=request.user)
    return back_to_list(request)


@page_for()
def choice(request):
    """How often e-mails come, and what one wants to hear nothing of."""
    user = request.user
    muted = MutedKind.objects.visible_to(user).values_list("kind", flat=True)
    form = ChoiceForm(
        sent(request), initial={"mail_choice": user.mail_choice, "muted": list(muted)}
    )

    def deed(data):
        return services.choose_notifications(user, data["mail_choice"], data["muted"], by=user)

    if form.is_valid() and carried_out(form, deed, by=user):
        messages.success(request, _("Your choice is saved."))
        return redirect("departments:account-notifications")
    back = reverse("departments:account")
    return form_page(
        request, form, title=_("How you hear of things"), back=back, lead=mail_words(user),
        crumbs=[{"label": _("Your account"), "url": back}],
    )  # fmt: skip


def mail_words(user):
    if not settings.REMINDER_MAIL:
        return _("This installation sends no e-mails. Notifications stand on their page.")
    if not user.email:
        return _("No e-mail address is known of you. The performance office adds one.")
    return _("An e-mail says only that something is there, and where. It goes to %(address)s.") % {
        "address": user.email
    }


@never_cache
@page_for()
def calendar(request):
    """The secret address of one's calendar: made, shown once, ended."""
    user, secret = request.user, ""
    form = CalendarForm(sent(request))

    def deed(data):
        if data["deed"] == "revoke":
            services.revoke_calendar_feed(user, by=user)
            return ""
        return services.make_calendar_feed(user, by=user)

    if form.is_valid() and carried_out(form, deed, by=user):
        secret = getattr(form, "outcome", "")
        if not secret:
            return redirect("departments:account-calendar")
        form = CalendarForm()
    feed = CalendarFeed.objects.visible_to(user).first()
    context = {
        "form": form,
        "made_at": feed.made_at if feed else None,
        "address": request.build_absolute_uri(reverse("reports:calendar", args=[secret]))
        if secret else "",
    }  # fmt: skip
    return render(request, "departments/account_calendar.html", context)


@page_for(*KEEPERS, methods=READ)
def mails(request):
    """E-mails that could not be sent: what the server said, and how often it was asked."""
    user = request.user
    rows = NotificationMail.objects.visible_to(user)
    page = page_of(request, rows.in_trouble().for_list())
    today = timezone.localdate()
    context = {
        "page": page,
        "base": query_base(request),
        "is_on": settings.REMINDER_MAIL,
        "facts": [
            {"label": _("Waiting"), "value": rows.waiting().count()},
            {"label": _("Sent today"), "value": rows.filter(state="sent", day=today).count()},
            {"label": _("Given up"), "value": rows.filter(state="failed").count()},
        ],
        "keeps": services.holds_role_at_root(user, "office"),
    }
    return render(request, "departments/mails.html", context)


@page_for("office")
def mail_again(request, pk):
    """Ask first; then the next run tries it once more."""
    require_office(request.user)
    row = get_object_or_404(NotificationMail.objects.visible_to(request.user).for_list(), pk=pk)
    form = ConfirmForm(sent(request))
    back = reverse("departments:mails")

    def deed(_data):
        return services.send_again(row, by=request.user)

    if form.is_valid() and carried_out(form, deed, by=request.user):
        messages.success(request, _("The e-mail is tried again within minutes."))
        return redirect(back)
    return form_page(
        request, form, title=_("Send the e-mail to %(name)s again") % {"name": row.user.username},
        back=back, submit=_("Send again"),
        lead=ngettext("Tried %(n)s time.", "Tried %(n)s times.", row.tries) % {"n": row.tries},
        crumbs=[{"label": _("E-mails"), "url": back}],
    )  # fmt: skip
