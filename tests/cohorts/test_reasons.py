"""Every kind of refusal has its sentence, to the person and in full; a fact that closes a post is theirs alone."""

from typing import Any

import pytest

from cohorts.models import Trainee
from cohorts.placement import Kind, Reason
from cohorts.reasons import Reasons

POST, OTHER = 7, 8
INPUTS: dict[str, Any] = {
    "merit": [11, 12, 13],
    "groups": [
        {"branch": "infanterie", "posts": [POST], "cap": 2},
        {"name": "Sarrebourg", "posts": [POST], "cap": 1},
    ],
    "unfit": {"12": [OTHER, POST]},
    "unfit_by": {"12": ["licence", "fitness"]},
    "reserved": {str(POST): {"places": 1, "fact": "english", "for": [13]}},
    "priorities": {str(OTHER): [13, 12, 11]},
}
SAID = Reasons(INPUTS, {pk: Trainee(pk=pk, merit_rank=rank) for rank, pk in enumerate((11, 12, 13), 1)})

SENTENCES = [
    (Reason(Kind.TAKEN, last_rank=1), "Pris : dernière place au rang 1.", None),
    (
        Reason(Kind.QUOTA, last_rank=1, group=0),
        "infanterie : les 2 places de l’arme sont prises, la dernière au rang 1.",
        None,
    ),
    (
        Reason(Kind.QUOTA, last_rank=3, group=1, by=(13,)),
        "Sarrebourg : le groupe est au complet (1 au plus), sa dernière place au rang 3.",
        "Sarrebourg : le groupe est au complet (1 au plus), sa dernière place au rang 3. "
        "Une réservation y compte : rang 3.",
    ),
    (Reason(Kind.QUOTA, group=1), "Sarrebourg : aucune place n’est ouverte dans ce groupe.", None),
    (Reason(Kind.LOCKED, by=(13,)), "La place était réservée avant l’amphi.", "Réservé avant l’amphi : rang 3."),
    (
        Reason(Kind.OWN_LOCK),
        "Une autre place vous était réservée d’avance.",
        "Une autre place a été réservée d’avance pour cette personne.",
    ),
    (
        Reason(Kind.UNFIT),
        "Ce poste demande une aptitude sans restriction, qui n’était pas établie.",
        "Pas accessible à cette personne.",
    ),
    (Reason(Kind.CLOSED), "Ce poste n’ouvre pas de place.", None),
    (Reason(Kind.CLOSED, minimum=2), "Ce poste n’ouvre pas : moins de 2 personnes y seraient allées.", None),
    (
        Reason(Kind.LOOK_AHEAD, fullest=3),
        "Refusé pour que 3 personnes aient une place : ce choix en aurait laissé une de plus sans.",
        None,
    ),
    (Reason(Kind.OUTRANKED, last_rank=1), "Pris : dernière place au rang 1.", None),
    (
        Reason(Kind.UNRANKED),
        "Vous n’êtes pas dans l’ordre de ce régiment.",
        "Ce régiment n’a pas classé cette personne.",
    ),
    (
        Reason(Kind.RESERVED, last_rank=1),
        "Des places y étaient gardées d’abord pour les personnes qui ont le niveau d’anglais demandé ; "
        "la dernière des autres est allée au rang 1.",
        None,
    ),
    (
        Reason(Kind.WHOLE),
        "Donné à d’autres : cette règle cherche le meilleur résultat pour l’ensemble.",
        None,
    ),
]


@pytest.mark.parametrize(("reason", "own", "full"), SENTENCES, ids=lambda value: getattr(value, "kind", None))
def test_each_kind_is_said_to_the_person_and_in_full(reason: Reason, own: str, full: str | None) -> None:
    stored = {name: getattr(reason, name) for name in Reason.__slots__}
    assert plain(SAID.to_person(12, POST, stored)) == own.casefold()
    assert plain(SAID.in_full(POST, stored)) == (full or own).casefold()


def test_no_kind_is_without_a_sentence() -> None:
    assert {reason.kind for reason, _, _ in SENTENCES} == set(Kind)


def test_an_order_of_the_regiment_s_own_is_said_without_a_place_to_the_person() -> None:
    stored = {name: getattr(Reason(Kind.OUTRANKED, last_rank=1), name) for name in Reason.__slots__}
    assert "placées avant vous dans son ordre" in SAID.to_person(12, OTHER, stored)
    assert "jusqu’à la place 1 de son ordre" in SAID.in_full(OTHER, stored)


@pytest.mark.parametrize(
    ("fact", "words"),
    [("licence", "permis"), ("english", "anglais"), ("near", "département"), ("excluded", "motif écrit")],
)
def test_a_fact_is_told_to_the_person_alone(fact: str, words: str) -> None:
    said = Reasons(INPUTS | {"unfit_by": {"12": [fact, fact]}}, SAID.trainees)
    stored = {name: getattr(Reason(Kind.UNFIT), name) for name in Reason.__slots__}
    assert words in said.to_person(12, POST, stored)
    assert said.in_full(POST, stored) == "Pas accessible à cette personne."


def plain(words: str) -> str:
    return words.replace("\u00a0", " ").casefold()
