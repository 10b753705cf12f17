from datetime import datetime, timedelta
from functools import partial

import pytest

from applications import lifecycle
from applications.actions import decide, publish
from applications.lifecycle import Phase, State
from applications.models import Application, Campaign, Decision, Offer
from portal.journal.models import Entry
from portal.outbox.models import Letter
from portal.people.models import Role, User
from tests.build import NOON, a_campaign, a_deferral, a_person, an_application
from tests.races import REFUSED, at_once, meet_after

pytestmark = pytest.mark.django_db


def a_read_campaign(*, files: int = 6, places: int = 2) -> tuple[Campaign, list[Application]]:
    """A closed campaign whose files are read, best first: 95, 90, 85 …"""
    campaign = a_campaign(places=places, closes_in=timedelta(0), phase=Phase.JURY)
    return campaign, [
        an_application(state=State.ELIGIBLE, campaign=campaign, total=95 - 5 * n, reviews_expected=3, reviews_done=3)
        for n in range(files)
    ]


def a_drafted_campaign(by: User, *, files: int = 6, places: int = 2) -> tuple[Campaign, list[Application]]:
    campaign, ranked = a_read_campaign(files=files, places=places)
    decide.draft(campaign=campaign, by=by, at=NOON, waiting=2)
    return campaign, ranked


def test_draws_the_line_at_the_places_then_the_waiting_list_then_the_others(noon: datetime) -> None:
    campaign, ranked = a_read_campaign()

    decide.draft(campaign=campaign, by=a_person(Role.MANAGER), at=noon, waiting=2)

    drafted = [(d.application_id, d.outcome, d.waiting_rank) for d in publish.drafts(campaign)]
    outcomes = [("admitted", None)] * 2 + [("waiting", 1), ("waiting", 2)] + [("refused", None)] * 2
    assert drafted == [(file.pk, *outcome) for file, outcome in zip(ranked, outcomes, strict=True)]


def test_drafts_again_without_losing_the_reasons(noon: datetime) -> None:
    manager = a_person(Role.MANAGER)
    campaign, ranked = a_drafted_campaign(manager)
    last = ranked[-1].decision
    decide.revise(decision=last, outcome="refused", reason="Un projet encore vague.", by=manager, at=noon)

    decide.draft(campaign=campaign, by=manager, at=noon, waiting=2)

    assert Decision.objects.get(application=ranked[-1]).reason == "Un projet encore vague."


def test_decides_a_hundred_in_ten_queries(noon: datetime, django_assert_max_num_queries) -> None:
    manager = a_person(Role.MANAGER)
    campaign, _ = a_read_campaign(files=19)

    with django_assert_max_num_queries(10):
        decide.draft(campaign=campaign, by=manager, at=noon, waiting=2)


def test_an_unread_file_keeps_the_line_from_being_drawn(noon: datetime) -> None:
    campaign, _ = a_read_campaign()
    unread = an_application(state=State.ELIGIBLE, campaign=campaign)

    with pytest.raises(decide.NotDecidable, match=unread.number):
        decide.draft(campaign=campaign, by=a_person(Role.MANAGER), at=noon, waiting=2)


def test_a_tie_across_the_line_must_be_broken_with_a_reason(noon: datetime) -> None:
    manager = a_person(Role.MANAGER)
    campaign, ranked = a_read_campaign()
    Application.objects.filter(pk=ranked[2].pk).update(total=ranked[1].total)
    decide.draft(campaign=campaign, by=manager, at=noon, waiting=2)
    with pytest.raises(publish.NotPublishable, match="égalité"):
        publish.publish(campaign=campaign, by=manager, at=noon)

    decide.settle_tie(
        below=Decision.objects.get(rank=3), before="below", reason="Un engagement plus long.", by=manager, at=noon
    )
    publish.publish(campaign=campaign, by=manager, at=noon)

    ranked[2].refresh_from_db()
    assert ranked[2].state == State.OFFERED


def test_publishes_decisions_offers_and_letters_at_once(noon: datetime) -> None:
    manager = a_person(Role.MANAGER)
    campaign, ranked = a_drafted_campaign(manager)

    publish.publish(campaign=campaign, by=manager, at=noon)

    states = [Application.objects.get(pk=file.pk).state for file in ranked]
    assert states == [State.OFFERED] * 2 + [State.WAITING] * 2 + [State.REFUSED] * 2
    assert Offer.objects.count() == 2
    assert Letter.objects.count() == 6


