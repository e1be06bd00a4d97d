"""The cascade of a cycle: read in a few questions, put in order, told in words."""

from dataclasses import dataclass, field

from django.db.models import Count
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from departments.models import Department, Person
from indicators import cascade
from indicators.forms.strategy import GAP_WORDS
from indicators.models import Contribution, Objective, Requirement, Target
from indicators.views.definitions import aim_of, kpi_page

PERCENT = 100


@dataclass
class Read:
    """Everything of one cycle that a user may see, by id, and its lines in order."""

    aims: dict[int, Objective] = field(default_factory=dict)
    measures: dict[int, Target] = field(default_factory=dict)
    carriers: dict[int, Contribution] = field(default_factory=dict)
    names: dict[int, Person] = field(default_factory=dict)
    asked: dict[tuple, int] = field(default_factory=dict)
    rows: list[cascade.Row] = field(default_factory=list)
    totals: list[cascade.Total] = field(default_factory=list)
    places: dict[str, Department] = field(default_factory=dict)

    @property
    def gaps(self):
        """How often each gap occurs, in the order of the list."""
        found = [gap for row in self.rows for gap in row.gaps]
        return {gap: found.count(gap) for gap in cascade.GAPS if gap in found}


def read(user, cycle, branch=None):
    """Objectives, KPIs with their owners, carriers with their holders, requirements: five reads."""
    found = Read()
    measures = Target.objects.visible_to(user).in_force().filter(cycle=cycle)
    if branch is not None:
        measures = measures.filter(department__lineage__contains=[branch.pk])
    measures = measures.one_per_kpi().with_owner_state()
    measures = measures.select_related("department", "indicator", "owner")
    found.measures = {row.pk: row for row in measures}
    found.aims = {
        row.pk: row for row in Objective.objects.visible_to(user).planned_in(cycle).for_list()
    }
    carriers = Contribution.objects.visible_to(user).in_force().filter(cycle=cycle)
    by_kpi = {(row.department_id, row.indicator_id): pk for pk, row in found.measures.items()}
    for row in carriers.with_holders().for_list():
        if (row.department_id, row.indicator_id) in by_kpi:
            found.carriers[row.pk] = row
    holders = {row.holder for row in found.carriers.values() if row.holder}
    found.names = Person.objects.visible_to(user).in_bulk(holders)
    found.asked = waiting(user)
    order(found, by_kpi, branch)
    return found


def order(found, by_kpi, branch):
    """The lines of what was read."""
    aims = [
        cascade.Aim(row.pk, row.parent_id, row.code, row.closed_on is not None)
        for row in found.aims.values()
    ]
    if branch is not None:
        aims = cascade.within(aims, touched(found, branch))
    measures = [
        cascade.Measure(
            row.pk, row.objective_id, row.department.code, row.indicator.code, row.weight,
            row.owner_state,
        )
        for row in found.measures.values()
    ]  # fmt: skip
    carriers = [
        cascade.Carrier(
            row.pk, by_kpi[row.department_id, row.indicator_id], row.part, row.share, row.is_held
        )
        for row in found.carriers.values()
    ]
    found.rows = cascade.line(aims, measures, carriers)
    found.totals = cascade.totals(measures)
    found.places = {row.department.code: row.department for row in found.measures.values()}


def touched(found, branch):
    """The objectives of a branch of departments, and those that its KPIs serve."""
    own = {pk for pk, row in found.aims.items() if branch.pk in row.department.lineage}
    return own | {row.objective_id for row in found.measures.values() if row.objective_id}


def waiting(user):
    """How many requirements wait for an answer, by objective and by (department, KPI)."""
    rows = Requirement.objects.visible_to(user).filter(state="asked")
    counted = rows.values("objective", "asking", "indicator").annotate(n=Count("pk"))
    asked = {}
    for row in counted:
        for key in (("aim", row["objective"]), ("kpi", row["asking"], row["indicator"])):
            asked[key] = asked.get(key, 0) + row["n"]
    return asked


def shown(found, rows):
    """Rows of the tree table."""
    tell = {
        cascade.AIM: aim_row, cascade.MEASURE: measure_row, cascade.CARRIER: carrier_row,
        cascade.LOOSE: loose_row,
    }  # fmt: skip
    return [{"level": row.level, **tell[row.kind](found, row)} for row in rows]


def columns():
    return [
        {"label": _("Kind"), "hide_s": True},
        {"label": _("Weight or share"), "num": True, "hide_s": True},
        {"label": _("Who answers for it")},
    ]


def who(row, text, url=""):
    """Who answers for it, and beneath in words what is missing."""
    name = format_html('<a class="pm-plain" href="{}">{}</a>', url, text) if url else text
    if not row.gaps:
        return {"html": name} if url else text
    told = [{"kind": "concern", "word": GAP_WORDS[gap]} for gap in row.gaps]
    marks = (render_to_string("components/status.html", one) for one in told)
    lines = format_html_join("", '<span class="pm-sub">{}</span>', ((mark,) for mark in marks))
    return {"html": format_html("{}{}", name, lines)}


