"""Write the minutes: gathered, hashed, printed, kept; a later one replaces them, none is ever changed."""

from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from applications.actions.calculate import calculate_if_due
from applications.actions.offers import lock_campaign
from applications.jury.minutes_paper import printed
from applications.jury.proceedings import fingerprint, proceedings
from applications.models import Campaign, Minutes
from applications.models.minutes import reference
from portal.journal.moves import Refusal
from portal.journal.record import record
from portal.people.models import User
from portal.vault.gate import keep


class NothingToRecord(Refusal):
    """No decision is drafted yet."""


@transaction.atomic
def make(*, campaign: Campaign, by: User, at: datetime) -> Minutes:
    """Write the minutes of what is decided now; the same facts leave the last ones in force."""
    campaign = lock_campaign(campaign.pk)
    calculate_if_due(campaign=campaign, by=by, at=at)
    inputs = proceedings(campaign)
    if not inputs["decisions"]:
        raise NothingToRecord(_("Aucune décision n’est préparée : il n’y a rien à inscrire au procès-verbal."))
    found = fingerprint(inputs)
    last = Minutes.objects.in_force().filter(campaign=campaign).first()
    if last is not None and last.inputs_hash == found:
        return last
    number = (Minutes.objects.filter(campaign=campaign).aggregate(last=Max("number"))["last"] or 0) + 1
    name = reference(campaign.pk, number)
    file = keep(content=printed(inputs, name=name, found=found, at=at), name=f"{name}.pdf", owner=by, at=at)
    minutes = Minutes.objects.create(
        campaign=campaign,
        number=number,
        inputs=inputs,
        inputs_hash=found,
        version=inputs["scoring"],
        file=file,
        sha256=file.sha256,
        made_by=by,
        made_at=at,
    )
    Minutes.objects.in_force().filter(campaign=campaign).exclude(pk=minutes.pk).update(superseded_by=minutes)
    record("applications.minutes.make", minutes, by=by, at=at, number=number, inputs=found, sha256=file.sha256)
    return minutes
