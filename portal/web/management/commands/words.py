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
        for words in map(catalogue, ("en", "fr")):
            compile_if_older(words)


def collect() -> None:
    """Extract the words of code and templates; French is their own translation."""
    call_command("makemessages", locale=["fr", "en"], ignore_patterns=IGNORED, no_location=True, verbosity=0)
    french, english = (polib.pofile(str(catalogue(language))) for language in ("fr", "en"))
    for entry in french:
        if entry.msgid_plural:
            # Two forms in the source; French keeps the plural for the third, of millions.
            entry.msgstr_plural = {n: entry.msgid if n == 0 else entry.msgid_plural for n in entry.msgstr_plural}
        else:
            entry.msgstr = entry.msgid
        entry.flags = [flag for flag in entry.flags if flag != "fuzzy"]
    french.save()
    english.save()  # unchanged but for its line breaks, so that both are always broken the same way


def catalogue(language: str) -> Path:
    return Path(settings.LOCALE_PATHS[0]) / language / "LC_MESSAGES" / "django.po"


def compile_if_older(words: Path) -> None:
    compiled = words.with_suffix(".mo")
    if not compiled.exists() or compiled.stat().st_mtime < words.stat().st_mtime:
        polib.pofile(str(words)).save_as_mofile(str(compiled))
