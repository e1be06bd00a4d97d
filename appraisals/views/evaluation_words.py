"""What the pages of evaluations say: rows, evidence, the suggested score line by line."""

from decimal import ROUND_HALF_UP, Decimal

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from appraisals.evaluating import all_alike
from appraisals.forms.evaluations import LEVELS
from appraisals.models import Source
from appraisals.models.evaluation import SIDES
from appraisals.services import beside
from appraisals.services.capping import caps_of
from appraisals.services.lines import year_scores
from appraisals.services.policy import scale_of
from appraisals.services.suggesting import kpi_means, suggestions
from departments import policy_words
from indicators.views.plan_words import person_of
from indicators.views.values import value_words

CENT = Decimal("0.01")
WORK = {"": "todo", "draft": "doing", "handed_in": "done"}


def plain(number, step=CENT):
    """A number half up at two decimals, without zeros that say nothing."""
    if number is None:
        return "–"
    text = f"{Decimal(number).quantize(step, ROUND_HALF_UP):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def grades_of(scale):
    return {band.names.code: policy_words.name(band.names) for band in scale.bands}


def side_word(side):
    return dict(SIDES)[side] if side in dict(SIDES) else Source(side).label


def sitting_columns():
    return [
        {"label": _("Subject"), "wide": True},
        {"label": _("Department"), "hide_s": True},
        {"label": _("You speak as")},
        {"label": _("Mean"), "num": True},
        {"label": _("State")},
    ]


def sitting_row(row, side, mine, aside):
    """One subject of the sitting, for one side."""
    state = mine.state if mine else ""
    words = {"": _("not begun"), "draft": _("being written"), "handed_in": _("handed in")}
    url = reverse("appraisals:evaluation", args=[row.pk, side])
    if aside:
        return [row.title, row.unit.title, side_word(side), "–",
                {"state": "waiting", "state_word": _("you stand aside")}]  # fmt: skip
    return [
        {"text": row.title, "url": url},
        row.unit.title,
        side_word(side),
        plain(mine.percent) if mine else "–",
        {"state": WORK[state], "state_word": words[state]},
    ]


def sitting_heading(left, total):
    if not total:
        return _("Nobody to evaluate")
    if not left:
        return _("Everybody is evaluated")
    words = ngettext("%(n)s evaluation is open", "%(n)s evaluations are open", left)
    return words % {"n": left}


def evidence_of(row, sections):
    """What the system knows of the year, beside the form."""
    targets = [one.target for one in sections if one.target is not None]
    scores = year_scores(row, targets)
    return {
        "kpis": [kpi_row(one, scores.get(one.target.pk)) for one in sections if one.target],
        "suggestion": suggestion_of(row),
        "caps": [cap_words(cap, scale_of(row)) for cap in caps_of([row]).get(row.pk, [])],
        **self_assessed(row),
        "check_in": check_in_words(row),
    }


def kpi_row(section, score):
    """A KPI with its weight, its result and its attainment, led to its card."""
    measured = score.measurement if score else None
    return {
        "name": section.title,
        "url": reverse("indicators:detail", args=[section.target.indicator_id]),
        "weight": plain(section.weight),
        "result": value_words(measured) if measured else _("no value"),
        "attainment": attained(section, score),
    }


def attained(section, score):
    if score is None or score.attainment is None or section.has_own_target:
        return "–"
    return f"{plain(score.attainment * 100)}%"


def self_assessed(row):
    """What the subject said, once it is opened; before that the page where it is opened."""
    handed_in = beside.handed_in(row)
    own = beside.answers_of(handed_in)
    closed = handed_in is not None and own is None
    url = reverse("appraisals:assessment-read", args=[handed_in.pk]) if closed else ""
    return {"own": own, "own_url": url}


def check_in_words(row):
    day = beside.last_check_in(row)
    if day is not None:
        return _("Last conversation on %(day)s") % {"day": day.isoformat()}
    return ""


def suggestion_of(row):
    """Each source with weight, mean, raters and points; the points sum to the score."""
    found = suggestions([row], kpi_means([row]))[row.pk]
    return {
        "rows": [source_row(part, found.means.get(part.source)) for part in found.parts],
        "score": plain(found.score),
        "coverage": plain(found.coverage * 100),
        "is_publishable": found.is_publishable,
        "least": plain(found.least * 100),
        "grade": suggested_grade(row, found),
        "formula": formula(found),
    }


