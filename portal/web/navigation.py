"""The links at the top of each role's pages, in the order of their day."""

from collections.abc import Iterator
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
    below: tuple["Link", ...] = ()


# A link is its words and the name of its address; a group is its words and its links, shown on a second line.
Entry = tuple[Promise, str | tuple[tuple[Promise, str], ...]]

# Role -> entries. The inbox and the account are in the frame itself.
LINKS: dict[Role, tuple[Entry, ...]] = {
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
        (
            _("Administration"),
            (
                (_("Campagnes"), "applications:campaigns"),
                (_("Envois"), "outbox"),
                (_("Personnes"), "people"),
            ),
        ),
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
    return [link for entry in LINKS[Role(role)] for link in _links(entry, path)]


def _links(entry: Entry, path: str) -> Iterator[Link]:
    """The link of an entry, if its page exists; a group leads to its first page."""
    words, target = entry
    if isinstance(target, str):
        try:
            url = reverse(target)
        except NoReverseMatch:
            return
        yield Link(words, url, _is_current(url, path))
    else:
        below = tuple(link for inner in target for link in _links(inner, path))
        if below:
            yield Link(words, below[0].url, any(link.current for link in below), below)


def _is_current(url: str, path: str) -> bool:
    return urlsplit(path).path.startswith(url)
