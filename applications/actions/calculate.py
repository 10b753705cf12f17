"""Calculate severity, adjusted totals and chances from the finished readings, and keep the result for every screen."""

from datetime import datetime, timedelta
from math import isnan
from typing import Any

import numpy as np
from django.db import transaction
from django.utils.translation import gettext as _

from applications import lifecycle
from applications.actions.offers import lock_campaign
from applications.models import Calculation, Campaign, CriterionFigure, ReaderFigure, Standing
from applications.ranking.finished import VERSION, Finished, finished, glances
from applications.ranking.summary import summary_of
from applications.ranking.weighing import official_weights, values_of
from applications.scoring import agreement
from applications.scoring.recomputation import Values
from applications.scoring.standings import Standings, standings
from portal.journal.moves import Refusal
from portal.journal.record import record
from portal.people.models import User

FEWEST_PAIRS = 20
RESAMPLINGS, CELLS = 1000, 2_000_000  # drawn at most for one criterion, however many files


class NothingToCalculate(Refusal):
    """No reading is finished yet."""


class FiguresFrozen(Refusal):
    """The results are published: the figures stay those the jury saw."""


@transaction.atomic
def calculate(*, campaign: Campaign, by: User | None, at: datetime) -> Calculation:
    """Calculate from the finished readings; the same inputs leave everything as it was."""
    campaign = lock_campaign(campaign.pk)
    if campaign.is_published:
        raise FiguresFrozen(_("Les résultats sont publiés : les chiffres restent ceux que le jury a vus."))
    glance = glances([campaign]).get(campaign.pk)
    if glance is None:
        raise NothingToCalculate(_("Aucune lecture n’est terminée : il n’y a encore rien à calculer."))
    inputs = finished(campaign)
    newest = Calculation.objects.newest_of(campaign).first()
    if newest and newest.inputs_hash == inputs.inputs_hash:
        Calculation.objects.filter(pk=newest.pk).exclude(glance=glance).update(glance=glance)
        return newest
    return _keep(inputs, glance, by, at)


@transaction.atomic
def calculate_if_due(*, campaign: Campaign, by: User | None, at: datetime) -> Calculation | None:
    """Calculate if something was read since the last time."""
    return calculate(campaign=campaign, by=by, at=at) if due([campaign]) else None


