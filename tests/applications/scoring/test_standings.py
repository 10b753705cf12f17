import numpy as np
import pytest

from applications.scoring.standings import Guard, standings

Reading = tuple[str, str, float]


def crossed(worth: dict[str, float], strictness: dict[str, float], seed: int = 0) -> list[Reading]:
    """Everybody reads every file, with a little noise."""
    rng = np.random.default_rng(seed)
    return [
        (file, reader, 60 + w + s + rng.normal(0, 2)) for file, w in worth.items() for reader, s in strictness.items()
    ]


def by_raw_mean(readings: list[Reading]) -> list[str]:
    files = dict.fromkeys(one[0] for one in readings)
    return sorted(files, key=lambda file: -np.mean([one[2] for one in readings if one[0] == file]))


FILES = {f"f{n}": 24.0 - 6 * n for n in range(9)}


def test_a_file_read_by_severe_readers_climbs_once_their_severity_is_taken_out() -> None:
    readings = crossed(FILES, {"kind": 8, "fair": 0, "severe": -8})
    readings += [("unlucky", "severe", 70.0), ("unlucky", "severe2", 70.0)]
    readings += [(file, "severe2", 60 + worth - 8) for file, worth in FILES.items()]
    order = by_raw_mean(readings)

    found = standings(readings, order, places=3)

    place = found.place["unlucky"]
    assert place.adjusted > 70
    assert place.moves > 0
    assert place.rank == order.index("unlucky") + 1 - place.moves


def test_a_rank_lies_in_its_interval_and_every_chance_is_a_share() -> None:
    readings = crossed(FILES, {"a": 3, "b": -3})

    found = standings(readings, by_raw_mean(readings), places=3)

    assert all(1 <= place.low <= place.high <= 9 and 0 <= place.probability <= 1 for place in found.place.values())
    assert sum(place.probability for place in found.place.values()) == pytest.approx(3)


def test_the_same_readings_give_the_same_figures_in_any_order() -> None:
    readings = crossed(FILES, {"a": 3, "b": -3})

    assert (
        standings(readings, by_raw_mean(readings), 3).place == standings(readings[::-1], by_raw_mean(readings), 3).place
    )


def test_a_file_with_one_reading_or_none_gets_no_figure() -> None:
    readings = [*crossed(FILES, {"a": 0, "b": 0}), ("once", "a", 60.0)]

    found = standings(readings, [*by_raw_mean(readings), "never"], places=3)

    assert found.guard == {"once": Guard.ONE_READING, "never": Guard.UNREAD}
    assert not {"once", "never"} & set(found.place)


def test_files_that_no_reader_links_are_not_compared() -> None:
    alone = {"x": 30.0, "y": -30.0}
    readings = crossed(FILES, {"a": 0, "b": 0}) + crossed(alone, {"c": 0, "d": 0}, seed=1)

    found = standings(readings, by_raw_mean(readings), places=3)

    assert [set(part.reviewers) for part in found.parts] == [{"a", "b"}, {"c", "d"}]
    assert {file for file, guard in found.guard.items() if guard == Guard.APART} == {"x", "y"}
    assert set(found.place) == set(FILES)


def test_a_place_held_by_a_file_read_apart_is_not_offered_to_the_others() -> None:
    readings = crossed(FILES, {"a": 0, "b": 0}) + crossed({"x": 30.0, "y": -30.0}, {"c": 0, "d": 0}, seed=1)

    found = standings(readings, by_raw_mean(readings), places=3)

    assert sum(place.probability for place in found.place.values()) == pytest.approx(2)  # x keeps the third


def test_the_severity_of_a_reader_of_under_five_files_is_not_known() -> None:
    readings = [*crossed(FILES, {"a": 5, "b": -5}), *[(file, "new", 60 + FILES[file]) for file in list(FILES)[:4]]]

    found = standings(readings, by_raw_mean(readings), places=3)

    assert set(found.effect) == {"a", "b"}
    assert found.files["new"] == 4
    assert all(effect.low < effect.value < effect.high for effect in found.effect.values())
    assert found.effect["a"].value > 0 > found.effect["b"].value


def test_an_interview_weighs_its_share_and_is_not_adjusted() -> None:
    readings = crossed(FILES, {"a": 5, "b": -5})
    order = by_raw_mean(readings)
    met = dict.fromkeys(FILES, 50.0) | {"f8": 100.0}

    alone, both = (standings(readings, order, 3, met, share).place["f8"] for share in (0.0, 0.5))

    assert both.adjusted == pytest.approx((alone.adjusted + 100) / 2)
    assert both.rank < alone.rank


def test_nothing_read_gives_nothing() -> None:
    found = standings([], ["f1"], places=3)

    assert (found.place, found.effect, found.guard) == ({}, {}, {"f1": Guard.UNREAD})


def test_readings_that_are_all_the_same_give_equal_totals() -> None:
    readings = [(file, reader, 50.0) for file in FILES for reader in "ab"]

    found = standings(readings, list(FILES), places=3)

    assert {round(place.adjusted, 6) for place in found.place.values()} == {50}
    assert [found.place[file].rank for file in FILES] == list(range(1, 10))
