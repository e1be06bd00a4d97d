"""The rules that recommend something after a grade, in words. docs/policy-packs.md, K20."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from departments.policy.parts import Pack
from departments.policy_words import Section, cited, head, name


def consequences(pack: Pack) -> Iterable[Section]:
    """The rules that recommend something after a grade; nothing where a pack has none."""
    if not pack.consequences:
        return
    counted = {
        "consecutive": _("%(n)s in a row, %(repeats)s"),
        "cumulative": _("%(n)s altogether, %(repeats)s"),
    }
    repeats = {"once": _("once"), "every": _("counted anew"), "each_year": _("each year")}
    rows = []
    for rule in pack.consequences:
        bands = pack.grade_scales[rule.scale].bands
        grades = [name(band.names) for band in bands if band.names.code in rule.grades]
        years = counted[rule.counting] % {"n": rule.years, "repeats": repeats[rule.repeats]}
        cells = [name(rule.names), " / ".join(grades), years, cited(rule.source)]
        rows.append(cells)
    yield Section(
        "consequences",
        _("What grades recommend"),
        _("A rule recommends; a named person decides."),
        head(
            _("Recommendation"), _("Grade"), _("Years that count"), pgettext("of a rule", "Source")
        ),
        rows,
    )
