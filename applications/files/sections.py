"""The parts of a file: what each asks, and what it cannot be handed in without."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Section:
    code: str
    title: Promise
    hint: Promise
    fields: tuple[str, ...] = ()
    required: tuple[str, ...] = ()
    is_optional: bool = False

    def __str__(self) -> str:
        return str(self.title)


IDENTITY = Section(
    "identity",
    _("Identité et coordonnées"),
    _("Naissance, nationalité, journée défense et citoyenneté, adresse"),
    ("first_name", "last_name", "birth_date", "nationality", "national_service", "phone", "address"),
    ("first_name", "last_name", "birth_date", "nationality", "national_service", "phone", "address"),
)
STUDIES = Section(
    "studies",
    _("Études à l’école"),
    _("Niveau, spécialité, date de soutenance"),
    ("level", "enrolled", "speciality", "average", "defence_on"),
    ("level", "enrolled", "speciality"),
)
BRANCHES = Section("branches", _("Vœux d’armes"), _("Quatre armes à classer, avec vos raisons"), ("branch_reasons",))
MOTIVATION = Section(
    "motivation", _("Lettre de motivation"), _("Ce qui vous amène, une à deux pages"), ("motivation",), ("motivation",)
)
EXPERIENCE = Section(
    "experience",
    _("Expériences et engagements"),
    _("Stages, emplois, associations, sport, responsabilités"),
    ("experience", "engagements"),
    ("experience",),
)
DOCUMENTS = Section("documents", _("Pièces à joindre"), _("PDF, JPEG ou PNG, une photo nette convient"))
EQUALITY = Section(
    "equality",
    _("Données d’égalité"),
    _("Jamais montrées aux personnes qui lisent votre dossier"),
    ("sex", "scholarship", "campus"),
    is_optional=True,
)

SECTIONS = (IDENTITY, STUDIES, BRANCHES, MOTIVATION, EXPERIENCE, DOCUMENTS, EQUALITY)
REQUIRED = tuple(section for section in SECTIONS if not section.is_optional)
BY_CODE = {section.code: section for section in SECTIONS}
GROUPS: tuple[tuple[Promise, tuple[Section, ...]], ...] = (
    (_("Vous"), (IDENTITY, STUDIES)),
    (_("Votre candidature"), (BRANCHES, MOTIVATION, EXPERIENCE)),
    (_("Vos pièces"), (DOCUMENTS,)),
    (_("Facultatif"), (EQUALITY,)),
)


def after(section: Section) -> Section | None:
    """The next part, in the order people meet them."""
    following = SECTIONS[SECTIONS.index(section) + 1 :]
    return following[0] if following else None
