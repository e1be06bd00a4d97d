"""Launching a cycle: what stands in the way, and the moment from which its rules hold. Y15, Y16."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from appraisals.launching import Blocker, Facts, blockers
from appraisals.models import Appraisal, AppraisalCycle, CycleState, PhaseKind
from appraisals.services.policy import rules_of, scales_for
from audit import services as audit
from audit.errors import WrongState
from departments.models import User
from departments.services import require_office
from indicators.services.planning import clock

WANTED = frozenset(PhaseKind.values)


class LaunchRefused(WrongState):
    """The cycle cannot start; `blockers` names everything that is to be mended."""

    def __init__(self, found: list[Blocker]) -> None:
        super().__init__(_("The cycle cannot start yet. Mend what is listed first."))
        self.blockers = found


def blockers_of(row: AppraisalCycle) -> list[Blocker]:
    return blockers(facts_of(row), WANTED)


def facts_of(row: AppraisalCycle) -> Facts:
    """Asked in a few counting queries, however many take part."""
    rules = rules_of(row)
    phases = {phase.kind: phase for phase in row.phases.all()}
    graded = Appraisal.objects.filter(appraisal_cycle=row).graded()
    people = graded.of_people()
    planning = phases.get(PhaseKind.PLANNING)
    chosen = {
        who: getattr(row, f"{who}_scale")
        for who, covered in (
            ("department", row.covers_departments), ("person", row.covers_people),
        )
        if covered
    }  # fmt: skip
    return Facts(
        phases=frozenset(phases),
        planning_ends_on=planning.ends_on if planning else None,
        today=timezone.localdate(),
        graded=graded.count(),
        without_account=graded.filter(subject_user=None).count(),
        without_appraiser=graded.filter(appraiser=None).exclude(subject_user=None).count(),
        categories=frozenset(people.values_list("category", flat=True).distinct()),
        scales=chosen,
        known_scales={
            who: frozenset(scale.names.code for scale in scales_for(rules, who)) for who in chosen
        },
        weighed=frozenset(one.category for one in rules.assessment.source_weights),
        framed=frozenset(frame.category for frame in rules.appraising.frames),
        frames_wanted=bool(rules.appraising.frames),
    )


@transaction.atomic
def launch(row: AppraisalCycle, *, by: User | None, seen: int | None = None) -> AppraisalCycle:
    """Start a cycle: from now on everybody sees it, and what it pins never changes.

    Errors: LaunchRefused with everything to mend; WrongState when it runs already.
    """
    require_office(by, row.department)
    held = AppraisalCycle.objects.select_for_update().get(pk=row.pk)
    if held.state != CycleState.DRAFT or (seen is not None and seen != held.version):
        raise WrongState(_("Somebody else changed this cycle. Reload the page and look."))
    if found := blockers_of(held):
        raise LaunchRefused(found)
    held.state, held.launched_by, held.launched_at = CycleState.RUNNING, by, clock()
    held.version += 1
    held.save(update_fields=["state", "launched_by", "launched_at", "version"])
    details = {"code": held.code, "subjects": held.appraisals.count()}
    audit.record("appraisals.launch", held, by=by, details=details)
    return held
