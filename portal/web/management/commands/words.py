"""Compile the translations, without gettext installed; `--collect` gathers new words first, with it."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import polib
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

IGNORED = ["var/*", ".venv/*", "tests/*", "bench/*", "docs/*", "staticfiles/*"]


class Command(BaseCommand):
    help = "Compile locale/*.po; --collect extracts the words first (needs gettext)."
    requires_system_checks: list[str] = []  # Django's own declaration is a plain list

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--collect", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["collect"]:
            collect()
        for catalogue in sorted(Path(settings.LOCALE_PATHS[0]).glob("*/LC_MESSAGES/*.po")):
            compile_if_older(catalogue)


def collect() -> None:
    """Extract the words of code and templates; French is their own translation."""
    call_command("makemessages", locale=["fr", "en"], ignore_patterns=IGNORED, no_location=True, verbosity=0)
    french = Path(settings.LOCALE_PATHS[0]) / "fr" / "LC_MESSAGES" / "django.po"
    words = polib.pofile(str(french))
    for entry in words:
        if entry.msgid_plural:
            # Two forms in the source; French keeps the plural for the third, of millions.
            entry.msgstr_plural = {n: entry.msgid if n == 0 else entry.msgid_plural for n in entry.msgstr_plural}
        else:
            entry.msgstr = entry.msgid
        entry.flags = [flag for flag in entry.flags if flag != "fuzzy"]
    words.save()


def compile_if_older(catalogue: Path) -> None:
    compiled = catalogue.with_suffix(".mo")
    if not compiled.exists() or compiled.stat().st_mtime < catalogue.stat().st_mtime:
        polib.pofile(str(catalogue)).save_as_mofile(str(compiled))
