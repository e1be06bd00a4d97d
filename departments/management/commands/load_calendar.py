"""Load holidays and make-up working days from a file. Columns: day, kind, name_en, name_zh."""

from departments.management.commands._loading import LoadCommand
from departments.services.loading import calendar


class Command(LoadCommand):
    help = __doc__
    module = calendar
    plan = staticmethod(calendar.plan_calendar)
    load = staticmethod(calendar.load_calendar)
