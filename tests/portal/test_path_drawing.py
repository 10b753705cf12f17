from portal.web.path_drawing import lay_out


def test_phases_share_the_line_in_proportion_to_their_weeks() -> None:
    line = lay_out((3, 2, 18), along=1120)

    assert [(block.start, block.length) for block in line.blocks] == [
        ("0.0", "145.0"),
        ("149.0", "96.7"),
        ("249.7", "870.3"),
    ]


def test_every_week_has_its_number_in_its_middle() -> None:
    line = lay_out((3, 2, 18), along=1120)

    assert [week.number for week in line.weeks] == list(range(1, 24))
    assert line.weeks[3].middle == "173.2"


def test_ticks_stand_between_two_weeks_of_a_phase() -> None:
    assert [len(block.ticks) for block in lay_out((3, 2, 18), along=100).blocks] == [2, 1, 17]
