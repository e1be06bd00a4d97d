"""A policy pack in words: tables that a person can read, every number with its source."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language, gettext_lazy, ngettext, pgettext
from django.utils.translation import gettext as _

from departments import policy_smart_words
from departments.models import Post
from departments.policy.parts import Band, Names, Pack, Source

SCORING = {
    "cap": gettext_lazy("Most that one indicator counts (share of its target)"),
    "composite_cap": gettext_lazy("Most that a composite reaches"),
    "floor": gettext_lazy("Least that one indicator counts"),
    "coverage": gettext_lazy("Weight that must have data before a composite is published"),
    "over_attainment": gettext_lazy(
        "From here the question is asked whether the target was too easy"
    ),
    "late_grace_working_days": gettext_lazy("Working days after which a missing value is late"),
    "weight_minimum": gettext_lazy("Smallest weight of an indicator (per cent)"),
    "weight_maximum": gettext_lazy("Largest weight of an indicator (per cent)"),
}
STEPS = {
    "plan_filing": gettext_lazy("File the plan"),
    "urging_reply": gettext_lazy("Answer an urging notice"),
    "requirement_answer": gettext_lazy("Answer a requirement of another department"),
    "department_objection": gettext_lazy("Department: object to the result"),
    "department_objection_decision": gettext_lazy("Department: decide on the objection"),
    "department_reapproval": gettext_lazy("Department: approve a changed result again"),
    "excellent_publicity": gettext_lazy("Show the list of “excellent” inside the organ"),
    "review_request": gettext_lazy("Person: ask for review"),
    "review_decision": gettext_lazy("Person: decide on the review"),
    "appeal_after_review": gettext_lazy("Person: appeal after the review"),
    "appeal_direct": gettext_lazy("Person: appeal without a review"),
    "appeal_decision": gettext_lazy("Person: decide on the appeal"),
    "appeal_extension": gettext_lazy("Person: longest extension of that decision"),
    "second_appeal": gettext_lazy("Person: second appeal"),
    "negative_contact": gettext_lazy("Contact somebody who rated negatively"),
    "negative_rectify": gettext_lazy("Put right and answer a negative rating"),
    "rating_invitation": gettext_lazy("How long an invitation to rate holds"),
    "rating_quarantine": gettext_lazy("Decide on a rating in quarantine"),
    "veto_reply": gettext_lazy("Reply to a proposed veto"),
}
ADJUSTMENTS = {
    "bonus_most": gettext_lazy("Most that all bonus lines add (points)"),
    "deduction_most": gettext_lazy("Most that all deduction lines take away (points)"),
    "period_lock": gettext_lazy("After the end of a period: lock it"),
}
PROOF = {
    "sample_strong": gettext_lazy("Values to check where controls are strong"),
    "sample_other": gettext_lazy("Values to check elsewhere"),
    "tolerance_percent": gettext_lazy("Difference within which a figure is confirmed (per cent)"),
    "retention_years": gettext_lazy("Years for which proof is kept at least"),
}
FOLLOWS = {
    "off": gettext_lazy("counts as before"),
    "disregard": gettext_lazy("is not rated and lowers the coverage"),
    "zero": gettext_lazy("counts as zero"),
}
WORDS = {
    "department": gettext_lazy("departments"),
    "person": gettext_lazy("people"),
    "programme": gettext_lazy("programmes"),
    "score": gettext_lazy("the score decides"),
    "body": gettext_lazy("people decide"),
    "off": gettext_lazy("off"),
    "guide": gettext_lazy("a guide"),
    "hard": gettext_lazy("binding"),
    "eligible_participants": gettext_lazy("those who should take part"),
    "all_rated": gettext_lazy("all who are rated"),
    "rated_good": gettext_lazy("those rated good"),
    "floor": gettext_lazy("rounded down"),
    "half_up": gettext_lazy("rounded to the nearest"),
    "ceiling": gettext_lazy("rounded up"),
    "none": gettext_lazy("no self-assessment"),
    "shown": gettext_lazy("shown beside, not counted"),
    "counted": gettext_lazy("counted"),
    "superior": gettext_lazy("superior"),
    "peers": gettext_lazy("peers"),
    "subordinates": gettext_lazy("subordinates"),
    "self": gettext_lazy("self"),
    "cooperating": gettext_lazy("cooperating departments"),
    "public": gettext_lazy("the public"),
    "third_party": gettext_lazy("third party"),
    "leaders": gettext_lazy("leaders"),
    "output": gettext_lazy("output"),
    "benefit": gettext_lazy("benefit"),
    "satisfaction": gettext_lazy("satisfaction"),
    "execution": gettext_lazy("budget execution"),
    "warn": gettext_lazy("a warning"),
    "block": gettext_lazy("must hold before a scorecard is submitted"),
    "office": gettext_lazy("the performance office"),
    "parent": gettext_lazy("the manager of the department above"),
    "either": gettext_lazy("the performance office or the manager of the department above"),
}


@dataclass(frozen=True, slots=True)
class Section:
    id: str
    heading: str
    note: str
    columns: list[dict[str, Any]]
    rows: list[list[Any]]


def described(pack: Pack) -> list[Section]:
    """The pack from scoring to reasons, the list of sources last."""
    return [
        scoring(pack),
        deadlines(pack),
        collecting(pack),
        plans(pack),
        *grade_scales(pack),
        quotas(pack),
        *rating_scales(pack),
        source_weights(pack),
        frames(pack),
        verification(pack),
        reasons("ungraded", _("Why somebody is not graded"), pack.ungraded_reasons.values()),
        reasons("amendments", _("Why a plan may be changed"), pack.amendment_reasons.values()),
        smart(pack),
        sources(pack),
    ]


def is_chinese() -> bool:
    return (get_language() or "").startswith("zh")


def name(names: Names) -> str:
    return names.name_zh if is_chinese() else names.name_en


def word(text: str) -> str:
    """A member of a closed list as people say it; an open one as it stands."""
    return str(WORDS.get(text, text))


def cited(source: Source) -> dict[str, str]:
    """The cell of the source, with its remark beneath."""
    return {"text": source.code, "sub": source.note_zh if is_chinese() else source.note_en}


def percent(share: Decimal) -> str:
    return f"{(share * 100).normalize():f}%"


def head(*labels: str, num: int | None = None) -> list[dict[str, Any]]:
    return [{"label": label, "num": place == num} for place, label in enumerate(labels)]


def scoring(pack: Pack) -> Section:
    rows = [
        [str(SCORING[key]), str(row.value), cited(row.source)] for key, row in pack.scoring.items()
    ]
    rows += [
        [label, str(row.value), cited(row.source)]
        for label, row in (
            (_("Raters before the mean of a group is shown"), pack.assessment.raters_least),
            (_("The same for subordinates"), pack.assessment.subordinates_least),
            (_("Raters from which best and worst are left out"), pack.assessment.trim_from),
            (
                _("Largest weight of the self-assessment (per cent)"),
                pack.assessment.self_weight_most,
            ),
        )
    ]
    rows += [
        [str(ADJUSTMENTS[key]), str(row.value), cited(row.source)]
        for key, row in pack.adjustments.items()
    ]
    note = _("Self-assessment: %(role)s.") % {"role": word(pack.assessment.self_role)}
    return Section(
        "scoring",
        _("Defaults of scoring"),
        note,
        head(_("Rule"), _("Value"), pgettext("of a rule", "Source"), num=1),
        rows,
    )


def plans(pack: Pack) -> Section:
    """How a scorecard is agreed."""
    rules = pack.plans
    rows: list[list[Any]] = [
        [_("Fewest KPIs of a scorecard"), str(rules.kpis_minimum.value),
         cited(rules.kpis_minimum.source)],
        [_("Most KPIs of a scorecard"), str(rules.kpis_maximum.value),
         cited(rules.kpis_maximum.source)],
        [_("The number of KPIs"), word(rules.kpi_count), ""],
        [_("Smallest and largest weight"), word(rules.weight_bounds), ""],
        [_("Who approves a scorecard"), word(rules.approvers), ""],
    ]  # fmt: skip
    note = _("The weights of a scorecard sum to exactly 100 before it is submitted.")
    columns = head(_("Rule"), _("Value"), pgettext("of a rule", "Source"))
    return Section("plans", _("Scorecards"), note, columns, rows)


def deadlines(pack: Pack) -> Section:
    rows = [
        [
            str(STEPS.get(step, step)),
            days(row.n, row.unit),
            cited(row.source),
        ]
        for step, row in pack.deadlines.items()
    ]
    note = (
        _("A deadline in calendar days that ends on a day off moves to the next working day.")
        if pack.roll_calendar_deadlines
        else _("A deadline in calendar days ends on its day, also when that is a day off.")
    )
    return Section(
        "deadlines",
        _("Deadlines"),
        note,
        head(_("Step"), _("Time"), pgettext("of a rule", "Source")),
        rows,
    )


def collecting(pack: Pack) -> Section:
    rows = [
        (_("Values are due after the end of their period"), pack.collecting.due),
        *((_("A reminder, counted from the day they are due"), row)
          for row in pack.collecting.reminders),
        (_("The head hears of a return that is late"), pack.collecting.escalation),
    ]  # fmt: skip
    return Section(
        "collecting",
        _("Collecting values"),
        "",
        head(_("Step"), _("Working days"), pgettext("of a rule", "Source"), num=1),
        [[label, f"{row.n:+d}" if row.n < 0 else str(row.n), cited(row.source)]
         for label, row in rows],
    )  # fmt: skip


def days(n: int, unit: str) -> str:
    if unit == "working":
        return ngettext("%(n)d working day", "%(n)d working days", n) % {"n": n}
    if unit == "months":
        return ngettext("%(n)d month", "%(n)d months", n) % {"n": n}
    return ngettext("%(n)d calendar day", "%(n)d calendar days", n) % {"n": n}


def grade_scales(pack: Pack) -> Iterable[Section]:
    for code, scale in pack.grade_scales.items():
        rows = [[name(band.names), bounds(band), band.names.code] for band in scale.bands]
        note = _("For %(subject)s; %(decided)s. Source: %(source)s.") % {
            "subject": word(scale.subject),
            "decided": word(scale.decided_by),
            "source": scale.source.code,
        }
        yield Section(
            f"scale-{code}",
            _("Grades: %(name)s") % {"name": name(scale.names)},
            note,
            head(_("Grade"), _("Score"), _("Code")),
            rows,
        )


def bounds(band: Band) -> str:
    """Half-open: the lower bound belongs to the band, the upper does not."""
    if band.low is None and band.high is None:
        return "–"
    if band.high is None:
        return f"≥ {band.low}"
    if band.low is None:
        return f"< {band.high}"
    return f"{band.low} ≤ … < {band.high}"


def quotas(pack: Pack) -> Section:
    rows = []
    for quota in pack.quotas:
        scale = pack.grade_scales[quota.scale]
        grade = next(band for band in scale.bands if band.names.code == quota.grade)
        rows.append(
            [
                {"text": name(grade.names), "sub": name(scale.names)},
                f"{percent(quota.share)} → {percent(quota.share_with_approval)}",
                {
                    "text": word(quota.mode),
                    "sub": f"{word(quota.denominator)}, {word(quota.rounding)}",
                },
                quota.pool_below,
                cited(quota.source),
            ]
        )
    columns = head(
        _("Grade"),
        _("At most, with approval"),
        _("How"),
        _("Pooled below"),
        pgettext("of a rule", "Source"),
        num=3,
    )
    return Section("quotas", _("Quotas"), "", columns, rows)


def rating_scales(pack: Pack) -> Iterable[Section]:
    for code, scale in pack.rating_scales.items():
        rows = [
            [
                name(level.names),
                _("does not count") if level.value is None else str(level.value),
                _("negative") if level.negative else "",
            ]
            for level in scale.levels
        ]
        cell = cited(scale.source)
        yield Section(
            f"rating-{code}",
            _("Ratings: %(name)s") % {"name": name(scale.names)},
            " ".join(filter(None, [_("Source: %(code)s.") % {"code": cell["text"]}, cell["sub"]])),
            head(_("Level"), _("Value"), _("Kind"), num=1),
            rows,
        )


def source_weights(pack: Pack) -> Section:
    categories = dict(Post.Category.choices)
    rows = [
        [str(categories.get(row.category, row.category)), weights(row.weights), cited(row.source)]
        for row in pack.assessment.source_weights
    ]
    columns = head(_("Category of the post"), _("Weights"), pgettext("of a rule", "Source"))
    return Section("weights", _("Whose view counts how much"), "", columns, rows)


def weights(shares: dict[str, Decimal]) -> str:
    return " · ".join(f"{word(key)} {share.normalize():f}%" for key, share in shares.items())


def frames(pack: Pack) -> Section:
    rows = [
        [name(frame.names), weights(frame.weights), cited(frame.source)]
        for frame in pack.weight_frames.values()
    ]
    columns = head(_("Frame"), _("Weights"), pgettext("of a rule", "Source"))
    return Section("frames", _("Weight frames"), "", columns, rows)


def verification(pack: Pack) -> Section:
    rules = pack.verification
    rows: list[list[Any]] = [
        [str(PROOF[key]), str(row.value), cited(row.source)] for key, row in rules.numbers.items()
    ]
    for label, switch in (
        (_("A value that was rejected"), rules.no_proof),
        (_("A value not reported after the days of grace"), rules.late),
    ):
        rows.append([label, str(FOLLOWS[switch.value]), cited(switch.source)])
    columns = head(_("Rule"), _("Value"), pgettext("of a rule", "Source"))
    return Section("verification", _("Proof and verification"), "", columns, rows)


def reasons(key: str, heading: str, rows: Iterable[Any]) -> Section:
    cells = [[name(row.names), row.names.code, cited(row.source)] for row in rows]
    return Section(
        key, heading, "", head(_("Reason"), _("Code"), pgettext("of a rule", "Source")), cells
    )


def smart(pack: Pack) -> Section:
    columns = head(_("Rule"), _("How"), _("Code"))
    heading = _("SMART rules over KPIs")
    return Section("smart", heading, policy_smart_words.note(pack), columns, [
        list(row) for row in policy_smart_words.rows(pack)
    ])  # fmt: skip


def sources(pack: Pack) -> Section:
    rows = [[row.code, name(row)] for row in pack.sources.values()]
    return Section(
        "sources", _("Sources"), "", head(_("Mark"), pgettext("of a rule", "Source")), rows
    )
