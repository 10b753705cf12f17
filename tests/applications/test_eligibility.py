from datetime import date

import pytest

from applications.eligibility import Conditions, Facts, Topic, Verdict, age_on, judge

DEPARTURE = date(2027, 8, 30)
CONDITIONS = Conditions(minimum_age=17, maximum_age=26, age_on=DEPARTURE)
EVERYTHING_MET = Facts(birth_date=date(2004, 3, 27), french=True, final_year=True, enrolled=True, national_service=True)


@pytest.mark.parametrize(
    ("born", "verdict"),
    [
        (date(2010, 8, 30), Verdict.MET),  # seventeen on the very day
        (date(2010, 8, 31), Verdict.NOT_MET),  # seventeen the day after
        (date(2000, 8, 31), Verdict.MET),  # twenty-seven the day after
        (date(2000, 8, 30), Verdict.NOT_MET),  # twenty-seven on the very day
    ],
)
def test_birthdays_on_the_limit_count_on_the_day_itself(born: date, verdict: Verdict) -> None:
    assert judge(CONDITIONS, Facts(birth_date=born))[0].verdict is verdict


@pytest.mark.parametrize(
    ("day", "age"),
    [
        (date(2027, 2, 28), 22),
        (date(2027, 3, 1), 23),  # a common year: the birthday is on 1 March
        (date(2028, 2, 28), 23),
        (date(2028, 2, 29), 24),
    ],
)
def test_a_person_born_on_29_february_turns_on_1_march_in_common_years(day: date, age: int) -> None:
    assert age_on(day, born=date(2004, 2, 29)) == age


def test_a_person_who_meets_everything_is_told_so_on_every_topic() -> None:
    findings = judge(CONDITIONS, EVERYTHING_MET)

    assert [finding.topic for finding in findings] == list(Topic)
    assert all(finding.is_met for finding in findings)


def test_what_is_not_said_yet_is_unknown_and_never_a_refusal() -> None:
    assert {finding.verdict for finding in judge(CONDITIONS, Facts())} == {Verdict.UNKNOWN}


@pytest.mark.parametrize(
    ("fact", "topic"),
    [
        ("french", Topic.NATIONALITY),
        ("final_year", Topic.LEVEL),
        ("enrolled", Topic.SCHOOL),
        ("national_service", Topic.NATIONAL_SERVICE),
    ],
)
def test_each_no_is_found_under_its_own_topic(fact: str, topic: Topic) -> None:
    answers = Facts(**{fact: False})

    assert [finding.topic for finding in judge(CONDITIONS, answers) if finding.is_refused] == [topic]


def test_a_condition_switched_off_is_not_looked_at() -> None:
    relaxed = Conditions(
        minimum_age=17,
        maximum_age=26,
        age_on=DEPARTURE,
        french_nationality=False,
        last_year=False,
        school_enrolment=False,
        national_service=False,
    )

    assert [finding.topic for finding in judge(relaxed, Facts())] == [Topic.AGE]
