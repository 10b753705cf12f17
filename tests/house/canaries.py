"""A selection in which one reader's scores, words and name are unmistakable, and everybody who might meet them."""

import re
from collections.abc import Iterator, Set
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from django.db import models, transaction
from django.http import HttpResponseBase
from django.test import Client

from applications.actions import publish, read
from applications.actions.calculate import calculate
from applications.lifecycle import Phase, Review, State
from applications.models import Application, Campaign, Criterion, Rubric
from applications.models import Review as Reading
from portal.people.models import Role, User
from tests.build import (
    NOON,
    a_campaign,
    a_conflict,
    a_decision,
    a_document,
    a_person,
    a_remark,
    a_review,
    a_rubric,
    a_sitting,
    an_application,
)
from tests.house.addresses import Address, addresses
from tests.house.objects import OBJECTS

# What each canary looks like once it is written on a page, in a table or in a letter.
CANARIES = {
    "score": re.compile(r"\b8642\b|\b73[.,]9"),  # one criterion's level, and the total of that reading
    "total": re.compile(r"\b61[.,]3"),  # the file's own, from which another's score is deduced
    "words": re.compile("CANARI-AVIS"),
    "name": re.compile("Zcanarinom"),
}
SITUATIONS = ("finished", "unfinished", "not assigned", "in conflict")
STAGES = (*(phase.value for phase in Phase), "published")
# They lead on, hand out a picture of a document or speak to a machine.
NO_PAGE = {"health", "account_logout", "mfa_download_recovery_codes", "mfa_login_webauthn"}


@dataclass(frozen=True)
class World:
    campaign: Campaign
    file: Application
    canary: Reading
    people: dict[tuple[str, str], User]  # by role and situation

    @property
    def rows(self) -> dict[type[models.Model], list[models.Model]]:
        """What an address that names a row of this kind is asked for."""
        decision, document, remark = self.file.decision, self.file.documents.get(), self.file.remarks.get()
        known: list[models.Model] = [self.campaign, self.file, self.canary, decision, document, remark]
        return {type(row): [row] for row in known}

    def reach(self, stage: str) -> None:
        if stage != "published":
            Campaign.objects.filter(pk=self.campaign.pk).update(phase=stage)
            return
        Campaign.objects.filter(pk=self.campaign.pk).update(phase=Phase.JURY)
        publish.publish(campaign=self.campaign, by=self.people["manager", "not assigned"], at=NOON)

    def paths(self, person: User | None, *, method: str = "GET", room: str = "") -> Iterator[tuple[str, str]]:
        """Every address of a room open to this person for this method, about this campaign and this file."""
        own = list(Reading.objects.filter(reviewer=person)) if person else []
        for address in addresses():
            if not address.name.startswith(room) or address.name in NO_PAGE or not _is_open(address, person, method):
                continue
            for values in self._values(address, own):
                yield address.name, f"{address.path(**values)}?campaign={self.campaign.pk}"

    def _values(self, address: Address, own: list[Reading]) -> list[dict[str, object]]:
        if not address.arguments:
            return [{}]
        kind = kind_of(address.name)
        if kind is None:
            with transaction.atomic():
                values = OBJECTS[address.name].build()
                transaction.set_rollback(True)
            return [values]
        found = [*self.rows.get(kind, []), *(own if kind is Reading else [])]
        return [{"pk": row.pk} for row in found]


def _is_open(address: Address, person: User | None, method: str) -> bool:
    if address.policy is None or method not in address.policy.methods:
        return False
    return address.policy.is_public if person is None else address.allows(Role(person.role))


@cache
def kind_of(name: str) -> type[models.Model] | None:
    """The kind of row an address names, learnt by making one and undoing it."""
    make = OBJECTS[name].make
    if make is None:
        return None
    with transaction.atomic():
        kind = type(make())
        transaction.set_rollback(True)
    assert issubclass(kind, models.Model)
    return kind


def a_world() -> World:
    campaign = a_campaign(phase=Phase.READING, closes_in=timedelta(0))
    file = an_application(state=State.ELIGIBLE, campaign=campaign)
    a_rubric(campaign)
    people = {(role.value, situation): _one(role, situation, file) for role in _READERS for situation in SITUATIONS}
    people |= {(role.value, ""): a_person(role) for role in Role if role not in _READERS}
    people["candidate", "own file"] = file.candidate
    canary = _canary_reading(file, NOON)
    calculate(campaign=campaign, by=None, at=NOON)
    Application.objects.filter(pk=file.pk).update(total="61.317", reading_total="61.317")
    a_decision(file)
    a_document(file)
    a_remark(file, author=canary.reviewer)
    a_sitting(campaign, opened=False)
    file.refresh_from_db()
    return World(campaign, file, canary, people)


_READERS = (Role.REVIEWER, Role.MANAGER, Role.JURY_PRESIDENT)


def _one(role: Role, situation: str, file: Application) -> User:
    person = a_person(role)
    match situation:
        case "finished":
            a_review(file, reviewer=person, state=Review.SUBMITTED, total="40")
        case "unfinished":
            a_review(file, reviewer=person, state=Review.STARTED)
        case "in conflict":
            a_review(file, reviewer=person, state=Review.RECUSED)
            a_conflict(file, reviewer=person)
    return person


def _canary_reading(file: Application, at: datetime) -> Reading:
    """With a grid of its own, whose levels nobody else's screen offers."""
    reader = a_person(Role.REVIEWER)
    User.objects.filter(pk=reader.pk).update(last_name="Zcanarinom", email="canary@example.org")
    rubric = Rubric.objects.create(campaign=file.campaign, version=0)
    criterion = Criterion.objects.create(rubric=rubric, name="Constance", weight=1, lowest=8641, highest=8643)
    review = a_review(file, reviewer=reader, rubric=rubric)
    read.save(review=review, marks={criterion.pk: 8642}, comment="CANARI-AVIS", by=reader, at=at)
    read.submit(review=review, by=reader, at=at)
    Reading.objects.filter(pk=review.pk).update(total="73.917")
    return Reading.objects.get(pk=review.pk)


def seen(
    world: World, person: User | None, *, method: str = "GET", room: str = "", until: Set[str] = frozenset({"all"})
) -> dict[str, set[str]]:
    """Which canaries this person meets, and at which addresses; what their visit changed is undone.

    Those who may see them stop looking once they have met these.
    """
    client = Client(raise_request_exception=False)
    if person is not None:
        client.force_login(person)
    found: dict[str, set[str]] = {canary: set() for canary in CANARIES}
    for name, path in world.paths(person, method=method, room=room):
        with transaction.atomic():
            answer = client.generic(method, path)
            text = _text(answer)
            transaction.set_rollback(True)
        for canary, pattern in CANARIES.items():
            if pattern.search(text):
                found[canary].add(name)
        if until <= {canary for canary, names in found.items() if names}:
            break
    return found


def _text(answer: HttpResponseBase) -> str:
    body = b"".join(answer) if answer.streaming else answer.content  # type: ignore[call-overload,attr-defined]
    return body.decode(errors="replace")
