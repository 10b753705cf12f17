from datetime import datetime
from functools import partial

import pytest

from applications.actions import amend, offers, publish
from applications.actions.amend import Amendment, NoFreePlace, NotAmendable
from applications.actions.waiting_list import placed
from applications.lifecycle import State
from applications.models import Application, Campaign, Decision, Offer
from cohorts.management.commands.check_invariants import violations
from portal.journal.models import Entry
from portal.outbox.models import Letter
from portal.outbox.words import render
from portal.people.models import Role, User
from tests.applications.actions.test_offers import held, state_of
from tests.applications.actions.test_publish import a_drafted_campaign
from tests.build import NOON, a_person
from tests.races import REFUSED, at_once

pytestmark = pytest.mark.django_db
REASON = "Une lecture manquait au total."
ADMITTED, WAITING, REFUSED_OUTCOME = Decision.Outcome.ADMITTED, Decision.Outcome.WAITING, Decision.Outcome.REFUSED


@pytest.fixture
def manager() -> User:
    return a_person(Role.MANAGER)


def a_published_ranking(manager: User) -> tuple[Campaign, list[Application]]:
    """Two places, two people waiting, two refused."""
    campaign, ranked = a_drafted_campaign(manager)
    publish.publish(campaign=campaign, by=manager, at=NOON)
    return Campaign.objects.get(pk=campaign.pk), [Application.objects.get(pk=file.pk) for file in ranked]


def amended(file: Application, manager: User, **change: object) -> Decision:
    amendment = Amendment(**{"reason": REASON, **change})  # type: ignore[arg-type]
    return amend.amend(decision=file.decision, amendment=amendment, by=manager, at=NOON)


def broken() -> set[str]:
    """The rules broken, but for the readings these files never had."""
    return {rule for rule in violations() if "readings" not in rule}


def in_order(campaign: Campaign) -> list[int]:
    return [file.pk for file in offers.waiting_list(campaign)]


def test_a_refused_person_enters_the_waiting_list_at_the_rank_they_deserved(noon: datetime, manager: User) -> None:
    campaign, ranked = a_published_ranking(manager)

    amended(ranked[4], manager, outcome=WAITING, position=2)

    assert in_order(campaign) == [ranked[2].pk, ranked[4].pk, ranked[3].pk]
    assert Decision.objects.get(application=ranked[4]).reason == REASON
    assert not broken()


def test_everybody_concerned_is_told_and_nobody_else(noon: datetime, manager: User) -> None:
    _campaign, ranked = a_published_ranking(manager)
    Letter.objects.all().delete()

    amended(ranked[4], manager, outcome=WAITING, position=2)

    told = {letter.to_id: (letter.kind, letter.context["waiting_rank"]) for letter in Letter.objects.all()}
    assert told == {
        ranked[4].candidate_id: ("applications/corrected_waiting", 2),
        ranked[3].candidate_id: ("applications/waiting_rank_moved", 3),
    }


def test_the_letters_read_before_are_the_letters_that_leave(noon: datetime, manager: User) -> None:
    _campaign, ranked = a_published_ranking(manager)
    Letter.objects.all().delete()
    decision = Decision.objects.select_related("application__candidate", "application__campaign").get(
        application=ranked[5]
    )
    planned = amend.planned_letters(decision, Amendment(outcome=WAITING, reason=REASON, position=1), NOON)

    amended(ranked[5], manager, outcome=WAITING, position=1)

    assert {(one.to, one.kind, one.context.get("waiting_rank")) for one in planned} == {
        (one.to, one.kind, one.context.get("waiting_rank")) for one in Letter.objects.all()
    }
    assert REASON in render(Letter.objects.get(to=ranked[5].candidate)).body


def test_the_trace_says_what_was_what_is_and_why(noon: datetime, manager: User) -> None:
    _campaign, ranked = a_published_ranking(manager)

    amended(ranked[4], manager, outcome=WAITING, position=1)

    facts = Entry.objects.get(event="applications.application.amend", by=manager).facts
    assert (facts["before"], facts["after"], facts["reason"]) == (["refused", ""], ["waiting", "1"], REASON)


def test_admitting_after_all_needs_a_free_place_and_takes_none_from_anybody(noon: datetime, manager: User) -> None:
    campaign, ranked = a_published_ranking(manager)

    with pytest.raises(NoFreePlace, match="aucune n’est reprise"):
        amended(ranked[4], manager, outcome=ADMITTED)

    assert [state_of(file) for file in ranked[:2]] == [State.OFFERED] * 2
    assert held(campaign) == 2


