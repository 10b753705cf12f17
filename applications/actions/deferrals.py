"""A place accepted now and wanted later: asked, granted, confirmed in the next session before a date, or left."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from applications import lifecycle
from applications.actions.offers import call_next, lock_campaign, tell
from applications.actions.places import free_places, refuse_a_second_place
from applications.lifecycle import State
from applications.models import Application, Campaign, Deferral, Offer
from portal.journal.moves import Refusal, move, move_many
from portal.journal.record import record
from portal.outbox.models import Category
from portal.people.models import User


class NotDeferrable(Refusal):
    """This place cannot be deferred, or not any more."""


class NoPlaceKept(Refusal):
    """The later session has no place to keep."""


class DeferralOver(Refusal):
    """The time to confirm has passed."""


@transaction.atomic
def ask(*, application: Application, by: User, at: datetime, words: str = "") -> Deferral:
    """Ask to keep the place for the next session; the place stays held until the school has answered."""
    campaign = lock_campaign(application.campaign_id)
    application = Application.objects.select_for_update().get(pk=application.pk)
    if application.state != State.ACCEPTED:
        raise NotDeferrable(_("Seule une place acceptée peut être reportée."))
    if timezone.localdate(at) >= campaign.starts_on:
        raise NotDeferrable(_("Le parcours a commencé : la place ne se reporte plus."))
    if Deferral.objects.filter(application=application).exists():
        raise NotDeferrable(_("Un report a déjà été demandé pour cette place."))
    deferral = Deferral.objects.create(application=application, words=words, asked_at=at)
    record("applications.deferral.ask", deferral, by=by, at=at)
    return deferral


@transaction.atomic
def grant(*, deferral: Deferral, by: User, at: datetime, reason: str) -> Deferral:
    """Let the person come later: their place goes to the next person at once."""
    application, deferral = _locked(deferral)
    move(application, lifecycle.DEFER, by=by, at=at)
    move(Offer.objects.get(application=application), lifecycle.DEFER_OFFER, by=by, at=at)
    deferral = move(deferral, lifecycle.GRANT_DEFERRAL, by=by, at=at, reason=reason, decided_by=by, decided_at=at)
    tell("deferral_granted", [application], at=at, category=Category.CRITICAL, reason=reason)
    call_next(campaign=application.campaign, at=at)
    return deferral


@transaction.atomic
def refuse(*, deferral: Deferral, by: User, at: datetime, reason: str) -> Deferral:
    """Keep the place where it is, and say why."""
    application, deferral = _locked(deferral)
    deferral = move(deferral, lifecycle.REFUSE_DEFERRAL, by=by, at=at, reason=reason, decided_by=by, decided_at=at)
    tell("deferral_refused", [application], at=at, category=Category.CRITICAL, reason=reason)
    return deferral


@transaction.atomic
def call(
    *, campaign: Campaign, deferrals: Sequence[Deferral], before: datetime, by: User, at: datetime
) -> list[Deferral]:
    """Ask those who deferred whether they come in this session; a place is kept for each until they answer."""
    campaign = lock_campaign(campaign.pk)
    if len(deferrals) > free_places(campaign):
        raise NoPlaceKept(_("Cette session n’a pas assez de places libres pour les personnes qui ont reporté."))
    if before <= at:
        raise DeferralOver(_("La date pour confirmer est déjà passée : choisissez-en une plus tard."))
    rows = Deferral.objects.filter(pk__in=[deferral.pk for deferral in deferrals])
    rows.update(to_campaign=campaign, confirm_before=before, answered_at=None)
    move_many(deferrals, lifecycle.CALL_DEFERRED, by=by, at=at)
    people = list(Application.objects.filter(deferral__in=rows).select_related("candidate"))
    tell("deferral_call", people, at=at, category=Category.CRITICAL, expires_at=before, campaign=campaign.name)
    return list(rows)


@transaction.atomic
def confirm(*, deferral: Deferral, by: User, at: datetime) -> Deferral:
    """Come in the later session, where the place is kept."""
    deferral = _locked_there(deferral)
    if deferral.confirm_before is None or at >= deferral.confirm_before:
        raise DeferralOver(_("Le délai pour confirmer est passé : la place est proposée à une autre personne."))
    deferral = move(deferral, lifecycle.CONFIRM_DEFERRED, by=by, at=at, answered_at=at)
    application = Application.objects.select_related("candidate").get(pk=deferral.application_id)
    refuse_a_second_place(application)
    tell("deferral_confirmed", [application], at=at)
    return deferral


@transaction.atomic
def release(*, deferral: Deferral, by: User, at: datetime) -> Deferral:
    """Leave the place kept for later; it goes to somebody else."""
    deferral = _locked_there(deferral)
    _release([deferral], deferral.to_campaign, by, at, kind="deferral_released")
    deferral.refresh_from_db()
    return deferral


@transaction.atomic
def release_due(*, at: datetime) -> int:
    """Give back the places nobody confirmed in time; returns how many."""
    sessions = Deferral.objects.unanswered(at).order_by("to_campaign").values_list("to_campaign", flat=True).distinct()
    released = 0
    for pk in [pk for pk in sessions if pk]:
        campaign = lock_campaign(pk)
        late = list(Deferral.objects.unanswered(at).filter(to_campaign=campaign).order_by("pk"))
        _release(late, campaign, None, at, kind="deferral_expired")
        released += len(late)
    return released


def _release(
    deferrals: Sequence[Deferral], campaign: Campaign | None, by: User | None, at: datetime, *, kind: str
) -> None:
    people = list(Application.objects.filter(deferral__in=deferrals).select_related("candidate").order_by("pk"))
    if not people:
        return
    move_many(people, lifecycle.WITHDRAW, by=by, at=at)
    Application.objects.filter(pk__in=[one.pk for one in people]).update(withdrawn_from=State.DEFERRED, withdrawn_at=at)
    move_many(deferrals, lifecycle.RELEASE_DEFERRED, by=by, at=at)
    Deferral.objects.filter(pk__in=[deferral.pk for deferral in deferrals]).update(answered_at=at)
    tell(kind, people, at=at)
    if campaign:
        call_next(campaign=campaign, at=at)


def _locked(deferral: Deferral) -> tuple[Application, Deferral]:
    """The campaign the place comes from, the file, the deferral."""
    application = Application.objects.select_related("candidate").get(deferral=deferral.pk)
    application.campaign = lock_campaign(application.campaign_id)
    return application, Deferral.objects.select_for_update().get(pk=deferral.pk)


def _locked_there(deferral: Deferral) -> Deferral:
    """The session where the place is kept, if it is known, then the deferral."""
    found = Deferral.objects.select_related("application").get(pk=deferral.pk)
    campaign = lock_campaign(found.to_campaign_id or found.application.campaign_id)
    deferral = Deferral.objects.select_for_update(of=("self",)).get(pk=deferral.pk)
    if deferral.to_campaign_id not in {None, campaign.pk}:
        raise NotDeferrable(_("Ce report vient de changer : rechargez la page."))
    return deferral
