"""Measures without an owner, owners who left, and handing over."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from audit.errors import WrongState
from departments import services as departments
from departments.models import Appointment, Department
from departments.views.frame import carried_out, chips_of, page_of, query_base
from indicators.forms.owners import ALL, HandOverForm, OwnersFilter
from indicators.forms.strategy import GAP_WORDS
from indicators.freshness import due_spans
from indicators.models import Target
from indicators.queries import ownership as states
from indicators.services import ownership
from indicators.views.cycles import chosen_cycle
from indicators.views.definitions import kpi_page
from indicators.views.frame import PLANNERS, WRITE, page

BACK = "indicators:owners"


@page(methods=WRITE)
def owners(request):
    """The KPIs of a cycle by whether somebody in office owns them; several are handed over."""
    form = OwnersFilter(request.GET, user=request.user)
    asked = form.cleaned_data if form.is_valid() else {}
    cycle = chosen_cycle(request.user, asked.get("cycle"))
    form.show(cycle)
    kpis = kpis_of(request.user, cycle)
    chosen = page_of(request, listed(kpis, asked.get("show", "")))
    heads = heads_of(request.user, chosen)
    mine = led(request.user, chosen)
    hand = hand_form(request)
    if request.method == "POST":
        if not departments.holds_role(request.user, *PLANNERS):
            raise PermissionDenied(_("You hold no role that allows this."))
        if hand.is_valid() and carried_out(hand, deed(request, chosen, heads), by=request.user):
            return told(request, hand)
    context = {
        "form": form,
        "hand": hand,
        "cycle": cycle,
        "crumbs": [{"label": _("Strategy"), "url": reverse("indicators:cascade")}],
        "chips": [
            c for c in chips_of(request, form) if not asked.get("cycle") or "cycle=" in c["url"]
        ],
        "facts": share_facts(kpis),
        "rows": [row_of(row, heads, mine) for row in chosen],
        "page_obj": chosen,
        "base": query_base(request),
        "may": bool(mine),
    }
    status = getattr(hand, "status", 200)
    return render(request, "indicators/owners.html", context, status=status)


def kpis_of(user, cycle):
    """One row a KPI with the state of its owner and whether it is fresh; none without a cycle."""
    rows = Target.objects.visible_to(user).in_force().filter(cycle=cycle)
    rows = rows.select_related("department", "indicator", "owner", "period", "cycle")
    if cycle is None:
        return []
    span = cycle.period
    due = due_spans(timezone.localdate(), span.starts_on, span.ends_on)
    found = list(rows.one_per_kpi().with_owner_state().with_freshness(due))
    return sorted(found, key=lambda row: (row.department.code, row.indicator.code))


def listed(kpis, show):
    wanted = {
        "": (states.NONE, states.LEFT),
        states.NONE: (states.NONE,),
        states.LEFT: (states.LEFT,),
    }.get(show)
    return kpis if show == ALL else [row for row in kpis if row.owner_state in wanted]


def heads_of(user, kpis):
    """Who heads each department of the lines of these KPIs today; acting before substantive."""
    places = {number for row in kpis for number in row.department.lineage}
    rows = Appointment.objects.visible_to(user).in_force()
    rows = rows.filter(post__is_head=True, post__department__in=places)
    rows = rows.select_related("person", "post").order_by("-kind")
    return {row.post.department_id: row for row in rows}


def suggested(row, heads):
    """Whoever heads the department, else the one above it; never the owner who left."""
    for number in reversed(row.department.lineage):
        head = heads.get(number)
        if head and head.person_id != row.owner_id:
            return head
    return None


def led(user, kpis):
    """Of the departments of these KPIs, the ones whose targets `user` may set."""
    allowed = Department.objects.visible_to(user).led_by(user, *PLANNERS)
    places = {row.department_id for row in kpis}
    return set(allowed.filter(pk__in=places).values_list("pk", flat=True))


def hand_form(request):
    """Bound to what was ticked, or to the one KPI whose own button was pressed."""
    data = None
    if request.method == "POST":
        data = request.POST.copy()
        if only := data.get("only"):
            data.setlist("target", [only])
    return HandOverForm(data, user=request.user)


def deed(request, kpis, heads):
    """Hand the ticked KPIs over; a KPI without anybody suggested is told as refused."""

    def carry_out(data):
        ticked = [row for row in kpis if row.pk in data["target"]]
        if not ticked:
            raise WrongState(_("These KPIs were changed meanwhile. Look at the list again."))
        pairs, nobody = [], []
        for row in ticked:
            head = suggested(row, heads)
            person = data["owner"] or (head.person if head else None)
            if person is None:
                nobody.append(row)
            else:
                pairs.append((row, person))
        return ownership.hand_over_all(pairs, by=request.user), nobody

    return carry_out


def told(request, hand):
    """What became of each; the list again after a second click."""
    if not hasattr(hand, "outcome"):
        return redirect(request.get_full_path())
    outcomes, nobody = hand.outcome
    done = [row for row in outcomes if not row.refused]
    count = len(done)
    context = {
        "crumbs": [
            {"label": _("Strategy"), "url": reverse("indicators:cascade")},
            {"label": _("Owners"), "url": reverse(BACK)},
        ],
        "sentence": ngettext(
            "%(n)s KPI was handed over.", "%(n)s KPIs were handed over.", count
        ) % {"n": count},
        "done": [outcome_row(row.target, row.owner.title, "") for row in done],
        "refused": [
            *(outcome_row(row.target, row.owner.title, row.refused) for row in outcomes
              if row.refused),
            *(outcome_row(row, "–", _("Nobody is suggested. Name somebody.")) for row in nobody),
        ],
        "columns": [{"label": _("KPI"), "wide": True}, {"label": _("To whom")},
                    {"label": _("Why not")}],
        "back": request.get_full_path(),
    }  # fmt: skip
    return render(request, "indicators/handed_over.html", context)


def outcome_row(target, owner, refused):
    return [{"text": target.indicator.title, "sub": target.department.title}, owner, refused]


def row_of(row, heads, mine):
    head = suggested(row, heads)
    may = row.department_id in mine
    return {
        "pk": row.pk,
        "name": row.indicator.title,
        "url": kpi_page(row.department, row.indicator),
        "place": row.department.title,
        "owner": row.owner.title if row.owner else _("nobody"),
        "gap": gap_of(row),
        "to": head_words(head) if head else "",
        "may": may,
        "may_at_once": may and head is not None,
        "fresh": fresh_words(row),
    }


def gap_of(row):
    words = {states.NONE: "no_owner", states.LEFT: "owner_left"}
    return str(GAP_WORDS[words[row.owner_state]]) if row.owner_state in words else ""


def head_words(head):
    if head.kind == Appointment.Kind.ACTING:
        return _("%(name)s (acting)") % {"name": head.person.title}
    return head.person.title


def fresh_words(row):
    if row.due_until is None:
        return _("nothing due")
    return _("reported") if row.is_fresh else _("missing")


def share_facts(kpis):
    """How many KPIs are owned and fresh, as sentences."""
    owned = sum(row.owner_state not in {states.NONE, states.LEFT} for row in kpis)
    due = [row for row in kpis if row.due_until is not None]
    fresh = sum(row.is_fresh for row in due)
    found = []
    if kpis:
        numbers = {"part": owned, "all": len(kpis), "percent": percent(owned, len(kpis))}
        found.append(
            _("%(part)s of %(all)s KPIs have an owner in office (%(percent)s%%).") % numbers
        )
    if due:
        numbers = {"part": fresh, "all": len(due), "percent": percent(fresh, len(due))}
        found.append(
            _("%(part)s of %(all)s KPIs with a value due have reported it (%(percent)s%%).")
            % numbers
        )
    return found


def percent(part, whole):
    """To the tenth, half up, in whole numbers."""
    tenths = (2000 * part + whole) // (2 * whole)
    return f"{tenths // 10}.{tenths % 10}"
