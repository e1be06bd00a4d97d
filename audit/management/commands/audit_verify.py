"""Check the ledger; or print the proof that one entry lies in it."""

import json
import sys

from django.core.management.base import BaseCommand, CommandError

from audit.findings import words
from audit.models import Entry, Seal
from audit.services import check, prove, verify


class Command(BaseCommand):
    help = (
        "Checks every entry and every seal of the ledger and names the first that does not hold. "
        "Exit code 0: intact; 1: broken."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--record", action="store_true", help="enter the result into the ledger"
        )
        parser.add_argument(
            "--proof",
            type=int,
            metavar="ENTRY",
            help="print the proof that this entry is sealed, for docs/verify_inclusion.py",
        )

    def handle(self, *args, **options):
        if options["proof"] is not None:
            self.print_proof(options["proof"])
            return
        report = check() if options["record"] else verify()
        for name in ("entries", "seals", "unsealed"):
            self.stdout.write(f"{name:<9}{getattr(report, name):>12,}")
        self.stdout.write(f"{'seconds':<9}{report.seconds:>12.3f}")
        for notice in report.notices:
            self.stdout.write(f"notice: {words(notice)}")
        if report.finding:
            self.stdout.write(f"BROKEN ({report.finding.code}): {words(report.finding)}")
            sys.exit(1)
        self.stdout.write("intact")

    def print_proof(self, entry):
        try:
            self.stdout.write(json.dumps(prove(entry), indent=1))
        except Entry.DoesNotExist:
            raise CommandError(f"There is no entry {entry}.") from None
        except Seal.DoesNotExist:
            raise CommandError(
                f"Entry {entry} waits for its seal. The sealer runs every five seconds."
            ) from None
