"""The order of a post as its regiment reads it: ranks, and only the facts that this post asks for.

Neither names, nor scores, nor wishes: an order that followed the wishes would punish those who tell theirs.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from cohorts.admissible import ASKED, Known, asks, closing, known_of
from cohorts.models import Exclusion, Fact, Post, Trainee


@dataclass(frozen=True, slots=True)
class Line:
    """One trainee in the order of one post; no position in a saved order: by merit, after those it names."""

    trainee: Trainee
    position: int | None
    facts: list[str]

    @property
    def value(self) -> int:
        return self.trainee.pk

    @property
    def label(self) -> str:
        return _("Rang %(n)s") % {"n": self.trainee.merit_rank}

    @property
    def note(self) -> str:
        return ". ".join(self.facts)


def lines_of(post: Post) -> list[Line]:
    """Everybody enrolled, in the saved order then by merit; four queries whatever their number."""
    trainees = list(Trainee.objects.enrolled().filter(cohort=post.cohort_id).order_by("merit_rank"))
    positions = dict(post.preferences.values_list("trainee", "position"))
    closed = set(Exclusion.objects.filter(post=post).values_list("trainee", flat=True))
    known = known_of(trainees)
    lines = [Line(one, positions.get(one.pk), list(_facts(post, known[one.pk], one.pk in closed))) for one in trainees]
    return sorted(lines, key=lambda line: (line.position is None, line.position or 0, line.trainee.merit_rank))


def asked_by(post: Post) -> list[str]:
    """What the post asks of everybody, in words."""
    words = {
        Fact.FITNESS: _("aptitude sans restriction"),
        Fact.LICENCE: _("permis de conduire"),
        Fact.ENGLISH: _("anglais à partir de %(level)s") % {"level": post.needs_english},
        Fact.NEAR: _("moins de %(km)s km") % {"km": post.within_km},
    }
    return [words[fact] for fact in ASKED if asks(post, fact)]


def _facts(post: Post, known: Known, is_closed: bool) -> Iterator[str]:
    """Fitness and distance are only ever part of the answer as a whole."""
    if is_closed:
        yield _("Poste fermé à cette personne")
    if asked_by(post):
        yield _("Répond aux conditions : non") if closing(post, known) else _("Répond aux conditions : oui")
    if _matters(post, Fact.ENGLISH):
        yield _("Anglais : %(level)s") % {"level": known.english or _("pas encore connu")}
    if _matters(post, Fact.LICENCE):
        yield _licence(known)


def _licence(known: Known) -> str:
    if known.licence is None:
        return _("Permis : pas encore connu")
    return _("Permis : oui") if known.licence else _("Permis : non")


def _matters(post: Post, fact: Fact) -> bool:
    return asks(post, fact) or post.reserved_for == fact
