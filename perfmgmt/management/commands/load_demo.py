"""`manage.py load_demo`: the fictional city of Linhu, once."""

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from perfmgmt.demo_city.loading import DemoRefusedError, load


class Command(BaseCommand):
    help = "Load the demo organisation. A second time changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        began = time.monotonic()
        silent = options["verbosity"] == 0
        try:
            loaded = load(lambda text: None if silent else self.stdout.write(f"  {text}"))
        except DemoRefusedError as error:
            raise CommandError(str(error)) from None
        if silent:
            return
        if loaded:
            seconds = f"{time.monotonic() - began:.1f}"
            self.stdout.write(_("Linhu is loaded (%(seconds)s s).") % {"seconds": seconds})
        else:
            self.stdout.write(_("Linhu is loaded already; nothing was changed."))
