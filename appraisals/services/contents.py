"""The one text of an agreement, which its SHA-256 is taken of and both sides sign. Rule V4."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from appraisals.models import Agreement, AgreementAspect, AgreementLine
from appraisals.services.handed_down import facts_of
from departments.policy.pack import canonical

FORMAT = 1


def digest(content: str) -> str:
    return hashlib.sha256(content.encode()).hexdigest()


def content_of(agreement: Agreement) -> str:
    """The text of an agreement as its rows stand now."""
    lines = agreement.lines.select_related("aspect", "indicator", "target", "contribution")
    return text_of(
        agreement, agreement.aspects.order_by("place"),
        lines.order_by("aspect__place", "place", "pk"),
    )  # fmt: skip


def text_of(
    agreement: Agreement, aspects: Iterable[AgreementAspect], lines: Iterable[AgreementLine]
) -> str:
    """Canonical JSON of everything that is agreed: keys in order, numbers as texts.

    Aspects and lines come in the order of the plan. The names of KPIs are not in it, only their
    codes and versions: a card may be worded anew.
    """
    appraisal = agreement.appraisal
    cycle = appraisal.appraisal_cycle
    replaced = agreement.supersedes
    return canonical({
        "format": FORMAT,
        "cycle": cycle.code,
        "subject": appraisal.subject,
        "unit": appraisal.unit.code,
        "person": appraisal.person.staff_number if appraisal.person else None,
        "number": agreement.number,
        "supersedes": replaced.sha256 if replaced else None,
        "reason": agreement.reason,
        "explanation": agreement.explanation,
        "aspects": [
            {"code": aspect.code, "weight": said(aspect.weight)}
            for aspect in aspects
        ],
        "lines": [line_of(line) for line in lines],
    }).decode()  # fmt: skip


def line_of(line: AgreementLine) -> dict[str, Any]:
    found: dict[str, Any] = {
        "code": line.code, "aspect": line.aspect.code if line.aspect else "",
        "weight": said(line.weight), "title": line.title, "standard": line.standard,
    }  # fmt: skip
    if line.indicator is not None:
        found["indicator"] = line.indicator.code
        found["unit"] = line.indicator.unit
        found |= {
            key: plain(part) for key, part in facts_of(line.target, line.contribution).items()
        }
    return found


def plain(facts: dict[str, Any]) -> dict[str, Any]:
    return {name: None if value is None else said(value) for name, value in facts.items()}


def said(value: Any) -> str:
    """A number as one text, however it was stored: 40, 40.0 and 40.00 are the same."""
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
