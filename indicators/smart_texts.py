"""Why a SMART rule speaks, and how to mend it: English here, translated where it is shown. Pure."""

from __future__ import annotations

from typing import NamedTuple

from indicators.wording import gettext_noop as _


class Words(NamedTuple):
    """{names} are filled from the finding."""

    reason: str
    repair: str


QUESTIONS = {
    "S": (_("Specific"), _("Does everybody understand the same one thing by it?")),
    "M": (_("Measurable"), _("Would two people who count get the same number?")),
    "A": (_("Attainable"), _("Is the target a stretch that the process can reach?")),
    "R": (_("Relevant"), _("Does it serve an objective, and does somebody answer for it?")),
    "T": (_("Time-bound"), _("Is it clear by when, and how often one looks?")),
}

TEXTS = {
    "vague_verb": Words(
        _("“{name}” is an intention: nothing in it can be counted."),
        _("Name the result and its measure, such as “Share of street lamps that work”."),
    ),
    "vague_object": Words(
        _("“{name}” says what it is about and not what is measured."),
        _("Name the measure: a share, a number, a time, a mark of a survey."),
    ),
    "several_things": Words(
        _("“{name}” holds more than one measure, so one number cannot say both."),
        _("Make a card of its own for each."),
    ),
    "target_in_name": Words(
        _("“{name}” holds the target, which changes from year to year."),
        _("Leave the number out of the name and set it as a target."),
    ),
    "no_definition": Words(
        _("It does not say what is counted and what is not."),
        _("Describe in one or two sentences what counts, and the cases in doubt."),
    ),
    "no_unit": Words(
        _("There is no unit, so 12 may be days, cases or per cent."),
        _("Give the unit: %, days, cases, CNY."),
    ),
    "unit_contradicts": Words(
        _("The name “{name}” speaks of a share, the unit is “{unit}”."),
        _("Use % as the unit, or name the count."),
    ),
    "no_direction": Words(
        _("It is not said whether more or less is better."),
        _("Choose a direction; “no direction” for a figure that only describes."),
    ),
    "no_formula": Words(
        _("It is a rate without a formula."),
        _("Write what is divided by what, over which days."),
    ),
    "no_denominator": Words(
        _("It is a rate, but nothing says what the whole is."),
        _("Write numerator ÷ denominator, and which cases are in the denominator."),
    ),
    "no_source": Words(
        _("No source is named, so nobody can check a figure."),
        _("Name the system or register, and who keeps it."),
    ),
    "not_judged": Words(
        _("The indicator has no direction, so a target cannot be judged."),
        _("Leave the target blank, or add a version of the card with a direction."),
    ),
    "over_ceiling": Words(
        _("The target {value} lies above 100, which a share can never pass."),
        _("Set at most 100, or say in the formula that it is compared with a plan."),
    ),
    "open_scale": Words(
        _("A value of {value} was reported: a share with a ceiling of 100 cannot be that."),
        _("Put the formula right, or say that the scale is open, such as a share of a plan."),
    ),
    "zero_target": Words(
        _("A ratio to a target of zero cannot be calculated."),
        _("Choose the method “from baseline to target”, or a target above zero."),
    ),
    "no_baseline": Words(
        _("Nothing says where it starts from: there is no baseline and no earlier value."),
        _("Give the last known value as the baseline."),
    ),
    "equals_baseline": Words(
        _("Target and baseline are the same, so nothing is to be done."),
        _("Set a target that differs from the baseline."),
    ),
    "worse_than_baseline": Words(
        _("The target {value} is worse than the baseline {baseline}."),
        _("Turn them round, or say in the card why a step back is planned."),
    ),
    "easier_than_past": Words(
        _("All of the last {n} values were better than {value}; the worst of them was {worst}."),
        _("Set at least what the worst of them reached, or say why it becomes harder."),
    ),
    "never_reached": Words(
        _("{value} lies far beyond the best value so far, which is {best}."),
        _("Set a step that can be reached, or say what will change in the process."),
    ),
    "no_purpose": Words(
        _("It does not say what it is measured for."),
        _("Say in one sentence which decision the number helps to make."),
    ),
    "no_guard": Words(
        _("It rewards volume or speed alone; quality may pay for it."),
        _("Name a guard KPI that would show it, such as errors, complaints or cases reopened."),
    ),
    "no_objective": Words(
        _("The target serves no objective."),
        _("Choose the objective that it belongs to."),
    ),
    "no_owner": Words(
        _("Nobody answers for the target."),
        _("Name one person as the owner."),
    ),
    "no_frequency": Words(
        _("It is not said how often it is reported."),
        _("Choose a month, a quarter or a year."),
    ),
    "vague_time": Words(
        _("“{name}” speaks of time without a limit of time."),
        _("Write the limit into the definition: within 48 hours, within 10 working days."),
    ),
    "no_date": Words(
        _("The target has no date."),
        _("Set it for a cycle or a period."),
    ),
}