def test_leaves_its_trace_for_the_campaign_and_for_each_file(noon: datetime) -> None:
    manager = a_person(Role.MANAGER)
    campaign, _ = a_drafted_campaign(manager)

    publish.publish(campaign=campaign, by=manager, at=noon)

    assert Entry.objects.filter(event="applications.campaign.publish_results", by=manager).count() == 1
    assert (
        Entry.objects.filter(event__in=["applications.application.admit", "applications.application.refuse"]).count()
        == 4
    )


def test_an_offer_lasts_until_the_end_of_its_last_day_in_paris(noon: datetime) -> None:
    manager = a_person(Role.MANAGER)
    campaign, _ = a_drafted_campaign(manager)

    publish.publish(campaign=campaign, by=manager, at=noon)

    expected = (noon + timedelta(days=campaign.answer_days + 1)).replace(hour=0)
    assert {offer.expires_at for offer in Offer.objects.all()} == {expected}


def test_refuses_while_candidates_can_still_apply(noon: datetime) -> None:
    manager = a_person(Role.MANAGER)
    campaign, _ = a_drafted_campaign(manager)
    Campaign.objects.filter(pk=campaign.pk).update(closes_at=noon + timedelta(seconds=1))

    with pytest.raises(publish.NotPublishable, match="encore ouverte"):
        publish.publish(campaign=campaign, by=manager, at=noon)

    assert not Letter.objects.exists()


def test_costs_the_same_for_six_or_twelve_people(noon: datetime, django_assert_max_num_queries) -> None:
    manager = a_person(Role.MANAGER)
    small, _ = a_drafted_campaign(manager, files=6)
    large, _ = a_drafted_campaign(manager, files=12)

    for campaign in (small, large):
        with django_assert_max_num_queries(31):
            publish.publish(campaign=campaign, by=manager, at=noon)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_t42_pressed_by_four_people_publishes_once(noon: datetime) -> None:
    manager = a_person(Role.MANAGER)
    campaign, ranked = a_drafted_campaign(manager)

    pressed = at_once([partial(publish.publish, campaign=campaign, by=manager, at=noon)] * 4)

    assert pressed.count(REFUSED) == 3
    assert (Letter.objects.count(), Offer.objects.count()) == (6, 2)
    assert Campaign.objects.get(pk=campaign.pk).state == lifecycle.Campaign.DECIDED
    assert len(ranked) == 6


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_t42_without_the_locks_it_would_be_published_twice(noon: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: two hands that both read an unpublished campaign."""
    manager = a_person(Role.MANAGER)
    campaign, _ = a_drafted_campaign(manager)
    monkeypatch.setattr(publish, "lock_campaign", lambda pk: Campaign.objects.get(pk=pk))
    monkeypatch.setattr(publish, "move", lambda campaign, step, **facts: campaign)
    meet_after(monkeypatch, publish, "obstacles", hands=2)

    def press() -> str:
        try:
            publish.publish(campaign=campaign, by=manager, at=noon)
        except Exception as trouble:
            return type(trouble).__name__
        return "published"

    pressed = at_once([press] * 2)

    assert pressed != ["published", REFUSED]
    assert pressed != [REFUSED, "published"]


def test_places_lowered_or_kept_since_the_line_was_drawn_keep_the_results_from_leaving(noon: datetime) -> None:
    """Two are admitted on paper; one of the two places has since been kept for somebody who deferred."""
    manager = a_person(Role.MANAGER)
    campaign, ranked = a_drafted_campaign(manager, places=2)
    a_deferral(state=lifecycle.Deferral.CONFIRMED, to=campaign)

    with pytest.raises(publish.NotPublishable, match="2 pour 1 place"):
        publish.publish(campaign=campaign, by=manager, at=noon)

    assert {Application.objects.get(pk=file.pk).state for file in ranked} == {State.ELIGIBLE}
    assert not Letter.objects.exists()


def test_a_reason_written_by_hand_and_its_decision_survive_a_line_drawn_again(noon: datetime) -> None:
    manager = a_person(Role.MANAGER)
    campaign, ranked = a_drafted_campaign(manager)
    decide.revise(decision=ranked[0].decision, outcome="refused", reason="Dossier retiré.", by=manager, at=noon)

    decide.draft(campaign=campaign, by=manager, at=noon, waiting=2)

    kept = Decision.objects.get(application=ranked[0])
    assert (kept.outcome, kept.reason) == ("refused", "Dossier retiré.")


def test_a_candidate_finds_no_decision_before_it_is_published(noon: datetime) -> None:
    manager = a_person(Role.MANAGER)
    campaign, ranked = a_drafted_campaign(manager)
    candidate = ranked[0].candidate

    assert not Decision.objects.visible_to(candidate).exists()
    publish.publish(campaign=campaign, by=manager, at=noon)
    assert Decision.objects.visible_to(candidate).get() == ranked[0].decision
