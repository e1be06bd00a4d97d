"""Load people, accounts, posts, appointments and roles from a file.

Columns: staff_number, name, name_en, name_zh, username, email, post_code, post_title,
post_title_zh, department, kind, category, is_head, starts_on, ends_on, role.
What each means: docs/organisation.md.
"""

from departments.management.commands._loading import LoadCommand
from departments.services.loading import people


class Command(LoadCommand):
    help = __doc__
    module = people
    plan = staticmethod(people.plan_people)
    load = staticmethod(people.load_people)
