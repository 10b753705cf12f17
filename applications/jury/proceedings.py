"""Everything the minutes rest on, gathered in plain values: what was scored, decided, voted, and by how many.

Readers and members of panels are numbers; candidates have their number and their name, as on the list that is signed.
Decimals are written as text, so that the same facts always give the same hash.
"""

import hashlib
import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Prefetch, Q

from applications import lifecycle
from applications.models import (
    AgendaItem,
    Application,
    Ballot,
    Calculation,
    Campaign,
    Conflict,
    Criterion,
    Decision,
    Member,
    Review,
    Rubric,
    Score,
    Sheet,
    Sitting,
)
from applications.models.sheet import SheetScore
from applications.ranking.finished import VERSION

Inputs = dict[str, Any]
FORMAT = 1


def canonical(inputs: Inputs) -> bytes:
    """The one way to write the inputs: keys in order, no spaces, UTF-8."""
    return json.dumps(inputs, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def fingerprint(inputs: Inputs) -> str:
    return hashlib.sha256(canonical(inputs)).hexdigest()


def proceedings(campaign: Campaign) -> Inputs:
    """Gather one campaign's facts, in an order that depends on nothing else."""
    calculation = Calculation.objects.newest_of(campaign).first()
    files = _files(campaign)
    place = {file.pk: n for n, file in enumerate(files, 1)}
    return {
        "format": FORMAT,
        "scoring": VERSION,
        "campaign": _campaign(campaign),
        "rubrics": _rubrics(campaign),
        "files": [_file(place[file.pk], file) for file in files],
        "readings": _readings(place),
        "sheets": _sheets(place),
        "figures": _figures(calculation, place) if calculation else None,
        "decisions": _decisions(campaign, place),
        "sittings": _sittings(campaign, place),
        "conflicts": Conflict.objects.filter(application__in=place).count(),
    }


def _files(campaign: Campaign) -> list[Application]:
    """Those of the calculation the jury saw, and every file with a decision, in the order of their keys."""
    known = Q(standing__isnull=False) | Q(state__in=lifecycle.RANKED) | Q(decision__published_at__isnull=False)
    return list(Application.objects.filter(known, campaign=campaign).select_related("standing").order_by("pk"))


def _campaign(campaign: Campaign) -> Inputs:
    return {
        "number": campaign.pk,
        "name": campaign.name,
        "places": campaign.places,
        "interview_share": campaign.interview_share,
        "readings_per_file": campaign.reviews_per_file,
        "published_at": _moment(campaign.published_at),
    }


def _rubrics(campaign: Campaign) -> list[Inputs]:
    rubrics = Rubric.objects.filter(campaign=campaign).order_by("use", "version").prefetch_related("criteria")
    return [
        {
            "key": _grid(rubric),
            "reason": rubric.reason,
            "criteria": [
                {
                    "name": one.name,
                    "weight": str(one.weight),
                    "lowest": one.lowest,
                    "highest": one.highest,
                    "counted": one.counted,
                }
                for one in rubric.criteria.all()
            ],
        }
        for rubric in rubrics
    ]


def _file(n: int, file: Application) -> Inputs:
    return {
        "file": n,
        "number": file.number,
        "name": file.full_name,
        "submitted_at": _moment(file.submitted_at),
        "reading_total": _decimal(file.reading_total),
        "interview_total": _decimal(file.interview_total),
        "total": _decimal(file.total),
    }


def _readings(place: dict[int, int]) -> list[Inputs]:
    done = Review.objects.done().filter(application__in=place).select_related("rubric")
    done = done.prefetch_related(Prefetch("scores", Score.objects.all())).order_by("application_id", "reviewer_id")
    found = list(done)
    who = _numbered(one.reviewer_id for one in found)
    columns = _columns({one.rubric_id for one in found})
    return [
        {
            "file": place[one.application_id],
            "reader": who[one.reviewer_id],
            "grid": _grid(one.rubric),
            "levels": _levels(columns[one.rubric_id], {s.criterion_id: s.value for s in one.scores.all()}),
            "total": _decimal(one.total),
        }
        for one in found
    ]


def _sheets(place: dict[int, int]) -> list[Inputs]:
    held = Sheet.objects.done().filter(interview__application__in=place, interview__state=lifecycle.Interview.HELD)
    held = held.select_related("rubric", "interview").order_by("interview__application_id", "author_id", "pk")
    found = list(held.prefetch_related(Prefetch("scores", SheetScore.objects.all())))
    who = _numbered(one.author_id for one in found)
    columns = _columns({one.rubric_id for one in found})
    return [
        {
            "file": place[one.interview.application_id],
            "member": who[one.author_id],
            "grid": _grid(one.rubric),
            "levels": _levels(columns[one.rubric_id], {s.criterion_id: s.value for s in one.scores.all()}),
            "total": _decimal(one.total),
        }
        for one in found
    ]


def _columns(rubrics: Iterable[int]) -> dict[int, list[int]]:
    """The keys of the criteria of each grid, in its order."""
    found: dict[int, list[int]] = {rubric: [] for rubric in rubrics}
    for pk, rubric in Criterion.objects.filter(rubric__in=found).order_by("position", "pk").values_list("pk", "rubric"):
        found[rubric].append(pk)
    return found


def _levels(columns: list[int], given: dict[int, int | None]) -> list[int | None]:
    return [given.get(criterion) for criterion in columns]


def _figures(calculation: Calculation, place: dict[int, int]) -> Inputs:
    rows = calculation.standings.filter(application__in=place).order_by("rank")
    return {
        "at": _moment(calculation.at),
        "version": calculation.version,
        "places": calculation.places,
        "variances": {
            "candidate": f"{calculation.var_candidate:.6f}",
            "reader": f"{calculation.var_reviewer:.6f}",
            "residual": f"{calculation.var_residual:.6f}",
        },
        "standings": [
            {
                "file": place[row.application_id],
                "rank": row.rank,
                "guard": row.guard,
                "adjusted": _decimal(row.adjusted),
                "low": row.low,
                "high": row.high,
                "probability": None if row.probability is None else f"{row.probability:.4f}",
            }
            for row in rows
        ],
    }


def _decisions(campaign: Campaign, place: dict[int, int]) -> list[Inputs]:
    taken = Decision.objects.filter(application__campaign=campaign)
    valid = taken.filter(Q(published_at__isnull=False) | Q(application__state__in=lifecycle.RANKED))
    return [
        {
            "file": place[one.application_id],
            "rank": one.rank,
            "outcome": one.outcome,
            "waiting_rank": one.waiting_rank,
            "reason": one.reason,
            "tie_reason": one.tie_reason,
            "by_hand": one.by_hand,
            "sitting": one.sitting_id,
        }
        for one in valid.order_by("rank", "pk")
    ]


def _sittings(campaign: Campaign, place: dict[int, int]) -> list[Inputs]:
    held = Sitting.objects.filter(campaign=campaign).exclude(state=lifecycle.Sitting.PREPARED)
    held = held.select_related("president").prefetch_related(
        Prefetch("members", Member.objects.select_related("person").order_by("pk")),
        Prefetch("agenda", AgendaItem.objects.filter(called_at__isnull=False).order_by("position", "pk")),
        Prefetch("ballots", Ballot.objects.order_by("pk")),
    )
    return [_sitting(sitting, place) for sitting in held.order_by("held_on", "pk")]


def _sitting(sitting: Sitting, place: dict[int, int]) -> Inputs:
    return {
        "number": sitting.pk,
        "held_on": sitting.held_on.isoformat(),
        "state": sitting.state,
        "president": str(sitting.president),
        "quorum": sitting.quorum,
        "opened_at": _moment(sitting.opened_at),
        "closed_at": _moment(sitting.closed_at),
        "members": [
            {"name": str(one.person), "arrived_at": _moment(one.arrived_at), "left_at": _moment(one.left_at)}
            for one in sitting.members.all()
        ],
        "discussed": [
            {
                "file": place.get(item.application_id),
                "decided_at": _moment(item.decided_at),
                "inside": item.in_the_room,
                "out": item.out_of_the_room,
            }
            for item in sitting.agenda.all()
        ],
        "ballots": [_ballot(ballot, place) for ballot in sitting.ballots.all()],
    }


def _ballot(ballot: Ballot, place: dict[int, int]) -> Inputs:
    return {
        "file": place.get(ballot.application_id),
        "question": ballot.question,
        "secret": ballot.secret,
        "given_up": ballot.given_up,
        "for": ballot.votes_for,
        "against": ballot.votes_against,
        "abstain": ballot.abstentions,
        "casting": ballot.casting_choice,
        "result": ballot.result,
    }


def _grid(rubric: Rubric) -> str:
    return f"{rubric.use}.{rubric.version}"


def _numbered(people: Iterable[int]) -> dict[int, int]:
    """Numbers in the place of people, in the order of their keys so that a calculation draws alike."""
    return {person: n for n, person in enumerate(sorted(set(people)), 1)}


def _decimal(value: object) -> str | None:
    return None if value is None else f"{value:.3f}"


def _moment(value: datetime | None) -> str | None:
    return value.isoformat(timespec="seconds") if value else None
