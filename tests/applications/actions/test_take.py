"""Decisions taken in a meeting, kept when the line is drawn again."""

from datetime import datetime

import pytest

from applications.actions import agenda, decide, publish
from applications.actions import sitting as sittings
from applications.actions.quorum import UnderQuorum
from applications.models import Application, Decision, Sitting
from portal.journal.models import Entry
from portal.outbox.models import Letter
from portal.people.models import Role
from tests.applications.actions.test_sitting import a_jury_campaign, order
from tests.build import a_ballot, a_conflict, a_person, a_sitting

pytestmark = pytest.mark.django_db


def taken(held: Sitting, outcome: str, at: datetime, *, reason: str = "") -> Decision:
    held = Sitting.objects.get(pk=held.pk)
    assert held.current is not None
    return decide.take(sitting=held, application=held.current, outcome=outcome, reason=reason, by=held.president, at=at)


def outcomes(files: list[Application]) -> list[str]:
    return [Decision.objects.get(application=file).outcome for file in files]


def test_a_decision_says_in_which_meeting_and_before_whom(noon: datetime) -> None:
    campaign, (one, *_) = a_jury_campaign()
    held = a_sitting(campaign)

    decision = taken(held, "refused", noon, reason="Un projet encore vague.")

    assert (decision.sitting, decision.rank, decision.reason) == (held, 1, "Un projet encore vague.")
    item = held.agenda.get(application=one)
    assert (item.decided_at, item.in_the_room, item.out_of_the_room) == (noon, 3, 0)
    assert Entry.objects.filter(event="applications.decision.take").count() == 1
    assert not Letter.objects.exclude(kind="applications/sitting_convened").exists()


def test_a_decision_changes_until_publication(noon: datetime) -> None:
    campaign, (one, *_) = a_jury_campaign()
    held = a_sitting(campaign)

    taken(held, "refused", noon)
    taken(held, "waiting", noon)

    decision = Decision.objects.get(application=one)
    assert (decision.outcome, decision.waiting_rank) == ("waiting", 1)


def test_under_the_quorum_nothing_is_decided(noon: datetime) -> None:
    campaign, _ = a_jury_campaign()
    held = a_sitting(campaign, quorum=3, present=2)

    with pytest.raises(UnderQuorum):
        taken(held, "admitted", noon)
    assert not Decision.objects.exists()


def test_during_a_vote_nothing_is_decided(noon: datetime) -> None:
    campaign, _ = a_jury_campaign()
    held = a_sitting(campaign)
    a_ballot(held)

    with pytest.raises(sittings.BallotStillOpen):
        taken(held, "admitted", noon)


def test_a_stale_screen_decides_nothing(noon: datetime) -> None:
    campaign, (one, *_) = a_jury_campaign()
    held = a_sitting(campaign)
    agenda.call_next(sitting=held, after=one.pk, by=held.president, at=noon)

    with pytest.raises(decide.NotDecidable, match="a changé"):
        decide.take(sitting=held, application=one, outcome="admitted", reason="", by=held.president, at=noon)


def test_a_president_in_conflict_decides_nothing_on_that_file(noon: datetime) -> None:
    campaign, (one, *_) = a_jury_campaign()
    held = a_sitting(campaign, members=4)
    a_conflict(one, reviewer=held.president)

    with pytest.raises(decide.NotDecidable, match="quitté la salle"):
        taken(held, "admitted", noon)


def test_a_break_stops_decisions(noon: datetime) -> None:
    campaign, _ = a_jury_campaign()
    held = sittings.suspend(sitting=a_sitting(campaign), by=a_person(Role.MANAGER), at=noon)

    with pytest.raises(decide.NotDecidable, match="pas ouverte"):
        taken(held, "admitted", noon)


def test_another_meeting_continues_with_what_is_left(noon: datetime) -> None:
    campaign, (_, two, three) = a_jury_campaign()
    first = a_sitting(campaign)
    taken(first, "admitted", noon)
    sittings.close(sitting=first, by=first.president, at=noon)

    second = a_sitting(campaign)

    assert order(second) == [two, three]


def test_nothing_is_published_before_all_is_decided(noon: datetime) -> None:
    campaign, _ = a_jury_campaign()
    taken(a_sitting(campaign), "admitted", noon)

    assert any(
        "n’ont pas de décision" in sentence for sentence in publish.obstacles(campaign, publish.drafts(campaign), noon)
    )


def test_drawing_the_line_keeps_what_the_jury_decided_and_gives_the_places_left(noon: datetime) -> None:
    campaign, files = a_jury_campaign(files=5)  # two places
    held = a_sitting(campaign)
    taken(held, "refused", noon, reason="Entretien décisif.")
    agenda.call(item=held.agenda.get(application=files[4]), by=held.president, at=noon)
    taken(held, "admitted", noon)

    decide.draft(campaign=campaign, by=held.president, at=noon, waiting=1)

    assert outcomes(files) == ["refused", "admitted", "waiting", "refused", "admitted"]
    kept = Decision.objects.get(application=files[0])
    assert (kept.sitting, kept.reason) == (held, "Entretien décisif.")
    assert Entry.objects.get(event="applications.campaign.draft_decisions").facts["kept"] == 2


def test_a_waiting_list_decided_by_hand_is_numbered_in_the_order_of_the_ranking(noon: datetime) -> None:
    campaign, files = a_jury_campaign(files=4)
    held = a_sitting(campaign)
    agenda.call(item=held.agenda.get(application=files[3]), by=held.president, at=noon)
    taken(held, "waiting", noon)

    decide.draft(campaign=campaign, by=held.president, at=noon, waiting=2)

    ranks = Decision.objects.filter(outcome="waiting").order_by("rank").values_list("application", "waiting_rank")
    assert list(ranks) == [(files[2].pk, 1), (files[3].pk, 2)]


def test_drawing_anew_is_asked_for(noon: datetime) -> None:
    campaign, files = a_jury_campaign()
    taken(a_sitting(campaign), "refused", noon)

    decide.draft(campaign=campaign, by=a_person(Role.MANAGER), at=noon, waiting=0, anew=True)

    assert outcomes(files) == ["admitted", "admitted", "refused"]
    assert not Decision.objects.filter(by_hand=True).exists()


def test_turning_equals_round_moves_no_decision_taken_by_hand(noon: datetime) -> None:
    campaign, files = a_jury_campaign()
    Application.objects.filter(pk__in=[files[0].pk, files[1].pk]).update(total=90)
    held = a_sitting(campaign)
    taken(held, "refused", noon)
    decide.draft(campaign=campaign, by=held.president, at=noon, waiting=0)

    below = Decision.objects.get(rank=2)
    decide.settle_tie(below=below, before="below", reason="Plus d’engagements.", by=held.president, at=noon)

    turned = Decision.objects.get(application=files[0])
    assert (turned.outcome, turned.rank) == ("refused", 2)
