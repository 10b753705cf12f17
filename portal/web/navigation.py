"""The links at the top of each role's pages, in the order of their day."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.people.models import Role


@dataclass(frozen=True, slots=True)
class Link:
    words: str | Promise
    url: str
    current: bool


# Role -> (words, URL name). The inbox and the account are in the frame itself.
LINKS: dict[Role, tuple[tuple[Promise, str], ...]] = {
    Role.CANDIDATE: (
        (_("Mon dossier"), "applications:file"),
        (_("Ma situation"), "applications:status"),
    ),
    Role.TRAINEE: (
        (_("Mon parcours"), "cohorts:my_path"),
        (_("Mes vœux"), "cohorts:my_wishes"),
        (_("Ma candidature"), "applications:status"),
    ),
    Role.REVIEWER: ((_("Mes lectures"), "applications:queue"),),
    Role.MANAGER: (
        (_("Tableau de bord"), "applications:dashboard"),
        (_("Candidatures"), "applications:table"),
        (_("Lectures"), "applications:assignment"),
        (_("Jury"), "applications:ranking"),
        (_("Promotions"), "cohorts:list"),
        (_("Campagnes"), "applications:campaigns"),
        (_("Envois"), "outbox"),
        (_("Personnes"), "people"),
    ),
    Role.JURY_PRESIDENT: (
        (_("Jury"), "applications:ranking"),
        (_("Candidatures"), "applications:table"),
        (_("Mes lectures"), "applications:queue"),
    ),
    Role.LIAISON: (
        (_("Promotions"), "cohorts:list"),
        (_("Postes"), "cohorts:posts"),
        (_("Amphi"), "cohorts:amphi"),
        (_("Suivi"), "cohorts:board"),
    ),
    Role.SUPERVISOR: ((_("Bilans"), "cohorts:evaluations"),),
    Role.DIRECTION: ((_("Chiffres"), "applications:figures"),),
    Role.ADMINISTRATOR: (
        (_("Personnes"), "people"),
        (_("Envois"), "outbox"),
    ),
}


def links_for(role: str, path: str) -> list[Link]:
    return [Link(words, url, _is_current(url, path)) for words, url in _reversed(Role(role))]


def _reversed(role: Role) -> list[tuple[Promise, str]]:
    found = []
    for words, name in LINKS[role]:
        try:
            found.append((words, reverse(name)))
        except NoReverseMatch:
            continue
    return found


def _is_current(url: str, path: str) -> bool:
    return urlsplit(path).path.startswith(url)
