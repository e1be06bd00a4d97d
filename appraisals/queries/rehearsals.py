"""The fence around rehearsals: real rows here, those of one rehearsal there, never both.

Every table that hangs on a cycle of appraisal is read through `Fenced`, so no list, count, export
or service can forget it. Source: docs/adr/0015; docs/appraisals.md, rules Y30 and Y31.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Exists, OuterRef, Q

from audit.rehearsing import stage
from departments.models import Department, Person, RoleGrant, User

if TYPE_CHECKING:
    from appraisals.models import AppraisalCycle

REHEARSES = "rehearses"  # the key of a rehearsal to the cycle it is a copy of
PLAYED = ("office", "manager", "evaluator", "auditor", "supervision")


@cache
def way_to_cycle(model: type[models.Model]) -> tuple[str, ...]:
    """The required keys that lead from a row to its cycle, the fewest: ("appraisal", …).

    Errors: LookupError for a table that hangs on no cycle.
    """
    waiting: list[tuple[Any, tuple[str, ...]]] = [(model, ())]
    seen: set[type[models.Model]] = set()
    while waiting:
        here, way = waiting.pop(0)
        seen.add(here)
        fields = here._meta.concrete_fields  # noqa: SLF001 -- documented
        if any(field.name == REHEARSES for field in fields):
            return way
        waiting += [
            (field.related_model, (*way, field.name))
            for field in fields
            if field.remote_field and not field.null and field.related_model not in seen
        ]
    raise LookupError(f"{model.__name__} hangs on no cycle of appraisal")


def fence(model: type[models.Model]) -> Any:
    """The condition on rows of `model`, by where the caller stands (`audit.rehearsing.stage`).

    Shape:  no join is added, so a lock on the rows locks nothing else.
    """
    here, way = stage(), way_to_cycle(model)
    if not way:
        return Q(rehearses__isnull=True) if here is None else Q(pk=here.rehearsal)
    first, rest = way[0], way[1:]
    if here is not None and not rest:
        return Q(**{first: here.rehearsal})
    above: Any = model._meta.get_field(first).related_model  # noqa: SLF001 -- documented
    rows = above._base_manager.filter(pk=OuterRef(first))  # noqa: SLF001 -- documented
    if here is None:
        return ~Exists(rows.filter(**{"__".join((*rest, REHEARSES, "isnull")): False}))
    return Exists(rows.filter(**{"__".join(rest): here.rehearsal}))


@cache
def real_rows(model: type[models.Model]) -> Any:
    """The rows of `model` that are not on a stage: the same for everybody, so built once."""
    return models.QuerySet(model).filter(fence(model))


class Fenced(models.Manager):
    """Real rows, or on a stage those of its rehearsal. The first manager of every such table."""

    def get_queryset(self) -> Any:
        rows = super().get_queryset()
        if stage() is not None:
            return rows.filter(fence(self.model))
        rows.query = real_rows(self.model).query.chain()
        return rows


class Rehearsals(models.Manager):
    """The cycles that rehearse another one, wherever the caller stands."""

    def get_queryset(self) -> Any:
        return super().get_queryset().filter(rehearses__isnull=False)


def cast_of(rehearsal: AppraisalCycle, actor: User) -> models.QuerySet[User]:
    """Whom `actor` may act as: himself, and whoever has a part or a role in the branch.

    Shape:  one row per account, with `is_<part>` for each of PARTS. Call
            and evaluate it on the stage of the rehearsal.
    """
    parts = {f"is_{part}": Exists(rows) for part, rows in parts_in(rehearsal).items()}
    known = Q(pk=actor.pk)
    for name in parts:
        known |= Q(**{name: True})
    return User.objects.filter(is_active=True).annotate(**parts).filter(known)


def cast_list(
    rehearsal: AppraisalCycle, actor: User, part: str = "", words: str = ""
) -> models.QuerySet[User]:
    """The cast with this part and these words in a name or number; by user name."""
    rows = cast_of(rehearsal, actor).select_related("person").order_by("username")
    if part:
        rows = rows.filter(**{f"is_{part}": True})
    if words:
        named = Person.objects.search(words).values("user")
        rows = rows.filter(Q(pk__in=named) | Q(username__icontains=words))
    return rows


PARTS = ("subject", "superior", "second", "evaluator", "calibrator", "body", "keeper")


def parts_in(rehearsal: AppraisalCycle) -> dict[str, models.QuerySet[Any]]:
    """For each of PARTS the rows that give it to the account of the outer query."""
    from appraisals import models as own  # noqa: PLC0415 -- leaf

    who = OuterRef("pk")
    rows = own.Appraisal.objects.all()
    return {
        "subject": rows.filter(subject_user=who),
        "superior": rows.filter(appraiser=who),
        "second": rows.filter(second_appraiser=who),
        "evaluator": own.Evaluation.objects.filter(evaluator=who),
        "calibrator": own.CalibrationMember.objects.filter(user=who),
        "body": own.AppealMember.objects.filter(user=who),
        "keeper": roles_over(rehearsal.department).filter(user=who),
    }


def roles_over(branch: Department) -> models.QuerySet[RoleGrant]:
    """The grants in force over the branch, above it or within it."""
    places = Department.objects.filter(
        Q(pk__in=branch.lineage) | Q(lineage__contains=[branch.pk])
    ).values("pk")
    return RoleGrant.objects.in_force().filter(role__in=PLAYED, department__in=places)


def confined(user: User, branch: Department) -> User:
    """`user` with the roles he holds over the branch and within it, and none beyond.

    What is shown to who acts as him is never more than the branch, whatever he leads elsewhere.
    """
    within = set(Department.objects.beneath(branch.pk).values_list("pk", flat=True))
    kept = []
    for grant in RoleGrant.objects.of_today(user).only("role", "department_id"):
        if grant.department_id in branch.lineage:
            grant.department_id = branch.pk
        if grant.department_id in within:
            kept.append(grant)
    user.of_one_request, user.known_grants = True, kept
    return user
