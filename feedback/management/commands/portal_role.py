"""`manage.py portal_role NAME`: the rights of a portal that runs alone."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction
from django.utils.translation import gettext as _

from feedback.portal_rights import statements

EXISTS = "SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = %s)"


class Command(BaseCommand):
    help = "Give a database role the rights of the citizens' portal, and no other."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", help="small letters, digits and underscores")
        parser.add_argument("--print", action="store_true", help="print the SQL, change nothing")

    def handle(self, *args: Any, name: str, **options: Any) -> None:
        try:
            wanted = statements(name)
        except ValueError:
            raise CommandError(
                _("%(name)s cannot be used: small letters, digits and underscores, a letter first.")
                % {"name": name}
            ) from None
        create = f"CREATE ROLE {name} LOGIN;"
        if options["print"]:
            self.stdout.write("\n".join([create, *wanted]))
            return
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(EXISTS, [name])
            (exists,) = cursor.fetchone()
            for one in wanted if exists else [create, *wanted]:
                cursor.execute(one)
        self.stdout.write(
            _("%(name)s may do what the portal needs. Set its password: ALTER ROLE %(name)s "
              "PASSWORD '…';") % {"name": name}
        )  # fmt: skip
