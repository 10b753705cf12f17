"""`manage.py vault_check`, each night: an exit code of 1 means that a file was lost or changed."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from portal.vault.check import check_vault


class Command(BaseCommand):
    help = "Vérifie chaque fichier gardé et supprime ceux que plus rien n’utilise."

    def handle(self, *args: Any, **options: Any) -> None:
        report = check_vault(at=timezone.now())
        if report.damaged:
            raise CommandError(f"{len(report.damaged)} fichiers perdus ou modifiés : {report.damaged}")
        self.stdout.write(f"{report.checked} fichiers intacts, {report.deleted} supprimés.")
