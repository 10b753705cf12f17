"""Compute again, from what minutes keep, everything they say, and name each difference. Pure: plain values."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from math import isnan, nan
from typing import Any

from applications.scoring import weighted_total
from applications.scoring.standings import standings

Inputs = Mapping[str, Any]
# Totals are kept to a thousandth and averaged by two database engines; ranks come from 2 000 draws.
THOUSANDTHS, CHANCE, RANKS = 0.0015, 0.002, 1


def differences(inputs: Inputs) -> list[str]:
    """Name what the stored scores no longer give; empty when all of it holds.

    Totals of readings and sheets, totals of files, the order of the decisions, the numbers of the waiting list, the
    adjusted figures with their intervals. Compared within a thousandth and a half, two thousandths for a chance, one
    rank for the ends of an interval.
    """
    return [
        *_of_grids(inputs, "readings", "lecture", "reader"),
        *_of_grids(inputs, "sheets", "fiche d’entretien", "member"),
        *_of_files(inputs),
        *_of_decisions(inputs),
        *_of_figures(inputs),
    ]


def _of_grids(inputs: Inputs, part: str, word: str, who: str) -> Iterator[str]:
    grids = {rubric["key"]: rubric["criteria"] for rubric in inputs["rubrics"]}
    numbers = _numbers(inputs)
    for one in inputs[part]:
        found = _total(grids[one["grid"]], one["levels"])
        if not _same(found, _number(one["total"])):
            yield (
                f"dossier {numbers[one['file']]}, {word} {one[who]} : "
                f"total inscrit {one['total']}, recalculé {_written(found)}"
            )


def _total(criteria: Sequence[Inputs], levels: Sequence[int | None]) -> float:
    counted = [(one, level) for one, level in zip(criteria, levels, strict=True) if one["counted"]]
    return 100 * weighted_total(
        [nan if level is None else float(level) for _, level in counted],
        [float(one["weight"]) for one, _ in counted],
        [one["lowest"] for one, _ in counted],
        [one["highest"] for one, _ in counted],
    )


def _of_files(inputs: Inputs) -> Iterator[str]:
    read, met = _means(inputs["readings"]), _means(inputs["sheets"])
    share = inputs["campaign"]["interview_share"] / 100
    for file in inputs["files"]:
        reading, interview = read.get(file["file"], nan), met.get(file["file"], nan)
        total = reading if isnan(interview) else reading + (interview - reading) * share
        found = {"reading_total": reading, "interview_total": interview, "total": total}
        for name, words in NAMES.items():
            if not _same(found[name], _number(file[name])):
                yield f"dossier {file['number']}, {words} : inscrit {file[name]}, recalculé {_written(found[name])}"


NAMES = {"reading_total": "note des lectures", "interview_total": "note d’entretien", "total": "note"}


def _means(rows: Sequence[Inputs]) -> dict[int, float]:
    totals: dict[int, list[float]] = defaultdict(list)
    for one in rows:
        if one["total"] is not None:
            totals[one["file"]].append(float(one["total"]))
    return {file: sum(values) / len(values) for file, values in totals.items()}


def _of_decisions(inputs: Inputs) -> Iterator[str]:
    numbers = _numbers(inputs)
    totals = {file["file"]: _number(file["total"]) for file in inputs["files"]}
    for above, below in pairwise(inputs["decisions"]):
        if above["rank"] == below["rank"]:
            yield f"deux dossiers au rang {above['rank']} : {numbers[above['file']]} et {numbers[below['file']]}"
        if totals[below["file"]] > totals[above["file"]] + THOUSANDTHS:
            yield f"dossier {numbers[below['file']]}, rang {below['rank']} : sa note dépasse celle du rang précédent"
    waiting = [one["waiting_rank"] for one in inputs["decisions"] if one["outcome"] == "waiting"]
    if waiting != list(range(1, len(waiting) + 1)):
        yield f"la liste complémentaire n’est pas numérotée de 1 à {len(waiting)}"


def _of_figures(inputs: Inputs) -> Iterator[str]:
    figures = inputs["figures"]
    if figures is None:
        return
    found = standings(
        [(one["file"], one["reader"], float(one["total"])) for one in inputs["readings"] if one["total"] is not None],
        [row["file"] for row in figures["standings"]],
        figures["places"],
        {file["file"]: float(file["interview_total"]) for file in inputs["files"] if file["interview_total"]},
        inputs["campaign"]["interview_share"] / 100,
    )
    numbers = _numbers(inputs)
    for row in figures["standings"]:
        place = None if row["guard"] else found.place.get(row["file"])
        facts = (place.adjusted, place.low, place.high, place.probability) if place else (nan,) * 4
        for name, (words, apart), value in zip(FIGURES, FIGURES.values(), facts, strict=True):
            if not _same(value, _number(row[name]), apart):
                yield f"dossier {numbers[row['file']]}, {words} : inscrit {row[name]}, recalculé {_written(value)}"


FIGURES = {
    "adjusted": ("note ajustée", THOUSANDTHS),
    "low": ("haut de l’intervalle de rang", RANKS),
    "high": ("bas de l’intervalle de rang", RANKS),
    "probability": ("chances d’une place", CHANCE),
}


def _numbers(inputs: Inputs) -> dict[int, str]:
    return {file["file"]: file["number"] for file in inputs["files"]}


def _number(value: object) -> float:
    return nan if value is None else float(str(value))


def _same(one: float, other: float, apart: float = THOUSANDTHS) -> bool:
    if isnan(one) or isnan(other):
        return isnan(one) and isnan(other)
    return abs(one - other) <= apart


def _written(value: float) -> str:
    return "aucun" if isnan(value) else f"{value:.3f}"
