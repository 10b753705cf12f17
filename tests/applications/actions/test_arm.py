from datetime import timedelta
from functools import partial

import pytest
from django.utils import translation

from applications import lifecycle
from applications.actions import campaign as set_up
from applications.actions import decide, letters, publish
from applications.actions.offers import expiry
from applications.actions.phase import PhaseNotEntered, enter
from applications.actions.withdraw import withdraw
from applications.lifecycle import State
from applications.models import Application, Campaign, Decision, Offer
from portal.journal.models import Entry
from portal.journal.moves import Refusal
from portal.outbox.models import Letter
from portal.outbox.post import written
from portal.outbox.words import render
from portal.people.models import Role, User
from portal.web.words import deadline
from tests.applications.actions.test_publish import a_drafted_campaign
from tests.build import NOON, a_person, an_application
from tests.races import REFUSED, at_once, meet_after

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(minutes=30)


@pytest.fixture
def manager() -> User:
    return a_person(Role.MANAGER)


def an_armed_campaign(manager: User, *, files: int = 6) -> Campaign:
    campaign, _ranked = a_drafted_campaign(manager, files=files)
    return publish.arm(campaign=campaign, by=manager, at=NOON)


def fresh(campaign: Campaign) -> Campaign:
    return Campaign.objects.get(pk=campaign.pk)


def test_arming_promises_a_moment_and_writes_to_nobody(manager: User) -> None:
    campaign = an_armed_campaign(manager)

    assert (fresh(campaign).publishes_at, fresh(campaign).armed_by) == (LATER, manager)
    assert Entry.objects.filter(event="applications.campaign.arm", by=manager).count() == 1
    assert not Letter.objects.exists()
    assert not Application.objects.exclude(state=State.ELIGIBLE).exists()


def test_arming_refuses_what_could_not_be_published(manager: User) -> None:
    campaign, _ = a_drafted_campaign(manager)
    an_application(state=State.SUBMITTED, campaign=campaign)

    with pytest.raises(publish.NotPublishable, match="recevabilité"):
        publish.arm(campaign=campaign, by=manager, at=NOON)


def test_arming_twice_is_refused(manager: User) -> None:
    campaign = an_armed_campaign(manager)

    with pytest.raises(publish.NotPublishable, match="déjà programmé"):
        publish.arm(campaign=campaign, by=manager, at=NOON)


def test_the_clock_publishes_when_the_time_to_undo_is_over_and_not_before(manager: User) -> None:
    campaign = an_armed_campaign(manager)

    assert publish.publish_due(at=LATER - timedelta(microseconds=1)) == 0
    assert not Letter.objects.exists()
    assert publish.publish_due(at=LATER) == 1

    assert fresh(campaign).state == lifecycle.Campaign.DECIDED
    assert not fresh(campaign).is_armed
    assert (Letter.objects.count(), Offer.objects.count()) == (6, 2)
    assert Entry.objects.get(event="applications.campaign.publish_results").by == manager


def test_a_second_round_of_the_clock_sends_nothing_again(manager: User) -> None:
    an_armed_campaign(manager)
    publish.publish_due(at=LATER)

    assert publish.publish_due(at=LATER + timedelta(minutes=1)) == 0
    assert Letter.objects.count() == 6


def test_undoing_leaves_no_letter_and_a_trace(manager: User) -> None:
    campaign = an_armed_campaign(manager)

    publish.disarm(campaign=campaign, by=manager, at=NOON, reason="Un nom oublié.")

    assert publish.publish_due(at=LATER) == 0
    assert not Letter.objects.exists()
    assert Entry.objects.get(event="applications.campaign.disarm").facts["reason"] == "Un nom oublié."


def test_undoing_is_possible_as_long_as_the_clock_is_late(manager: User) -> None:
    campaign = an_armed_campaign(manager)

    publish.disarm(campaign=campaign, by=manager, at=LATER + timedelta(minutes=5))

    assert publish.publish_due(at=LATER + timedelta(minutes=6)) == 0


def test_undoing_after_the_letters_have_left_says_what_can_still_be_done(manager: User) -> None:
    campaign = an_armed_campaign(manager)
    publish.publish_due(at=LATER)

    with pytest.raises(publish.NotPublishable, match="personne par personne"):
        publish.disarm(campaign=campaign, by=manager, at=LATER)


def test_an_obstacle_that_came_meanwhile_stops_the_departure_and_tells_those_who_run_it(manager: User) -> None:
    president, reader = a_person(Role.JURY_PRESIDENT), a_person(Role.REVIEWER)
    campaign = an_armed_campaign(manager)
    an_application(state=State.SUBMITTED, campaign=campaign)

    assert publish.publish_due(at=LATER) == 0

    assert not fresh(campaign).is_armed
    told = Letter.objects.filter(kind="applications/publication_stopped")
    assert {letter.to for letter in told} >= {manager, president}
    assert reader not in {letter.to for letter in told}
    assert not Letter.objects.exclude(kind="applications/publication_stopped").exists()


