"""What is published is for everybody. docs/access.md, rule A32."""

from tests.access.reports import EVERY, all_of, row, safe
from tests.feedback.public import service

OPEN = row(200, 200, **all_of(EVERY, 200))

ACCESS = {
    **safe("feedback:public-services", OPEN),
    **safe("feedback:public-service", OPEN),
    **safe("feedback:public-peers", OPEN),
    **safe("feedback:public-department", OPEN),
    **safe("feedback:public-data", OPEN),
    **safe("feedback:public-package", OPEN),
    **safe("feedback:public-file", OPEN),
}


def code(world):
    return {"code": service(world).code}


def its_department(world):
    return {"code": service(world).department.code}


KWARGS = {
    "feedback:public-service": code,
    "feedback:public-peers": code,
    "feedback:public-department": its_department,
    "feedback:public-file": lambda world: {"name": "counts", "kind": "csv"},
}
