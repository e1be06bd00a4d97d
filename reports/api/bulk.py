"""Many rows in one call, each for itself: new, known already, or refused with words."""

from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response

from reports.api.batches import one_problem, refusal

MOST = 5000
CREATED, KNOWN, MULTI_STATUS = 201, 200, 207


def rows_of(data, name):
    """The list under `name` of a body. Errors: ValidationError at its pointer."""
    rows = data.get(name) if isinstance(data, dict) else None
    if not isinstance(rows, list) or not 0 < len(rows) <= MOST:
        message = _("Send between 1 and %(most)d rows.") % {"most": MOST}
        raise ValidationError({name: [message]})
    return rows


def read(rows, serializer):
    """Index -> what a good row says, and index -> why another one is refused."""
    good, faults = {}, {}
    for index, row in enumerate(rows):
        body = serializer(data=row)
        if body.is_valid():
            good[index] = body.validated_data
        else:
            faults[index] = ValidationError(body.errors)
    return good, faults


def answered(done, faults, *, path):
    """`done`: index -> whether the row was new; `faults`: index -> why not.

    201: something was new, 200: nothing was, 207: some rows are refused.
    """
    results = [{"row": index, "status": CREATED if new else KNOWN} for index, new in done.items()]
    for index, error in faults.items():
        fault = refusal(error)
        told = one_problem(fault, index, path)
        results.append({"row": index, "status": fault.status_code, "problem": told})
    body = {
        "new": sum(done.values()), "known": len(done) - sum(done.values()),
        "refused": len(faults), "results": sorted(results, key=lambda one: one["row"]),
    }  # fmt: skip
    fine = CREATED if body["new"] else KNOWN
    return Response(body, MULTI_STATUS if faults else fine)
