"""Publish the policy packs that come with the software, where they are not there yet."""

from django.core.management.base import BaseCommand, CommandError

from departments.services import DepartmentError, publish_shipped_packs


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args, **options):
        try:
            packs = publish_shipped_packs(by=None)
        except DepartmentError as error:
            raise CommandError(error.message) from None
        for pack in packs:
            print(f"{pack.code} version {pack.version}: {pack.sha256}")
