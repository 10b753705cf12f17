"""What a member of a panel does with the sheet of an interview: fill it, finish it, take it up again."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from applications import lifecycle
from applications.actions.day import met
from applications.actions.read import Marks, ReadingHandedIn, ReadingOver, refuse_if_incomplete
from applications.actions.totals import refresh, review_total
from applications.models import Application, Conflict, Interview, Rubric, Sheet, SheetScore
from portal.journal.moves import Refusal, move
from portal.journal.record import record
from portal.people.models import User


class NoInterviewGrid(Refusal):
    """Nobody has prepared the grid of the interviews."""


@transaction.atomic
def save(
    *, interview: Interview, by: User, at: datetime, marks: Marks | None = None, comment: str | None = None
) -> Sheet:
    """Keep what the member has just written, as often as they like, until the sheet is finished."""
    _open_to_sheets(interview, by)
    sheet = _own(interview, by=by, at=at)
    if sheet.state != lifecycle.Sheet.STARTED:
        raise ReadingHandedIn(_("Cette fiche est terminée : reprenez-la pour la changer."))
    if marks:
        _write(sheet, marks)
    said = {"saved_at": at} | ({} if comment is None else {"comment": comment})
    Sheet.objects.filter(pk=sheet.pk).update(**said)
    record("applications.sheet.save", sheet, by=by, at=at, criteria=sorted(marks or {}))
    sheet.refresh_from_db()
    return sheet


@transaction.atomic
def submit(*, sheet: Sheet, by: User, at: datetime) -> Sheet:
    """Finish the sheet, complete: the interview has taken place, and the person's total follows at once."""
    application = _open_to_sheets(sheet.interview, by)
    criteria, scores = list(sheet.rubric.criteria.all()), list(sheet.scores.all())
    refuse_if_incomplete(criteria, scores)
    total = review_total(criteria=criteria, scores=scores)
    sheet = move(sheet, lifecycle.SUBMIT_SHEET, by=by, at=at, submitted_at=at, total=total)
    if sheet.interview.state != lifecycle.Interview.HELD:
        met(interview=sheet.interview, by=by, at=at)
    refresh(application=application)
    return sheet


@transaction.atomic
def reopen(*, sheet: Sheet, by: User, at: datetime) -> Sheet:
    """Take a finished sheet up again; until it is finished anew it counts for nothing."""
    application = _open_to_sheets(sheet.interview, by)
    sheet = move(sheet, lifecycle.REOPEN_SHEET, by=by, at=at, submitted_at=None, total=None)
    refresh(application=application)
    return sheet


def grid(interview: Interview) -> Rubric:
    """The newest grid of the campaign's interviews."""
    found = interview.application.campaign.interview_grid
    if found is None:
        raise NoInterviewGrid(_("La grille des entretiens n’est pas prête : l’équipe du programme doit la préparer."))
    return found


def _open_to_sheets(interview: Interview, by: User) -> Application:
    """Hold the phase, then the file: a sheet is either counted or refused, never kept without counting."""
    Application.objects.select_for_update().get(pk=interview.application_id)
    application = Application.objects.select_related("campaign").get(pk=interview.application_id)
    if not application.campaign.rights.interview:
        raise ReadingOver(_("Les entretiens sont clos : cette fiche ne change plus."))
    if application.state not in lifecycle.IN_SELECTION:
        raise ReadingOver(_("Cette personne n’est plus dans la sélection : la fiche ne compte plus."))
    if Conflict.objects.filter(application=application, reviewer=by).exists():
        raise ReadingOver(_("Une incompatibilité vient d’être déclarée : vous n’évaluez plus ce dossier."))
    return application


def _own(interview: Interview, *, by: User, at: datetime) -> Sheet:
    """Find or start the member's sheet, alone in hand."""
    sheet, _new = Sheet.objects.get_or_create(
        interview=interview, author=by, defaults={"rubric": _frozen(grid(interview), at=at), "started_at": at}
    )
    return Sheet.objects.select_for_update().get(pk=sheet.pk)


def _frozen(rubric: Rubric, *, at: datetime) -> Rubric:
    Rubric.objects.filter(pk=rubric.pk, frozen_at=None).update(frozen_at=at)
    return rubric


def _write(sheet: Sheet, marks: Marks) -> None:
    SheetScore.objects.bulk_create(
        [
            SheetScore(sheet=sheet, criterion_id=criterion, value=level, not_applicable=level is None)
            for criterion, level in marks.items()
        ],
        update_conflicts=True,
        unique_fields=["sheet", "criterion"],
        update_fields=["value", "not_applicable"],
    )
