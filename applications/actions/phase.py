"""The phase of a selection: entered by hand or by date, one at a time, and what each one refuses."""

from collections.abc import Mapping
from datetime import datetime
from itertools import pairwise

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from applications import lifecycle
from applications.actions.calculate import calculate_if_due
from applications.actions.offers import lock_campaign
from applications.lifecycle import Phase, State
from applications.models import Application, Campaign, PlannedPhase, Review
from applications.phases import BY_DATE, ORDER, RIGHTS, is_back
from portal.journal.moves import Refusal
from portal.journal.record import Fact, record
from portal.people.models import User


class NotInThisPhase(Refusal):
    """The active phase does not allow it; the text says which one does."""


class PhaseNotEntered(Refusal):
    """The phase stays as it is; the text says why."""


class ReadingsUnfinished(PhaseNotEntered):
    """Readings would be left out: somebody has to say they know."""


class DatesRefused(Refusal):
    """The dates of the phases do not follow each other."""


@transaction.atomic
def enter(
    *,
    campaign: Campaign,
    phase: str,
    by: User | None,
    at: datetime,
    reason: str = "",
    knowing: bool = False,
    seen: str | None = None,
) -> Campaign:
    """Make this phase the active one. `knowing` accepts unfinished readings; `seen` is the phase one believed active.

    Whoever scores or decides reads the phase behind the same locks: what came before counts, what comes after does not.
    """
    campaign = _held(campaign)
    _refuse_unless_possible(campaign, phase, seen)
    unfinished = left_out(campaign, phase)
    if by is not None:
        _refuse_unless_said(campaign, phase, reason, unfinished=0 if knowing else unfinished)
    origin, campaign.phase, campaign.phase_since = campaign.phase, phase, at
    campaign.save(update_fields=["phase", "phase_since"])
    campaign.planned_phases.filter(starts_at__lte=at, dealt_with_at=None).update(dealt_with_at=at)
    if _ends_scoring(origin, phase):
        calculate_if_due(campaign=campaign, by=by, at=at)
    facts: dict[str, Fact] = {"origin": origin, "target": phase, "unfinished": unfinished, "reason": reason}
    record("applications.campaign.enter_phase", campaign, by=by, at=at, **facts)
    return campaign


@transaction.atomic
def plan(*, campaign: Campaign, dates: Mapping[Phase, datetime | None], by: User, at: datetime) -> list[PlannedPhase]:
    """Say when the clock enters each phase; a phase without a date is entered by hand."""
    campaign = lock_campaign(campaign.pk)
    kept = {row.phase: row for row in campaign.planned_phases.all()}
    wished = [(phase, starts_at) for phase in BY_DATE if (starts_at := dates.get(phase))]
    new = [(phase, starts_at) for phase, starts_at in wished if not _is_kept(kept.get(phase), starts_at)]
    _refuse_unless_in_order(campaign, wished, new, at)
    staying = [phase for phase, starts_at in wished if _is_kept(kept.get(phase), starts_at)]
    campaign.planned_phases.exclude(phase__in=staying).delete()
    PlannedPhase.objects.bulk_create(
        PlannedPhase(campaign=campaign, phase=phase, starts_at=starts_at) for phase, starts_at in new
    )
    told = [f"{phase}: {starts_at:%Y-%m-%d %H:%M}" for phase, starts_at in wished]
    record("applications.campaign.plan_phases", campaign, by=by, at=at, dates=told)
    return list(campaign.planned_phases.all())


@transaction.atomic
def advance_due(*, at: datetime) -> int:
    """Enter the phases whose date has come, campaign by campaign; returns how many moved on."""
    due = PlannedPhase.objects.filter(
        starts_at__lte=at, dealt_with_at=None, campaign__state=lifecycle.Campaign.OPEN
    ).order_by("campaign")
    return sum(_advance(campaign, at) for campaign in list(due.values_list("campaign", flat=True).distinct()))


def unfinished_readings(campaign: Campaign) -> int:
    """The readings still expected, which will count for nothing once scoring is closed."""
    waiting = Review.objects.to_read().filter(application__campaign=campaign)
    return waiting.filter(application__state__in=lifecycle.IN_SELECTION).count()


def left_out(campaign: Campaign, phase: str) -> int:
    """How many readings entering this phase would leave unfinished."""
    return unfinished_readings(campaign) if _ends_scoring(campaign.phase, phase) else 0


def consequences(campaign: Campaign, phase: str) -> list[str]:
    """What somebody should know before entering this phase, in sentences; none of it forbids."""
    unfinished = left_out(campaign, phase)
    unchecked = Application.objects.filter(campaign=campaign, state=State.SUBMITTED).count()
    found = [_unfinished(unfinished)] if unfinished else []
    if phase in {Phase.JURY, Phase.CLOSED} and unchecked:
        found.append(_unchecked(unchecked))
    if phase == Phase.CLOSED:
        found.append(_("Les résultats ne sont pas publiés : plus rien ne se décidera tant que la sélection est close."))
    if campaign.phase == Phase.JURY and is_back(campaign.phase, phase):
        found.append(_("Les décisions préparées restent en brouillon : elles seront à préparer de nouveau."))
    return found


