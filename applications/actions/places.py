"""The places of a campaign: how many are taken, and the rows that offer one. Always under the campaign's lock."""

from collections.abc import Sequence
from datetime import date, datetime, time

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from applications import lifecycle
from applications.lifecycle import State
from applications.models import Application, Campaign, Condition, Deferral, Offer, Result
from applications.models.result import Trial
from portal.journal.moves import Refusal, move_many
from portal.journal.record import record_many
from portal.people.models import User

Kind = Condition.Kind


class SecondPlace(Refusal):
    """Nobody holds two places at once."""


def taken(campaign: Campaign) -> int:
    """Count the places held: offered or accepted here, or kept for somebody who deferred to this session."""
    offers = Offer.objects.filter(application__campaign=campaign).holding_a_place().count()
    return offers + Deferral.objects.keeping_a_place(campaign).count()


def free_places(campaign: Campaign) -> int:
    """Count what can still be offered; never below zero."""
    return max(0, campaign.places - taken(campaign))


def asked(campaign: Campaign) -> dict[str, date]:
    """The conditions this campaign sets to an admission, each with its date."""
    dates = {
        Kind.MEDICAL: campaign.medical_due_on,
        Kind.SECURITY: campaign.security_due_on,
        Kind.TRANSCRIPT: campaign.transcript_due_on,
    }
    return {kind: due_on for kind, due_on in dates.items() if due_on}


@transaction.atomic
def open_offers(
    *,
    applications: Sequence[Application],
    campaign: Campaign,
    expires_at: datetime,
    by: User | None,
    at: datetime,
    from_waiting_list: bool = False,
) -> list[Offer]:
    """Offer a place to each, with the conditions of the campaign; an offer that had ended is opened again."""
    fields = {"made_at": at, "expires_at": expires_at, "made_by": by, "from_waiting_list": from_waiting_list}
    ended = list(Offer.objects.filter(application__in=applications))
    again = {offer.application_id for offer in ended}
    move_many(ended, lifecycle.REOPEN_OFFER, by=by, at=at)
    Offer.objects.filter(pk__in=[offer.pk for offer in ended]).update(**fields, answered_at=None, round=F("round") + 1)
    Offer.objects.bulk_create(Offer(application=one, **fields) for one in applications if one.pk not in again)
    offers = list(Offer.objects.filter(application__in=applications).order_by("pk"))
    _set_conditions(offers, campaign, by=by, at=at)
    record_many("applications.offer.make", offers, by=by, at=at, from_waiting_list=from_waiting_list)
    return offers


def refuse_a_second_place(application: Application) -> None:
    """Refuse whoever holds a place in another session; the person is locked: two answers come one after the other."""
    User.objects.select_for_update(no_key=True).get(pk=application.candidate_id)
    others = Application.objects.filter(candidate=application.candidate_id).exclude(pk=application.pk)
    held = others.filter(
        Q(state=State.ACCEPTED, campaign__state=lifecycle.Campaign.DECIDED)
        | Q(deferral__state=lifecycle.Deferral.CONFIRMED, deferral__to_campaign__state__in=RUNNING)
    ).select_related("campaign")
    if other := held.first():
        raise SecondPlace(
            _("Une place est déjà tenue dans « %(campaign)s » : on n’en tient qu’une. Laissez d’abord la première.")
            % {"campaign": other.campaign.name}
        )


RUNNING = [lifecycle.Campaign.OPEN, lifecycle.Campaign.DECIDED]


def _set_conditions(offers: Sequence[Offer], campaign: Campaign, *, by: User | None, at: datetime) -> None:
    """Every condition asked stands once on each offer; one that was not met is to be seen again, one met stays met."""
    unmet = Condition.objects.filter(offer__in=offers, verdict=Condition.Verdict.NOT_MET)
    unmet.update(verdict=Condition.Verdict.PENDING, by=None, at=None)
    if not asked(campaign):
        return
    standing = set(Condition.objects.filter(offer__in=offers).values_list("offer", "kind"))
    known = _favourable(offers)
    new = [
        _condition(offer, kind, due_on, known.get((offer.application_id, kind)))
        for offer in offers
        for kind, due_on in asked(campaign).items()
        if (offer.pk, kind) not in standing
    ]
    met = [one for one in Condition.objects.bulk_create(new) if one.verdict == Condition.Verdict.MET]
    record_many("applications.condition.prefill", met, by=by, at=at, verdict=Condition.Verdict.MET)


def _condition(offer: Offer, kind: str, due_on: date, result: Result | None) -> Condition:
    """To be seen; met on the day of its result when that is known and favourable. Never « not met » by itself."""
    if result is None:
        return Condition(offer=offer, kind=kind, due_on=due_on)
    day = datetime.combine(result.on, time(), tzinfo=timezone.get_default_timezone())
    return Condition(offer=offer, kind=kind, due_on=due_on, verdict=Condition.Verdict.MET, by_id=result.by_id, at=day)


def _favourable(offers: Sequence[Offer]) -> dict[tuple[int, str], Result]:
    """The results that already meet a condition, by file and kind of condition."""
    found = Result.objects.meeting_a_condition().filter(application__in=[offer.application_id for offer in offers])
    return {(one.application_id, KIND_OF[one.trial]): one for one in found}


# The condition that a trial answers.
KIND_OF: dict[str, Kind] = {Trial.MEDICAL: Kind.MEDICAL, Trial.SECURITY: Kind.SECURITY}
