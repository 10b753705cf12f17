from collections import Counter
from datetime import date, datetime

import pytest

from applications import lifecycle
from applications.actions.assign import (
    MayNotRead,
    NoGrid,
    NothingToAssign,
    PlanOutdated,
    ReadingBegun,
    assign,
    give,
    take_back,
)
from applications.actions.sharing_plan import NobodyToRead, NotEnoughReaders, Plan, propose
from applications.lifecycle import State
from applications.models import Application, Campaign, Reader, Review
from applications.scoring.crossed import connected_parts
from portal.journal.models import Entry
from portal.outbox.models import Letter
from portal.outbox.words import render
from portal.people.models import Role, User
from tests.build import a_campaign, a_conflict, a_person, a_review, a_rubric, an_application

pytestmark = pytest.mark.django_db


def a_campaign_to_read(*, files: int = 4, per_file: int = 2) -> Campaign:
    campaign = a_campaign()
    Campaign.objects.filter(pk=campaign.pk).update(reviews_per_file=per_file, reviews_due_on=date(2027, 1, 15))
    campaign.refresh_from_db()
    a_rubric(campaign)
    for _ in range(files):
        an_application(state=State.ELIGIBLE, campaign=campaign)
    return campaign


def readers(count: int) -> list[User]:
    return [a_person(Role.REVIEWER) for _ in range(count)]


def caps(people: list[User], most: int = 50) -> dict[int, int]:
    return {person.pk: most for person in people}


def share(campaign: Campaign, people: list[User], at: datetime, most: int = 50) -> Plan:
    plan = propose(campaign=campaign, caps=caps(people, most))
    return assign(
        campaign=campaign, caps=caps(people, most), expected=plan.fingerprint, by=a_person(Role.MANAGER), at=at
    )


def pairs() -> set[tuple[int, int]]:
    standing = Review.objects.exclude(state=lifecycle.Review.RECUSED)
    return set(standing.values_list("application_id", "reviewer_id"))


def loads() -> Counter[int]:
    return Counter(reader for _file, reader in pairs())


# -- The proposal


def test_a_proposal_writes_nothing(noon: datetime) -> None:
    campaign = a_campaign_to_read()

    propose(campaign=campaign, caps=caps(readers(3)))

    assert not Review.objects.exists()
    assert not Letter.objects.exists()


def test_every_file_gets_its_readings_in_balance(noon: datetime) -> None:
    campaign, people = a_campaign_to_read(files=6, per_file=2), readers(4)

    share(campaign, people, noon)

    assert sorted(loads().values()) == [3, 3, 3, 3]
    assert set(Application.objects.values_list("reviews_expected", "reviews_done", "total")) == {(2, 0, None)}


def test_only_eligible_files_are_shared(noon: datetime) -> None:
    campaign = a_campaign_to_read(files=1)
    an_application(state=State.SUBMITTED, campaign=campaign)
    an_application(state=State.ELIGIBLE)

    plan = share(campaign, readers(2), noon)

    assert len(plan.files) == 1


def test_a_conflict_is_never_relaxed_even_when_nobody_else_is_left(noon: datetime) -> None:
    campaign, people = a_campaign_to_read(files=3), readers(2)
    unlucky = campaign.applications.first()
    a_conflict(unlucky, reviewer=people[0])

    with pytest.raises(NotEnoughReaders, match=unlucky.number):
        propose(campaign=campaign, caps=caps(people))


def test_a_file_given_back_does_not_return_to_the_same_person(noon: datetime) -> None:
    campaign, people = a_campaign_to_read(files=1, per_file=1), readers(2)
    a_review(campaign.applications.get(), reviewer=people[0], state=lifecycle.Review.RECUSED)

    share(campaign, people, noon)

    assert {reader for _file, reader in pairs()} == {people[1].pk}


def test_a_maximum_is_kept(noon: datetime) -> None:
    campaign, people = a_campaign_to_read(files=4, per_file=1), readers(2)

    plan = propose(campaign=campaign, caps={people[0].pk: 1, people[1].pk: 10})

    assert plan.after == {people[0].pk: 1, people[1].pk: 3}


def test_too_little_room_names_the_files() -> None:
    campaign = a_campaign_to_read(files=2)

    with pytest.raises(NotEnoughReaders, match="dossier"):
        propose(campaign=campaign, caps=caps(readers(2), most=1))


def test_a_proposal_needs_somebody() -> None:
    with pytest.raises(NobodyToRead):
        propose(campaign=a_campaign_to_read(), caps={})


def test_running_it_again_changes_nothing(noon: datetime) -> None:
    campaign, people = a_campaign_to_read(files=6), readers(4)
    share(campaign, people, noon)

    assert not propose(campaign=campaign, caps=caps(people)).files


