"""A reader steps aside: the file goes to somebody else, and never comes back to them."""

from datetime import datetime

from django.db import transaction

from applications import lifecycle
from applications.actions.conflict import hand_over
from applications.actions.totals import refresh
from applications.models import Application, Conflict, Review
from portal.journal.moves import move
from portal.people.models import User


@transaction.atomic
def recuse(*, review: Review, by: User, at: datetime, reason: str) -> Review:
    """Give a file back before judging it. Nothing of it counts, and the pair is pinned apart."""
    application = Application.objects.select_for_update().get(pk=review.application_id)
    review = move(review, lifecycle.RECUSE_REVIEW, by=by, at=at, recusal_reason=reason)
    Conflict.objects.get_or_create(
        application=application,
        reviewer_id=review.reviewer_id,
        defaults={"reason": reason, "declared_by": by, "declared_at": at},
    )
    refresh(application=application)
    hand_over(application, by, at=at)
    return review
