"""Grant a role from the machine itself: the way the first performance office comes in."""

from django.core.management.base import BaseCommand, CommandError

from departments.models import Department, RoleGrant, User
from departments.services import DepartmentError, grant_role


class Command(BaseCommand):
    help = "Grant ROLE over the branch of a department to a user."

    def add_arguments(self, parser):
        parser.add_argument("username", metavar="USER")
        parser.add_argument("role", metavar="ROLE", help=", ".join(RoleGrant.Role.values))
        parser.add_argument("department", metavar="DEPARTMENT_CODE")

    def handle(self, *args, username, role, department, **options):
        if role not in RoleGrant.Role.values:
            known = ", ".join(RoleGrant.Role.values)
            raise CommandError(f"There is no role {role}. Roles: {known}.")
        user = User.objects.filter(username=username).first()
        place = Department.objects.filter(code=department).first()
        if user is None:
            raise CommandError(
                f"There is no user {username}. Make one: manage.py createsuperuser, or load_people."
            )
        if place is None:
            raise CommandError(f"There is no department {department}. Load it: load_departments.")
        try:
            grant = grant_role(user, role, place, by=None)
        except DepartmentError as error:
            raise CommandError(error.message) from None
        print(f"{username} is {role} of {department} from {grant.starts_on}.")
