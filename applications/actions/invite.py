"""Who is asked to come to an interview, and reminded to choose an hour."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from applications import lifecycle
from applications.actions.remind import unsaid
from applications.lifecycle import State
from applications.models import Application, Campaign, Interview
from portal.journal.moves import Refusal
from portal.journal.record import record_many
from portal.outbox.models import Category
from portal.outbox.post import Envelope, post_many
from portal.people.models import User


class NobodyToInvite(Refusal):
    """Nobody new among those chosen."""


class NobodyToRemind(Refusal):
    """Everybody has booked, or was reminded today."""


def first_of_the_ranking(campaign: Campaign, count: int) -> list[int]:
    """The best files, as many as asked, invited already or not; a file without a score has no rank yet."""
    ranked = campaign.applications.filter(state=State.ELIGIBLE, total__isnull=False).ranked()
    return list(ranked.values_list("pk", flat=True)[:count])


def to_invite(campaign: Campaign) -> QuerySet[Application]:
    """Eligible, and not invited yet."""
    return campaign.applications.filter(state=State.ELIGIBLE, invited_at=None)


def without_a_slot(campaign: Campaign) -> QuerySet[Application]:
    """Invited, and neither booked, nor met, nor absent."""
    known = Interview.objects.on_the_agenda().filter(application=OuterRef("pk"))
    invited = campaign.applications.filter(state=State.ELIGIBLE, invited_at__isnull=False)
    return invited.filter(~Exists(known))


@transaction.atomic
def invite(*, campaign: Campaign, files: Iterable[int], by: User, at: datetime) -> list[Application]:
    """Ask these people to come, each once, and let them choose an hour."""
    campaign = Campaign.objects.select_for_update(no_key=True).get(pk=campaign.pk)
    if campaign.state != lifecycle.Campaign.OPEN:
        raise NobodyToInvite(_("Cette campagne n’est pas, ou n’est plus, en cours."))
    chosen = to_invite(campaign).filter(pk__in=list(files)).order_by("pk")
    invited = list(chosen.select_for_update(of=("self",)).select_related("candidate"))
    if not invited:
        raise NobodyToInvite(_("Personne de nouveau parmi ces dossiers : aucune lettre n’est partie."))
    Application.objects.filter(pk__in=[file.pk for file in invited]).update(invited_at=at)
    record_many("applications.application.invite", invited, by=by, at=at)
    _tell("interview_invited", invited, campaign, "interview_invited", at=at)
    return invited


@transaction.atomic
def remind_unbooked(*, campaign: Campaign, by: User, at: datetime) -> int:
    """Write again to those who have not chosen an hour, once a day at most; returns how many letters leave."""
    campaign = Campaign.objects.select_for_update(no_key=True).get(pk=campaign.pk)
    waiting = list(to_remind(campaign, at).select_related("candidate"))
    if not waiting:
        raise NobodyToRemind(
            _("Tout le monde a réservé, ou a reçu un rappel aujourd’hui : aucune lettre n’est partie.")
        )
    record_many("applications.application.remind_interview", waiting, by=by, at=at)
    _tell("interview_unbooked", waiting, campaign, _occasion(at), at=at)
    return len(waiting)


def to_remind(campaign: Campaign, at: datetime) -> QuerySet[Application]:
    """Those without a slot whom nobody has written to today."""
    day = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
    return unsaid(without_a_slot(campaign).filter(invited_at__lt=day), "application", _occasion(at))


def _occasion(at: datetime) -> str:
    return f"interview_unbooked-{timezone.localdate(at)}"


def _tell(kind: str, files: Iterable[Application], campaign: Campaign, occasion: str, *, at: datetime) -> None:
    envelopes = [
        Envelope(
            kind=f"applications/{kind}",
            to=file.candidate,
            key=f"application-{file.pk}-{occasion}",
            context={"campaign": campaign.name, "url": reverse("applications:interview")},
        )
        for file in files
    ]
    post_many(envelopes, at=at, category=Category.CRITICAL)
