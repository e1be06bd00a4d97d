"""Load people, accounts, posts, appointments and roles from a file."""

from departments.management.commands._loading import LoadCommand
from departments.services.loading import people


class Command(LoadCommand):
    help = __doc__
    module = people
    plan = staticmethod(people.plan_people)
    load = staticmethod(people.load_people)
