"""Promise again a letter that could not be delivered."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from portal.journal.moves import Refusal
from portal.journal.record import record
from portal.outbox.doorbell import ring
from portal.outbox.models import Delivery, Letter, RefusedAddress
from portal.people.models import User


class CannotResend(Refusal):
    """The letter has left, is about to, is out of date, or was promised again already."""


@transaction.atomic
def resend(*, letter: Letter, by: User, at: datetime) -> Letter:
    """Write the promise anew, to the address the person has now; the letter that failed stays as it is."""
    letter = Letter.objects.select_for_update(of=("self",)).select_related("to").get(pk=letter.pk)
    _refuse_unless_dead(letter, at)
    address = letter.to.email if letter.to else letter.address
    again, new = Letter.objects.get_or_create(key=again_key(letter), defaults=_copy(letter, address, at))
    if not new:
        raise CannotResend(_("Cette lettre a déjà été renvoyée."))
    RefusedAddress.objects.filter(address=address).delete()
    record("outbox.letter.resend", letter, by=by, at=at, again=again.pk)
    transaction.on_commit(ring, robust=True)
    return again


def again_key(letter: Letter) -> str:
    return f"again-{letter.pk}"


def _refuse_unless_dead(letter: Letter, at: datetime) -> None:
    if letter.delivery != Delivery.DEAD:
        raise CannotResend(_("Seule une lettre non remise peut être renvoyée."))
    if letter.expires_at and letter.expires_at <= at:
        raise CannotResend(_("Cette lettre est périmée : ce qu’elle annonçait n’est plus vrai."))


def _copy(letter: Letter, address: str, at: datetime) -> dict[str, object]:
    """The same words; not a second time in the inbox, where the first one has always been."""
    same = {name: getattr(letter, name) for name in ("kind", "category", "to", "language", "context", "subject")}
    own = {"address": address, "body": letter.body, "in_app": False, "expires_at": letter.expires_at}
    return same | own | {"created_at": at, "not_before": at}
