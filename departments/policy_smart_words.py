"""The SMART rules of a policy pack in words."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from departments.policy.parts import Pack
from departments.policy.smart import RULES

TITLES = {
    "vague_verb": gettext_lazy("The name is an intention"),
    "vague_object": gettext_lazy("The name holds no measure"),
    "several_things": gettext_lazy("Several measures in one name"),
    "target_in_name": gettext_lazy("The target stands in the name"),
    "no_definition": gettext_lazy("No definition"),
    "no_unit": gettext_lazy("No unit"),
    "unit_contradicts": gettext_lazy("Name and unit contradict each other"),
    "no_direction": gettext_lazy("No direction"),
    "no_formula": gettext_lazy("A rate without a formula"),
    "no_denominator": gettext_lazy("A rate without a denominator"),
    "no_source": gettext_lazy("No source"),
    "not_judged": gettext_lazy("A target where nothing is judged"),
    "over_ceiling": gettext_lazy("A share with a target above 100"),
    "open_scale": gettext_lazy("A share with values above 100"),
    "zero_target": gettext_lazy("A ratio to a target of zero"),
    "no_baseline": gettext_lazy("No baseline and no earlier value"),
    "equals_baseline": gettext_lazy("Target equal to the baseline"),
    "worse_than_baseline": gettext_lazy("Target worse than the baseline"),
    "easier_than_past": gettext_lazy("Target easier than the last values"),
    "never_reached": gettext_lazy("Target far beyond the best value so far"),
    "no_purpose": gettext_lazy("No purpose"),
    "no_guard": gettext_lazy("Volume or speed without a guard KPI"),
    "no_objective": gettext_lazy("Target without an objective"),
    "no_owner": gettext_lazy("Target without an owner"),
    "no_frequency": gettext_lazy("Not said how often it is reported"),
    "vague_time": gettext_lazy("Time without a limit of time"),
    "no_date": gettext_lazy("Target without a date"),
}
MODES = {
    "block": gettext_lazy("refused"),
    "warn": gettext_lazy("a warning"),
    "off": gettext_lazy("not looked at"),
}


def rows(pack: Pack) -> list[list[str]]:
    """Each rule and how it is taken; a pack without the section warns of everything."""
    modes = pack.smart.modes if pack.smart else dict.fromkeys(RULES, "warn")
    return [[str(TITLES[code]), str(MODES[mode]), code] for code, mode in modes.items()]


def note(pack: Pack) -> str:
    if pack.smart is None:
        return _("This version says nothing of them: each rule warns.")
    return _(
        "A target is too easy when all of the last %(n)s values beat it, and out of reach when it"
        " lies more than %(share)s%% beyond the best."
    ) % {
        "n": f"{pack.smart.past_values.value.normalize():f}",
        "share": f"{(pack.smart.reach_margin.value * 100).normalize():f}",
    }
