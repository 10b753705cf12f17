"""Incompatibilities found in facts: proposed by the software, confirmed or set aside by a person."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from applications import lifecycle
from applications.actions.conflict import AlreadyApart, declare
from applications.models import Application, Campaign, Conflict, ProposedConflict
from applications.reading.proximity import Person, Readers
from portal.journal.moves import Refusal, move, move_many
from portal.journal.record import record
from portal.people.models import READERS, User

Fact = ProposedConflict.Fact
TEXTS = ("motivation", "experience", "engagements", "branch_reasons")
BATCH = 500


class OwnConflict(Refusal):
    """Nobody sets aside what concerns themselves."""


def waiting(campaign: Campaign, *, at: datetime) -> list[ProposedConflict]:
    """Every fact nobody has settled yet, kept or just discovered; the discovered ones are not written."""
    known = list(ProposedConflict.objects.filter(application__campaign=campaign))
    apart = set(Conflict.objects.filter(application__campaign=campaign).values_list("application", "reviewer"))
    told = {(one.application_id, one.reviewer_id, one.fact) for one in known}
    found = [
        ProposedConflict(application_id=file, reviewer_id=reader, fact=fact, detail=detail[:200], found_at=at)
        for file, reader, fact, detail in _facts(campaign)
        if (file, reader, fact) not in told
    ]
    still = [one for one in known if one.state == lifecycle.ProposedConflict.PROPOSED]
    return [one for one in [*still, *found] if (one.application_id, one.reviewer_id) not in apart]


def suspected(campaign: Campaign, pairs: Collection[tuple[int, int]], *, at: datetime) -> list[ProposedConflict]:
    """The facts nobody has settled between these files and readers."""
    wanted = set(pairs)
    return [one for one in waiting(campaign, at=at) if (one.application_id, one.reviewer_id) in wanted]


@transaction.atomic
def find(*, campaign: Campaign, by: User, at: datetime) -> int:
    """Propose every incompatibility that the facts suggest; how many are new."""
    campaign = Campaign.objects.select_for_update().get(pk=campaign.pk)
    found = [one for one in waiting(campaign, at=at) if one.pk is None]
    ProposedConflict.objects.bulk_create(found, ignore_conflicts=True, batch_size=BATCH)
    record("applications.campaign.find_conflicts", campaign, by=by, at=at, found=len(found))
    return len(found)


@transaction.atomic
def confirm(*, proposed: ProposedConflict, by: User, at: datetime) -> Conflict:
    """Keep the two apart, because of this fact; whatever else brought them together is settled too."""
    application = Application.objects.select_for_update().get(pk=proposed.application_id)
    proposed = move(proposed, lifecycle.CONFIRM_CONFLICT, by=by, at=at, settled_by=by, settled_at=at)
    others = list(ProposedConflict.objects.open().filter(application=application, reviewer=proposed.reviewer_id))
    ProposedConflict.objects.filter(pk__in=[one.pk for one in others]).update(settled_by=by, settled_at=at)
    move_many(others, lifecycle.CONFIRM_CONFLICT, by=by, at=at)
    try:
        return declare(application=application, reader=proposed.reviewer, by=by, at=at, reason=proposed.words[:300])
    except AlreadyApart:
        return Conflict.objects.get(application=application, reviewer=proposed.reviewer_id)


@transaction.atomic
def dismiss(*, proposed: ProposedConflict, by: User, at: datetime) -> ProposedConflict:
    """Say that this fact means nothing; it is never proposed again."""
    if proposed.reviewer_id == by.pk:
        raise OwnConflict(_("Cette proposition vous concerne : une autre personne responsable doit l’écarter."))
    return move(proposed, lifecycle.DISMISS_CONFLICT, by=by, at=at, settled_by=by, settled_at=at)


def _facts(campaign: Campaign) -> Iterator[tuple[int, int, str, str]]:
    people = User.objects.filter(role__in=READERS, is_active=True)
    readers = Readers(
        (Person(*row) for row in people.values_list("pk", "first_name", "last_name", "email")),
        own_domains=settings.SCHOOL_DOMAINS,
    )
    before = _earlier(campaign)
    files = campaign.applications.in_selection().order_by("pk")
    rows = files.values_list("candidate", "pk", "first_name", "last_name", "candidate__email", *TEXTS)
    for account, pk, first_name, last_name, email, *texts in rows.iterator(chunk_size=BATCH):
        for reader, name in before.get(account, ()):
            yield pk, reader, Fact.EARLIER, name
        for near, fact, detail in readers.facts(Person(pk, first_name, last_name, email), "\n".join(texts)):
            yield pk, near.pk, fact, detail


def _earlier(campaign: Campaign) -> dict[int, set[tuple[int, str]]]:
    """Who was kept apart from the same people in another campaign, by candidate."""
    here = campaign.applications.in_selection().order_by().values("candidate")
    before = Conflict.objects.exclude(application__campaign=campaign).filter(
        application__candidate__in=here, reviewer__role__in=READERS, reviewer__is_active=True
    )
    found: dict[int, dict[int, str]] = defaultdict(dict)
    for candidate, reader, name in before.values_list(
        "application__candidate", "reviewer", "application__campaign__name"
    ):
        found[candidate][reader] = name
    return {candidate: set(readers.items()) for candidate, readers in found.items()}
