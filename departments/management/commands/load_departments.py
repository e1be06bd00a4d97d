"""Load the department tree from a file.

Columns: code, name, name_en, name_zh, parent, peer_group, starts_on, ends_on.
"""

from departments.management.commands._loading import LoadCommand
from departments.services.loading import departments


class Command(LoadCommand):
    help = __doc__
    module = departments
    plan = staticmethod(departments.plan_departments)
    load = staticmethod(departments.load_departments)
