"""The posts as they stand before one trainee: how far, what each asks, and why one is closed to this person."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from cohorts.admissible import ASKED, Known, asks, closing, known_of, place_of
from cohorts.geography.distance import SCHOOL, distance_km
from cohorts.models import Exclusion, Fact, Post, Trainee


@dataclass(frozen=True, slots=True)
class Offered:
    """`why`: what stands between this person and the post, in words for them alone; empty when nothing does."""

    post: Post
    from_school: int
    from_home: int | None  # km; None when the trainee has not said where home is
    why: str = ""
    may_be_wished: bool = True

    @property
    def distance(self) -> int:
        """Where the list is ordered by distance: from home when it is known."""
        return self.from_school if self.from_home is None else self.from_home

    @property
    def asks(self) -> list[str]:
        return [_asked(self.post, fact) for fact in ASKED if asks(self.post, fact)]


def offered(trainee: Trainee, posts: Iterable[Post]) -> dict[int, Offered]:
    """Each post by its key, in the order given. Posts come with their regiment; two queries whatever their number."""
    known = known_of([trainee])[trainee.pk]
    by_hand = dict(Exclusion.objects.filter(trainee=trainee).values_list("post", "reason"))
    return {post.pk: _offered(post, known, by_hand) for post in posts}


def _offered(post: Post, known: Known, by_hand: Mapping[int, str]) -> Offered:
    fact = closing(post, known)
    why, may_be_wished = "", True
    if post.pk in by_hand:
        why, may_be_wished = _("Ce poste vous est fermé : %(reason)s") % {"reason": by_hand[post.pk]}, False
    elif fact:
        why, may_be_wished = _why(post, fact, known), not known.knows(fact)
    from_home = distance_km(known.home, place_of(post)) if known.home else None
    return Offered(post, distance_km(SCHOOL, place_of(post)), from_home, why, may_be_wished)


def _why(post: Post, fact: Fact, known: Known) -> str:
    """Of somebody's health, nothing but what the post asks."""
    if not known.knows(fact):
        return _unknown(post, fact) + " " + _("Tant que ce n’est pas établi, ce vœu ne compte pas.")
    match fact:
        case Fact.FITNESS:
            return _("Ce poste demande une aptitude sans restriction.")
        case Fact.LICENCE:
            return _("Ce poste demande le permis de conduire ; vous avez dit ne pas l’avoir.")
        case Fact.ENGLISH:
            facts = {"asked": post.needs_english, "level": known.english}
            return _("Ce poste demande l’anglais %(asked)s ; votre niveau connu est %(level)s.") % facts
        case Fact.NEAR:
            assert known.home is not None
            far = {"km": post.within_km, "mine": distance_km(known.home, place_of(post))}
            return _("Ce poste demande d’habiter à moins de %(km)s km ; il est à %(mine)s km de chez vous.") % far


def _unknown(post: Post, fact: Fact) -> str:
    match fact:
        case Fact.FITNESS:
            return _("Ce poste demande une aptitude sans restriction.")
        case Fact.LICENCE:
            return _("Ce poste demande le permis de conduire ; vous n’avez pas dit si vous l’avez.")
        case Fact.ENGLISH:
            words = _("Ce poste demande l’anglais %(asked)s ; votre niveau n’est pas encore connu.")
            return words % {"asked": post.needs_english}
        case Fact.NEAR:
            words = _("Ce poste demande d’habiter à moins de %(km)s km ; vous n’avez pas dit votre département.")
            return words % {"km": post.within_km}


def _asked(post: Post, fact: Fact) -> str:
    match fact:
        case Fact.FITNESS:
            return _("aptitude sans restriction")
        case Fact.LICENCE:
            return _("permis de conduire")
        case Fact.ENGLISH:
            return _("anglais %(level)s") % {"level": post.needs_english}
        case Fact.NEAR:
            return _("habiter à moins de %(km)s km") % {"km": post.within_km}
