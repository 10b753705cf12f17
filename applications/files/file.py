"""A whole file, read once: the state of each part, what is missing, what may still be changed."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db.models import Field, Model
from django.utils.translation import gettext as _

from applications.files import sections
from applications.files.sections import SECTIONS, Section
from applications.models import Application, Branch, Correction, Document, DocumentType, EqualityData


class Progress(StrEnum):
    TODO = "todo"
    DOING = "doing"
    DONE = "done"
    TO_CORRECT = "to_correct"
    OPTIONAL = "optional"


@dataclass(frozen=True, slots=True)
class Missing:
    """Something without which the file cannot be handed in."""

    section: Section
    label: str
    anchor: str


@dataclass(frozen=True, slots=True)
class File:
    application: Application
    wishes: list[Branch]
    types: list[DocumentType]
    documents: dict[int, Document]  # by type
    corrections: list[Correction]  # asked, settled or answered
    equality: EqualityData | None

    @classmethod
    def of(cls, application: Application) -> "File":
        """Read all the parts of one file in five queries."""
        documents = application.documents.select_related("file")
        return cls(
            application=application,
            wishes=[Branch(wish.branch) for wish in application.branch_wishes.order_by("position")],
            types=list(application.campaign.document_types.all()),
            documents={document.type_id: document for document in documents},
            corrections=list(application.corrections.select_related("document_type")),
            equality=EqualityData.objects.filter(application=application).first(),
        )

    @property
    def is_complete(self) -> bool:
        return not self.missing

    @property
    def missing(self) -> list[Missing]:
        return [missing for section in SECTIONS for missing in self.missing_in(section)]

    def missing_in(self, section: Section) -> list[Missing]:
        if section is sections.BRANCHES:
            return (
                [] if len(self.wishes) == len(Branch) else [Missing(section, _("le classement des quatre armes"), "")]
            )
        if section is sections.DOCUMENTS:
            return [Missing(section, type.title, f"piece-{type.pk}") for type in self.types if self._lacks(type)]
        return [self._missing_field(section, name) for name in section.required if self._is_empty(name)]

    def progress(self, section: Section, at: datetime) -> Progress:
        if any(correction.is_open(at) and correction.concerns(section.code) for correction in self.corrections):
            return Progress.TO_CORRECT
        if section.is_optional:
            return Progress.DONE if self.equality else Progress.OPTIONAL
        if not self.missing_in(section):
            return Progress.DONE
        return Progress.DOING if self._has_begun(section) else Progress.TODO

    def unfinished(self, at: datetime) -> list[Section]:
        done = {Progress.DONE, Progress.OPTIONAL}
        return [section for section in SECTIONS if self.progress(section, at) not in done]

    def may_edit(self, section: Section, at: datetime, document_type: DocumentType | None = None) -> bool:
        """Everything while the campaign is open and the school has not begun; then only what it asks to correct."""
        return self.application.is_editable(at) or any(
            correction.opens(section.code, at, document_type) for correction in self.corrections
        )

    def open_corrections(self, at: datetime) -> list[Correction]:
        return [correction for correction in self.corrections if correction.is_open(at)]

    def _lacks(self, type: DocumentType) -> bool:
        return type.required and type.pk not in self.documents

    def _is_empty(self, name: str) -> bool:
        return getattr(self.application, name) in (None, "")

    def _missing_field(self, section: Section, name: str) -> Missing:
        return Missing(section, question(self.application, name), f"id_{name}")

    def _has_begun(self, section: Section) -> bool:
        if section is sections.BRANCHES:
            return bool(self.wishes or self.application.branch_reasons)
        if section is sections.DOCUMENTS:
            return bool(self.documents)
        # Names come from the account: they do not make a part begun.
        given = set(section.fields) - {"first_name", "last_name"}
        return any(not self._is_empty(name) for name in given)


def question(thing: Model, name: str) -> str:
    """What a field asks, in words."""
    field = thing._meta.get_field(name)
    assert isinstance(field, Field)
    return str(field.verbose_name)
