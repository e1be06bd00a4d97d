"""The signed report of an engagement, and the values that come of it. Rules T16 to T18."""

from __future__ import annotations

import datetime
import hashlib
import json
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from appraisals.services import Signing
from audit import services as audit
from audit.errors import DomainError
from departments.models import User
from feedback.marking import Weighed, mark
from feedback.models import (
    Engagement,
    EngagementState,
    EngagementUnit,
    FinalMark,
    ReplyEffect,
    Seat,
    SignedReport,
    UnitResult,
)
from feedback.services.engagement_steps import STEPS, require_state
from feedback.services.settling import Standing, standings, unsettled
from indicators.models import Measurement
from indicators.services import report as report_value
from indicators.services.planning import clock

MARKERS = 2
SOURCE = 200  # characters of the source of a value


def sentence() -> str:
    return _("I have read this report and answer for it: it says what was found, and nobody told "
             "us what to find.")  # fmt: skip


@transaction.atomic
def sign_report(row: Engagement, *, signing: Signing, by: User) -> SignedReport:
    """Make all marks final under one signature; each becomes a value of the chosen indicator.

    A correction is signed again, under the next number; its values supersede those before.
    Errors: PermissionDenied; WrongState; DomainError for what is not settled, or a sign-in that is
    not fresh.
    """
    mine = Engagement.objects.seated(by, Seat.RESPONSIBLE).filter(pk=row.pk)
    held = mine.select_for_update(of=("self",)).first()
    if held is None:
        raise PermissionDenied(_("Only the responsible evaluator of this engagement signs."))
    require_state(held, STEPS["sign"])
    units = list(held.units.select_related("key__department"))
    found = standings(units, held)
    if left := unsettled(units, found):
        raise DomainError(
            _("Not settled yet: %(units)s.") % {"units": _(", ").join(u.letter for u in left)}
        )
    if not signing.is_fresh:
        raise DomainError(_("To sign, confirm first that it is you: sign in once more."))
    signed = keep_report(held, found, signing, by=by)
    for unit in units:
        keep_result(signed, unit, found[unit.pk])
    held.state = EngagementState.FINAL
    held.reported_on = held.reported_on or timezone.localdate()
    held.save(update_fields=["state", "reported_on"])
    return signed


def keep_report(
    held: Engagement, found: dict[int, list[Standing]], signing: Signing, *, by: User
) -> SignedReport:
    content = json.dumps(
        content_of(held, found), ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )
    now, number = clock(), held.reports.count() + 1
    row = SignedReport.objects.create(
        engagement=held, number=number, content=content, sentence=sentence(), signed_by=by, at=now,
        sha256=hashlib.sha256(content.encode()).hexdigest(),
        language=get_language() or settings.LANGUAGE_CODE,
        signed_in_at=now - max(signing.age, datetime.timedelta()),
    )  # fmt: skip
    details = {
        "before": EngagementState.ADJUDICATION, "after": EngagementState.FINAL, "number": number,
        "sha256": row.sha256, "sentence": row.sentence, "signed_in_at": row.signed_in_at,
    }  # fmt: skip
    audit.record("feedback.sign_report", held, by=by, details=details)
    return row


def keep_result(signed: SignedReport, unit: EngagementUnit, lines: list[Standing]) -> UnitResult:
    worth = mark_of(lines)
    result = UnitResult.objects.create(
        report=signed, unit=unit, mark=worth, markers=MARKERS,
        measurement=value_of(signed, unit, worth),
    )  # fmt: skip
    FinalMark.objects.bulk_create(
        FinalMark(
            result=result, criterion=one.criterion, points=final_points(one),
            is_adjudicated=one.settled is not None and one.settled.level is not None,
            reply=effect_of(one),
        )
        for one in lines
    )  # fmt: skip
    return result


def value_of(signed: SignedReport, unit: EngagementUnit, worth: Decimal) -> Measurement:
    """The one door for values. The house records it: the evaluator holds no role in a department,
    and who is marked may not report it. The same mark again is the value that is there."""
    engagement = signed.engagement
    with override(settings.LANGUAGE_CODE):  # the record reads the same whoever signed
        source = _("Third-party evaluation %(number)s, %(organisation)s") % {
            "number": engagement.pk, "organisation": engagement.organisation.title,
        }  # fmt: skip
        note = _("Report %(report)s, n = %(markers)s markers, SHA-256 %(digest)s") % {
            "report": signed.number, "markers": MARKERS, "digest": signed.sha256,
        }  # fmt: skip
    return report_value(
        unit.key.department, engagement.indicator, engagement.period, value=worth,
        source=source[:SOURCE], note=note, by=None,
    )  # fmt: skip


def mark_of(lines: list[Standing]) -> Decimal:
    return mark(Weighed(one.criterion.weight, final_points(one), most_of(one)) for one in lines)


def final_points(one: Standing) -> Decimal:
    """Errors: ValueError while the marks lie apart and nobody has settled."""
    if one.points is None:
        raise ValueError("not settled")
    return one.points


def most_of(one: Standing) -> Decimal:
    return max(level.points for level in one.criterion.levels.all())


def effect_of(one: Standing) -> str:
    if one.reply is None:
        return ReplyEffect.NONE
    changed = one.settled is not None and one.settled.reply_changed
    return ReplyEffect.CHANGED if changed else ReplyEffect.KEPT


def content_of(held: Engagement, found: dict[int, list[Standing]]) -> dict[str, Any]:
    """All that is signed, in words and numbers that stay readable without the tables."""
    units = held.units.select_related("key__department")
    return {
        "engagement": held.pk,
        "organisation": {
            "name": held.organisation.name_en,
            "registration_number": held.organisation.registration_number,
        },
        "period": held.period.label,
        "indicator": held.indicator.code,
        "criteria": [
            {
                "place": one.place, "name_en": one.name_en, "name_zh": one.name_zh,
                "weight": str(one.weight), "points": [str(x.points) for x in one.levels.all()],
            }
            for one in held.criteria.prefetch_related("levels")
        ],
        "units": [
            {
                "letter": unit.letter, "department": unit.key.department.code,
                "mark": str(mark_of(found[unit.pk])),
                "criteria": [line_of(one) for one in found[unit.pk]],
            }
            for unit in units
        ],
    }  # fmt: skip


def line_of(one: Standing) -> dict[str, Any]:
    return {
        "place": one.criterion.place,
        "first": {"points": str(one.first.level.points), "note": one.first.note},
        "second": {"points": str(one.second.level.points), "note": one.second.note},
        "reply": one.reply.text if one.reply else "",
        "reason": one.settled.reason if one.settled else "",
        "effect": str(effect_of(one)),
        "points": str(one.points),
    }
