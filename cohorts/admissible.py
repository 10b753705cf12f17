"""Which posts are open to whom, and by which fact one is closed. Facts only: never a mark, never a diagnosis.

What is not known is not met: a post that asks for B2 does not take somebody whose level nobody has measured.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from applications.models.result import VERDICTS, Result, Trial, Verdict
from cohorts.geography.departments import home
from cohorts.geography.distance import Point, distance_km
from cohorts.models import Fact, Post, Trainee

LEVELS = [str(level) for level in VERDICTS[Trial.ENGLISH]]  # from the lowest
ASKED: tuple[Fact, ...] = (Fact.FITNESS, Fact.LICENCE, Fact.ENGLISH, Fact.NEAR)


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of one trainee. None, or an empty level, is not known yet."""

    fit: bool | None = None
    licence: bool | None = None
    english: str = ""
    home: Point | None = None

    def knows(self, fact: Fact) -> bool:
        match fact:
            case Fact.FITNESS:
                return self.fit is not None
            case Fact.LICENCE:
                return self.licence is not None
            case Fact.ENGLISH:
                return self.english != ""
            case Fact.NEAR:
                return self.home is not None


def closing(post: Post, known: Known) -> Fact | None:
    """The first fact asked for that is not known to be true; None: the post is open. It comes with its regiment."""
    return next((fact for fact in ASKED if asks(post, fact) and not meets(post, fact, known)), None)


def asks(post: Post, fact: Fact) -> bool:
    """Whether this post opens only to those of whom the fact is true."""
    match fact:
        case Fact.FITNESS:
            return post.needs_fitness
        case Fact.LICENCE:
            return post.needs_licence
        case Fact.ENGLISH:
            return post.needs_english != ""
        case Fact.NEAR:
            return post.within_km is not None


def meets(post: Post, fact: Fact, known: Known) -> bool:
    """Whether the fact is known to be true of somebody, at the level or the distance this post names."""
    match fact:
        case Fact.FITNESS:
            return known.fit is True
        case Fact.LICENCE:
            return known.licence is True
        case Fact.ENGLISH:
            return known.english != "" and _level(known.english) >= _level(post.needs_english)
        case Fact.NEAR:
            return known.home is not None and distance_km(known.home, place_of(post)) <= (post.within_km or 0)


def place_of(post: Post) -> Point:
    return post.regiment.latitude, post.regiment.longitude


def known_of(trainees: Iterable[Trainee]) -> dict[int, Known]:
    """What is known of each, by trainee; one query whatever their number."""
    them = list(trainees)
    verdicts = _verdicts(one.application_id for one in them)
    return {one.pk: facts_of(one, verdicts.get(one.application_id, {})) for one in them}


def _verdicts(applications: Iterable[int]) -> dict[int, dict[str, str]]:
    found: dict[int, dict[str, str]] = {}
    results = Result.objects.filter(application__in=list(applications), trial__in=(Trial.MEDICAL, Trial.ENGLISH))
    for application, trial, verdict in results.order_by().values_list("application", "trial", "verdict"):
        found.setdefault(application, {})[trial] = verdict
    return found


def facts_of(trainee: Trainee, verdicts: Mapping[str, str]) -> Known:
    """What is known of one, given the verdicts of their trials."""
    medical = verdicts.get(Trial.MEDICAL, Verdict.PENDING)
    return Known(
        fit=None if medical == Verdict.PENDING else medical == Verdict.FIT,
        licence=trainee.has_licence,
        english=verdicts.get(Trial.ENGLISH, ""),
        home=home(trainee.department),
    )


def _level(level: str) -> int:
    """Of a post that names none, any measured level will do."""
    return LEVELS.index(level) if level else 0