def test_one_more_file_moves_nothing_else(noon: datetime) -> None:
    campaign, people = a_campaign_to_read(files=6), readers(4)
    share(campaign, people, noon)
    before = pairs()
    an_application(state=State.ELIGIBLE, campaign=campaign)

    share(campaign, people, noon)

    assert before < pairs()


def test_readings_begun_stay_with_whoever_began_them(noon: datetime) -> None:
    campaign, people = a_campaign_to_read(files=4, per_file=1), readers(2)
    first, second, *_ = campaign.applications.order_by("pk")
    leaving = a_person(Role.REVIEWER)
    a_review(first, reviewer=leaving, state=lifecycle.Review.STARTED)
    a_review(second, reviewer=leaving)

    plan = share(campaign, people, noon)

    assert (first.pk, leaving.pk) in pairs()
    assert [held.pair for held in plan.taken] == [(second.pk, leaving.pk)]
    assert loads()[leaving.pk] == 1


def test_a_file_read_enough_is_left_alone(noon: datetime) -> None:
    campaign, people = a_campaign_to_read(files=1, per_file=1), readers(2)
    a_review(campaign.applications.get(), reviewer=people[0], state=lifecycle.Review.SUBMITTED, total="50")

    assert not propose(campaign=campaign, caps=caps(people)).files


# -- Applying it


def test_each_person_is_told_once_how_many(noon: datetime) -> None:
    campaign, people = a_campaign_to_read(files=4), readers(2)

    share(campaign, people, noon)

    letters = Letter.objects.filter(kind="applications/readings_assigned")
    assert {letter.to for letter in letters} == set(people)
    assert {letter.context["count"] for letter in letters} == {4}


@pytest.mark.parametrize(("language", "subject"), [("fr", "4 dossiers vous sont"), ("en", "4 files are yours")])
def test_the_letter_reads_well(language: str, subject: str, noon: datetime) -> None:
    campaign, reader = a_campaign_to_read(files=4, per_file=1), a_person(Role.REVIEWER, language=language)

    share(campaign, [reader], noon)

    words = render(Letter.objects.get())
    assert words.subject.startswith(subject)
    assert "2027" in words.body
    assert "/lectures/" in words.body


def test_it_is_written_down(noon: datetime) -> None:
    campaign, people = a_campaign_to_read(files=1), readers(2)

    share(campaign, people, noon)

    entry = Entry.objects.get(event="applications.campaign.assign")
    assert len(entry.facts["given"]) == 2


def test_what_was_not_looked_at_is_not_applied(noon: datetime) -> None:
    campaign, people = a_campaign_to_read(), readers(3)
    plan = propose(campaign=campaign, caps=caps(people))
    an_application(state=State.ELIGIBLE, campaign=campaign)

    with pytest.raises(PlanOutdated):
        assign(campaign=campaign, caps=caps(people), expected=plan.fingerprint, by=people[0], at=noon)

    assert not Review.objects.exists()


def test_pressing_twice_assigns_once(noon: datetime) -> None:
    campaign, people = a_campaign_to_read(), readers(3)
    plan = share(campaign, people, noon)
    before, letters = pairs(), Letter.objects.count()

    with pytest.raises(PlanOutdated):
        assign(campaign=campaign, caps=caps(people), expected=plan.fingerprint, by=people[0], at=noon)

    assert (pairs(), Letter.objects.count()) == (before, letters)


def test_nothing_to_do_is_said(noon: datetime) -> None:
    campaign, people = a_campaign_to_read(), readers(3)
    share(campaign, people, noon)

    with pytest.raises(NothingToAssign):
        share(campaign, people, noon)


def test_a_campaign_without_a_grid_is_refused(noon: datetime) -> None:
    campaign = a_campaign()
    an_application(state=State.ELIGIBLE, campaign=campaign)

    with pytest.raises(NoGrid):
        share(campaign, readers(3), noon)


@pytest.mark.parametrize("files", [1, 3])
def test_applying_costs_the_same_for_one_or_three(files: int, noon: datetime, django_assert_max_num_queries) -> None:
    campaign, people = a_campaign_to_read(files=files), readers(3)
    expected = propose(campaign=campaign, caps=caps(people)).fingerprint

    with django_assert_max_num_queries(30):  # ten of them look for incompatibilities
        assign(campaign=campaign, caps=caps(people), expected=expected, by=people[0], at=noon)


# -- What weighs in a proposal


def test_a_speciality_in_common_is_preferred_whatever_its_accents(noon: datetime) -> None:
    campaign, people = a_campaign_to_read(files=0, per_file=1), readers(2)
    Reader.objects.create(person=people[1], specialities="Mécanique\nGENIE CIVIL")
    for speciality in ("Génie civil", "Chimie", "génie civil", "Chimie"):
        an_application(state=State.ELIGIBLE, campaign=campaign, speciality=speciality)

    share(campaign, people, noon)

    theirs = Review.objects.filter(reviewer=people[1]).values_list("application__speciality", flat=True)
    assert sorted(theirs) == ["Génie civil", "génie civil"]


