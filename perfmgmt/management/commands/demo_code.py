"""`manage.py demo_code USER`: the second step of a demo account, as its authenticator shows it."""

import time
from argparse import ArgumentParser
from typing import Any

from allauth.mfa import app_settings
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from perfmgmt.demo_city.accounts import ACCOUNTS, TOTP_SECRET


class Command(BaseCommand):
    help = "Print the code of this half minute for a demo account that signs in with two steps."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")

    def handle(self, *args: Any, username: str, **options: Any) -> None:
        names = [account.username for account in ACCOUNTS if account.two_steps]
        if username not in names:
            raise CommandError(
                _("Only these demo accounts use a code: %(names)s.") % {"names": ", ".join(names)}
            )
        counter = int(time.time()) // app_settings.TOTP_PERIOD
        self.stdout.write(format_hotp_value(hotp_value(TOTP_SECRET, counter)))
