"""Prove a placement: run again what was stored, and compare."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cohorts.models import Run
from cohorts.proof import claims


class Command(BaseCommand):
    help = "Recalcule une affectation depuis ce qui a été stocké et dit ce qui s’accorde, ou non."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("run", type=int, metavar="ID", help="le numéro du brouillon ou de l’affectation publiée")

    def handle(self, *args: Any, **options: Any) -> None:
        run = Run.objects.filter(pk=options["run"]).first()
        if run is None:
            raise CommandError(f"Aucune affectation ne porte le numéro {options['run']}.")
        found = claims(run)
        for claim in found:
            self.stdout.write(f"{'oui' if claim.holds else 'NON'} : {claim.words}")
        if wrong := [claim.words for claim in found if not claim.holds]:
            raise CommandError(f"L’affectation {run.pk} n’est pas conforme. Ce qui est faux : {' ; '.join(wrong)}.")
        self.stdout.write(
            f"L’affectation {run.pk} est conforme : règle {run.rule}, version {run.version}, sha256 {run.inputs_hash}."
        )
