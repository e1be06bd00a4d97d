"""Many figures in one call: each row is recorded or says why not; all of them, or the good ones."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from rest_framework.exceptions import APIException, ValidationError

from reports.api.handler import as_api_error
from reports.api.serializers.values import ReportSerializer
from reports.api.writing import Answer
from reports.problems import pointers, problem

MOST = 1000
PARTIAL = {"": False, "false": False, "0": False, "true": True, "1": True}
MULTI_STATUS = 207


def wants_partial(request):
    asked = request.query_params.get("partial", "").lower()
    if asked not in PARTIAL:
        raise ValidationError({"partial": [_("Write true or false.")]})
    return PARTIAL[asked]


def refuse_size(rows):
    if not 0 < len(rows) <= MOST:
        raise ValidationError([_("Send between 1 and %(most)d rows.") % {"most": MOST}])


def report_many(rows, report, show, *, path, partial):
    """Call `report` for each row. With `partial` good rows stay; otherwise one bad one ends all.

    `report` gives the number of the measurement and whether it is new; `show` what is told of many.
    Errors: ValidationError with the pointer of every fault, when nothing is recorded.
    """
    done, faults = {}, {}
    with transaction.atomic():
        for index, row in enumerate(rows):
            try:
                with transaction.atomic():
                    body = ReportSerializer(data=row)
                    body.is_valid(raise_exception=True)
                    done[index] = report(body.validated_data)
            except Exception as error:  # noqa: BLE001 -- what is no refusal is raised again
                faults[index] = refusal(error)
        if faults and (not partial or not done):
            details = [
                faults[index].detail if index in faults else {} for index in range(len(rows))
            ]
            raise ValidationError([d if isinstance(d, dict) else {"": d} for d in details])
    return Answer(MULTI_STATUS if faults else 201, body_of(done, faults, show, path))


def detail_of(fault):
    """What is wrong with one row, as a member of a list: nothing for a good one."""
    if fault is None:
        return {}
    return fault.detail if isinstance(fault.detail, dict) else {"non_field_errors": fault.detail}


def refusal(error):
    found = as_api_error(error)
    if isinstance(found, APIException):
        return found
    if isinstance(error, IntegrityError):
        return ValidationError([_("A value has a wrong form.")])
    raise error


def body_of(done, faults, show, path):
    told = show([number for number, _new in done.values()])
    results = {
        index: {"row": index, "status": 201 if new else 200, "measurement": told[number]}
        for index, (number, new) in done.items()
    } | {
        index: {"row": index, "status": fault.status_code,
                "problem": one_problem(fault, index, path)}
        for index, fault in faults.items()
    }  # fmt: skip
    return {
        "recorded": len(done),
        "refused": len(faults),
        "results": [results[index] for index in sorted(results)],
    }


def one_problem(fault, index, path):
    errors = list(pointers(fault.detail, f"/{index}"))
    detail = errors[0]["detail"] if errors else ""
    return problem(fault.status_code, path, detail, errors)
