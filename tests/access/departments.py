"""Who gets which answer from the pages of the organisation. Source: docs/access.md, A1 to A8."""

import datetime

from departments import services
from departments.models import CalendarDay, Delegation, PolicyPack
from tests.factories import LONG_AGO

READ = ("GET", "HEAD")
WRITE = ("GET", "HEAD", "POST")
SIGNED_IN = (
    "stranger", "office", "manager", "employee", "evaluator", "auditor", "supervision",
)  # fmt: skip
KEEPERS = ("office", "auditor", "supervision")
NATIONAL_DAY = datetime.date(2026, 10, 1)


def answers(status, *roles, **others):
    """`status` for `roles`, those named in `others` as they say, 403 for the rest."""
    row = {"anonymous": 302, **dict.fromkeys(SIGNED_IN, 403)}
    return row | dict.fromkeys(roles, status) | others


def of(name, methods, row):
    return {(f"departments:{name}", method): row for method in methods}


ANYBODY = answers(200, *SIGNED_IN)
WITH_A_ROLE = answers(200, *SIGNED_IN) | {"stranger": 404}
KEEPS = answers(200, *KEEPERS)
OFFICE = answers(200, "office")
# Seen by all who hold a role over the branch, changed by its office alone.
OFFICE_OF_THE_BRANCH = OFFICE | {"stranger": 404}
SEES_STAFF = answers(200, "office", "manager", "employee", "auditor", "supervision") | {
    "evaluator": 404, "stranger": 404,
}  # fmt: skip
OFFICE_OF_A_PERSON = OFFICE | {"evaluator": 404, "stranger": 404}

ACCESS = {
    **of("tree", READ, ANYBODY),
    **of("detail", READ, WITH_A_ROLE),
    **of("account", READ, ANYBODY),
    **of("account", ("POST",), answers(302, *SIGNED_IN)),
    **of("manage", READ, KEEPS),
    **of("add", WRITE, OFFICE),
    **of("edit", WRITE, OFFICE_OF_THE_BRANCH),
    **of("move", WRITE, OFFICE_OF_THE_BRANCH),
    **of("close", WRITE, OFFICE_OF_THE_BRANCH),
    **of("reopen", WRITE, OFFICE_OF_THE_BRANCH),
    **of("post-add", WRITE, OFFICE_OF_THE_BRANCH),
    **of("post-edit", WRITE, OFFICE_OF_THE_BRANCH),
    **of("post-close", WRITE, OFFICE_OF_THE_BRANCH),
    **of("people", READ, answers(200, "office", "manager", "auditor", "supervision")),
    **of("person-add", WRITE, OFFICE),
    **of("person", READ, SEES_STAFF),
    **of("person-edit", WRITE, OFFICE_OF_A_PERSON),
    **of("person-account", WRITE, OFFICE_OF_A_PERSON),
    **of("person-link", WRITE, OFFICE_OF_A_PERSON),
    **of("appoint", WRITE, OFFICE_OF_A_PERSON),
    **of("person-leave", WRITE, OFFICE_OF_A_PERSON),
    **of("appointment-end", WRITE, OFFICE_OF_A_PERSON),
    **of("grants", READ, KEEPS),
    **of("grant-add", WRITE, OFFICE),
    # One may lay down one's own role; others do not see it unless they keep or check it.
    **of("grant-end", WRITE, answers(
        200, "office", "employee", manager=404, evaluator=404, stranger=404
    )),
    **of("delegate", WRITE, answers(
        200, "office", "manager", employee=404, evaluator=404, stranger=404
    )),
    # Lent by the manager to the stranger: both may end it.
    **of("delegation-end", WRITE, answers(
        200, "office", "manager", "stranger", employee=404, evaluator=404
    )),
    **of("calendar", READ, WITH_A_ROLE),
    **of("calendar-add", WRITE, OFFICE),
    **of("calendar-remove", WRITE, OFFICE),
    **of("policy", READ, WITH_A_ROLE),
    **of("pack", READ, WITH_A_ROLE),
    **of("pack-file", READ, WITH_A_ROLE),
    **of("policy-publish", WRITE, OFFICE),
    **of("policy-shipped", WRITE, OFFICE),
    **of("load", WRITE, OFFICE),
}  # fmt: skip


def division(world):
    return {"pk": world.division.pk}


def post(world):
    return {"pk": world.appointment("employee").post_id}


def person(world):
    return {"pk": world.person("employee").pk}


def lent(world):
    row, _created = Delegation.objects.get_or_create(
        grant=world.grant("manager"),
        delegate=world.stranger,
        defaults={
            "starts_on": LONG_AGO, "ends_on": datetime.date(2099, 12, 31), "reason": "Leave"
        },
    )  # fmt: skip
    return {"pk": row.pk}


def holiday(world):
    CalendarDay.objects.get_or_create(
        day=NATIONAL_DAY,
        defaults={"kind": "holiday", "name_en": "National Day", "name_zh": "国庆节"},
    )
    return {"day": NATIONAL_DAY.isoformat()}


def pack(world):
    if not PolicyPack.objects.filter(code="generic").exists():
        services.publish_shipped_packs(by=None)
    return {"code": "generic", "version": 1}


KWARGS = {
    "departments:detail": lambda world: {"code": world.division.code},
    **dict.fromkeys(
        [f"departments:{name}" for name in ("edit", "move", "close", "reopen", "post-add")],
        division,
    ),
    **dict.fromkeys([f"departments:{name}" for name in ("post-edit", "post-close")], post),
    **dict.fromkeys(
        [
            f"departments:{name}"
            for name in (
                "person", "person-edit", "person-account", "person-link", "appoint",
                "person-leave",
            )
        ],
        person,
    ),
    "departments:appointment-end": lambda world: {"pk": world.appointment("employee").pk},
    "departments:grant-end": lambda world: {"pk": world.grant("employee").pk},
    "departments:delegate": lambda world: {"pk": world.grant("manager").pk},
    "departments:delegation-end": lent,
    "departments:calendar-remove": holiday,
    "departments:pack": pack,
    "departments:pack-file": pack,
    "departments:load": lambda world: {"what": "departments"},
}  # fmt: skip
