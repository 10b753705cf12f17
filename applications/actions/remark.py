"""Talking about a file: writing for a circle, not sharing a reading, correcting oneself, taking one's words back."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from applications.models import Application, Remark, Review
from applications.models.remark import circle, levels_of
from portal.journal.moves import Refusal
from portal.journal.record import Fact, record
from portal.outbox.post import Envelope, post_many
from portal.people.models import User


class NotYourCircle(Refusal):
    """The person does not belong to the people they want to write for, yet."""


class NotInTheCircle(Refusal):
    """Somebody mentioned could not read the remark."""


class AlreadySaid(Refusal):
    """One disagreement a person and reading is enough."""


class TooLate(Refusal):
    """The time to correct a remark has passed, or it was withdrawn."""


@transaction.atomic
def write(
    *, application: Application, by: User, at: datetime, level: str, words: str, mentioned: Collection[User] = ()
) -> Remark:
    """Say something about a file to the people of one circle, and tell those who are named in it."""
    application = _held(application)
    return _said(Remark(application=application, level=level, words=words, author=by, at=at), mentioned)


@transaction.atomic
def disagree(
    *, review: Review, by: User, at: datetime, level: str, words: str, mentioned: Collection[User] = ()
) -> Remark:
    """Say, with a reason, that one does not share a colleague's finished reading; once."""
    application = _held(review.application)
    _refuse_unless_open(review, by)
    if Remark.objects.disagreements().filter(author=by, about=review).exists():
        raise AlreadySaid(_("Vous avez déjà dit que vous ne partagez pas cet avis. Corrigez ou retirez vos mots."))
    remark = Remark(application=application, level=level, words=words, author=by, at=at, about=review, disagrees=True)
    return _said(remark, mentioned)


@transaction.atomic
def correct(*, remark: Remark, by: User, at: datetime, words: str) -> Remark:
    """Put one's words right, within a quarter of an hour; the remark says that it was corrected."""
    remark = Remark.objects.select_for_update().get(pk=remark.pk)
    if not remark.is_correctable(at):
        raise TooLate(_("Une remarque se corrige pendant un quart d’heure. Retirez-la, ou écrivez-en une autre."))
    remark.words, remark.edited_at = words, at
    remark.save(update_fields=["words", "edited_at"])
    record("applications.remark.correct", remark, by=by, at=at, application=remark.application_id)
    return remark


@transaction.atomic
def withdraw(*, remark: Remark, by: User, at: datetime) -> Remark:
    """Take one's words back: nobody reads them any more, and everybody sees that there were some."""
    remark = Remark.objects.select_for_update().get(pk=remark.pk)
    if remark.is_withdrawn:
        raise TooLate(_("Cette remarque est déjà retirée."))
    remark.withdrawn_at = at
    remark.save(update_fields=["withdrawn_at"])
    record("applications.remark.withdraw", remark, by=by, at=at, application=remark.application_id)
    return remark


def _held(application: Application) -> Application:
    """Whoever writes about a file goes through its row, so that a conflict declared meanwhile is seen."""
    locked = Application.objects.select_for_update(of=("self",)).select_related("campaign")
    return locked.get(pk=application.pk)


def _refuse_unless_open(review: Review, by: User) -> None:
    others = Review.objects.done().with_scores_open_to(by).exclude(reviewer=by)
    if not others.filter(pk=review.pk).exists():
        raise NotYourCircle(_("Cette lecture n’est pas finie, ou vous ne pouvez pas encore en parler."))


def _said(remark: Remark, mentioned: Collection[User]) -> Remark:
    application = remark.application
    if remark.level not in levels_of(remark.author, application):
        raise NotYourCircle(
            _("Vous ne pouvez pas encore écrire à ces personnes : terminez votre lecture, ou écrivez à l’équipe.")
        )
    _refuse_outsiders(application, remark.level, mentioned)
    remark.save()
    remark.mentioned.set(mentioned)
    event = "applications.remark.disagree" if remark.disagrees else "applications.remark.write"
    facts: dict[str, Fact] = {"application": application.pk, "level": remark.level, "about": remark.about_id}
    record(event, remark, by=remark.author, at=remark.at, mentioned=sorted(one.pk for one in mentioned), **facts)
    _tell(remark, mentioned)
    return remark


def _refuse_outsiders(application: Application, level: str, mentioned: Collection[User]) -> None:
    if not mentioned:
        return
    inside = set(circle(application, [level]).filter(pk__in=[one.pk for one in mentioned]).values_list("pk", flat=True))
    outside = [str(one) for one in mentioned if one.pk not in inside]
    if outside:
        raise NotInTheCircle(
            _("Ces personnes ne liraient pas votre remarque : %(names)s. Écrivez à un cercle qui les comprend.")
            % {"names": ", ".join(outside)}
        )


def _tell(remark: Remark, mentioned: Collection[User]) -> None:
    """Say where, never what: the letter may lie open on a desk."""
    application = remark.application
    url = reverse("applications:discussion", args=[application.pk])
    envelopes = [
        Envelope(
            kind="applications/mentioned",
            to=person,
            key=f"remark-{remark.pk}-mention-{person.pk}",
            context={"number": application.number, "url": url},
        )
        for person in mentioned
        if person != remark.author
    ]
    if envelopes:
        post_many(envelopes, at=remark.at)
