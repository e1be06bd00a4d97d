"""Who is reached: lists of groups, and values cut along them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from audit import services as audit
from audit.errors import DomainError, WrongState
from departments.models import User
from departments.services import require_office, require_role
from indicators import breakdown
from indicators.breakdown import Amount
from indicators.models import Breakdown, BreakdownPart, Dimension, DimensionMember, Measurement
from indicators.services.errors import checked, lock_key
from indicators.services.planning import exact

REPORTERS = ("office", "manager", "employee")
NAMES = ("name", "name_en", "name_zh")
FEWEST = 2  # groups: one alone cuts nothing


@transaction.atomic
def add_dimension(
    code: str,
    members: Sequence[tuple[str, str, str]],
    *,
    by: User | None,
    **names: str,
) -> Dimension:
    """The next version of a list of groups, or its first; members as (code, English, Chinese).

    The same list again is the version that is there. Breakdowns keep the version they were made by.
    """
    require_office(by)
    lock_key("dimension", code)
    check_members(members)
    last = Dimension.objects.filter(code=code).order_by("-version").first()
    if last is not None and same(last, members, names):
        return last
    row = checked(Dimension(code=code, version=last.version + 1 if last else 1, **names))
    if row.title == "" or not any(names.get(name) for name in NAMES):
        raise DomainError(_("Give the list a name."), "name_en")
    row.save(force_insert=True)
    DimensionMember.objects.bulk_create(
        checked(
            DimensionMember(
                dimension=row, code=key, position=place, name=zh or en, name_en=en, name_zh=zh
            ),
            leave=["dimension"],
        )
        for place, (key, en, zh) in enumerate(members, start=1)
    )
    details = {"code": code, "version": row.version, "members": [list(one) for one in members]}
    audit.record("indicators.add_dimension", row, by=by, details=details)
    return row


def check_members(members: Sequence[tuple[str, str, str]]) -> None:
    if len(members) < FEWEST:
        raise DomainError(_("A list needs at least two groups."), "members")
    codes = [key for key, _en, _zh in members]
    if twice := sorted({key for key in codes if codes.count(key) > 1}):
        raise DomainError(_("“%(code)s” stands twice.") % {"code": twice[0]}, "members")
    if any(not key or not (en or zh) for key, en, zh in members):
        raise DomainError(_("Each group needs a code and a name."), "members")


def same(row: Dimension, members: Sequence[tuple[str, str, str]], names: Mapping[str, str]) -> bool:
    held = [(one.code, one.name_en, one.name_zh) for one in row.members.all()]
    return held == list(members) and all(getattr(row, name) == names[name] for name in names)


@transaction.atomic
def report_breakdown(
    measurement: Measurement,
    dimension: Dimension,
    parts: Mapping[DimensionMember, Amount],
    *,
    reason: str = "",
    by: User | None,
) -> Breakdown:
    """One value cut along one list; the same again is the one that is there.

    Without a reason the parts add up exactly: counts to the count, numerators and denominators to
    those of the rate. With one they may not, and it is shown beside them.
    Errors: DomainError says which sum is off, and by how much; WrongState for a corrected value.
    """
    require_role(by, measurement.department, *REPORTERS)
    lock_key("breakdown", measurement.pk, dimension.pk)
    if Measurement.objects.filter(supersedes=measurement).exists():
        raise WrongState(_("This value was corrected meanwhile. Break the correct one down."))
    if measurement.missing:
        raise DomainError(_("There is no value that could be broken down."))
    total = amount_of(measurement)
    stored = {member: in_full(part) for member, part in parts.items() if part.is_known}
    members = list(dimension.members.all())
    check_parts(total, [stored.get(member, Amount()) for member in members], reason.strip())
    chain = Breakdown.objects.filter(measurement=measurement, dimension=dimension)
    current = chain.filter(superseded_by__isnull=True).first()
    if current is not None and held_by(current) == (reason.strip(), facts(stored)):
        return current
    row = Breakdown(
        measurement=measurement, dimension=dimension, is_complete=not reason.strip(),
        reason=reason.strip(), part_count=len(stored), reported_by=by, supersedes=current,
    )  # fmt: skip
    checked(row, leave=["measurement", "dimension", "recorded_at"]).save(force_insert=True)
    BreakdownPart.objects.bulk_create(
        checked(
            BreakdownPart(
                breakdown=row,
                member=member,
                value=part.value,
                numerator=part.numerator,
                denominator=part.denominator,
            ),
            leave=["breakdown", "member"],
        )
        for member, part in stored.items()
    )
    details = {
        "measurement": measurement.pk, "dimension": dimension.code, "version": dimension.version,
        "reason": row.reason, "parts": facts(stored), "supersedes": current and current.pk,
    }  # fmt: skip
    audit.record("indicators.report_breakdown", row, by=by, details=details)
    return row


def amount_of(measurement: Measurement) -> Amount:
    return Amount(measurement.value, measurement.numerator, measurement.denominator)


def in_full(part: Amount) -> Amount:
    numbers = (part.value, part.numerator, part.denominator)
    return Amount(*(number if number is None else exact(number) for number in numbers))


def check_parts(total: Amount, parts: Sequence[Amount], reason: str) -> None:
    """Refuse parts that do not make the value and do not say why."""
    names = breakdown.counted(total)
    if any(part.is_known and any(getattr(part, n) is None for n in names) for part in parts):
        raise DomainError(_("Give both numerator and denominator of a group, or neither."))
    if not any(part.is_known for part in parts):
        raise DomainError(_("Give the value of at least one group."))
    if reason:
        if breakdown.adds_up(total, parts):
            raise DomainError(_("The groups add up exactly: no reason is needed."), "reason")
        return
    if off := breakdown.differences(total, parts):
        raise DomainError(sums_words(off[0]))
    if unknown := breakdown.unknown(total, parts):
        raise DomainError(
            _("%(count)d groups have no value. Write 0, or say why they are not known.")
            % {"count": unknown}
        )


def sums_words(off: breakdown.Difference) -> str:
    of = {
        "value": _("values"), "numerator": _("numerators"), "denominator": _("denominators"),
    }[off.of]  # fmt: skip
    numbers = {
        "of": of, "sum": figure(off.sum), "total": figure(off.total), "off": figure(abs(off.off)),
    }  # fmt: skip
    if off.off > 0:
        return (
            _("The %(of)s add up to %(sum)s, which is %(off)s more than %(total)s. Mend them, or "
              "say why.") % numbers
        )  # fmt: skip
    return (
        _("The %(of)s add up to %(sum)s, which is %(off)s less than %(total)s. Mend them, or say "
          "why.") % numbers
    )  # fmt: skip


def figure(number: Any) -> str:
    return f"{number.normalize():,f}"


def facts(parts: Mapping[DimensionMember, Amount]) -> dict[str, list[Any]]:
    """What the ledger keeps of the parts, by code of the group."""
    return {
        member.code: [part.value, part.numerator, part.denominator]
        for member, part in sorted(parts.items(), key=lambda pair: pair[0].position)
    }


def held_by(row: Breakdown) -> tuple[str, dict[str, list[Any]]]:
    parts = row.parts.select_related("member")
    stored = {one.member: Amount(one.value, one.numerator, one.denominator) for one in parts}
    return row.reason, facts(stored)
