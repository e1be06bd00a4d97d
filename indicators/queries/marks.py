"""What stands beside a figure, as columns of whatever query reads figures or scores of them."""

from __future__ import annotations

import datetime
from typing import Any

from django.db.models import (
    BooleanField,
    Case,
    Exists,
    ExpressionWrapper,
    OuterRef,
    Q,
    Subquery,
    Value,
    When,
)


def marks_of(
    path: str = "", as_of: datetime.datetime | OuterRef | None = None, *, many: bool = False
) -> dict[str, Any]:
    """`verdict`, `is_revised` and `was_late` of the measurement at `path`.

    Shape:  no row is added. What came before in the chain is looked up only where a value
            superseded another. The verdict is one probe of an index a row; with `many` the database
            may first collect which values have any, which pays from some ten thousand rows on.
    Source: docs/verification.md, rule 10. `as_of` reads verdicts as they stood then; default: now.
    """
    from indicators.models import Measurement, Verification  # noqa: PLC0415 -- leaf

    def of(name: str) -> OuterRef:
        return OuterRef(path + name)

    known = Verification.objects.all()
    if as_of is not None:
        known = known.filter(verified_at__lte=as_of)
    last = known.filter(measurement=of("id")).order_by("-id")
    verdict: Subquery | Case = Subquery(last.values("verdict")[:1])
    if many:
        # EXISTS, not IN: where the list outgrows its memory, PostgreSQL probes the index instead.
        verdict = Case(When(Exists(known.filter(measurement=of("id"))), then=verdict))
    before = Measurement.objects.filter(pk=of("supersedes")).annotate(
        was_figure=ExpressionWrapper(Q(missing=""), output_field=BooleanField())
    )
    chain = {name: of(name) for name in ("department", "indicator", "period")}
    late = Measurement.objects.filter(missing="late", pk__lt=of("id"), **chain)
    follows = Q(**{f"{path}supersedes__isnull": False, f"{path}missing": ""})
    nothing = Value(False, output_field=BooleanField())  # noqa: FBT003 -- a value of SQL
    return {
        "verdict": verdict,
        "is_revised": Case(
            When(follows, then=Subquery(before.values("was_figure"))), default=nothing
        ),
        "was_late": Case(When(follows, then=Exists(late)), default=nothing),
    }
