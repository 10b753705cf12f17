"""The links at the top of each role's pages, in the order of their day."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
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

_READINGS = (
    (_("Répartition"), "applications:assignment"),
    (_("Avancement"), "applications:progress"),
    (_("Incompatibilités"), "applications:conflicts"),
    (_("Lecture sans nom"), "applications:redactions"),
    (_("Accord entre lectures"), "applications:agreement"),
    (_("Mes lectures"), "applications:queue"),
)
_INTERVIEWS = (
    (_("Créneaux"), "applications:interviews"),
    (_("Résultats extérieurs"), "applications:results"),
    (_("Mes entretiens"), "applications:my_interviews"),
)
_JURY = (
    (_("Classement"), "applications:ranking"),
    (_("Et si…"), "applications:what_if"),
    (_("Séances"), "applications:sittings"),
    (_("Décisions"), "applications:decisions"),
    (_("Places proposées"), "applications:offers"),
    (_("Procès-verbaux"), "applications:minutes"),
    (_("Égalité"), "applications:equity"),
)

# Role -> entries. The inbox and the account are in the frame itself.
LINKS: dict[Role, tuple[Entry, ...]] = {
    Role.CANDIDATE: (
        (_("Mon dossier"), "applications:file"),
        (_("Ma situation"), "applications:status"),
    ),
    Role.TRAINEE: (
        (_("Mon parcours"), "cohorts:my_path"),
        (_("Mes vœux"), "cohorts:my_wishes"),
        (_("Mon amphi"), "cohorts:my_amphi"),
        (_("Ma candidature"), "applications:status"),
    ),
    Role.REVIEWER: (
        (_("Mes lectures"), "applications:queue"),
        (_("Mes entretiens"), "applications:my_interviews"),
        (_("Séance du jury"), "applications:my_sitting"),
    ),
    Role.MANAGER: (
        (_("Tableau de bord"), "applications:dashboard"),
        (_("Candidatures"), "applications:table"),
        (_("Lectures"), _READINGS),
        (_("Entretiens"), _INTERVIEWS),
        (_("Jury"), _JURY),
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
        (_("Jury"), _JURY),
        (_("Candidatures"), "applications:table"),
        (_("Mes lectures"), "applications:queue"),
        (_("Mes entretiens"), "applications:my_interviews"),
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
        found = [link for inner in target for link in _links(inner, path)]
        if found:
            yield Link(words, found[0].url, any(link.current for link in found), _one_current(found, path))


def _one_current(links: Sequence[Link], path: str) -> tuple[Link, ...]:
    """Of neighbours whose addresses begin alike, only the longest is where the reader is.

    A first page above its neighbours is not where the reader of another page below it is.
    """
    here = max((link.url for link in links if link.current), key=len, default="")
    first, *others = [link.url for link in links]
    if here == first != urlsplit(path).path and any(url.startswith(first) for url in others):
        here = ""
    return tuple(replace(link, current=link.url == here) for link in links)


def _is_current(url: str, path: str) -> bool:
    return urlsplit(path).path.startswith(url)
