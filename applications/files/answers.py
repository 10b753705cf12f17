"""What a person answered, in words, part by part."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import models
from django.utils import formats
from django.utils.translation import gettext as _

from applications.files import sections
from applications.files.file import File, question
from applications.files.sections import Section
from applications.models import Application, EqualityData
from portal.web.words import day


@dataclass(frozen=True, slots=True)
class Answer:
    label: str
    words: str

    @property
    def is_long(self) -> bool:
        """Read as a text, under its question rather than beside it."""
        return len(self.words) > 90 or "\n" in self.words


def answers(file: File, section: Section) -> list[Answer]:
    """Every question of a part with its answer; an empty one has no words."""
    match section:
        case sections.BRANCHES:
            return [*_wishes(file), *_fields(file.application, section)]
        case sections.DOCUMENTS:
            return [Answer(type.title, _document(file, type.pk)) for type in file.types]
        case sections.EQUALITY:
            return _fields(file.equality or EqualityData(), section)
        case _:
            return _fields(file.application, section)


def _wishes(file: File) -> list[Answer]:
    return [
        Answer(_("Vœu n° %(position)s") % {"position": position}, str(branch.label))
        for position, branch in enumerate(file.wishes, 1)
    ]


def _document(file: File, type_pk: int) -> str:
    document = file.documents.get(type_pk)
    return document.file.name if document else ""


def _fields(thing: Application | EqualityData, section: Section) -> list[Answer]:
    return [Answer(_label(thing, name), _words(thing, name)) for name in section.fields]


def _label(thing: models.Model, name: str) -> str:
    label = question(thing, name)
    return label[:1].upper() + label[1:]


def _words(thing: models.Model, name: str) -> str:
    value = getattr(thing, name)
    if shown := getattr(thing, f"get_{name}_display", None):
        return str(shown())
    match value:
        case None:
            return ""
        case bool():
            return _("Oui") if value else _("Non")
        case date():
            return day(value)
        case Decimal():
            return formats.number_format(value, decimal_pos=2)
        case _:
            return str(value)
