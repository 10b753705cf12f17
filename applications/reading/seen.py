"""What readers see of a file, and nothing else: copies of its texts, a few facts, the documents meant for reading."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from applications.models import Application, Branch, Document, Redaction
from applications.reading import redact
from portal.vault.models import StoredFile
from portal.vault.names import SUFFIXES, clean_name

Content = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Text:
    """One text as readers get it."""

    field: Redaction.Field
    words: str
    original: str
    is_checked: bool  # by somebody, since it last changed

    @property
    def title(self) -> str:
        return str(self.field.label)


@dataclass(frozen=True, slots=True)
class Piece:
    """One document as readers get it; no file when staff keeps it from them."""

    document: Document
    file: StoredFile | None
    is_masked: bool  # staff decided what readers get
    is_stale: bool = False  # and the person has replaced it since

    @property
    def title(self) -> str:
        return self.document.type.title


@dataclass(frozen=True, slots=True)
class Seen:
    application: Application
    texts: dict[str, Text]
    speciality: str
    wishes: list[Branch]
    pieces: list[Piece]

    @classmethod
    def of(cls, application: Application) -> "Seen":
        """Read it in three queries, once the campaign and the candidate are at hand."""
        documents = application.documents.filter(type__shown_to_reviewers=True)
        return cls(
            application=application,
            texts=texts_of(application),
            speciality=speciality_of(application),
            wishes=[Branch(wish.branch) for wish in application.branch_wishes.order_by("position")],
            pieces=[piece_of(one) for one in documents.select_related("type", "file", "masked__file")],
        )

    @property
    def content(self) -> dict[str, Any]:
        """The same in plain values, to be kept and compared: texts as shown, documents by name and fingerprint."""
        return {
            "texts": {
                name: {"words": text.words.replace("\r\n", "\n"), "original": fingerprint(text.original)}
                for name, text in self.texts.items()
            },
            "level": self.application.level,
            "speciality": self.speciality,
            "average": "" if self.application.average is None else str(self.application.average),
            "wishes": [wish.value for wish in self.wishes],
            "documents": {
                piece.document.type.code: {"name": piece.document.type.name, "sha256": piece.document.file.sha256}
                for piece in self.pieces
            },
        }


def texts_of(application: Application) -> dict[str, Text]:
    """Each text: the original where readers may know who it is; else the copy staff looked at, if it still holds;
    else the automatic one."""
    copies = {copy.field: copy for copy in application.redactions.all()}
    person = person_of(application)
    return {field.value: _text(application, field, copies.get(field.value), person) for field in Redaction.Field}


def speciality_of(application: Application) -> str:
    return _hidden(application, application.speciality, person_of(application))


def piece_of(document: Document) -> Piece:
    """What staff decided for this very file; if it has been replaced since, nothing until they have looked again."""
    masked = getattr(document, "masked", None)
    if masked is None or not document.application.campaign.anonymous_reading:
        return Piece(document, document.file, is_masked=False)
    holds = masked.original == document.file.sha256
    return Piece(document, masked.file if holds else None, is_masked=True, is_stale=not holds)


def neutral_name(document: Document, file: StoredFile) -> str:
    """`dossier 05-00042, CV.pdf`: says which file and which document, not who."""
    words = f"dossier {document.application.number}, {document.type.name}{SUFFIXES[file.content_type][0]}"
    return clean_name(re.sub(r"[/\\]", "-", words), file.content_type)


def person_of(application: Application) -> redact.Person:
    """What identifies the author, in the file and in the account."""
    account = application.candidate
    return redact.Person(
        names=(application.first_name, application.last_name, account.first_name, account.last_name),
        emails=(account.email,),
        phones=(application.phone, account.phone),
        address=application.address,
        born=application.birth_date,
    )


def fingerprint(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def _text(application: Application, field: Redaction.Field, copy: Redaction | None, person: redact.Person) -> Text:
    original = getattr(application, field.value)
    is_checked = copy is not None and copy.is_of(application)
    if copy is not None and is_checked and application.campaign.anonymous_reading:
        return Text(field, copy.text, original, is_checked)
    return Text(field, _hidden(application, original, person), original, is_checked)


def _hidden(application: Application, words: str, person: redact.Person) -> str:
    return redact.proposal(words, person) if application.campaign.anonymous_reading else words
