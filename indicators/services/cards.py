"""Definition cards: defined, described anew in editions, broken into versions."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from audit import services as audit
from audit.errors import DomainError, WrongState
from departments.models import User
from departments.services import fingerprint, require_office
from indicators import smart
from indicators.models import CardDetail, CardEdition, Indicator
from indicators.services import smart_check
from indicators.services.errors import checked, lock_key, overtaken

FIXED = ("unit", "direction", "per")  # of a card: a change of these is a new version
METHOD = (
    *FIXED, "definition", "definition_zh", "formula", "formula_zh", "source", "source_zh",
    "calculation",
)  # fmt: skip
DESCRIBED = (
    "name", "name_en", "name_zh", "frequency", "decimals", "purpose", "definition", "formula",
    "source", "limitations", "purpose_zh", "definition_zh", "formula_zh", "source_zh",
    "limitations_zh", "classification", "kind", "calculation", "guard_id",
)  # fmt: skip
DETAILED = tuple(f.name for f in CardDetail._meta.fields if not f.primary_key)  # noqa: SLF001 -- documented
KNOWN = {*FIXED, *DESCRIBED, *DETAILED}


@transaction.atomic
def define_indicator(
    *, code: str, by: User | None, template: str = "", reason: str = "", **fields: Any
) -> Indicator:
    """A new card, version 1. Fields: FIXED, DESCRIBED, DETAILED, and `guard` as a row.

    Errors: NotSmart when a rule that the policy makes blocking is broken.
    """
    require_office(by)
    lock_key("indicator", code)
    if "/" in code or code != code.strip() or not code.isprintable():
        raise DomainError(_("Use letters, digits and signs but no slash, and no blanks."), "code")
    if Indicator.objects.filter(code=code).exists():
        raise DomainError(_("There is an indicator with this code already."), "code")
    own, details = parted(fields)
    card = Indicator(code=code, version=1, template=template, **own)
    return add_card(card, details, by=by, reason=reason)


@transaction.atomic
def add_version(
    indicator: Indicator, *, by: User | None, reason: str = "", **fields: Any
) -> Indicator:
    """The next version of a card, for a break in method; old scores and values keep the old one.

    Errors: WrongState when there is a newer version; DomainError when the method stays the same.
    """
    require_office(by)
    lock_key("indicator", indicator.code)
    newest = Indicator.objects.filter(code=indicator.code).order_by("-version")[0]
    if newest.pk != indicator.pk:
        raise WrongState(_("This card has a newer version already. Change that one."))
    kept = {name: getattr(newest, name) for name in FIXED + DESCRIBED}
    own, details = parted(fields)
    own = kept | own
    if all(own[name] == kept[name] for name in METHOD):
        raise DomainError(
            _(
                "A new version needs another way of measuring: unit, direction, base, definition,"
                " formula or source. Edit the card otherwise."
            )
        )
    details = values_of(detail_of(newest), DETAILED) | details
    card = Indicator(
        code=newest.code, version=newest.version + 1, template=newest.template, **own
    )  # fmt: skip
    return add_card(card, details, by=by, reason=reason)


def add_card(
    card: Indicator, details: dict[str, Any], *, by: User | None, reason: str
) -> Indicator:
    if not card.name.strip():
        raise DomainError(_("Give the indicator a name."), "name")
    checked(card)
    warned = smart_check.refuse_blocked(smart_check.judge_card(card))
    card.save(force_insert=True)
    write_details(card, details)
    append_edition(card, by=by, reason=reason)
    after = values_of(card, FIXED + DESCRIBED) | details
    entry = {"code": card.code, "version": card.version, "after": after, "smart": warned}
    audit.record("indicators.define_indicator", card, by=by, details=entry)
    return card


@transaction.atomic
def describe_indicator(
    indicator: Indicator, *, by: User | None, seen: str | None = None, reason: str = "",
    **fields: Any,
) -> Indicator:  # fmt: skip
    """Change the words of a card: its next edition. What gives scores their sense is fixed.

    Errors: WrongState when `seen` (see card_seen) says that the form showed an older card; NotSmart
    when the change brings a fault that the policy refuses (one that was there before stays).
    """
    require_office(by)
    row = Indicator.objects.select_for_update().get(pk=indicator.pk)
    detail = detail_of(row)
    if seen is not None and seen != card_seen(row):
        raise overtaken()
    own, details = parted(fields)
    own = {name: value for name, value in own.items() if getattr(row, name) != value}
    details = {name: value for name, value in details.items() if getattr(detail, name) != value}
    if fixed := set(own) & set(FIXED):
        raise DomainError(
            _("Unit, direction and base of a card never change: add a new version."), min(fixed)
        )
    if not own and not details:
        return row
    if not row.editions.exists():
        append_edition(row, by=None, since=row.created_at)
    before = values_of(row, own) | values_of(detail, details)
    warned = change_words(row, own)
    write_details(row, details)
    append_edition(row, by=by, reason=reason)
    entry = {"before": before, "after": own | details, "smart": warned, "reason": reason}
    audit.record("indicators.describe_indicator", row, by=by, details=entry)
    return row


def change_words(row: Indicator, own: dict[str, Any]) -> dict[str, str]:
    """Write the words and the number of the edition. Returns the warnings that are kept."""
    policy = smart_check.policy_for()
    old = smart.of_card(smart_check.card_of(row), policy.settings)
    for name, value in own.items():
        setattr(row, name, value)
    if not row.name.strip():
        raise DomainError(_("Give the indicator a name."), "name")
    checked(row)
    new = smart.of_card(smart_check.card_of(row), policy.settings)
    smart_check.refuse_blocked(smart_check.say(smart.newly(old, new), policy))
    row.minor += 1
    row.save(update_fields=[*own, "minor"])
    return {said.rule: said.mode for said in smart_check.say(new, policy)}


def write_details(card: Indicator, details: dict[str, Any]) -> None:
    """The long texts; a card without any has no row."""
    if not any(details.values()) and not CardDetail.objects.filter(indicator=card).exists():
        return
    detail = detail_of(card)
    for name, value in details.items():
        setattr(detail, name, value)
    checked(detail, leave=["indicator"])
    CardDetail.objects.update_or_create(indicator=card, defaults=details)
    card.detail = detail


def append_edition(
    card: Indicator, *, by: User | None, reason: str = "", since: Any = None
) -> None:
    """Keep what the card says from now on."""
    edition = CardEdition(
        indicator=card, minor=card.minor, words=words_of(card), reason=reason, recorded_by=by
    )
    if since is not None:
        edition.recorded_at = since
    edition.save(force_insert=True)


def words_of(card: Indicator) -> dict[str, Any]:
    """All that a card says, as an edition keeps it: the guard by its code."""
    words = values_of(card, FIXED + DESCRIBED) | values_of(detail_of(card), DETAILED)
    words.pop("guard_id")
    return words | {"guard": card.guard.code if card.guard else ""}


def parted(fields: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """What stands on the card, and what in its details; a guard as its key."""
    if "guard" in fields:
        guard = fields.pop("guard")
        fields["guard_id"] = guard and guard.pk
    if unknown := fields.keys() - KNOWN:
        raise TypeError(f"an indicator has no field {', '.join(sorted(unknown))}")
    own = {name: value for name, value in fields.items() if name not in DETAILED}
    return own, {name: value for name, value in fields.items() if name in DETAILED}


def values_of(row: Any, names: Any) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


def detail_of(card: Indicator) -> CardDetail:
    """The long texts of a card; an empty row, not stored, when it has none yet."""
    return getattr(card, "detail", None) or CardDetail(indicator=card)


def card_seen(card: Indicator) -> str:
    """What a form shows of a card, as one word; another word means that it has changed."""
    own, detail = fingerprint(card, list(DESCRIBED)), fingerprint(detail_of(card), list(DETAILED))
    return own[:8] + detail[:8]
