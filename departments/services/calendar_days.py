"""The working calendar: days that differ from the plain week."""

import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from audit.errors import WrongState
from audit.services import record
from departments.models import CalendarDay
from departments.services.errors import change, insert
from departments.services.permission import Actor, require_office


@transaction.atomic
def set_calendar_day(
    day: datetime.date, kind: str, name_en: str, name_zh: str, *, by: Actor
) -> CalendarDay:
    """Make `day` a holiday or a make-up working day; what it was before is replaced."""
    require_office(by)
    values = {"kind": kind, "name_en": name_en, "name_zh": name_zh}
    current = CalendarDay.objects.filter(day=day).first()
    if current is not None:
        return change(current, values, verb="departments.change_calendar_day", by=by)
    row = insert(CalendarDay(day=day, **values))
    details = {"day": day, "kind": kind}
    record("departments.add_calendar_day", row, by=by, details=details)
    return row


@transaction.atomic
def remove_calendar_day(day: datetime.date, *, by: Actor) -> None:
    """Let `day` follow its weekday again."""
    require_office(by)
    row = CalendarDay.objects.select_for_update().filter(day=day).first()
    if row is None:
        raise WrongState(_("This day is not in the calendar any more."))
    details = {"day": day, "kind": row.kind, "name_en": row.name_en, "name_zh": row.name_zh}
    record("departments.remove_calendar_day", row, by=by, details=details)
    row.delete()