def aim_row(found, row):
    aim = found.aims[row.id]
    sub = [aim.code, aim.plan.title if aim.plan else ""]
    if aim.closed_on:
        sub.append(_("closed on %(day)s") % {"day": aim.closed_on.isoformat()})
    sub.append(asked_words(found.asked.get(("aim", aim.pk), 0)))
    return {
        "name": aim.title,
        "url": reverse("indicators:objective", args=[aim.pk]),
        "sub": " · ".join(part for part in sub if part),
        "cells": [
            aim.get_kind_display(),
            "",
            who(row, aim.department.title),
        ],
    }


def measure_row(found, row):
    target = found.measures[row.id]
    sub = [
        target.department.title,
        aim_of(target),
        asked_words(found.asked.get(("kpi", target.department_id, target.indicator_id), 0)),
    ]
    owner = target.owner.title if target.owner else _("nobody")
    return {
        "name": target.indicator.title,
        "url": kpi_page(target.department, target.indicator),
        "sub": " · ".join(part for part in sub if part),
        "cells": [
            _("KPI"),
            f"{target.weight.normalize():f}",
            who(row, owner, reverse("indicators:carriers", args=[target.pk])),
        ],
    }


def carrier_row(found, row):
    one = found.carriers[row.id]
    return {
        "name": carrier_title(one),
        "url": "",
        "sub": carrier_sub(one),
        "cells": [kind_of(one), share_words(one), who(row, holder_words(found, one))],
    }


def carrier_sub(one):
    """Where the post is, and what is expected of it."""
    place = one.post.department.title if one.post else ""
    return " · ".join(part for part in (place, one.task) if part)


def loose_row(found, row):
    return {"name": _("Without an objective"), "url": "", "sub": "", "cells": ["", "", ""]}


def carrier_title(one):
    return (one.post or one.person or one.contributor).title


def kind_of(one):
    if one.part == "contributes":
        return _("Contributes")
    return _("Post") if one.post_id else _("Person")


def holder_words(found, one):
    """Who holds the post, as far as the reader may know."""
    if one.contributor_id:
        return ""
    if one.person_id:
        return one.person.title if one.is_held else _("holds no post")
    if not one.is_held:
        return _("nobody")
    person = found.names.get(one.holder)
    return person.title if person else _("held")


def share_words(one):
    if one.share is not None:
        return f"{(one.share * PERCENT).normalize():f}%"
    if one.value is not None:
        return _("target %(number)s") % {"number": f"{one.value.normalize():f}"}
    return ""


def asked_words(count):
    if not count:
        return ""
    text = ngettext(
        "%(n)s requirement waits for an answer", "%(n)s requirements wait for an answer", count
    )
    return text % {"n": count}


def sentence(found):
    """What is true first: how much there is, and whether the line holds."""
    aims = sum(row.kind == cascade.AIM for row in found.rows)
    kpis = len(found.measures)
    counts = {
        "aims": ngettext("%(n)s objective", "%(n)s objectives", aims) % {"n": aims},
        "kpis": ngettext("%(n)s KPI", "%(n)s KPIs", kpis) % {"n": kpis},
    }
    broken = sum(bool(row.gaps) for row in found.rows)
    if not broken:
        return _("%(aims)s and %(kpis)s. Each line reaches a person.") % counts
    text = ngettext(
        "%(aims)s and %(kpis)s. The line is broken in %(n)s place.",
        "%(aims)s and %(kpis)s. The line is broken in %(n)s places.",
        broken,
    )
    return text % (counts | {"n": broken})


def total_rows(found):
    return [
        [
            found.places[row.department].title,
            {"text": row.count, "num": True},
            {"text": f"{row.weight.normalize():f}", "num": True},
            total_words(row),
        ]
        for row in found.totals
    ]


def total_words(row):
    if row.off == 0:
        return _("exactly 100")
    number = {"number": f"{abs(row.off).normalize():f}"}
    word = _("%(number)s too many") if row.off > 0 else _("%(number)s missing")
    return {"status": "concern", "word": word % number}


def total_sentence(found):
    count = len(found.totals)
    wrong = sum(row.off != 0 for row in found.totals)
    if not wrong:
        text = ngettext(
            "The weights of the one scorecard make exactly 100.",
            "The weights of all %(n)s scorecards make exactly 100.", count,
        )  # fmt: skip
        return text % {"n": count}
    text = ngettext(
        "The weights of %(wrong)s of %(n)s scorecard do not make 100.",
        "The weights of %(wrong)s of %(n)s scorecards do not make 100.", count,
    )  # fmt: skip
    return text % {"n": count, "wrong": wrong}
