"""The results of a cycle: telling them, what is missing, what the rules recommend, the pool."""

from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.db.models import Count, Exists, OuterRef, Q
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from appraisals import services
from appraisals.forms.results import DecideForm, IssueForm, PoolForm, RunForm
from appraisals.incentive import Share, each, fairness
from appraisals.models import (
    Appraisal,
    AppraisalCycle,
    FeedbackMeeting,
    Recommendation,
    ResultNotice,
)
from appraisals.queries.missing import KINDS, lacking
from appraisals.services.closing import missing_in
from appraisals.services.policy import rules_of
from appraisals.views import result_words as words
from departments.models import Department
from departments.policy_words import name
from departments.services import holds_role
from departments.views.frame import carried_out, form_page, page_of, query_base, require_office
from departments.views.frame import sent as bound
from indicators.views.frame import WRITE, page

READERS = ("office", "manager", "auditor", "supervision")
CHECKERS = ("office", "auditor", "supervision")
LACKS = {
    "grade": gettext_lazy("Grade"),
    "notice": gettext_lazy("Notice"),
    "meeting": gettext_lazy("Meeting"),
    "plan": gettext_lazy("Development plan"),
    "appeal": gettext_lazy("Appeal to be decided"),
    "right": gettext_lazy("Right that still runs"),
}


def reads(user, roles=READERS):
    if not holds_role(user, *roles):
        raise PermissionDenied(_("This page is for those who keep, lead or check a branch."))


def cycle_of(user, pk):
    rows = AppraisalCycle.objects.visible_to(user).exclude(state="draft")
    return get_object_or_404(rows.select_related("cycle__period", "department"), pk=pk)


@page()
def results(request):
    """The cycles whose results one reads."""
    reads(request.user)
    rows = AppraisalCycle.objects.visible_to(request.user).exclude(state="draft")
    found = page_of(request, rows.with_size().for_list())
    context = {
        "page_obj": found, "base": query_base(request),
        "columns": [
            {"label": _("Cycle"), "wide": True}, {"label": _("Branch"), "hide_s": True},
            {"label": _("Take part"), "num": True}, {"label": _("State")},
        ],
        "rows": [
            [
                {"text": row.title, "url": reverse("appraisals:cycle-results", args=[row.pk]),
                 "plain": True},
                row.department.title,
                {"text": row.subjects, "num": True},
                {"state": "done" if row.state == "archived" else "doing",
                 "state_word": row.get_state_display()},
            ]
            for row in found
        ],
    }  # fmt: skip
    return render(request, "appraisals/results.html", context)


def counted(user, cycle):
    """Departments with subjects of the cycle that `user` reads: how far each is told."""
    mine = Appraisal.objects.visible_to(user).with_result_for(user).filter(appraisal_cycle=cycle)
    notices = ResultNotice.objects.visible_to(user).in_force()
    told = notices.filter(appraisal=OuterRef("pk"), grade__superseded_by__isnull=True)
    met = FeedbackMeeting.objects.visible_to(user).closed().filter(appraisal=OuterRef("pk"))
    rows = mine.order_by().values("unit").annotate(
        all=Count("pk"),
        told=Count("pk", filter=Q(Exists(told))),
        received=Count("pk", filter=Q(Exists(told.filter(acknowledgement__isnull=False)))),
        graded=Count("pk", filter=Q(excluded_as="")),
        met=Count("pk", filter=Q(Exists(met))),
    )  # fmt: skip
    return {row["unit"]: row for row in rows}


@page(methods=WRITE)
def cycle_results(request, pk):
    """By unit: how many are told, received and talked about; the office tells them here."""
    reads(request.user)
    cycle = cycle_of(request.user, pk)
    form = IssueForm(bound(request))
    if request.method == "POST":
        require_office(request.user, cycle.department)
        unit = request.POST.get("unit") or None
        places = Department.objects.visible_to(request.user)
        place = get_object_or_404(places, pk=unit) if unit and unit.isdecimal() else None

        def deed(_data):
            return services.issue_notices(cycle, place, by=request.user)

        if form.is_valid() and carried_out(form, deed, by=request.user):
            return redirect("appraisals:cycle-results", pk=pk)
    return shown(request, cycle, form)


def shown(request, cycle, form):
    counts = counted(request.user, cycle)
    places = Department.objects.visible_to(request.user).filter(pk__in=counts)
    found = page_of(request, places.order_by("lineage"))
    all_told = sum(row["told"] for row in counts.values())
    everybody = sum(row["all"] for row in counts.values())
    keeps = holds_role(request.user, "office", department=cycle.department)
    context = {
        "cycle": cycle, "form": form, "page_obj": found, "base": query_base(request),
        "crumbs": words.crumbs(request),
        "lead": _("%(told)s of %(all)s results are told.") % {"told": all_told, "all": everybody},
        "may_issue": keeps and cycle.state == "running" and all_told < everybody,
        "checks": holds_role(request.user, *CHECKERS),
        "columns": [
            {"label": _("Department"), "wide": True}, {"label": _("Take part"), "num": True},
            {"label": _("Told"), "num": True}, {"label": _("Received"), "num": True},
            {"label": _("Talked about"), "num": True},
        ],
        "rows": [unit_row(cycle, place, counts[place.pk]) for place in found],
    }  # fmt: skip
    status = getattr(form, "status", 200)
    return render(request, "appraisals/cycle_results.html", context, status=status)


