from typing import Any

import pytest

from cohorts.placement import amphi, errors

GOOD: dict[str, Any] = {
    "merit": ["Inès", "Paul"],
    "wishes": {"Inès": ["Metz"], "Paul": ["Metz", "Vannes"]},
    "capacity": {"Metz": 1, "Vannes": 1, "Angers": 1},
}


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"merit": ["Inès", "Paul", "Inès"]}, errors.DuplicateStudent),
        ({"wishes": {"Zoé": ["Metz"]}}, errors.UnknownStudent),
        ({"locks": {"Zoé": "Metz"}}, errors.UnknownStudent),
        ({"unfit": {"Zoé": ["Metz"]}}, errors.UnknownStudent),
        ({"wishes": {"Paul": ["Brest"]}}, errors.UnknownPost),
        ({"locks": {"Paul": "Brest"}}, errors.UnknownPost),
        ({"groups": [(["Brest"], 1)]}, errors.UnknownPost),
        ({"unfit": {"Paul": ["Brest"]}}, errors.UnknownPost),
        ({"wishes": {"Paul": ["Metz", "Metz"]}}, errors.DuplicateWish),
        ({"capacity": {"Metz": -1, "Vannes": 1}}, errors.NegativeCapacity),
        ({"groups": [(["Metz"], -1)]}, errors.NegativeCapacity),
        ({"locks": {"Inès": "Metz", "Paul": "Metz"}}, errors.LockOverCapacity),
        ({"locks": {"Inès": "Metz", "Paul": "Vannes"}, "groups": [(["Metz", "Vannes"], 1)]}, errors.LockOverCapacity),
        ({"locks": {"Inès": "Metz"}, "unfit": {"Inès": ["Metz"]}}, errors.LockUnfit),
        ({"groups": [(["Metz", "Vannes"], 1), (["Vannes", "Angers"], 1)]}, errors.GroupsNotNested),
    ],
)
def test_contradictory_inputs_are_named(change: dict[str, Any], error: type[errors.InvalidPlacement]) -> None:
    with pytest.raises(error):
        amphi(**GOOD | change)


def test_the_error_carries_the_facts_to_word_it() -> None:
    with pytest.raises(errors.UnknownPost) as caught:
        amphi(**GOOD | {"wishes": {"Paul": ["Metz", "Brest"]}})
    assert caught.value.facts == {"post": "Brest", "student": "Paul"}


def test_groups_one_inside_the_other_are_accepted() -> None:
    groups = [(["Metz", "Vannes"], 2), (["Vannes"], 1), (["Angers"], 1)]
    assert amphi(**GOOD | {"groups": groups}).places == {"Inès": "Metz", "Paul": "Vannes"}
