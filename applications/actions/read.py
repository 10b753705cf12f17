"""What a reader does with a file: score it, hand the reading in, take it up again."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from applications import lifecycle
from applications.actions.totals import refresh, review_total
from applications.models import Application, Criterion, Review, Rubric, Score
from portal.journal.moves import Refusal, move
from portal.journal.record import record
from portal.people.models import User

# A level, or None for "the file does not allow a judgement", by criterion.
Marks = Mapping[int, int | None]


class ReadingOver(Refusal):
    """The jury has published, or the file has left the selection: nothing more is scored."""


class ReadingHandedIn(Refusal):
    """The reading is finished: it is taken up again before it is changed."""


class ReadingIncomplete(Refusal):
    """A counted criterion has neither a level nor a word that the file does not allow one."""

    def __init__(self, missing: Sequence[Criterion]) -> None:
        self.missing = missing
        names = ", ".join(criterion.name for criterion in missing)
        super().__init__(_("Il reste à noter : %(criteria)s.") % {"criteria": names})


@transaction.atomic
def save(*, review: Review, by: User, at: datetime, marks: Marks | None = None, comment: str | None = None) -> Review:
    """Keep what the reader has just written, as often as they like, until the reading is handed in."""
    review = _held(review)
    _refuse_if_over(review)
    if marks:
        _freeze(review.rubric, at=at)
        _write(review, marks)
    review = _touch(review, by=by, at=at, comment=comment)
    record("applications.review.save", review, by=by, at=at, criteria=sorted(marks or {}))
    return review


@transaction.atomic
def submit(*, review: Review, by: User, at: datetime) -> Review:
    """Hand the reading in, complete, while the file is still in the selection; the file's total follows at once."""
    application = Application.objects.select_for_update().get(pk=review.application_id)
    _refuse_if_gone(application)
    review = _held(review)
    criteria, scores = list(review.rubric.criteria.all()), list(review.scores.all())
    _refuse_if_incomplete(criteria, scores)
    total = review_total(criteria=criteria, scores=scores)
    review = move(
        review, lifecycle.SUBMIT_REVIEW, by=by, at=at, submitted_at=at, total=total, version_read=application.version
    )
    refresh(application=application)
    return review


@transaction.atomic
def reopen(*, review: Review, by: User, at: datetime) -> Review:
    """Take a finished reading up again; until it is handed in anew it counts for nothing."""
    application = Application.objects.select_for_update().get(pk=review.application_id)
    _refuse_if_gone(application)
    review = move(review, lifecycle.REOPEN_REVIEW, by=by, at=at, submitted_at=None, total=None)
    refresh(application=application)
    return review


def _held(review: Review) -> Review:
    """Read it again, locked: another window may have handed it in, or it was just given to somebody else."""
    locked = Review.objects.select_for_update(of=("self",)).select_related("application", "rubric")
    held = locked.filter(pk=review.pk).first()
    if held is None:
        raise ReadingOver(_("Ce dossier ne vous est plus confié."))
    return held


def _refuse_if_over(review: Review) -> None:
    _refuse_if_gone(review.application)
    if review.state not in lifecycle.TO_READ:
        raise ReadingHandedIn(_("Cette lecture n’est plus à faire : elle est terminée, ou le dossier a été rendu."))


def _refuse_if_gone(application: Application) -> None:
    if application.state not in lifecycle.IN_SELECTION:
        raise ReadingOver(_("Ce dossier n’est plus à lire : il est décidé, ou la personne s’est désistée."))


def _freeze(rubric: Rubric, *, at: datetime) -> None:
    """From the first score on, the grid means the same thing for every file."""
    if rubric.frozen_at is None:
        Rubric.objects.filter(pk=rubric.pk, frozen_at=None).update(frozen_at=at)


def _write(review: Review, marks: Marks) -> None:
    Score.objects.bulk_create(
        [
            Score(review=review, criterion_id=criterion, value=level, not_applicable=level is None)
            for criterion, level in marks.items()
        ],
        update_conflicts=True,
        unique_fields=["review", "criterion"],
        update_fields=["value", "not_applicable"],
    )


def _touch(review: Review, *, by: User, at: datetime, comment: str | None) -> Review:
    said = {"saved_at": at, "version_read": review.application.version}
    said |= {} if comment is None else {"comment": comment}
    if review.state == lifecycle.Review.ASSIGNED:
        return move(review, lifecycle.START_REVIEW, by=by, at=at, **said)
    Review.objects.filter(pk=review.pk).update(**said)
    return review


def _refuse_if_incomplete(criteria: Iterable[Criterion], scores: Iterable[Score]) -> None:
    judged = {score.criterion_id for score in scores}
    missing = [criterion for criterion in criteria if criterion.counted and criterion.pk not in judged]
    if missing:
        raise ReadingIncomplete(missing)
