"""load_calendar, and the days that are set by hand."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command

from audit.errors import WrongState
from audit.models import Entry
from departments import services
from departments.models import CalendarDay
from departments.services.loading import calendar
from departments.tables import read_table

pytestmark = pytest.mark.django_db


def table(text):
    return read_table(text.encode(), columns=calendar.COLUMNS, required=calendar.REQUIRED)


def faults(found):
    return [(row.line, row.column) for row in found.faults]


def day(text):
    return datetime.date.fromisoformat(text)


CALENDAR = """day,kind,name_en,name_zh
2026-10-01,holiday,National Day,国庆节
2026-10-10,make-up,National Day,国庆节
"""


def test_load_calendar_is_idempotent_and_names_changes(tmp_path, capsys):
    file = tmp_path / "calendar.csv"
    file.write_text(CALENDAR)
    call_command("load_calendar", str(file))
    assert CalendarDay.objects.special_days() == {
        day("2026-10-01"): "holiday", day("2026-10-10"): "make_up",
    }  # fmt: skip
    capsys.readouterr()
    call_command("load_calendar", str(file))
    assert "Unchanged  2 rows" in capsys.readouterr().out
    file.write_text(CALENDAR.replace("make-up", "holiday"))
    call_command("load_calendar", str(file))
    assert "Changed    line 3: day 2026-10-10: kind make_up → holiday" in capsys.readouterr().out
    assert Entry.objects.filter(verb="departments.load_calendar").count() == 2


def test_load_calendar_names_mistakes():
    text = (
        "day,kind,name_en,name_zh\n,holiday,x,x\n2026-10-01,feast,x,x\n"
        "2026-10-02,holiday,,x\n2026-10-02,holiday,x,x\n"
    )
    found = services.plan_calendar(table(text))
    assert faults(found) == [(2, "day"), (3, "kind"), (4, "name_en"), (5, "day")]


def test_calendar_days_are_set_and_removed(world):
    for kind in ("holiday", "make_up"):
        services.set_calendar_day(
            day("2026-10-01"), kind, "National Day", "国庆节", by=world.office
        )
    assert CalendarDay.objects.special_days() == {day("2026-10-01"): "make_up"}
    services.remove_calendar_day(day("2026-10-01"), by=world.office)
    with pytest.raises(WrongState):
        services.remove_calendar_day(day("2026-10-01"), by=world.office)
    with pytest.raises(PermissionDenied):
        services.set_calendar_day(day("2026-10-01"), "holiday", "x", "x", by=world.auditor)
    assert list(Entry.objects.order_by("id").values_list("verb", flat=True)) == [
        "departments.add_calendar_day", "departments.change_calendar_day",
        "departments.remove_calendar_day",
    ]  # fmt: skip
