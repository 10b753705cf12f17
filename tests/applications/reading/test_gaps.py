from applications.reading.gaps import Given, Scale, differences

DRIVE, STYLE = Scale(1, "Conduite", 1, 5), Scale(2, "Style", 0, 10)


def given(file: int, criterion: Scale, mine: int | None, *others: int | None) -> list[Given]:
    return [
        Given(file, criterion.pk, mine=True, level=mine),
        *(Given(file, criterion.pk, mine=False, level=level) for level in others),
    ]


def test_the_widest_difference_comes_first() -> None:
    levels = [*given(10, DRIVE, 3, 4), *given(11, DRIVE, 1, 5), *given(12, DRIVE, 2, 4)]

    assert [one.file for one in differences(levels, [DRIVE])] == [11, 12, 10]


def test_a_difference_is_measured_on_the_scale_of_its_criterion() -> None:
    levels = [*given(10, STYLE, 2, 4), *given(11, DRIVE, 2, 4)]

    found = differences(levels, [DRIVE, STYLE])

    assert [(one.file, one.gap) for one in found] == [(11, 0.5), (10, 0.2)]


def test_within_a_file_the_criteria_that_differ_most_come_first() -> None:
    levels = [*given(10, DRIVE, 3, 3), *given(10, STYLE, 0, 10)]

    assert [line.scale.name for line in differences(levels, [DRIVE, STYLE])[0].lines] == ["Style", "Conduite"]


def test_criteria_seen_alike_are_told_apart_from_the_others() -> None:
    (found,) = differences([*given(10, DRIVE, 3, 3), *given(10, STYLE, 0, 10)], [DRIVE, STYLE])

    assert ([line.scale.name for line in found.apart], [line.scale.name for line in found.alike]) == (
        ["Style"],
        ["Conduite"],
    )


def test_a_file_that_only_i_have_read_is_left_out() -> None:
    assert differences(given(10, DRIVE, 3), [DRIVE]) == []


def test_a_criterion_the_file_does_not_allow_to_judge_makes_no_difference() -> None:
    mine, theirs = given(10, DRIVE, None, 5), given(11, DRIVE, 5, None, 4)

    found = {one.file: one.gap for one in differences([*mine, *theirs], [DRIVE])}

    assert found == {10: 0.0, 11: 0.25}


def test_equal_differences_are_told_apart_by_their_sum_then_by_their_number() -> None:
    levels = [*given(12, DRIVE, 1, 2), *given(10, DRIVE, 1, 2), *given(11, DRIVE, 1, 2), *given(11, STYLE, 0, 1)]

    assert [one.file for one in differences(levels, [DRIVE, STYLE])] == [11, 10, 12]


def test_the_drawing_goes_from_the_lowest_to_the_highest_level() -> None:
    (line,) = differences(given(10, DRIVE, 1, 5, 3), [DRIVE])[0].lines

    assert (line.x_mine, line.x_others, line.ticks[0], line.ticks[-1]) == (8, [100, 192], 8, 192)
