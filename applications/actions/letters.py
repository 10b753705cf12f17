"""The letters that announce the decisions: the words of their kind, or those somebody wrote for one person."""

from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from applications import lifecycle
from applications.actions.offers import expiry, lock_campaign
from applications.models import Decision
from portal.journal.moves import Refusal
from portal.journal.record import record
from portal.outbox.post import Envelope, written
from portal.outbox.words import Words
from portal.outbox.words import render as words_of
from portal.people.models import User
from portal.web.words import deadline

Outcome = Decision.Outcome
KINDS: dict[str, str] = {
    Outcome.ADMITTED: "applications/admitted",
    Outcome.WAITING: "applications/waiting_list",
    Outcome.REFUSED: "applications/not_selected",
}
# Stands for the last day to answer, which is known only when the letter leaves.
LIMIT = {"fr": "[date limite]", "en": "[deadline]"}


class LetterGone(Refusal):
    """The letter has left, or is about to: its words no longer change."""


class LimitMissing(Refusal):
    """A letter that offers a place must say until when."""


def envelope(decision: Decision, *, expires_at: datetime) -> Envelope:
    """The letter that announces one decision, with the person's own facts and, if any, the words written for them."""
    letter = _template(decision, expires_at)
    if not decision.letter_body:
        return letter
    limit = _said(expires_at, letter.to)
    return replace(
        letter,
        subject=decision.letter_subject.replace(_mark(letter.to), limit),
        body=decision.letter_body.replace(_mark(letter.to), limit),
    )


def template_words(decision: Decision) -> Words:
    """What the template says to this person, with a mark in place of the last day to answer."""
    campaign = decision.application.campaign
    expires_at = expiry(campaign, campaign.closes_at)
    letter = _template(decision, expires_at)
    words = words_of(written(letter, at=campaign.closes_at))
    limit, mark = _said(expires_at, letter.to), _mark(letter.to)
    return replace(words, subject=words.subject.replace(limit, mark), body=words.body.replace(limit, mark).strip())


def is_stale(decision: Decision) -> bool:
    """Somebody wrote this letter about another decision, or another rank, than the one it would announce now."""
    return bool(decision.letter_body) and decision.letter_basis != _basis(template_words(decision))


@transaction.atomic
def rewrite(*, decision: Decision, subject: str, body: str, by: User, at: datetime) -> Decision:
    """Write this person's letter oneself; these words leave instead of the template's."""
    decision = _still_here(decision)
    words = template_words(decision)
    subject, body = " ".join(subject.split()), body.replace("\r\n", "\n").strip()
    if (subject, body) == (words.subject, words.body):
        return restore(decision=decision, by=by, at=at)
    mark = _mark(decision.application.candidate)
    if decision.outcome == Outcome.ADMITTED and mark not in body:
        raise LimitMissing(
            _("Gardez « %(mark)s » dans le texte : c’est le dernier jour pour répondre, écrit au moment du départ.")
            % {"mark": mark}
        )
    decision = _write(decision, subject, body, _basis(words))
    record("applications.decision.rewrite_letter", decision, by=by, at=at, title=subject, body=body)
    return decision


@transaction.atomic
def restore(*, decision: Decision, by: User, at: datetime) -> Decision:
    """Let the template speak again."""
    decision = _still_here(decision)
    record("applications.decision.restore_letter", decision, by=by, at=at, body=decision.letter_body)
    return _write(decision, "", "", "")


def _template(decision: Decision, expires_at: datetime) -> Envelope:
    application = decision.application
    return Envelope(
        kind=KINDS[decision.outcome],
        to=application.candidate,
        key=f"application-{application.pk}-decision",
        context={
            "campaign": application.campaign.name,
            "rank": decision.rank,
            "waiting_rank": decision.waiting_rank,
            "reason": decision.reason,
            "expires_at": expires_at,
            "url": reverse("applications:status"),
        },
    )


def _still_here(decision: Decision) -> Decision:
    """The draft, alone in hand, as long as its letter can change."""
    campaign = lock_campaign(decision.application.campaign_id)
    held = Decision.objects.select_for_update(of=("self",)).select_related("application__candidate")
    decision = held.get(pk=decision.pk)
    decision.application.campaign = campaign
    if campaign.state != lifecycle.Campaign.OPEN:
        raise LetterGone(_("Cette lettre est partie avec les résultats : elle ne change plus."))
    if campaign.is_armed:
        raise LetterGone(_("Les lettres sont sur le point de partir : annulez d’abord leur départ."))
    return decision


def _write(decision: Decision, subject: str, body: str, basis: str) -> Decision:
    decision.letter_subject, decision.letter_body, decision.letter_basis = subject, body, basis
    decision.save(update_fields=["letter_subject", "letter_body", "letter_basis"])
    return decision


def _basis(words: Words) -> str:
    return f"{words.subject}\n\n{words.body}"


def _mark(to: User) -> str:
    return LIMIT.get(to.language, LIMIT["fr"])


def _said(expires_at: datetime, to: User) -> str:
    """The limit as the template writes it, in the person's language."""
    with translation.override(to.language):
        return deadline(expires_at)