def test_somebody_who_steps_out_meanwhile_gets_no_decision(manager: User) -> None:
    campaign = an_armed_campaign(manager)
    first = Decision.objects.get(rank=1).application
    withdraw(application=first, by=first.candidate, at=NOON, reason="job")

    assert publish.publish_due(at=LATER) == 1

    assert not Letter.objects.filter(to=first.candidate, kind="applications/admitted").exists()
    assert fresh(campaign).is_published


@pytest.mark.parametrize("act", ["draft", "revise", "settle", "rewrite", "restore", "set up"])
def test_nothing_changes_while_the_letters_are_held_back(act: str, manager: User) -> None:
    campaign = an_armed_campaign(manager)
    one = Decision.objects.get(rank=3)
    acts = {
        "draft": partial(decide.draft, campaign=campaign, waiting=1),
        "revise": partial(decide.revise, decision=one, outcome="refused", reason=""),
        "settle": partial(decide.settle_tie, below=one, before="below", reason="Non."),
        "rewrite": partial(letters.rewrite, decision=one, subject="Autre", body="Autre."),
        "restore": partial(letters.restore, decision=one),
        "set up": partial(set_up.edit, campaign=campaign, changes={"answer_days": 3}),
    }

    with pytest.raises(Refusal, match="annulez d’abord"):
        acts[act](by=manager, at=NOON)


def test_publishing_now_needs_to_have_been_armed(manager: User) -> None:
    campaign, _ = a_drafted_campaign(manager)

    with pytest.raises(publish.NotPublishable, match="Programmez d’abord"):
        publish.publish_now(campaign=campaign, by=manager, at=NOON)


# What must never happen again with a decision letter


def test_no_decision_letter_leaves_without_having_been_readable_word_for_word(manager: User) -> None:
    campaign, ranked = a_drafted_campaign(manager)
    letters.rewrite(
        decision=Decision.objects.get(rank=6),
        subject="Votre candidature",
        body="Merci.\n\nÀ bientôt.",
        by=manager,
        at=NOON,
    )
    publish.arm(campaign=campaign, by=manager, at=NOON)
    readable = {
        draft.application.candidate_id: render(
            written(letters.envelope(draft, expires_at=expiry(campaign, LATER)), at=NOON)
        )
        for draft in publish.drafts(fresh(campaign))
    }

    publish.publish_due(at=LATER)

    assert {letter.to_id: render(letter) for letter in Letter.objects.all()} == readable
    assert len(readable) == len(ranked)


def test_no_decision_letter_leaves_twice_whoever_presses(manager: User) -> None:
    campaign = an_armed_campaign(manager)
    publish.publish_now(campaign=campaign, by=manager, at=NOON)
    publish.publish_due(at=LATER)
    with pytest.raises(publish.NotPublishable):
        publish.publish(campaign=campaign, by=manager, at=LATER)

    assert sorted(Letter.objects.values_list("to", flat=True)) == sorted(
        Application.objects.values_list("candidate", flat=True)
    )


# Letters written by hand


def test_a_letter_written_by_hand_is_the_one_that_leaves(manager: User) -> None:
    campaign, ranked = a_drafted_campaign(manager)
    letters.rewrite(
        decision=ranked[-1].decision,
        subject="  Votre\tcandidature ",
        body="Cher ami,\r\n\r\nMerci.\r\n",
        by=manager,
        at=NOON,
    )
    publish.publish(campaign=campaign, by=manager, at=NOON)

    words = render(Letter.objects.get(to=ranked[-1].candidate))
    assert (words.subject, words.body) == ("Votre candidature", "Cher ami,\n\nMerci.")
    assert Entry.objects.filter(event="applications.decision.rewrite_letter", by=manager).exists()


@pytest.mark.parametrize(("language", "mark"), [("fr", "[date limite]"), ("en", "[deadline]")])
def test_the_last_day_to_answer_is_written_when_the_letter_leaves(language: str, mark: str, manager: User) -> None:
    campaign, ranked = a_drafted_campaign(manager)
    User.objects.filter(pk=ranked[0].candidate_id).update(language=language)
    decision = Decision.objects.select_related("application__candidate", "application__campaign").get(rank=1)
    template = letters.template_words(decision)
    assert template.body.count(mark) == 1
    letters.rewrite(decision=decision, subject="Oui", body=template.body + "\n\nBravo !", by=manager, at=NOON)

    publish.publish(campaign=campaign, by=manager, at=NOON + timedelta(days=3))

    body = render(Letter.objects.get(to=ranked[0].candidate)).body
    assert mark not in body
    with translation.override(language):
        assert deadline(Offer.objects.get(application=ranked[0]).expires_at) in body