def source_row(part, mean):
    missing = {
        "too_few": _("too few to tell"), "nobody_knew": _("nobody could say"),
        "not_asked": _("not there yet"), "": _("not there yet"),
    }  # fmt: skip
    return {
        "name": side_word(part.source),
        "weight": plain(part.weight),
        "mean": plain(part.mean)
        if part.mean is not None
        else missing[mean.missing if mean else ""],
        "raters": mean.raters if mean and mean.percent is not None else "",
        "points": plain(part.points),
    }


def formula(found):
    """How the sources come to the score, as one sum."""
    there = [part for part in found.parts if part.points is not None and part.weight]
    if not there:
        return ""
    above = " + ".join(f"{plain(part.weight)} × {plain(part.mean)}" for part in there)
    total = sum((part.weight for part in there), Decimal(0))
    return f"({above}) ÷ {plain(total)} = {plain(found.score)}"


def suggested_grade(row, found):
    scale = scale_of(row)
    if scale.decided_by != "score" or not found.is_publishable:
        return ""
    return grades_of(scale)[scale.grade(found.score.quantize(CENT, ROUND_HALF_UP))]


def cap_words(cap, scale):
    return _("At most “%(grade)s”: %(basis)s, approved by %(authority)s.") % {
        "grade": grades_of(scale)[cap.at_most], "basis": cap.legal_basis,
        "authority": cap.authority,
    }  # fmt: skip


def warnings_of(row, texts):
    """What is worth a second look before handing in; nothing of it is refused. Rule V6."""
    given = [line.get("rating", "") for line in texts.get("lines", {}).values()]
    found = []
    if all_alike([int(one) for one in given if one.isdecimal()]):
        found.append(_("All ratings are the same: is nothing stronger or weaker than the rest?"))
    if beside.last_check_in(row) is None:
        found.append(_("There was no conversation in this year."))
    return found


def level_key():
    return [{"key": rating, "word": word} for rating, word in LEVELS.items()]


def section_line(form, own, other):
    """One section of the form with what the subject says of it."""
    section = form.section
    mine = (own or {}).get(section.code)
    theirs = (other or {}).get("lines", {}).get(section.code, {}) if other is not None else None
    return {
        "form": form,
        "name": section.title,
        "weight": plain(section.weight),
        "own": mine,
        "theirs": differing(form, theirs) if theirs is not None else [],
    }


def differing(form, theirs):
    """The fields that read otherwise in the other window."""
    return [
        {"label": form[name].label, "text": theirs.get(name, "") or _("blank")}
        for name in form.fields
        if name in theirs or form[name].value()
        if (form[name].value() or "") != theirs.get(name, "")
    ]


def sentences(form, other):
    """The fields below the sections, each with what another window saved otherwise."""
    found = []
    for name in ("proposed_grade", "strengths", "improvement"):
        if name not in form.fields:
            continue
        theirs = (other or {}).get(name, "")
        is_other = other is not None and theirs != (form[name].value() or "")
        found.append({"field": form[name], "theirs": (theirs or _("blank")) if is_other else ""})
    return found


def problems(form):
    """Each error of a section with the field it is at, for the summary above."""
    for one in form.sections:
        for name, found in one.errors.items():
            field = one[name] if name in one.fields else one["comment"]
            at = f"{field.auto_id}_0" if name == "rating" else field.id_for_label
            yield {"url": f"#{at}", "text": f"{one.section.title}: {found[0]}"}
    for name, found in form.errors.items():
        label = f"{form[name].label}: " if name in form.fields else ""
        url = f"#{form[name].id_for_label}" if name in form.fields else ""
        yield {"url": url, "text": f"{label}{found[0]}"}


def read_of(row, evaluation):
    """An evaluation that is handed in, as its readers see it."""
    scale = scale_of(row)
    return {
        "lines": [
            {
                "name": policy_words.name(line),
                "weight": plain(line.weight),
                "rating": line.rating if line.rating is not None else _("cannot be judged"),
                "comment": line.comment,
            }
            for line in evaluation.lines.all()
        ],
        "percent": plain(evaluation.percent),
        "grade": grades_of(scale).get(evaluation.proposed_grade, ""),
        "who": person_of(evaluation.evaluator),
        "day": timezone.localtime(evaluation.handed_in_at).date().isoformat(),
        "side": side_word(evaluation.source),
    }
