import pytest

from applications.scoring.share import share


@pytest.mark.parametrize(
    ("part", "whole", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0000, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_the_interval_is_the_published_one(part: int, whole: int, low: float, high: float) -> None:
    found = share(part, whole)

    assert (round(found.low, 4), round(found.high, 4)) == (low, high)


@pytest.mark.parametrize("whole", [1, 7, 300])
def test_the_interval_holds_the_share_and_stays_between_none_and_all(whole: int) -> None:
    for part in range(whole + 1):
        found = share(part, whole)
        assert 0 <= found.low <= found.value <= found.high <= 1


def test_more_people_make_a_narrower_interval() -> None:
    few, many = share(3, 10), share(300, 1000)

    assert many.high - many.low < few.high - few.low


@pytest.mark.parametrize(("part", "whole"), [(0, 0), (-1, 3), (4, 3)])
def test_a_part_larger_than_its_whole_is_refused(part: int, whole: int) -> None:
    with pytest.raises(ValueError, match="part of a whole"):
        share(part, whole)
