"""Who may apply: the conditions of a campaign against the facts of a person. Pure: it judges, it does not speak."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Topic(StrEnum):
    AGE = "age"
    NATIONALITY = "nationality"
    LEVEL = "level"
    SCHOOL = "school"
    NATIONAL_SERVICE = "national_service"


class Verdict(StrEnum):
    MET = "met"
    NOT_MET = "not_met"
    UNKNOWN = "unknown"  # the person has not said yet


@dataclass(frozen=True, kw_only=True, slots=True)
class Conditions:
    """What a campaign requires. A switched-off condition is not looked at."""

    minimum_age: int
    maximum_age: int
    age_on: date
    french_nationality: bool = True
    last_year: bool = True
    school_enrolment: bool = True
    national_service: bool = True


@dataclass(frozen=True, kw_only=True, slots=True)
class Facts:
    """What a person says. None: not said yet."""

    birth_date: date | None = None
    french: bool | None = None
    final_year: bool | None = None
    enrolled: bool | None = None
    national_service: bool | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """One condition looked at; `age` is the person's on the campaign's date, when the topic is age."""

    topic: Topic
    verdict: Verdict
    age: int | None = None

    @property
    def is_met(self) -> bool:
        return self.verdict is Verdict.MET

    @property
    def is_refused(self) -> bool:
        return self.verdict is Verdict.NOT_MET


def judge(conditions: Conditions, facts: Facts) -> list[Finding]:
    """Look at every condition of the campaign, in the order people read them."""
    return list(_findings(conditions, facts))


def refused(findings: list[Finding]) -> list[Finding]:
    return [finding for finding in findings if finding.is_refused]


def age_on(day: date, *, born: date) -> int:
    """Count the birthdays reached. Born on a 29 February, a person turns on 1 March in common years."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def _findings(conditions: Conditions, facts: Facts) -> Iterator[Finding]:
    yield _age(conditions, facts.birth_date)
    if conditions.french_nationality:
        yield Finding(Topic.NATIONALITY, _verdict(facts.french))
    if conditions.last_year:
        yield Finding(Topic.LEVEL, _verdict(facts.final_year))
    if conditions.school_enrolment:
        yield Finding(Topic.SCHOOL, _verdict(facts.enrolled))
    if conditions.national_service:
        yield Finding(Topic.NATIONAL_SERVICE, _verdict(facts.national_service))


def _age(conditions: Conditions, birth_date: date | None) -> Finding:
    if birth_date is None:
        return Finding(Topic.AGE, Verdict.UNKNOWN)
    age = age_on(conditions.age_on, born=birth_date)
    return Finding(Topic.AGE, _verdict(conditions.minimum_age <= age <= conditions.maximum_age), age)


def _verdict(fact: bool | None) -> Verdict:
    match fact:
        case None:
            return Verdict.UNKNOWN
        case True:
            return Verdict.MET
        case False:
            return Verdict.NOT_MET
