"""What keeps a cycle from being archived. Rules: docs/results.md, G40; docs/appraisals.md, Y7."""

from __future__ import annotations

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from appraisals.models import Appraisal, AppraisalCycle
from appraisals.queries.missing import KINDS, with_missing
from appraisals.services.notices import day_of
from appraisals.services.policy import codes_of, rules_of
from appraisals.standing import below_middle
from audit.errors import WrongState
from indicators.services.planning import clock


class ArchiveRefused(WrongState):
    """Something is missing; `missing` says how many of each kind."""

    def __init__(self, missing: dict[str, int]) -> None:
        super().__init__(
            _("The cycle cannot be archived yet. Missing: %(count)d. The page “What is still "
              "missing” names them.") % {"count": sum(missing.values())}
        )  # fmt: skip
        self.missing = missing


def missing_in(row: AppraisalCycle, rows: QuerySet[Appraisal]) -> QuerySet[Appraisal]:
    """`rows` of the cycle, each with what is missing of it by the policy and the day of today."""
    scales = rules_of(row).grade_scales
    below = {
        subject: below_middle(codes_of(scales[code]))
        for subject in ("department", "person")
        if (code := getattr(row, f"{subject}_scale")) in scales
    }
    return with_missing(rows.filter(appraisal_cycle=row), below, day_of(clock()))


def missing_of(row: AppraisalCycle) -> dict[str, int]:
    """How many of each kind are missing; empty when the cycle may be archived. One query."""
    counts = missing_in(row, Appraisal.objects.all()).aggregate(
        **{kind: Count("pk", filter=Q(**{f"lacks_{kind}": True})) for kind in KINDS}
    )
    return {kind: count for kind, count in counts.items() if count}


def require_complete(row: AppraisalCycle) -> None:
    if missing := missing_of(row):
        raise ArchiveRefused(missing)
