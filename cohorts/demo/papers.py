"""Papers of the demo's files: short real PDF files, drawn here."""

import hashlib
import random
from collections.abc import Sequence

from fpdf import FPDF

from applications.lifecycle import State
from applications.models import Application, Document, DocumentType
from portal.vault.models import StoredFile


def give(files: Sequence[Application], chance: random.Random) -> None:
    """Join the required documents to every file handed in, and two of them to the drafts."""
    if not files:
        return
    types = list(DocumentType.objects.filter(campaign=files[0].campaign))
    drawn = {type_.pk: _a_paper(type_) for type_ in types}
    stored, documents = [], []
    for file in files:
        handed_in = file.state != State.DRAFT
        for type_ in types if handed_in else types[:2]:
            if not type_.required and chance.random() < 0.4:
                continue
            kept = _keep(file, type_, drawn[type_.pk])
            stored.append(kept)
            documents.append(Document(application=file, type=type_, file=kept, given_at=kept.stored_at))
    StoredFile.objects.bulk_create(stored, batch_size=500)
    Document.objects.bulk_create(documents, batch_size=500)


def _a_paper(type_: DocumentType) -> bytes:
    page = FPDF()
    page.set_title(type_.name)
    page.add_page()
    page.set_font("Helvetica", "B", 20)
    page.cell(0, 14, type_.name.replace("’", "'"), new_x="LMARGIN", new_y="NEXT")
    page.set_font("Helvetica", size=12)
    page.multi_cell(0, 7, "Document de démonstration. La personne et les faits sont inventés.\n\n" * 3)
    return bytes(page.output())


def _keep(file: Application, type_: DocumentType, paper: bytes) -> StoredFile:
    kept = StoredFile(
        owner=file.candidate,
        name=f"{type_.code}-{file.last_name.lower().replace(' ', '-')}.pdf",
        content_type="application/pdf",
        size=len(paper),
        pages=1,
        sha256=hashlib.sha256(paper).hexdigest(),
        stored_at=file.saved_at,
    )
    kept.path.parent.mkdir(parents=True, exist_ok=True)
    kept.path.write_bytes(paper)
    return kept