def unit_row(cycle, place, row):
    url = f"{reverse('appraisals:missing', args=[cycle.pk])}?unit={place.pk}"
    return [
        {"text": place.title, "url": url, "plain": True},
        *({"text": row[key], "num": True} for key in ("all", "told", "received")),
        {"text": f"{row['met']} / {row['graded']}", "num": True},
    ]


@page()
def missing(request, pk):
    """What keeps the cycle open, subject by subject, with a way to mend it."""
    reads(request.user)
    cycle = cycle_of(request.user, pk)
    mine = Appraisal.objects.visible_to(request.user).with_result_for(request.user)
    unit, kind = request.GET.get("unit", ""), request.GET.get("kind", "")
    if unit.isdecimal():
        mine = mine.filter(unit=int(unit))
    rows = missing_in(cycle, mine)
    counts = rows.aggregate(
        **{one: Count("pk", filter=Q(**{f"lacks_{one}": True})) for one in KINDS}
    )
    rows = rows.filter(lacking([kind] if kind in KINDS else KINDS))
    found = page_of(request, rows.for_list())
    total = sum(counts.values())
    base = f"unit={unit}&" if unit.isdecimal() else ""
    due = bool(base and counts["notice"]) and cycle.state == "running"
    context = {
        "may_issue": due and holds_role(request.user, "office", department=cycle.department),
        "form": IssueForm(initial={"unit": unit}),
        "cycle": cycle, "page_obj": found, "base": query_base(request),
        "crumbs": words.crumbs(request, cycle=cycle),
        "lead": ngettext(
            "%(n)d thing is missing before the cycle can be archived.",
            "%(n)d things are missing before the cycle can be archived.", total,
        ) % {"n": total} if total else _("Nothing is missing."),
        "tabs": [
            {"label": _("All"), "url": f"?{base}", "current": kind not in KINDS, "count": None},
            *({"label": label, "url": f"?{base}kind={one}", "current": kind == one,
               "count": counts[one]} for one, label in LACKS.items()),
        ],
        "columns": [
            {"label": _("Whose result")}, {"label": _("Department"), "hide_s": True},
            {"label": _("Missing"), "wide": True},
        ],
        "rows": [missing_row(row) for row in found],
    }  # fmt: skip
    return render(request, "appraisals/missing.html", context)


def missing_row(row):
    lacks = [str(label) for one, label in LACKS.items() if getattr(row, f"lacks_{one}")]
    page_name = "appraisals:result"
    if row.lacks_meeting and not (row.lacks_grade or row.lacks_notice):
        page_name = "appraisals:meeting"
    elif row.lacks_plan:
        page_name = "appraisals:development"
    return [
        {"text": row.title, "url": reverse(page_name, args=[row.pk]), "plain": True},
        row.unit.title,
        ", ".join(lacks),
    ]


def rule_of(cycle, code):
    rules = {rule.names.code: rule for rule in rules_of(cycle).consequences}
    return rules.get(code)


def rule_words(cycle, code):
    """What a rule recommends, and the source it cites, in the reader's language."""
    rule = rule_of(cycle, code)
    if rule is None:
        return code, ""
    source = rules_of(cycle).sources.get(rule.source.code)
    return name(rule.names), name(source) if source else rule.source.code


@page(methods=WRITE)
def recommendations(request, pk):
    """What the rules of the policy recommend, and what was decided; sent, they are looked up."""
    reads(request.user, CHECKERS)
    cycle = cycle_of(request.user, pk)
    form = RunForm(bound(request))
    if request.method == "POST":
        require_office(request.user, cycle.department)

        def deed(_data):
            return services.recommend(cycle, by=request.user)

        if form.is_valid() and carried_out(form, deed, by=request.user):
            return redirect("appraisals:recommendations", pk=pk)
    rows = Recommendation.objects.visible_to(request.user).filter(appraisal__appraisal_cycle=cycle)
    found = page_of(request, rows.for_list())
    waiting = rows.counted().get("open", 0)
    keeps = holds_role(request.user, "office", department=cycle.department)
    context = {
        "cycle": cycle, "form": form, "page_obj": found, "base": query_base(request),
        "crumbs": words.crumbs(request, cycle=cycle), "may_look": keeps,
        "lead": ngettext("%(n)d recommendation waits for a decision.",
                         "%(n)d recommendations wait for a decision.", waiting) % {"n": waiting},
        "columns": [
            {"label": _("Whose result")}, {"label": _("Recommended by the rules"), "wide": True},
            {"label": _("State")},
        ],
        "rows": [recommendation_row(cycle, row) for row in found],
    }  # fmt: skip
    status = getattr(form, "status", 200)
    return render(request, "appraisals/recommendations.html", context, status=status)


