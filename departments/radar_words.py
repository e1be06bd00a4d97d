"""The thresholds of the radar in words, for the page of a policy pack."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from departments.policy.parts import Pack
from departments.policy_words import Section, cited, head

RADAR = {
    "heap_width": gettext_lazy("Just above the target: how near (share of the target)"),
    "heap_least": gettext_lazy("Just above the target: values needed"),
    "heap_level": gettext_lazy("Just above the target: chance below which it is asked about"),
    "gap_points": gettext_lazy("Official against public figure: points"),
    "gap_answers": gettext_lazy("Official against public figure: answers needed"),
    "ratchet_years": gettext_lazy("Targets held low: years in a row"),
    "ratchet_margin": gettext_lazy("Targets held low: share beyond the target"),
    "edit_hours": gettext_lazy("Last-minute changes: hours before the figures are frozen"),
    "shrink_share": gettext_lazy("Shrinking cases: share that disappeared"),
    "shrink_points": gettext_lazy("Shrinking cases: points by which the rate got better"),
    "shrink_cases": gettext_lazy("Shrinking cases: cases needed the year before"),
    "shrink_periods": gettext_lazy("Shrinking cases: periods compared"),
    "copied_least": gettext_lazy("Copied values: equal values in a row"),
    "copied_level": gettext_lazy("Copied values: chance below which it is asked about"),
    "round_least": gettext_lazy("Round numbers: counts needed"),
    "round_level": gettext_lazy("Round numbers: chance below which it is asked about"),
    "digit_counts": gettext_lazy("Last digits: counts needed"),
    "digit_limit": gettext_lazy("Last digits: chi-square from which it is asked about"),
    "easy_periods": gettext_lazy("Too easy: last periods that all lie beyond"),
    "plot_cases": gettext_lazy("Fair comparison: cases a unit needs to be plotted"),
    "plot_units": gettext_lazy("Fair comparison: units needed for a chart"),
    "normal_units": gettext_lazy("Fair comparison: peers needed for a common scale"),
    "adjust_units": gettext_lazy("Fair comparison: units needed to adjust for context"),
}


def radar(pack: Pack) -> Section:
    rows = [[str(RADAR[key]), str(row.value), cited(row.source)] for key, row in pack.radar.items()]
    return Section(
        "radar",
        _("When a pattern in the figures is asked about"),
        _("A signal is a request to look, never a penalty."),
        head(_("Rule"), _("Value"), pgettext("of a rule", "Source"), num=1),
        rows,
    )