@transaction.atomic
def calculate_due(*, at: datetime) -> int:
    """Calculate for every open campaign whose readings have changed; returns how many.

    A large campaign waits between two calculations, a minute a thousand files: readings come in all day.
    """
    waiting = due(list(Campaign.objects.filter(state=lifecycle.Campaign.OPEN).order_by("pk")))
    recent = Calculation.objects.filter(campaign__in=waiting).order_by("pk").values_list("campaign", "at", "files")
    ready_at = {campaign: last + timedelta(minutes=files // 1000) for campaign, last, files in recent}
    ready = [one for one in waiting if ready_at.get(one.pk, at) <= at]
    for campaign in ready:
        calculate(campaign=campaign, by=None, at=at)
    return len(ready)


def due(campaigns: list[Campaign]) -> list[Campaign]:
    """Those whose stored figures are not of today's readings, in three queries however many readings there are."""
    seen = glances([campaign for campaign in campaigns if not campaign.is_published])
    stored = Calculation.objects.filter(campaign__in=seen).order_by("pk").values_list("campaign", "glance")
    known = dict(stored)  # the newest comes last
    return [one for one in campaigns if one.pk in seen and seen[one.pk] != known.get(one.pk)]


def _keep(inputs: Finished, glance: str, by: User | None, at: datetime) -> Calculation:
    campaign = inputs.campaign
    found = standings(
        [(one.file, one.reviewer, one.total) for one in inputs.readings],
        [file.pk for file in inputs.files],
        campaign.places,
        {file.pk: file.interview for file in inputs.files if file.interview is not None},
        campaign.interview_share / 100,
    )
    rows = _standings(inputs, found)
    calculation = Calculation.objects.create(
        campaign=campaign,
        at=at,
        by=by,
        inputs_hash=inputs.inputs_hash,
        glance=glance,
        version=VERSION,
        places=campaign.places,
        readings=len(inputs.readings),
        files=len(inputs.files),
        parts=len(found.parts),
        mean=None if isnan(found.fit.mean) else found.fit.mean,
        var_candidate=found.fit.var_candidate,
        var_reviewer=found.fit.var_reviewer,
        var_residual=found.fit.var_residual,
        summary=summary_of(inputs, rows),
        matrix={**inputs.matrix, "chances": _chances(inputs)},
    )
    _replace(calculation, rows, found, inputs)
    record(
        "applications.campaign.calculate",
        campaign,
        by=by,
        at=at,
        readings=calculation.readings,
        files=calculation.files,
        parts=calculation.parts,
        inputs=calculation.inputs_hash,
    )
    return calculation


def _replace(calculation: Calculation, rows: list[Standing], found: Standings[int, int], inputs: Finished) -> None:
    """Only the newest calculation holds figures; the others stay as the trace of what was calculated and when."""
    earlier = Calculation.objects.filter(campaign=calculation.campaign).exclude(pk=calculation.pk)
    Standing.objects.filter(application__campaign=calculation.campaign).delete()
    ReaderFigure.objects.filter(calculation__in=earlier).delete()
    CriterionFigure.objects.filter(calculation__in=earlier).delete()
    earlier.exclude(matrix=None).update(matrix=None)
    for row in rows:
        row.calculation = calculation
    Standing.objects.bulk_create(rows, batch_size=2000)
    ReaderFigure.objects.bulk_create(_readers(calculation, found))
    CriterionFigure.objects.bulk_create(_criteria(calculation, inputs))


def _standings(inputs: Finished, found: Standings[int, int]) -> list[Standing]:
    part = {file: number for number, one in enumerate(found.parts) for file in one.candidates}
    rows = []
    for rank, file in enumerate(inputs.files, 1):
        row = Standing(application_id=file.pk, rank=rank, part=part.get(file.pk, 0), guard=found.guard.get(file.pk, ""))
        if (place := found.place.get(file.pk)) and not row.guard:
            row.adjusted, row.adjusted_rank, row.moves = round(place.adjusted, 3), place.rank, place.moves
            row.low, row.high, row.probability = place.low, place.high, place.probability
        rows.append(row)
    return rows


def _readers(calculation: Calculation, found: Standings[int, int]) -> list[ReaderFigure]:
    part = {reader: number for number, one in enumerate(found.parts) for reader in one.reviewers}
    rows = []
    for reader, files in found.files.items():
        row = ReaderFigure(calculation=calculation, reviewer_id=reader, files=files, part=part[reader])
        if effect := found.effect.get(reader):
            row.effect, row.low, row.high = effect.value, effect.low, effect.high
        rows.append(row)
    return rows


def _criteria(calculation: Calculation, inputs: Finished) -> list[CriterionFigure]:
    return [
        CriterionFigure(calculation=calculation, criterion=criterion, **_agreement(inputs.levels_of(column)))
        for column, criterion in enumerate(inputs.criteria)
    ]


def _agreement(levels: np.ndarray) -> dict[str, Any]:
    """Levels are in order and no more: the ordinal metric. Nothing is said under twenty pairs."""
    if not levels.size:
        return {"pairs": 0}
    found = agreement(levels, "ordinal", draws=max(100, min(RESAMPLINGS, CELLS // levels.shape[1])))
    if found.pairs < FEWEST_PAIRS or isnan(found.alpha):
        return {"pairs": found.pairs}
    return {"pairs": found.pairs, "alpha": found.alpha, "low": found.low, "high": found.high}


def _chances(inputs: Finished) -> dict[str, Any]:
    """How often each file near the line has a place when the weights move around the official ones."""
    values: Values = values_of(inputs.matrix)
    weights, share = official_weights(inputs.matrix), inputs.campaign.interview_share / 100
    if not weights.sum():
        return {}
    reach = min(30, max(5, inputs.campaign.places // 2))
    places = range(max(0, inputs.campaign.places - reach), inputs.campaign.places + reach + 1)
    window, within = values.chances(weights, share, places)
    kept = [row for row in range(len(window)) if within[row].max() > 0.01 and within[row].min() < 0.99]
    return {
        "places": [places.start, places.stop],
        "files": {str(window.start + row): [round(float(one), 2) for one in within[row]] for row in kept},
    }
