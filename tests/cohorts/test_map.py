import math

from cohorts.geography.map import APART, Place, lay_out, outline, project

BREST, STRASBOURG, BASTIA = (48.39, -4.49), (48.58, 7.75), (42.70, 9.45)


def sarrebourg(branch: str = "infanterie") -> Place:
    return Place(48.73, 7.05, branch, "1er RI, Sarrebourg")


def test_west_is_left_and_north_is_up() -> None:
    assert project(*BREST)[0] < project(*STRASBOURG)[0] < project(*BASTIA)[0]
    assert project(*STRASBOURG)[1] < project(*BASTIA)[1]


def test_every_point_of_the_outline_is_on_the_drawing() -> None:
    width, height = float(outline().width), float(outline().height)
    pairs = [pair.split() for pair in outline().path.strip("Mz").replace("zM", "L").split("L")]

    assert all(0 <= float(x) <= width and 0 <= float(y) <= height for x, y in pairs)


def test_garrisons_of_one_town_stand_side_by_side() -> None:
    signs = [(float(sign.x), float(sign.y)) for sign in lay_out([sarrebourg()] * 4)]

    assert signs[0] == tuple(round(value, 1) for value in project(48.73, 7.05))
    assert all(math.dist(one, other) > APART - 0.2 for n, one in enumerate(signs) for other in signs[:n])


def test_the_drawing_is_always_the_same() -> None:
    assert lay_out([sarrebourg()] * 3) == lay_out([sarrebourg()] * 3)
