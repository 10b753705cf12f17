"""What people read about one post: where, when, in which section, and what it asks of those who come."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from cohorts.models import Cohort, Post
from cohorts.path import Path
from portal.web.words import short_day


@dataclass(frozen=True, slots=True)
class Fact:
    label: str
    words: str


def facts_of(post: Post, *, names_supervisor: bool) -> list[Fact]:
    """The facts of one post, in the order of a page; `post` comes with its regiment and its cohort."""
    regiment = post.regiment
    found = [
        Fact(_("Régiment"), regiment.name),
        Fact(_("Garnison"), f"{regiment.garrison} ({regiment.department})"),
        Fact(_("Arme"), regiment.get_branch_display()),
        Fact(_("École d’arme"), regiment.branch_school),
        Fact(_("Dates au régiment"), in_words(post, post.cohort)),
        Fact(_("Section"), post.section or _("Pas encore connue")),
        Fact(_("Logement"), post.get_lodging_display() or _("Pas encore connu")),
        Fact(_("Conditions"), "\n".join(_capital(one) for one in conditions_of(post)) or _("Aucune")),
    ]
    if names_supervisor:
        found.insert(6, Fact(_("Chef de section"), str(post.supervisor or _("Pas encore connu"))))
    return found


def conditions_of(post: Post) -> list[str]:
    """What a post asks, one phrase a condition; nothing when anybody may come."""
    return [words for words in _asked(post) if words]


def days_of(post: Post, cohort: Cohort) -> tuple[date, date]:
    """The first and last day in the regiment: the post's own, else those of the cohort's third phase."""
    phase = Path(cohort.starts_on, cohort.weeks).phases[-1]
    return post.starts_on or phase.monday, post.ends_on or phase.friday


def in_words(post: Post, cohort: Cohort) -> str:
    """`du 4 oct. 2027 au 4 fév. 2028`, and whether the cohort's calendar says so."""
    first, last = days_of(post, cohort)
    words = _("du %(first)s au %(last)s") % {"first": short_day(first), "last": short_day(last)}
    if post.starts_on or post.ends_on:
        return words
    return _("%(days)s, comme toute la promotion") % {"days": words}


def _asked(post: Post) -> Iterator[str]:
    yield _("apte sans restriction") if post.needs_fitness else ""
    yield _("permis de conduire") if post.needs_licence else ""
    yield _("anglais %(level)s") % {"level": post.needs_english} if post.needs_english else ""
    yield _("habiter à moins de %(n)s km") % {"n": post.within_km} if post.within_km is not None else ""
    yield post.conditions


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
