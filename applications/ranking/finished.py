"""What a campaign's finished readings say, in numbers: the input of every calculation, read in five queries."""

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from math import nan
from typing import Any

import numpy as np
from django.db.models import Count, Max, Sum

from applications import lifecycle
from applications.models import Application, Campaign, Criterion, EqualityData, Review, Score

VERSION = "1"  # of the rule: another one calculates anew
Matrix = dict[str, Any]


@dataclass(frozen=True, slots=True)
class File:
    pk: int
    total: float | None
    interview: float | None
    speciality: str


@dataclass(frozen=True, slots=True)
class Read:
    """One finished reading: its total, and the level given to each criterion, in their order."""

    file: int
    reviewer: int
    total: float
    levels: list[int | None]


@dataclass(frozen=True)
class Finished:
    """Files in their official order, best first, and the finished readings of those files."""

    campaign: Campaign
    files: list[File]
    criteria: list[Criterion]
    readings: list[Read]
    sexes: dict[int, str]

    @cached_property
    def matrix(self) -> Matrix:
        """What « Et si… » needs to recompute every total: levels as they were given, ranges, weights."""
        place = {file.pk: number for number, file in enumerate(self.files)}
        return {
            "places": self.campaign.places,
            "share": self.campaign.interview_share,
            "rubric": self.criteria[0].rubric_id if self.criteria else None,
            "criteria": [
                {
                    "pk": one.pk,
                    "name": one.name,
                    "weight": float(one.weight) if one.counted else 0.0,
                    "lowest": one.lowest,
                    "highest": one.highest,
                }
                for one in self.criteria
            ],
            "files": [[file.pk, file.total, file.interview] for file in self.files],
            "readings": [[place[one.file], *one.levels] for one in self.readings],
        }

    @cached_property
    def inputs_hash(self) -> str:
        read = [[one.file, one.reviewer, one.total] for one in self.readings]
        written = json.dumps([VERSION, self.matrix, read], sort_keys=True)
        return sha256(written.encode()).hexdigest()

    def levels_of(self, column: int) -> np.ndarray:
        """The levels given to one criterion, nan where none: (readings of a file, files), each file from the top."""
        given: dict[int, list[float]] = defaultdict(list)
        for one in self.readings:
            level = one.levels[column]
            if level is not None:
                given[one.file].append(level)
        deepest = max((len(levels) for levels in given.values()), default=0)
        table = [levels + [nan] * (deepest - len(levels)) for levels in given.values()]
        return np.array(table, dtype=float).reshape(len(table), deepest).T


def finished(campaign: Campaign) -> Finished:
    """Read it all, in an order that depends on the readings alone."""
    ranked = Application.objects.filter(campaign=campaign, state__in=lifecycle.RANKED)
    done = list(
        Review.objects.done()
        .filter(application__in=ranked, total__isnull=False)
        .order_by("application", "reviewer")
        .values_list("pk", "application", "reviewer", "total", "rubric")
    )
    criteria, column = _columns({row[4] for row in done})
    levels = _levels(campaign, column, len(criteria))
    return Finished(
        campaign=campaign,
        files=[
            File(pk, _number(total), _number(interview), speciality)
            for pk, total, interview, speciality in ranked.ranked().values_list(
                "pk", "total", "interview_total", "speciality"
            )
        ],
        criteria=criteria,
        readings=[Read(row[1], row[2], float(row[3] or 0), levels[row[0]]) for row in done],
        sexes=dict(EqualityData.objects.filter(application__in=ranked).values_list("application", "sex")),
    )


def _columns(rubrics: Iterable[int]) -> tuple[list[Criterion], dict[int, int]]:
    """The criteria of the newest grid, and the column of each criterion of any version, by name."""
    every = list(Criterion.objects.filter(rubric__in=rubrics).order_by("rubric__version", "position", "pk"))
    newest = [one for one in every if one.rubric_id == every[-1].rubric_id]
    places = {one.name: number for number, one in enumerate(newest)}
    return newest, {one.pk: places[one.name] for one in every if one.name in places}


def _levels(campaign: Campaign, column: dict[int, int], width: int) -> dict[int, list[int | None]]:
    levels: dict[int, list[int | None]] = defaultdict(lambda: [None] * width)
    done = Score.objects.filter(review__application__campaign=campaign, review__state=lifecycle.Review.SUBMITTED)
    given = done.filter(value__isnull=False).order_by().values_list("review", "criterion", "value")
    for review, criterion, value in given.iterator(chunk_size=10_000):
        if criterion in column:
            levels[review][column[criterion]] = value
    return levels


def glances(campaigns: Iterable[Campaign]) -> dict[int, str]:
    """What a cheap look at the inputs of each campaign gives, in two queries; campaigns nobody has read are left out.

    Two equal glances mean that nothing was handed in, taken up again, withdrawn, met or reweighed in between.
    """
    by_key = {campaign.pk: campaign for campaign in campaigns}
    files = (
        Application.objects.filter(campaign__in=by_key, state__in=lifecycle.RANKED)
        .order_by()
        .values_list("campaign")
        .annotate(Count("pk"), Sum("total"), Sum("interview_total"))
    )
    of_files = {campaign: facts for campaign, *facts in files}
    readings = (
        Review.objects.done()
        .filter(application__campaign__in=by_key, application__state__in=lifecycle.RANKED, total__isnull=False)
        .order_by()
        .values_list("application__campaign")
        .annotate(Count("pk"), Sum("total"), Max("submitted_at"))
    )
    return {
        pk: _written(VERSION, by_key[pk].places, by_key[pk].interview_share, *of_files[pk], *facts)
        for pk, *facts in readings
    }


def _written(*facts: object) -> str:
    return " ".join(f"{fact:.3f}" if isinstance(fact, float) else str(fact) for fact in facts)


def _number(value: Any) -> float | None:
    return None if value is None else float(value)
