"""`make demo`: a whole installation with a demo organisation, on one bare machine."""

import os
from argparse import ArgumentParser
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Any

from django.conf import settings
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand, CommandError

from perfmgmt import embedded
from perfmgmt.demo import HOST, DemoError, Processes, end_with_make, free_port, timed
from perfmgmt.migrating import migrate_quickly

DEMO = "perfmgmt.demo_city"
INTERRUPTED = 130  # what a shell reports for Ctrl-C


class Command(BaseCommand):
    help = "Start services, load the demo organisation, score it with a real worker, and serve."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--no-serve", action="store_true", help="do all but serve, then exit")
        parser.add_argument("--port", type=int, default=int(os.environ.get("PORT") or 8000))

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("The demo's passwords are public: it never runs in production.")
        end_with_make()
        processes = Processes(settings.STATE)
        try:
            self.run(processes, port=options["port"], serve=not options["no_serve"])
        except (DemoError, embedded.EmbeddedError) as error:
            raise CommandError(str(error)) from error
        except KeyboardInterrupt:
            self.say("Interrupted.")
            raise SystemExit(INTERRUPTED) from None
        finally:
            processes.stop()

    def run(self, processes: Processes, *, port: int, serve: bool) -> None:
        if serve:
            free_port(port)
        timed(self.say, "PostgreSQL and Valkey are up", embedded.ensure)
        timed(self.say, "Migrations are applied", migrate_quickly)
        processes.start_worker()
        if serve:
            processes.start_web(port)
        timed(self.say, "The demo organisation is loaded", self.load)
        if cycle := self.demo_cycle():
            processes.check()
            timed(self.say, f"{cycle} is scored by the worker", lambda: self.score(cycle))
        if serve:
            processes.start_beat()
            timed(self.say, "The web server answers", lambda: processes.wait_until_ready(port))
            self.introduce(port)
            processes.watch()

    def load(self) -> None:
        if "load_demo" in get_commands():
            call_command("load_demo", verbosity=0)

    def demo_module(self) -> ModuleType | None:
        """Who may sign in and which cycle is scored; None while there is no demo organisation."""
        return import_module(DEMO) if find_spec(DEMO) else None

    def demo_cycle(self) -> str:
        known = "score" in get_commands()
        return str(getattr(self.demo_module(), "CYCLE", "")) if known else ""

    def score(self, cycle: str) -> None:
        call_command("score", cycle, stdout=self.stdout)

    def introduce(self, port: int) -> None:
        self.say(f"\nOpen http://{HOST}:{port}/ and sign in as one of these:\n")
        for person in getattr(self.demo_module(), "SIGN_INS", []):
            self.say(f"  {person.role:<22}{person.username:<18}{person.password:<22}{person.note}")
        self.say(f"\nLogs: {settings.STATE}. Ctrl-C stops everything; the data stays.")

    def say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()