def recommendation_row(cycle, row):
    said, source = rule_words(cycle, row.rule)
    years = ngettext("%(n)d year", "%(n)d years", row.years) % {"n": row.years}
    work = {"open": "todo", "accepted": "done", "refused": "waiting", "lapsed": "waiting"}
    return [
        {"text": row.appraisal.title, "plain": True, "sub": row.appraisal.unit.title,
         "url": reverse("appraisals:recommendation", args=[row.pk])},
        {"text": said, "sub": f"{source} · {years}"},
        {"state": work[row.state], "state_word": row.get_state_display()},
    ]  # fmt: skip


@page(methods=WRITE)
def recommendation(request, pk):
    """Decide on one recommendation, with a reason."""
    reads(request.user, CHECKERS)
    rows = Recommendation.objects.visible_to(request.user).select_related(
        "appraisal__appraisal_cycle__department", "appraisal__unit", "appraisal__person",
        "grade",
    )  # fmt: skip
    row = get_object_or_404(rows, pk=pk)
    cycle = row.appraisal.appraisal_cycle
    require_office(request.user, cycle.department)
    said, source = rule_words(cycle, row.rule)
    back = reverse("appraisals:recommendations", args=[cycle.pk])
    form = DecideForm(bound(request))

    def deed(data):
        return services.decide_recommendation(
            row, data["reason"], follow=data["follow"], by=request.user
        )

    if form.is_valid() and carried_out(form, deed, by=request.user):
        return redirect(back)
    now = [
        {"key": _("Recommended by the rules"), "value": said},
        {"key": _("Source"), "value": source},
        {"key": _("Grade"), "value": words.grade_names(row.appraisal).get(row.grade.grade)},
        {"key": _("Years that count"), "value": row.years},
        {"key": _("State"), "value": row.get_state_display()},
    ]  # fmt: skip
    return form_page(
        request, form, title=row.appraisal.title, back=back, now=now,
        crumbs=words.crumbs(request, cycle=cycle), submit=_("Decide"),
        lead=_("A rule recommends; nothing follows unless you decide it."),
    )  # fmt: skip


@page()
def pool(request, pk):
    """What a pool of incentive pay would give by grade, and how evenly. Kept nowhere."""
    reads(request.user, CHECKERS)
    cycle = cycle_of(request.user, pk)
    scale = rules_of(cycle).grade_scales.get(cycle.person_scale)
    grades = [(band.names.code, name(band.names)) for band in scale.bands] if scale else []
    form = PoolForm(request.GET or None, grades=grades)
    context = {
        "cycle": cycle, "form": form, "crumbs": words.crumbs(request, cycle=cycle),
        "url": reverse("appraisals:pool", args=[pk]),
    }  # fmt: skip
    if form.is_valid():
        context |= simulated(request.user, cycle, form.cleaned_data, dict(grades))
    return render(request, "appraisals/pool.html", context)


def simulated(user, cycle, data, names):
    mine = Appraisal.objects.visible_to(user).with_result_for(user).of_people()
    notices = ResultNotice.objects.visible_to(user).in_force().filter(
        appraisal__in=mine.filter(appraisal_cycle=cycle).values("pk"), grade__isnull=False
    )  # fmt: skip
    found = notices.order_by("appraisal__unit__lineage", "grade__grade").values_list(
        "appraisal__unit__code", "appraisal__unit__level", "grade__grade",
        "appraisal__unit__lineage",
    ).annotate(people=Count("pk"))  # fmt: skip
    shares = [Share(code, level, grade, people) for code, level, grade, _line, people in found]
    points = {code: data[f"p_{code}"] or Decimal(0) for code in names}
    amounts = each(data["pool"], points, shares)
    units = fairness(amounts, shares, "unit")
    places = Department.objects.visible_to(user).filter(code__in=[row.name for row in units])
    titles = {place.code: place.title for place in places}
    spent = sum((row.amount for row in units), Decimal(0))
    return {
        "grade_rows": [[names.get(code, code), {"text": f"{amount}", "num": True}]
                       for code, amount in amounts.items()],
        "unit_rows": [fair_row(row, titles.get(row.name, row.name)) for row in units],
        "level_rows": [fair_row(row, _("Level %(n)s") % {"n": row.name}) for row in
                       sorted(fairness(amounts, shares, "level"), key=lambda row: int(row.name))],
        "spent": spent, "left": data["pool"] - spent, "is_simulated": True,
        "grade_columns": [{"label": _("Grade"), "wide": True},
                          {"label": _("Each gets"), "num": True}],
        "fair_columns": [
            {"label": _("Group"), "wide": True}, {"label": _("People"), "num": True},
            {"label": _("Amount"), "num": True}, {"label": _("Mean"), "num": True},
            {"label": _("Against all"), "num": True},
        ],
    }  # fmt: skip


def fair_row(row, title):
    texts = (
        row.people,
        f"{row.amount}",
        f"{row.mean}",
        "–" if row.ratio is None else f"{row.ratio}",
    )
    return [title, *({"text": text, "num": True} for text in texts)]
