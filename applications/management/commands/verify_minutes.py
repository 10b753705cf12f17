"""Prove minutes: the paper is the one that was made, and its figures follow from the scores that were kept."""

import hashlib
import re
from argparse import ArgumentParser
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from pypdf import PdfReader
from pypdf.errors import PyPdfError

from applications.jury.minutes_paper import KEYWORD
from applications.jury.proceedings import fingerprint
from applications.jury.proof import differences
from applications.models import Minutes
from applications.ranking.finished import VERSION

MARK = re.compile(rf"{KEYWORD} PV-(\d+)-(\d+) sha256:([0-9a-f]{{64}})")
Mark = tuple[int, int, str]


class Command(BaseCommand):
    help = "Compare the PDF of minutes with what was kept, compute everything again, and name each difference."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="the PDF to verify")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            content = options["file"].read_bytes()
        except OSError as error:
            raise CommandError(f"Ce fichier ne peut pas être lu : {error.strerror}.") from error
        mark = _mark(content)
        minutes = _kept(mark, hashlib.sha256(content).hexdigest())
        if minutes is None:
            raise CommandError("Ce fichier n’est pas un procès-verbal de ce portail, ou il a été modifié.")
        found = list(_differences(minutes, content, mark))
        for sentence in found:
            self.stdout.write(sentence)
        if found:
            raise CommandError(f"{minutes.reference} n’est pas conforme : {len(found)} différence(s).")
        replaced = f", remplacé par {minutes.superseded_by.reference}" if minutes.superseded_by else ""
        self.stdout.write(f"{minutes.reference} est conforme{replaced}.")


def _differences(minutes: Minutes, content: bytes, mark: Mark | None) -> Iterator[str]:
    if hashlib.sha256(content).hexdigest() != minutes.sha256:
        yield "le fichier n’est pas, à l’octet près, celui qui a été établi"
    if not minutes.file.path.exists() or hashlib.sha256(minutes.file.path.read_bytes()).hexdigest() != minutes.sha256:
        yield "l’exemplaire gardé par le portail manque ou a changé"
    if mark is not None and mark[2] != minutes.inputs_hash:
        yield "l’empreinte imprimée n’est pas celle des données gardées"
    if fingerprint(minutes.inputs) != minutes.inputs_hash:
        yield "les données gardées ne sont plus celles dont l’empreinte a été prise"
    if minutes.version != VERSION:
        yield f"calcul fait avec la version {minutes.version}, vérifié avec la version {VERSION}"
    yield from differences(minutes.inputs)


def _mark(content: bytes) -> Mark | None:
    """The number and the hash a PDF carries: among its facts, else in its bytes, for a file that no longer opens."""
    try:
        facts = PdfReader(BytesIO(content)).metadata
        told = facts.keywords if facts else ""
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        told = ""
    found = MARK.search(str(told)) or MARK.search(content.decode("latin-1"))
    return (int(found[1]), int(found[2]), found[3]) if found else None


def _kept(mark: Mark | None, sha256: str) -> Minutes | None:
    """By the file itself, by the number it carries, or by the hash of its data if the number was altered."""
    rows = Minutes.objects.select_related("file", "superseded_by")
    if same := rows.filter(sha256=sha256).first():
        return same
    if mark is None:
        return None
    campaign, number, found = mark
    return rows.filter(campaign=campaign, number=number).first() or rows.filter(inputs_hash=found).first()
