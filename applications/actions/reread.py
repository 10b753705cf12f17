"""When a file changes after it was read: the reader has looked again, or is asked to."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from applications import lifecycle
from applications.actions.snapshot import keep
from applications.models import Application, Review
from portal.journal.moves import Refusal
from portal.journal.record import record
from portal.outbox.post import post
from portal.people.models import User


class ChangedAgain(Refusal):
    """The file changed once more since the page was opened."""


class NothingToReread(Refusal):
    """The reading is of the present version, not finished, or its file has left the selection."""


class ReadingsClosed(Refusal):
    """The phase lets nobody score: nothing could follow from reading again."""


@transaction.atomic
def acknowledge(*, review: Review, seen: int, by: User, at: datetime) -> Review:
    """Say that the new version was read and that what was given still stands."""
    application = _held(review)
    if application.version != seen:
        raise ChangedAgain(_("Le dossier vient de changer encore : relisez ce qui est nouveau."))
    review = Review.objects.select_for_update().get(pk=review.pk)
    if review.state == lifecycle.Review.RECUSED or review.version_read is None:
        raise NothingToReread(_("Il n’y a rien à relire dans ce dossier."))
    keep(application=application, at=at)
    review.version_read = application.version
    review.save(update_fields=["version_read"])
    record("applications.review.acknowledge", review, by=by, at=at, version=application.version)
    return review


@transaction.atomic
def ask_again(*, review: Review, by: User, at: datetime) -> Review:
    """Ask the reader of an earlier version, by letter and once a version, to look at what changed."""
    application = _held(review)
    if not application.campaign.rights.score:
        raise ReadingsClosed(_("La phase en cours ne permet pas de noter : rouvrez d’abord la phase de lecture."))
    review = Review.objects.select_for_update(of=("self",)).select_related("reviewer").get(pk=review.pk)
    if review.state != lifecycle.Review.SUBMITTED or review.version_read in (None, application.version):
        raise NothingToReread(_("Cette lecture porte déjà sur la version actuelle du dossier."))
    record("applications.review.ask_again", review, by=by, at=at, version=application.version)
    post(
        "applications/reading_again",
        to=review.reviewer,
        key=f"review-{review.pk}-again-{application.version}",
        at=at,
        number=application.number,
        url=reverse("applications:review", args=[review.pk]),
    )
    return review


def _held(review: Review) -> Application:
    files = Application.objects.select_for_update(of=("self",)).select_related("campaign", "candidate")
    application = files.get(pk=review.application_id)
    if application.state not in lifecycle.IN_SELECTION:
        raise NothingToReread(_("Ce dossier n’est plus à lire : il est décidé, ou la personne s’est désistée."))
    return application
