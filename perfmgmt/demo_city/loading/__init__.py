"""Bring the demo organisation into the database: all of it in one transaction, once."""

from collections.abc import Callable

from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext as _

from audit.models import Entry
from audit.services import record
from departments.models import Department, User
from perfmgmt.demo_city.accounts import ACCOUNTS
from perfmgmt.demo_city.fingerprint import hashes
from perfmgmt.demo_city.loading import (
    accounts,
    agreements,
    appraisals,
    cascade,
    figures,
    methods,
    organisation,
    past,
    people,
    questions,
    returns,
    targets,
    third_party,
    verification,
    voices,
)
from perfmgmt.demo_city.organisation import CITY

VERB = "perfmgmt.load_demo"


class DemoRefusedError(Exception):
    """The demo cannot be loaded here; the message says why and what to do."""


def refuse_production() -> None:
    """The demo's passwords are public, so production needs a setting that says it knows."""
    if settings.PRODUCTION and not getattr(settings, "DEMO_IN_PRODUCTION", False):
        raise DemoRefusedError(
            _(
                "The demo's passwords are public: it is not loaded in production. "
                "Set DEMO_IN_PRODUCTION=true only for a machine that nobody else can reach."
            )
        )


@transaction.atomic
def load(say: Callable[[str], None]) -> bool:
    """Load Linhu and tell the ledger what was loaded. False when it is there already.

    Errors: DemoRefusedError in production, beside another version, or where its names are taken.
    """
    refuse_production()
    content = hashes()
    if already_there(content):
        return False
    organisation.load(content, say)
    people.load(content, say)
    accounts.load(content, say)
    targets.load(content, say)
    figures.load(content, say)
    look_at_tables()
    agreements.keep_open()
    methods.load(content, say)
    agreements.load(content, say)
    cascade.load(content, say)
    questions.load(say)
    past.load(content, say)
    verification.load(content, say)
    returns.load(say)
    agreements.lock()
    voices.load(say)
    third_party.load(say)
    appraisals.load(content, say)
    city = Department.objects.get(code=CITY.code)
    record(VERB, city, by=None, details=content)
    return True


def look_at_tables() -> None:
    """Statistics for what follows: without them each look-up plans for empty tables."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE indicators_measurement, indicators_target, departments_department")


def already_there(content: dict[str, str]) -> bool:
    """Whether this very demo was loaded before; whatever people changed since then stays."""
    entry = Entry.objects.filter(verb=VERB).order_by("-id").first()
    if entry is not None:
        if entry.details == content:
            return True
        raise DemoRefusedError(
            _(
                "Another version of the demo organisation is loaded. Facts are never overwritten: "
                "begin with an empty database (for `make demo`: remove the state folder)."
            )
        )
    if Department.objects.filter(code=CITY.code).exists():
        raise DemoRefusedError(
            _("There is a department with the code %(code)s already.") % {"code": CITY.code}
        )
    names = [account.username for account in ACCOUNTS]
    taken = User.objects.filter(username__in=names).order_by("username")
    if found := list(taken.values_list("username", flat=True)):
        raise DemoRefusedError(
            _("There are accounts with the names of the demo: %(names)s.")
            % {"names": ", ".join(found)}
        )
    return False