def refuse_unless_scoring(campaign: Campaign) -> None:
    """Ask behind the lock on the file or the reading, which `enter` holds too, of a campaign read after it."""
    if not campaign.rights.score:
        raise NotInThisPhase(
            _("La lecture n’est pas ouverte : la campagne est en phase « %(phase)s ». Rien n’a été enregistré.")
            % {"phase": campaign.get_phase_display()}
        )


def refuse_unless_deciding(campaign: Campaign) -> None:
    """Ask behind the lock on the campaign."""
    if not campaign.rights.decide:
        raise NotInThisPhase(only_the_jury_decides(campaign))


def only_the_jury_decides(campaign: Campaign) -> str:
    return _(
        "Les décisions se prennent pendant la phase « Jury » ; la campagne est en phase « %(phase)s ». "
        "Passez d’abord à la phase « Jury », depuis la page des phases."
    ) % {"phase": campaign.get_phase_display()}


def refuse_unless_weighing(campaign: Campaign) -> None:
    """Ask behind the lock on the campaign, before a weight of the grid changes."""
    if not campaign.rights.weigh:
        raise NotInThisPhase(
            _(
                "La campagne est en phase « %(phase)s » : les poids ne changent plus. "
                "Revenez d’abord à la lecture ou au calibrage, avec un motif."
            )
            % {"phase": campaign.get_phase_display()}
        )


def _held(campaign: Campaign) -> Campaign:
    """Hold the campaign, then its files, then its readings: what is being handed in is waited for."""
    campaign = lock_campaign(campaign.pk)
    _hold_readings(campaign)
    return campaign


def _hold_readings(campaign: Campaign) -> None:
    files = Application.objects.filter(campaign=campaign, state__in=lifecycle.IN_SELECTION)
    list(files.select_for_update(no_key=True).order_by("pk").values_list("pk"))
    readings = Review.objects.to_read().filter(application__campaign=campaign)
    list(readings.select_for_update(of=("self",), no_key=True).order_by("pk").values_list("pk"))


def _refuse_unless_possible(campaign: Campaign, phase: str, seen: str | None) -> None:
    if campaign.state == lifecycle.Campaign.PREPARATION:
        raise PhaseNotEntered(_("Annoncez d’abord la campagne : ses phases commencent ensuite."))
    if campaign.state != lifecycle.Campaign.OPEN:
        raise PhaseNotEntered(_("Les résultats sont publiés : la sélection est close et le reste."))
    if campaign.is_armed:
        raise PhaseNotEntered(_("Les résultats sont sur le point de partir : annulez d’abord le départ des lettres."))
    if campaign.phase == phase or seen not in (None, campaign.phase):
        raise PhaseNotEntered(
            _("La campagne est déjà passée à la phase « %(phase)s ».") % {"phase": campaign.get_phase_display()}
        )


def _refuse_unless_said(campaign: Campaign, phase: str, reason: str, *, unfinished: int) -> None:
    if is_back(campaign.phase, phase) and not reason.strip():
        raise PhaseNotEntered(_("Revenir à une phase précédente demande un motif : il reste dans l’historique."))
    if unfinished:
        raise ReadingsUnfinished(_unfinished(unfinished) + " " + _("Cochez la case pour confirmer."))


def _ends_scoring(origin: str, target: str) -> bool:
    return RIGHTS[origin].score and not RIGHTS[target].score


def _advance(campaign: int, at: datetime) -> bool:
    """Enter the last phase that is due, unless somebody was there, or further, before the clock."""
    held = lock_campaign(campaign)
    due = held.planned_phases.filter(starts_at__lte=at, dealt_with_at=None)
    targets = sorted((Phase(row.phase) for row in due), key=ORDER.index)
    if held.state != lifecycle.Campaign.OPEN or not targets:
        return False
    if targets[-1] == held.phase or is_back(held.phase, targets[-1]):
        due.update(dealt_with_at=at)
        return False
    enter(campaign=held, phase=targets[-1], by=None, at=at)
    return True


def _is_kept(row: PlannedPhase | None, starts_at: datetime) -> bool:
    return row is not None and row.starts_at == starts_at


def _refuse_unless_in_order(
    campaign: Campaign, wished: list[tuple[Phase, datetime]], new: list[tuple[Phase, datetime]], at: datetime
) -> None:
    if campaign.is_published:
        raise DatesRefused(_("Les résultats sont publiés : plus aucune phase n’est à prévoir."))
    for (before, first), (after, second) in pairwise(wished):
        if second <= first:
            raise DatesRefused(
                _("« %(after)s » vient après « %(before)s » : sa date doit la suivre.")
                % {"after": after.label, "before": before.label}
            )
    for phase, starts_at in new:
        if starts_at <= at:
            raise DatesRefused(
                _("La date de « %(phase)s » est déjà passée : entrez dans cette phase à la main.")
                % {"phase": phase.label}
            )


def _unfinished(number: int) -> str:
    return ngettext(
        "%(n)s lecture n’est pas terminée : elle ne comptera pas.",
        "%(n)s lectures ne sont pas terminées : elles ne compteront pas.",
        number,
    ) % {"n": number}


def _unchecked(number: int) -> str:
    return ngettext(
        "%(n)s dossier déposé attend encore sa vérification de recevabilité : il ne sera pas classé.",
        "%(n)s dossiers déposés attendent encore leur vérification de recevabilité : ils ne seront pas classés.",
        number,
    ) % {"n": number}
