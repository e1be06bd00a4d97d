"""What the pages of data returns say: rows, shares, lines and states in words."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from departments import services as departments
from indicators import units
from indicators.models.measurement import Missing
from indicators.models.planning import PeriodKind
from indicators.services.returns import working_days_late, working_days_left
from indicators.views.frame import REPORTERS
from indicators.views.values import value_words

SOON = 2  # working days before the due day that count as near


def whole(text):
    """The version a form came with; a text that is none starts from nothing."""
    return int(text) if text and text.isdecimal() and len(text) < 10 else 0  # noqa: PLR2004


def may_report(user, row):
    return departments.holds_role(user, *REPORTERS, department=row.department)


def periods_of(rows):
    """The labels of the periods there are returns for, the newest first."""
    labels = rows.order_by("-period__ends_on", "period__label").values_list("period__label")
    return list(dict.fromkeys(label for (label,) in labels.distinct()))


def list_heading(shares):
    waiting = shares["total"] - shares["complete"]
    if not shares["total"]:
        return _("No data return yet")
    if not waiting:
        return _("Every data return is complete")
    words = ngettext("%(n)s data return is open", "%(n)s data returns are open", waiting)
    return words % {"n": f"{waiting:,}"}


def share_facts(shares):
    """Of how many returns how many are complete, came late, are overdue."""
    total = shares["total"]
    facts = [
        (_("Complete"), shares["complete"]),
        (_("of these late"), shares["came_late"]),
        (_("Overdue"), shares["overdue"]),
    ]
    return [
        {"label": label, "value": f"{count:,}", "note": of_all(count, total)}
        for label, count in facts
        if total
    ]


def of_all(count, total):
    share = f"{round(100 * count / total)}%"
    return _("%(share)s of %(total)s") % {"share": share, "total": f"{total:,}"}


def tabs(all_of_them):
    url = reverse("indicators:returns")
    return [
        {"label": _("Mine"), "url": url, "current": not all_of_them},
        {"label": _("All I may see"), "url": f"{url}?show=all", "current": all_of_them},
    ]


def columns():
    return [
        {"label": _("Department")}, {"label": _("Period")},
        {"label": _("Due on")}, {"label": _("KPIs"), "num": True}, {"label": _("State")},
    ]  # fmt: skip


def list_row(row, today):
    state, word = state_of(row, today)
    return [
        {"text": row.department.title, "url": reverse("indicators:return", args=[row.pk])},
        row.period.label,
        row.due_on.isoformat(),
        _("%(answered)s of %(asked)s") % {"answered": row.answered, "asked": row.asked},
        {"state": state, "state_word": word},
    ]


def state_of(row, today):
    """How far it is, and the word for it."""
    if row.completed_at is not None:
        late = timezone.localdate(row.completed_at) > row.due_on
        return "done", _("Complete, late") if late else _("Complete")
    if today > row.due_on:
        return "failed", _("Overdue, in progress") if row.is_begun else _("Overdue")
    if row.is_begun or row.answered:
        return "doing", _("In progress")
    return "todo", _("Due today") if today == row.due_on else _("Open")


def due_words(row):
    """When it is due, in working days from today."""
    late = working_days_late(row)
    day = {"day": row.due_on.isoformat()}
    if row.completed_at is not None:
        if not late:
            return _("Complete in time; it was due on %(day)s.") % day
        words = ngettext(
            "Complete, %(n)s working day after %(day)s.",
            "Complete, %(n)s working days after %(day)s.", late,
        )  # fmt: skip
        return words % {"n": late, **day}
    if timezone.localdate() > row.due_on:
        words = ngettext(
            "It was due on %(day)s: %(n)s working day ago.",
            "It was due on %(day)s: %(n)s working days ago.", late,
        )  # fmt: skip
        return words % {"n": late, **day}
    left = working_days_left(row)
    words = ngettext(
        "Due on %(day)s, in %(n)s working day.", "Due on %(day)s, in %(n)s working days.", left
    )
    return words % {"n": left, **day}


def heading(row):
    return _("Values for %(period)s") % {"period": row.period.label}


def form_context(row, form, draft, other):
    faulty = [line for line in form.lines if line.errors]
    return {
        "row": row,
        "form": form,
        "heading": heading(row),
        "lead": due_words(row),
        "late": timezone.localdate() > row.due_on,
        "saved": timezone.localtime(draft.saved_at) if draft else None,
        "stale": other is not None,
        "faulty": [problem for line in faulty for problem in problems(line)],
        "lines": [entry_line(line, other) for line in form.lines],
    }


def problems(form):
    """Each error of a line with the field it is at, for the summary above."""
    for name, found in form.errors.items():
        at = form[name].id_for_label if name in form.fields else form.figures[0].id_for_label
        yield {"id": at, "text": f"{form.line.indicator.title}: {found[0]}"}


def entry_line(form, other):
    """One KPI of the form with what is known of it."""
    line = form.line
    theirs = (other or {}).get(str(line.indicator.pk), {}) if other is not None else None
    return {
        "form": form,
        "name": line.indicator.title,
        "facts": facts(line),
        "said": value_words(line.current) if line.current and not line.current.missing else "",
        "theirs": others(form, theirs) if theirs is not None else [],
    }


def others(form, theirs):
    """The fields that read otherwise in the other window."""
    return [
        {"label": form[name].label, "text": theirs.get(name, "") or _("blank")}
        for name in form.fields
        if (form[name].value() or "") != theirs.get(name, "")
    ]


def facts(line):
    """Unit, target and the value before, beside the fields."""
    found = []
    if unit := units.words(line.indicator.unit):
        found.append((_("Unit"), unit))
    if aim := aim_words(line.target):
        found.append((_("Target"), aim))
    if line.before is not None:
        found.append((line.before.period.label, value_words(line.before)))
    return [{"key": key, "value": value} for key, value in found]


def aim_words(target):
    if target.low is not None:
        return f"{target.low.normalize():,f} – {target.high.normalize():,f}"
    return f"{target.value.normalize():,f}" if target.value is not None else ""


def check_context(row, form):
    return {
        "row": row,
        "form": form,
        "heading": _("Check %(period)s before you submit") % {"period": row.period.label},
        "lead": row.department.title,
        "columns": [{"label": _("Indicator"), "wide": True}, {"label": _("Before"), "num": True},
                    {"label": _("Now"), "num": True}, {"label": _("Note")}],
        "rows": [check_row(line) for line in form.lines],
    }  # fmt: skip


def check_row(form):
    line, data = form.line, form.cleaned_data
    now = (
        Missing(data["missing"]).label
        if data["missing"]
        else " ÷ ".join(f"{data[field.name].normalize():,f}" for field in form.figures)
    )
    before = value_words(line.before) if line.before else _("none")
    return [
        {"text": line.indicator.title, "sub": units.words(line.indicator.unit)},
        {"text": before, "sub": line.before.period.label if line.before else ""},
        {"text": now, "sub": changed_words(line)},
        data["note"],
    ]


def changed_words(line):
    """What is said already of this period, when it is to be replaced."""
    if line.current is None or line.current.missing:
        return ""
    return _("in place of %(value)s") % {"value": value_words(line.current)}


def read(row, lines):
    """A return that is complete, or that somebody else fills."""
    by = row.submitted_by.get_username() if row.submitted_by else ""
    return {
        "row": row,
        "heading": heading(row),
        "lead": due_words(row),
        "facts": [
            {"key": _("Department"), "value": row.department.title},
            {"key": _("Reported every"), "value": PeriodKind(row.period.kind).label},
            {"key": _("Submitted by"), "value": by},
        ],
        "columns": [{"label": _("Indicator"), "wide": True}, {"label": _("Value"), "num": True},
                    {"label": _("Reported by")}],
        "rows": [read_row(line, row) for line in lines],
    }  # fmt: skip


def read_row(line, row):
    said = line.current
    url = reverse("indicators:report", args=[row.department.code, line.indicator.code])
    return [
        {"text": line.indicator.title, "sub": units.words(line.indicator.unit),
         "url": f"{url}?period={row.period.label}"},
        value_words(said) if said else _("not reported"),
        said.reported_by.get_username() if said and said.reported_by else "",
    ]  # fmt: skip
