"""How a view from outside this room comes in: an aggregate and a count. Rule Y16."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from django.db import transaction

from appraisals.models import Appraisal, SourceScore
from audit import services as audit
from departments.models import User
from indicators.services.errors import checked, lock_key
from indicators.services.planning import clock

STEP = Decimal("0.000001")


@transaction.atomic
def receive_source(
    appraisal: Appraisal, source: str, percent: Decimal | None, raters: int, *,
    missing: str = "", by: User | None,
) -> SourceScore:  # fmt: skip
    """Take in the mean of one source, 0 to 100, half up at the sixth decimal; the last one holds.

    The same again changes nothing. `by` is None where naming who ran it could point at a rater.
    Errors: DomainError for a mean outside 0 to 100, or for neither a mean nor a reason.
    """
    lock_key("source score", appraisal.pk, source)
    current = SourceScore.objects.in_force().filter(appraisal=appraisal, source=source).first()
    if percent is not None:
        percent = percent.quantize(STEP, ROUND_HALF_UP)
    said = (percent, raters, missing)
    if current is not None and (current.percent, current.raters, current.missing) == said:
        return current
    row = SourceScore(
        appraisal=appraisal, source=source, percent=percent, raters=raters, missing=missing,
        supersedes=current, received_at=clock(),
    )  # fmt: skip
    checked(row, leave=["appraisal", "supersedes", "received_at"])
    row.save(force_insert=True)
    details = {"source": source, "percent": percent, "raters": raters, "missing": missing}
    audit.record("appraisals.receive_source", row, by=by, details=details)
    return row
