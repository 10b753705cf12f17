"""What a reader does with a file: score it, hand the reading in, take it up again."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from applications import lifecycle
from applications.actions.phase import refuse_unless_scoring
from applications.actions.snapshot import keep
from applications.actions.totals import refresh, review_total
from applications.models import Application, Criterion, Review, Rubric, Score, SheetScore
from applications.reading.rereading import since
from applications.reading.seen import Seen
from portal.journal.moves import Refusal, move
from portal.journal.record import record
from portal.people.models import User

# A level, or None for "the file does not allow a judgement", by criterion.
Marks = Mapping[int, int | None]


class ReadingOver(Refusal):
    """The jury has published, or the file has left the selection: nothing more is scored."""


class ReadingHandedIn(Refusal):
    """The reading is finished: it is taken up again before it is changed."""


class FileChanged(Refusal):
    """The person corrected the file while it was before the reader's eyes: what is new is read before the end."""


class ReadingIncomplete(Refusal):
    """A counted criterion has neither a level nor a word that the file does not allow one."""

    def __init__(self, missing: Sequence[Criterion]) -> None:
        self.missing = missing
        names = ", ".join(criterion.name for criterion in missing)
        super().__init__(_("Il reste à noter : %(criteria)s.") % {"criteria": names})


@transaction.atomic
def save(  # who, when, what is written, and the version of the file before the reader's eyes
    *,
    review: Review,
    by: User,
    at: datetime,
    marks: Marks | None = None,
    comment: str | None = None,
    seen: int | None = None,
) -> Review:
    """Keep what the reader has just written, as often as they like, until the reading is handed in."""
    asked, review = review, _held(review)
    review.application = Application.objects.select_related("campaign").get(pk=review.application_id)
    _refuse_if_over(review)
    if marks:
        _freeze(asked.rubric, at=at)
        _write(review, _of_the_grid(marks, asked, review))
    review = _touch(review, by=by, at=at, comment=comment, seen=seen)
    record("applications.review.save", review, by=by, at=at, criteria=sorted(marks or {}))
    return review


@transaction.atomic
def submit(*, review: Review, by: User, at: datetime, seen: int | None = None) -> Review:
    """Hand the reading in, complete, while the phase and the file allow it; the file's total follows at once."""
    application = Application.objects.select_for_update(no_key=True).get(pk=review.application_id)
    _refuse_unless_readable(application)
    review = _held(review)
    _refuse_if_changed(application, seen)
    criteria, scores = list(review.rubric.criteria.all()), list(review.scores.all())
    refuse_if_incomplete(criteria, scores)
    total = review_total(criteria=criteria, scores=scores)
    keep(application=application, at=at)
    review = move(
        review, lifecycle.SUBMIT_REVIEW, by=by, at=at, submitted_at=at, total=total, version_read=application.version
    )
    refresh(application=application)
    return review


@transaction.atomic
def reopen(*, review: Review, by: User, at: datetime) -> Review:
    """Take a finished reading up again; until it is handed in anew it counts for nothing."""
    application = Application.objects.select_for_update(no_key=True).get(pk=review.application_id)
    _refuse_unless_readable(application)
    review = move(review, lifecycle.REOPEN_REVIEW, by=by, at=at, submitted_at=None, total=None)
    refresh(application=application)
    return review


def _held(review: Review) -> Review:
    """Read it again, locked: another window may have handed it in, or it was just given to somebody else."""
    held = Review.objects.select_for_update().filter(pk=review.pk).first()  # its grid is read behind the lock
    if held is None:
        raise ReadingOver(_("Ce dossier ne vous est plus confié."))
    return held


def _refuse_if_over(review: Review) -> None:
    _refuse_unless_readable(review.application)
    if review.state not in lifecycle.TO_READ:
        raise ReadingHandedIn(_("Cette lecture n’est plus à faire : elle est terminée, ou le dossier a été rendu."))


def _refuse_unless_readable(application: Application) -> None:
    """Ask of a file read behind the lock, in a statement of its own: what another hand has just decided is seen."""
    if application.state not in lifecycle.IN_SELECTION:
        raise ReadingOver(_("Ce dossier n’est plus à lire : il est décidé, ou la personne s’est désistée."))
    refuse_unless_scoring(application.campaign)


def _refuse_if_changed(application: Application, seen: int | None) -> None:
    """What readers cannot see may change without them."""
    if seen and seen < application.version and since(seen, Seen.of(application)).is_needed:
        raise FileChanged(_("Le dossier a changé pendant votre lecture : regardez ce qui est nouveau, puis terminez."))


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


def _of_the_grid(marks: Marks, asked: Review, held: Review) -> Marks:
    """Weights may have changed since these marks were made: each goes to the same criterion of the grid in use."""
    if asked.rubric_id == held.rubric_id:
        return marks
    now = {criterion.root: criterion.pk for criterion in held.rubric.criteria.all()}
    return {now[one.root]: marks[one.pk] for one in Criterion.objects.filter(pk__in=marks) if one.root in now}


def _touch(review: Review, *, by: User, at: datetime, comment: str | None, seen: int | None) -> Review:
    version = min(seen or review.application.version, review.application.version)
    if version == review.application.version != review.version_read:
        keep(application=review.application, at=at)
    said = {"saved_at": at, "version_read": version}
    said |= {} if comment is None else {"comment": comment}
    if review.state == lifecycle.Review.ASSIGNED:
        return move(review, lifecycle.START_REVIEW, by=by, at=at, **said)
    Review.objects.filter(pk=review.pk).update(**said)
    return review


def refuse_if_incomplete(criteria: Iterable[Criterion], scores: Iterable[Score | SheetScore]) -> None:
    """Every counted criterion has a level, or a word that it cannot be judged."""
    judged = {score.criterion_id for score in scores}
    missing = [criterion for criterion in criteria if criterion.counted and criterion.pk not in judged]
    if missing:
        raise ReadingIncomplete(missing)
