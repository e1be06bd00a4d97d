"""How a result reads: the grade as a sentence, its parts as a table, the rights with days left."""

from decimal import ROUND_HALF_UP, Decimal

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from appraisals import standing
from appraisals.models import Right
from appraisals.multisource import composite
from appraisals.services.policy import codes_of, rules_of, scale_of
from departments.policy_words import name

CENT = Decimal("0.01")


def grade_names(appraisal):
    """Code -> name in the reader's language, the best grade first."""
    return {band.names.code: name(band.names) for band in scale_of(appraisal).bands}


def grade_word(appraisal, notice):
    if notice.grade_id is None:
        return _("not graded")
    return grade_names(appraisal).get(notice.grade.grade, notice.grade.grade)


def sentence(appraisal, notice):
    """One sentence that says the grade and where it stands in the scale."""
    if notice.grade_id is None:
        return _("No grade is given for this year: %(reason)s.") % {"reason": reason_of(appraisal)}
    codes = codes_of(scale_of(appraisal))
    return _("The grade is “%(grade)s”, number %(place)s of %(count)s from the top.") % {
        "grade": grade_word(appraisal, notice),
        "place": standing.place(codes, notice.grade.grade),
        "count": len(codes),
    }


def reason_of(appraisal):
    """Why somebody is not graded, in the words of the policy."""
    if appraisal.excluded_as == "too_short":
        return _("the days in the period are fewer than the minimum")
    reason = rules_of(appraisal.appraisal_cycle).ungraded_reasons.get(appraisal.excluded_as)
    return name(reason.names) if reason else appraisal.excluded_as


def parts_of(notice):
    """The parts as rows of a table whose points add up exactly to the last line, and a finding.

    A source that has no mean lowers the coverage and is no zero.
    """
    parts = sorted(notice.parts.all(), key=lambda part: (-(part.weight or 0), part.source))
    weights = {part.source: part.weight for part in parts if part.weight}
    means = {part.source: part.score.percent for part in parts if part.score_id}
    if not weights:
        return [part_row(part, None, None) for part in parts], None, ""
    whole = composite(means, weights)
    counted = sum((w for s, w in weights.items() if means.get(s) is not None), Decimal(0))
    rows, running, before = [], Decimal(0), Decimal(0)
    for part in parts:
        points = None
        if part.weight and means.get(part.source) is not None:
            running += part.weight * means[part.source] / counted
            total = running.quantize(CENT, ROUND_HALF_UP)
            points, before = total - before, total
        rows.append(part_row(part, points, before))
    weight = sum(weights.values(), Decimal(0)).normalize()
    foot = [_("Score"), {"text": f"{weight:f}"}, "", {"text": f"{before}"}]
    if whole.score is None:
        return rows, None, ""
    said = _("The score is %(score)s of 100, from %(share)s%% of the weight.") % {
        "score": before, "share": f"{(whole.coverage * 100).quantize(Decimal(1))}",
    }  # fmt: skip
    return rows, foot, f"{said} {lowered_most(parts, means, counted)}".strip()


def part_row(part, points, total):
    mean = part.score.percent if part.score_id else None
    return [
        part.get_source_display(),
        "–" if part.weight is None else f"{part.weight.normalize():f}",
        {"text": f"{mean.quantize(CENT)}" if mean is not None else _("no value"),
         "sub": raters(part) if part.score_id else _("nobody was asked")},
        {"text": "–" if points is None else f"{points}",
         "sub": "" if points is None else _("together %(total)s") % {"total": total}},
    ]  # fmt: skip


def raters(part):
    if part.score.missing == "too_few":
        return _("too few raters")
    n = part.score.raters
    return ngettext("%(n)d rater", "%(n)d raters", n) % {"n": n}


def lowered_most(parts, means, counted):
    """Which part took away most, in words; nothing when all stand at 100."""
    lost = {
        part: part.weight * (100 - means[part.source]) / counted
        for part in parts
        if part.weight and means.get(part.source) is not None
    }
    worst = max(lost, key=lost.get, default=None)
    if worst is None or not lost[worst]:
        return ""
    return _("“%(source)s” lowered it most, by %(points)s points.") % {
        "source": worst.get_source_display(),
        "points": lost[worst].quantize(CENT, ROUND_HALF_UP),
    }


def right_words(step, last, today):
    """A right, its last day, and how many days are left."""
    left = (last - today).days
    if left < 0:
        said = _("over")
    elif left == 0:
        said = _("today is the last day")
    else:
        said = ngettext("%(n)d day left", "%(n)d days left", left) % {"n": left}
    return {"key": Right(step).label, "value": f"{last.isoformat()} · {said}"}


def crumbs(request, appraisal=None, cycle=None):
    """Back to the own results, or to the list of the cycle for whoever keeps it."""
    if appraisal is not None and appraisal.subject_user_id == request.user.pk:
        found = [{"label": _("My results"), "url": reverse("appraisals:my-results")}]
    else:
        found = [{"label": _("Appraisal results"), "url": reverse("appraisals:results")}]
    if appraisal is not None:
        url = reverse("appraisals:result", args=[appraisal.pk])
        found.append({"label": appraisal.title, "url": url})
    if cycle is not None:
        url = reverse("appraisals:cycle-results", args=[cycle.pk])
        found.append({"label": cycle.title, "url": url})
    return found
