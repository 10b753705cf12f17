import pytest

from cohorts.geography.departments import departments, home
from cohorts.geography.distance import SCHOOL, Point, distance_km

PARIS, MARSEILLE, SAINT_DENIS = (48.8566, 2.3522), (43.2965, 5.3698), (-20.88, 55.45)


@pytest.mark.parametrize(
    ("one", "other", "km"),
    [
        (PARIS, MARSEILLE, 660),
        (SCHOOL, MARSEILLE, 139),
        (PARIS, SAINT_DENIS, 9366),
        (PARIS, PARIS, 0),
        ((0.0, 179.5), (0.0, -179.5), 111),
    ],
)
def test_distances_are_those_of_the_great_circle(one: Point, other: Point, km: int) -> None:
    assert distance_km(one, other) == pytest.approx(km, rel=0.01)
    assert distance_km(one, other) == distance_km(other, one)


def test_every_department_is_there_once() -> None:
    codes = [f"{n:02}" for n in range(1, 96) if n != 20]
    overseas = ["971", "972", "973", "974", "976"]

    assert set(departments()) == {*codes, "2A", "2B", *overseas}
    assert len({department.name for department in departments().values()}) == 101


def test_the_chief_towns_of_the_mainland_stand_on_it() -> None:
    mainland = [one for one in departments().values() if len(one.code) == 2]

    assert all(41 < one.at[0] < 51.2 and -5.2 < one.at[1] < 9.6 for one in mainland)
    assert len({one.at for one in departments().values()}) == 101


def test_a_department_nobody_named_is_nowhere() -> None:
    assert home("") is None
    assert home("20") is None
    assert home("30") == departments()["30"].at