def test_balance_comes_back_when_a_speciality_would_cost_too_much(noon: datetime) -> None:
    campaign, people = a_campaign_to_read(files=0, per_file=1), readers(2)
    Reader.objects.create(person=people[0], specialities="Génie civil")
    for _ in range(8):
        an_application(state=State.ELIGIBLE, campaign=campaign, speciality="Génie civil")

    share(campaign, people, noon)

    assert sorted(loads().values()) == [3, 5]


def test_sharing_again_after_one_more_file_moves_nothing_else(noon: datetime) -> None:
    campaign, people = a_campaign_to_read(files=6), readers(4)
    share(campaign, people, noon)
    before = pairs()
    an_application(state=State.ELIGIBLE, campaign=campaign)

    plan = share(campaign, people, noon)

    assert plan.taken == ()
    assert before < pairs()


def test_readings_connect_every_file_to_every_other(noon: datetime) -> None:
    """Severity compares readers only through files they share."""
    campaign, people = a_campaign_to_read(files=6, per_file=2), readers(4)

    share(campaign, people, noon)

    assert len(list(connected_parts(numbered(pairs()), 6, 4))) == 1


def numbered(found: set[tuple[int, int]]) -> list[tuple[int, int]]:
    files, people = (sorted(set(side)) for side in zip(*found, strict=True))
    return [(files.index(file), people.index(reader)) for file, reader in found]


# -- By hand


def test_one_file_is_given_by_hand_and_the_person_told(noon: datetime) -> None:
    campaign, (reader,) = a_campaign_to_read(files=1), readers(1)

    review = give(application=campaign.applications.get(), reader=reader, by=a_person(Role.MANAGER), at=noon)

    assert (review.reviewer, Application.objects.get().reviews_expected) == (reader, 1)
    assert Letter.objects.get().to == reader


def test_a_conflict_forbids_it_by_hand_too(noon: datetime) -> None:
    campaign, (reader,) = a_campaign_to_read(files=1), readers(1)
    application = campaign.applications.get()
    a_conflict(application, reviewer=reader)

    with pytest.raises(MayNotRead, match="incompatibilité"):
        give(application=application, reader=reader, by=a_person(Role.MANAGER), at=noon)


def test_the_same_file_is_not_given_twice(noon: datetime) -> None:
    campaign, (reader,) = a_campaign_to_read(files=1), readers(1)
    give(application=campaign.applications.get(), reader=reader, by=reader, at=noon)

    with pytest.raises(MayNotRead, match="déjà confié"):
        give(application=campaign.applications.get(), reader=reader, by=reader, at=noon)

    assert Review.objects.count() == 1


@pytest.mark.parametrize("role", [Role.CANDIDATE, Role.LIAISON])
def test_only_readers_read(role: Role, noon: datetime) -> None:
    campaign = a_campaign_to_read(files=1)

    with pytest.raises(MayNotRead):
        give(application=campaign.applications.get(), reader=a_person(role), by=a_person(Role.MANAGER), at=noon)


def test_a_reading_not_started_is_simply_taken_back(noon: datetime) -> None:
    campaign, people = a_campaign_to_read(files=1), readers(2)
    share(campaign, people, noon)

    take_back(review=Review.objects.first(), by=a_person(Role.MANAGER), at=noon, reason="Absente.")

    assert (Review.objects.count(), Application.objects.get().reviews_expected) == (1, 1)


def test_a_reading_begun_is_taken_back_and_kept_apart_from_the_total(noon: datetime) -> None:
    campaign = a_campaign_to_read(files=1)
    review = a_review(campaign.applications.get(), state=lifecycle.Review.STARTED)

    take_back(review=review, by=a_person(Role.MANAGER), at=noon, reason="En retard.")

    review.refresh_from_db()
    assert (review.state, review.recusal_reason) == (lifecycle.Review.RECUSED, "En retard.")
    assert Application.objects.get().total is None


def test_a_finished_reading_is_not_taken_back(noon: datetime) -> None:
    campaign = a_campaign_to_read(files=1)
    review = a_review(campaign.applications.get(), state=lifecycle.Review.SUBMITTED, total="50")

    with pytest.raises(ReadingBegun):
        take_back(review=review, by=a_person(Role.MANAGER), at=noon, reason="Non.")


def test_a_file_taken_back_is_seen_no_more_by_whoever_had_begun_it(noon: datetime) -> None:
    campaign = a_campaign_to_read(files=1)
    review = a_review(campaign.applications.get(), state=lifecycle.Review.STARTED)
    assert Application.objects.visible_to(review.reviewer).exists()

    take_back(review=review, by=a_person(Role.MANAGER), at=noon, reason="En retard.")

    assert not Application.objects.visible_to(review.reviewer).exists()
