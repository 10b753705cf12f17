"""Load the demo once; or a large campaign for measurements."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from cohorts.demo import large, load, people
from portal.people.models import User


class Command(BaseCommand):
    help = "Load the demo's people, campaigns and cohorts; with --applications N, a large open campaign beside."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--applications", type=int, default=0, help="how many more files, with three readings each")
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *args: Any, **options: Any) -> None:
        at = timezone.now()
        if not User.objects.filter(email="admin@galon.test").exists():
            load.load(at=at)
        if options["applications"]:
            large.load(number=options["applications"], at=at)
        self._greet(options["port"])

    def _greet(self, port: int) -> None:
        self.stdout.write(f"\nGalon est prêt : http://localhost:{port}\n")
        self.stdout.write(f"Comptes de démonstration, mot de passe « {people.PASSWORD} » :")
        for name, (first, last, role) in people.ACCOUNTS.items():
            self.stdout.write(f"  {name + '@galon.test':28}{first} {last}, {role.label}")
        self.stdout.write("")