def test_a_place_more_said_in_words_admits_after_all(noon: datetime, manager: User) -> None:
    campaign, ranked = a_published_ranking(manager)

    amended(ranked[4], manager, outcome=ADMITTED, extra_place=True)

    assert [state_of(file) for file in (*ranked[:2], ranked[4])] == [State.OFFERED] * 3
    assert Campaign.objects.get(pk=campaign.pk).places == 3
    letter = Letter.objects.get(kind="applications/corrected_admitted")
    assert datetime.fromisoformat(letter.context["expires_at"]) == Offer.objects.get(application=ranked[4]).expires_at
    assert not broken()


@pytest.mark.parametrize("outcome", [WAITING, REFUSED_OUTCOME, ADMITTED])
def test_a_correction_never_takes_an_offer_back(outcome: str, noon: datetime, manager: User) -> None:
    _campaign, ranked = a_published_ranking(manager)

    with pytest.raises(NotAmendable, match="ne la reprend jamais"):
        amended(ranked[0], manager, outcome=outcome)

    assert state_of(ranked[0]) == State.OFFERED


def test_nobody_is_taken_off_the_waiting_list(noon: datetime, manager: User) -> None:
    _campaign, ranked = a_published_ranking(manager)

    with pytest.raises(NotAmendable, match="ne retire personne"):
        amended(ranked[2], manager, outcome=REFUSED_OUTCOME)


def test_a_waiting_rank_is_corrected(noon: datetime, manager: User) -> None:
    campaign, ranked = a_published_ranking(manager)

    amended(ranked[3], manager, outcome=WAITING, position=1)

    assert in_order(campaign) == [ranked[3].pk, ranked[2].pk]


def test_a_draft_is_changed_as_a_draft(noon: datetime, manager: User) -> None:
    _campaign, ranked = a_drafted_campaign(manager)

    with pytest.raises(NotAmendable, match="brouillon"):
        amended(ranked[4], manager, outcome=WAITING)


def test_more_places_call_the_next_people_in_order_by_the_hand_that_gave_them(noon: datetime, manager: User) -> None:
    campaign, ranked = a_published_ranking(manager)

    amend.set_places(campaign=campaign, places=3, reason="Un poste de plus.", by=manager, at=noon)

    assert [state_of(file) for file in ranked[2:4]] == [State.OFFERED, State.WAITING]
    assert Offer.objects.get(application=ranked[2]).made_by == manager
    assert Entry.objects.get(event="applications.campaign.set_places").facts["reason"] == "Un poste de plus."


def test_places_never_go_below_those_held(noon: datetime, manager: User) -> None:
    campaign, _ = a_published_ranking(manager)

    with pytest.raises(NoFreePlace, match="2 places"):
        amend.set_places(campaign=campaign, places=1, reason="Moins.", by=manager, at=noon)


@pytest.mark.parametrize(
    ("others", "position", "rank", "after"),
    [
        ([], 1, 1, []),
        ([3, 4], 1, 3, [4, 5]),
        ([3, 4], 3, 5, [3, 4]),
        ([3, 5, 6], 1, 3, [4, 5, 6]),
        ([1, 2, 7], 2, 2, [1, 3, 7]),
        ([1, 2], 9, 3, [1, 2]),
    ],
)
def test_only_the_ranks_in_the_way_move(others: list[int], position: int, rank: int, after: list[int]) -> None:
    assert placed(others, position) == (rank, after)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_corrections_at_once_never_give_one_free_place_twice(noon: datetime, manager: User) -> None:
    campaign, ranked = a_published_ranking(manager)
    for file in ranked[2:4]:
        amend.set_places(campaign=campaign, places=2, reason="x", by=manager, at=noon)
        Application.objects.filter(pk=file.pk).update(state=State.REFUSED)
        Decision.objects.filter(application=file).update(outcome=REFUSED_OUTCOME, waiting_rank=None)
    Campaign.objects.filter(pk=campaign.pk).update(places=3)
    hands = [partial(amended, file, manager, outcome=ADMITTED) for file in ranked[2:6]]

    answers = at_once(hands)

    assert answers.count(REFUSED) == 3
    assert held(campaign) == 3
    assert not broken()
