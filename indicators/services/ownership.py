"""Handing KPIs over to another owner: one, or many at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from audit.errors import DomainError, WrongState
from departments.models import Appointment, Person, User
from departments.services import require_role
from indicators.models import Target
from indicators.services import planning

PLANNERS = ("office", "manager")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one KPI; `refused` is blank where it was handed over."""

    target: Target
    owner: Person
    refused: str = ""


@transaction.atomic
def hand_over(target: Target, owner: Person, *, by: User | None) -> Target:
    """Another owner for a KPI: a new version of its target, everything else as it is.

    Errors: DomainError for somebody without an appointment today; WrongState when the target was
    changed or ended meanwhile.
    """
    require_role(by, target.department, *PLANNERS)
    if not Appointment.objects.in_force().filter(person=owner).exists():
        raise DomainError(_("%(person)s holds no post today.") % {"person": owner.title}, "owner")
    if not Target.objects.in_force().filter(pk=target.pk).exists():
        raise WrongState(_("This target was changed or ended already. Reload the page and look."))
    return planning.set_target(
        target.department, target.indicator, target.cycle, period=target.period, owner=owner, by=by
    )


def hand_over_all(pairs: Iterable[tuple[Target, Person]], *, by: User | None) -> list[Outcome]:
    """Each by itself: what is refused leaves the others handed over. The order is kept."""
    outcomes = []
    for target, owner in pairs:
        try:
            hand_over(target, owner, by=by)
        except DomainError as error:
            outcomes.append(Outcome(target, owner, str(error)))
        except PermissionDenied:
            outcomes.append(Outcome(target, owner, _("You hold no role that allows this.")))
        else:
            outcomes.append(Outcome(target, owner))
    return outcomes
