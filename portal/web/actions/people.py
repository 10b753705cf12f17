"""Who comes in, in which role, and who leaves."""

from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from portal.journal.moves import Refusal
from portal.journal.record import record
from portal.outbox.models import Category
from portal.outbox.post import post
from portal.people.models import Invitation, Role, User

LIFE = timedelta(days=14)


class NotYoursToGive(Refusal):
    """The role is above the one who gives it."""


class AlreadyHere(Refusal):
    """The address already has an account."""


class InvitationClosed(Refusal):
    """The invitation has been used, taken back, or is too old."""


@transaction.atomic
def invite(*, email: str, role: Role, by: User, at: datetime) -> Invitation:
    """Open the door to one address, in one role, for fourteen days; an earlier invitation gives way."""
    _refuse_unless_granted(role, by)
    _refuse_if_known(email)
    for earlier in Invitation.objects.open(at).filter(email__iexact=email):
        revoke(invitation=earlier, by=by, at=at)
    key = Invitation.new_key()
    invitation = Invitation.objects.create(
        email=email.lower(),
        role=role,
        fingerprint=Invitation.fingerprint_of(key),
        invited_by=by,
        invited_at=at,
        expires_at=at + LIFE,
    )
    record("people.invitation.sent", invitation, by=by, at=at, role=role)
    _write(invitation, key, by=by, at=at)
    return invitation


@transaction.atomic
def revoke(*, invitation: Invitation, by: User, at: datetime) -> Invitation:
    """Close the door again before anybody has come through it."""
    invitation = _open(invitation, at)
    _refuse_unless_granted(Role(invitation.role), by)
    invitation.revoked_at = at
    invitation.save(update_fields=["revoked_at"])
    record("people.invitation.revoked", invitation, by=by, at=at)
    return invitation


@transaction.atomic
def accept(*, invitation: Invitation, first_name: str, last_name: str, password: str, at: datetime) -> User:
    """Come in once: the link came by mail, so the address is known to be theirs."""
    invitation = _open(invitation, at)
    _refuse_if_known(invitation.email)
    person = User.objects.create_user(
        invitation.email, password, first_name=first_name, last_name=last_name, role=invitation.role
    )
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    invitation.accepted_at = at
    invitation.save(update_fields=["accepted_at"])
    record("people.invitation.accepted", invitation, by=person, at=at)
    return person


@transaction.atomic
def change_role(*, person: User, role: Role, by: User, at: datetime) -> User:
    """Give somebody another role, from the next page they open."""
    person = _locked(person, by)
    _refuse_unless_granted(role, by)
    if person.role == role:
        return person
    former, person.role = person.role, role
    person.save(update_fields=["role"])
    record("people.user.role", person, by=by, at=at, origin=former, target=role)
    return person


@transaction.atomic
def deactivate(*, person: User, by: User, at: datetime) -> User:
    """Shut somebody out from their next request; nothing they did is lost."""
    return _set_active(person, active=False, by=by, at=at)


@transaction.atomic
def reactivate(*, person: User, by: User, at: datetime) -> User:
    """Let somebody in again."""
    return _set_active(person, active=True, by=by, at=at)


def _set_active(person: User, *, active: bool, by: User, at: datetime) -> User:
    person = _locked(person, by)
    if person.is_active == active:
        return person
    person.is_active = active
    person.save(update_fields=["is_active"])
    record("people.user.reactivated" if active else "people.user.deactivated", person, by=by, at=at)
    return person


def _locked(person: User, by: User) -> User:
    """The person, held together with whoever acts, so that two people cannot shut each other out."""
    if person == by:
        raise NotYoursToGive(_("Une autre personne doit s’en charger : on ne change pas son propre rôle."))
    both = {user.pk: user for user in User.objects.select_for_update().filter(pk__in=(person.pk, by.pk)).order_by("pk")}
    if not both[by.pk].is_active:
        raise NotYoursToGive(_("Votre compte vient d’être fermé."))
    _refuse_unless_granted(Role(both[person.pk].role), both[by.pk])
    return both[person.pk]


def _open(invitation: Invitation, at: datetime) -> Invitation:
    locked = Invitation.objects.select_for_update().open(at).filter(pk=invitation.pk).first()
    if locked is None:
        raise InvitationClosed(
            _("Cette invitation a déjà servi, a été retirée ou n’est plus valable. Demandez-en une nouvelle.")
        )
    return locked


def _refuse_unless_granted(role: Role, by: User) -> None:
    if role not in by.grants:
        raise NotYoursToGive(_("Ce rôle est donné par l’administration du portail."))


def _refuse_if_known(email: str) -> None:
    if User.objects.filter(email__iexact=email).exists():
        raise AlreadyHere(_("Cette adresse a déjà un compte : changez plutôt son rôle."))


def _write(invitation: Invitation, key: str, *, by: User, at: datetime) -> None:
    # Nobody knows yet which language the invited person reads: the letter is in French, and so is the role.
    with translation.override("fr"):
        role = str(Role(invitation.role).label)
    post(
        "account/invitation",
        address=invitation.email,
        key=f"invitation-{invitation.pk}",
        at=at,
        category=Category.CRITICAL,
        expires_at=invitation.expires_at,
        in_app=False,
        url=reverse("invitation", args=[key]),
        inviter=str(by),
        role=role,
    )