def test_a_letter_that_offers_a_place_keeps_its_limit(manager: User) -> None:
    _, ranked = a_drafted_campaign(manager)

    with pytest.raises(letters.LimitMissing, match="date limite"):
        letters.rewrite(decision=ranked[0].decision, subject="Oui", body="Bravo.", by=manager, at=NOON)


def test_a_letter_about_another_decision_keeps_the_results_from_leaving(manager: User) -> None:
    campaign, ranked = a_drafted_campaign(manager)
    last = ranked[-1].decision
    letters.rewrite(decision=last, subject="Non", body="Pas cette fois.", by=manager, at=NOON)
    last.refresh_from_db()
    decide.revise(decision=last, outcome="waiting", reason="", by=manager, at=NOON)

    with pytest.raises(publish.NotPublishable, match=ranked[-1].number):
        publish.arm(campaign=campaign, by=manager, at=NOON)

    letters.restore(decision=last, by=manager, at=NOON)
    assert publish.arm(campaign=campaign, by=manager, at=NOON).is_armed


def test_the_words_of_the_template_given_back_are_no_letter_by_hand(manager: User) -> None:
    _, ranked = a_drafted_campaign(manager)
    decision = ranked[-1].decision
    words = letters.template_words(decision)

    letters.rewrite(decision=decision, subject=words.subject, body=words.body, by=manager, at=NOON)

    decision.refresh_from_db()
    assert decision.letter_body == ""


# Several hands


def one_letter_each(campaign: Campaign) -> None:
    people = sorted(Application.objects.filter(campaign=campaign).values_list("candidate", flat=True))
    assert sorted(Letter.objects.values_list("to", flat=True)) == people
    assert Entry.objects.filter(event="applications.campaign.publish_results").count() == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_t42_the_clock_and_six_hands_at_once_publish_once(manager: User, monkeypatch: pytest.MonkeyPatch) -> None:
    campaign = an_armed_campaign(manager, files=30)
    meet_after(monkeypatch, publish, "obstacles", hands=2)
    by_clock = [partial(publish.publish_due, at=LATER)] * 3
    by_hand = [partial(publish.publish_now, campaign=campaign, by=manager, at=LATER)] * 3

    at_once([*by_clock, *by_hand])

    one_letter_each(campaign)
    assert Offer.objects.count() == 2


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_t42_without_the_lock_the_clock_and_a_hand_would_both_publish(
    manager: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control: both read a campaign that is not published."""
    campaign = an_armed_campaign(manager)
    monkeypatch.setattr(publish, "lock_campaign", lambda pk: Campaign.objects.get(pk=pk))
    monkeypatch.setattr(publish, "move", lambda campaign, step, **facts: campaign)
    meet_after(monkeypatch, publish, "obstacles", hands=2)

    def quietly(hand: partial[object]) -> str:
        try:
            hand()
        except Exception as trouble:
            return type(trouble).__name__
        return "published"

    answers = at_once(
        [
            partial(quietly, partial(publish.publish_due, at=LATER)),
            partial(quietly, partial(publish.publish_now, campaign=campaign, by=manager, at=LATER)),
        ]
    )

    assert "NotPublishable" not in answers
    assert "IntegrityError" in answers or "IllegalMove" in answers


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_t42_undone_while_the_clock_strikes_is_either_undone_or_published_never_half(manager: User) -> None:
    campaign = an_armed_campaign(manager)

    answers = at_once(
        [
            partial(publish.publish_due, at=LATER),
            partial(publish.disarm, campaign=campaign, by=manager, at=LATER),
        ]
    )

    if answers[1] == REFUSED:
        one_letter_each(campaign)
    else:
        assert (answers[0], Letter.objects.count(), Offer.objects.count()) == (0, 0, 0)


def test_a_letter_written_by_hand_survives_a_line_drawn_again(manager: User) -> None:
    campaign, _ranked = a_drafted_campaign(manager)
    last = Decision.objects.filter(outcome=Decision.Outcome.REFUSED).latest("rank")
    letters.rewrite(decision=last, subject="Votre candidature", body="Revenez nous voir.", by=manager, at=NOON)

    decide.draft(campaign=campaign, by=manager, at=NOON, waiting=2)

    assert Decision.objects.get(application=last.application_id).letter_body == "Revenez nous voir."


def test_no_phase_is_entered_while_the_letters_are_held_back(manager: User) -> None:
    campaign = an_armed_campaign(manager)

    with pytest.raises(PhaseNotEntered, match="sur le point de partir"):
        enter(campaign=campaign, phase=lifecycle.Phase.READING, by=manager, at=NOON, reason="Une erreur.")

    assert fresh(campaign).phase == lifecycle.Phase.JURY
