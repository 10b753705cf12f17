"""Somebody is late: what they have not begun goes to the others, looked at first, then applied as it was."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from math import ceil

from django.db import transaction
from django.utils.translation import gettext as _

from applications import lifecycle
from applications.actions.assign import PlanOutdated, alone_with, carry_out
from applications.actions.sharing_plan import NobodyToRead, NotEnoughReaders, Pair, Plan, held_in, likings
from applications.lifecycle import State
from applications.models import Campaign, Conflict, Reader, Review
from applications.scoring import CannotAssign, assign_reviewers
from portal.journal.moves import Refusal
from portal.people.models import READERS, Role, User


class NothingToRelieve(Refusal):
    """Everything this person holds is begun or finished."""


def propose_relief(*, campaign: Campaign, reader: User) -> Plan:
    """Give what this person has not begun to the others; every other reading stays. Nothing is written."""
    held = held_in(campaign)
    taken = tuple(one for one in held if one.pair[1] == reader.pk and one.may_move)
    if not taken:
        raise NothingToRelieve(_("Cette personne n’a aucun dossier à commencer : il n’y a rien à confier à d’autres."))
    files = [one.pair[0] for one in taken]
    standing = Counter(one.pair[1] for one in held if one.state != lifecycle.Review.RECUSED)
    room = _room(campaign, reader, standing, len(files))
    if not room:
        raise NobodyToRead(_("Personne d’autre ne lit : invitez des relecteurs ou des relectrices."))
    apart = set(Conflict.objects.filter(application__in=files).values_list("application_id", "reviewer_id"))
    cost = _cost(campaign, files, room, standing)
    try:
        shared = assign_reviewers(files, room, 1, room, conflicts=apart | {one.pair for one in held}, cost=cost)
    except CannotAssign as refusal:
        raise NotEnoughReaders(campaign=campaign, lacking=refusal.lacking) from refusal
    given = tuple(sorted((file, one) for file, readers in shared.items() for one in readers))
    after = standing + Counter(one for _file, one in given)
    after.subtract({reader.pk: len(taken)})
    return Plan(given=given, taken=taken, before=standing, after=after)


@transaction.atomic
def relieve(*, campaign: Campaign, reader: User, expected: str, by: User, at: datetime) -> Plan:
    """Do exactly what was proposed, and tell everybody concerned."""
    campaign = alone_with(campaign)
    plan = propose_relief(campaign=campaign, reader=reader)
    if plan.fingerprint != expected:
        raise PlanOutdated(_("La situation a changé depuis cette proposition. Rien n’a bougé : proposez de nouveau."))
    carry_out(plan=plan, campaign=campaign, event="applications.campaign.relieve", by=by, at=at)
    return plan


def _room(campaign: Campaign, reader: User, standing: Counter[int], files: int) -> dict[int, int]:
    """How many more each of the others may hold: their own maximum, else an even share of everything."""
    others = User.objects.filter(role=Role.REVIEWER, is_active=True).exclude(pk=reader.pk).values_list("pk", flat=True)
    reading = User.objects.filter(role__in=READERS, is_active=True, pk__in=standing).exclude(pk=reader.pk)
    people = sorted({*others, *reading.values_list("pk", flat=True)})
    caps = dict(Reader.objects.filter(person__in=people, cap__isnull=False).values_list("person", "cap"))
    even = ceil(sum(standing.values()) / max(len(people), 1)) + 2
    return {one: max((caps.get(one) or even) - standing[one], 0) for one in people}


def _cost(campaign: Campaign, files: list[int], room: Mapping[int, int], standing: Counter[int]) -> dict[Pair, float]:
    """What is already held weighs as much as what is given; a speciality in common lightens it."""
    liked = likings(campaign, room)
    return {(file, one): standing[one] + liked.get((file, one), 0.0) for file in files for one in room}


def waiting_for(campaign: Campaign, reader: User) -> int:
    """How many of this person's files are not begun."""
    mine = Review.objects.filter(reviewer=reader, application__campaign=campaign, application__state=State.ELIGIBLE)
    return mine.filter(state=lifecycle.Review.ASSIGNED).count()
