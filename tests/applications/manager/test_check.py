from datetime import date, datetime, timedelta
from threading import Event

import pytest
from django.test import Client
from django.urls import reverse

from applications import lifecycle
from applications.actions import check as actions
from applications.actions.check import Finding, Topic, Verdict
from applications.lifecycle import State
from applications.models import Application
from portal.journal.models import Entry
from portal.outbox.models import Letter
from portal.outbox.words import render
from portal.people.models import Role, User
from tests.build import NOON, a_campaign, a_correction, a_person, an_application
from tests.races import MEETING, REFUSED, at_once, meet_after

pytestmark = pytest.mark.django_db
ALL_MET = {topic.value: Finding(Verdict.MET) for topic in Topic}


def a_verified_file(*, by: User) -> Application:
    application = an_application(state=State.SUBMITTED)
    return actions.examine(application=application, findings=ALL_MET, by=by, at=NOON)


def test_a_verdict_says_who_when_and_why(noon: datetime) -> None:
    manager = a_person(Role.MANAGER)
    application = an_application(state=State.SUBMITTED)

    actions.examine(application=application, findings={"age": Finding(Verdict.NOT_MET, "27 ans")}, by=manager, at=noon)

    check = application.checks.get()
    assert (check.topic, check.verdict, check.words, check.by, check.at) == ("age", "not_met", "27 ans", manager, noon)
    assert Entry.objects.get().facts == {"verdicts": ["age: not_met"]}


def test_the_same_verdicts_again_leave_no_trace(noon: datetime) -> None:
    manager = a_person(Role.MANAGER)
    application = a_verified_file(by=manager)

    actions.examine(application=application, findings=ALL_MET, by=manager, at=noon + timedelta(hours=1), seen=noon)

    assert Entry.objects.count() == 1


def test_two_people_verifying_at_once_are_told(noon: datetime) -> None:
    application = an_application(state=State.SUBMITTED)
    actions.examine(application=application, findings=ALL_MET, by=a_person(Role.MANAGER), at=noon)

    with pytest.raises(actions.ChangedMeanwhile, match="vient de vérifier"):
        actions.examine(
            application=application, findings={"age": Finding(Verdict.NOT_MET)}, by=a_person(Role.MANAGER), at=noon
        )

    assert application.checks.get(topic="age").verdict == Verdict.MET


def test_a_verified_file_is_declared_eligible_and_the_person_told(noon: datetime) -> None:
    manager = a_person(Role.MANAGER)

    application = actions.declare_eligible(application=a_verified_file(by=manager), by=manager, at=noon)

    letter = Letter.objects.get()
    assert application.state == State.ELIGIBLE
    assert (letter.kind, letter.to) == ("applications/eligible", application.candidate)
    assert application.campaign.name in render(letter).body
    assert Entry.objects.filter(event="applications.application.declare_eligible", by=manager).count() == 1


def test_a_file_with_one_topic_left_is_not_declared(noon: datetime) -> None:
    manager = a_person(Role.MANAGER)
    application = an_application(state=State.SUBMITTED)
    findings = {topic: finding for topic, finding in ALL_MET.items() if topic != "documents"}
    actions.examine(application=application, findings=findings, by=manager, at=noon)

    with pytest.raises(actions.NotVerified):
        actions.declare_eligible(application=application, by=manager, at=noon)

    assert not Letter.objects.exists()


def test_a_file_with_a_correction_pending_is_not_declared(noon: datetime) -> None:
    manager = a_person(Role.MANAGER)
    application = a_verified_file(by=manager)
    a_correction(application)

    with pytest.raises(actions.NotVerified, match="correction"):
        actions.declare_eligible(application=application, by=manager, at=noon)


def test_a_condition_the_campaign_does_not_ask_is_not_verified(noon: datetime) -> None:
    campaign = a_campaign()
    campaign.national_service = False
    campaign.save()
    application = an_application(state=State.SUBMITTED, campaign=campaign)

    assert Topic.NATIONAL_SERVICE not in actions.topics(campaign, application)


def test_an_ineligible_file_is_refused_with_its_reason(noon: datetime) -> None:
    manager = a_person(Role.MANAGER)
    application = an_application(state=State.SUBMITTED)
    actions.examine(application=application, findings={"age": Finding(Verdict.NOT_MET)}, by=manager, at=noon)

    application = actions.declare_ineligible(application=application, by=manager, at=noon, reason="27 ans au départ.")

    letter = Letter.objects.get()
    assert application.state == State.INELIGIBLE
    assert "27 ans au départ." in render(letter).body
    assert Entry.objects.get(event="applications.application.ineligible_because").facts == {
        "reason": "27 ans au départ."
    }


def test_a_file_is_not_refused_while_no_condition_says_so(noon: datetime) -> None:
    manager = a_person(Role.MANAGER)

    with pytest.raises(actions.NotVerified, match="non remplie"):
        actions.declare_ineligible(application=a_verified_file(by=manager), by=manager, at=noon, reason="?")


def test_a_mistake_is_repaired_with_a_second_letter(noon: datetime) -> None:
    manager = a_person(Role.MANAGER)
    application = an_application(state=State.SUBMITTED)
    actions.examine(application=application, findings={"age": Finding(Verdict.NOT_MET)}, by=manager, at=noon)
    actions.declare_ineligible(application=application, by=manager, at=noon, reason="Âge.")
    later = noon + timedelta(hours=1)

    actions.examine(application=application, findings=ALL_MET, by=manager, at=later, seen=noon)
    application = actions.declare_eligible(application=application, by=manager, at=later)

    assert application.state == State.ELIGIBLE
    assert Letter.objects.count() == 2


@pytest.mark.parametrize("state", [State.WITHDRAWN, State.OFFERED, State.REFUSED])
def test_a_file_out_of_the_selection_is_no_longer_verified(state: State, noon: datetime) -> None:
    with pytest.raises(actions.CheckOver):
        actions.examine(application=an_application(state=state), findings=ALL_MET, by=a_person(Role.MANAGER), at=noon)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_hands_declare_once(noon: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    manager = a_person(Role.MANAGER)
    application = a_verified_file(by=manager)
    meet_after(monkeypatch, actions, "is_verified", 2)

    answers = at_once([lambda: actions.declare_eligible(application=application, by=manager, at=noon)] * 2)

    assert answers.count(REFUSED) == 1
    assert Letter.objects.count() == 1


def doubted_while_declared(at: datetime, monkeypatch: pytest.MonkeyPatch) -> bool:
    """One hand declares, another notes a doubt after the first has read the verdicts: did the doubt come first?"""
    manager = a_person(Role.MANAGER)
    application = a_verified_file(by=manager)
    read, doubted, is_verified = Event(), Event(), actions.is_verified

    def read_and_wait(application: Application) -> bool:
        answer = is_verified(application)
        read.set()
        doubted.wait(MEETING)
        return answer

    monkeypatch.setattr(actions, "is_verified", read_and_wait)

    def declare() -> Application:
        return actions.declare_eligible(application=application, by=manager, at=at)

    def doubt() -> Application:
        read.wait()
        not_met = {"age": Finding(Verdict.NOT_MET)}
        answer = actions.examine(application=application, findings=not_met, by=manager, at=at, seen=at)
        doubted.set()
        return answer

    at_once([declare, doubt])
    application.refresh_from_db()
    events = list(Entry.objects.order_by("pk").values_list("event", flat=True))
    return application.state == State.ELIGIBLE and events[-1] == "applications.application.declare_eligible"


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_no_file_is_declared_eligible_over_a_doubt(noon: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not doubted_while_declared(noon, monkeypatch)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_without_the_lock_a_doubt_is_overlooked(noon: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "_held", lambda application: application)

    assert doubted_while_declared(noon, monkeypatch)


# -- the pages --------------------------------------------------------------------------------------------------------


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(a_person(Role.MANAGER))
    return client


def test_the_page_proposes_what_was_computed_but_never_for_documents(desk: Client) -> None:
    application = an_application(state=State.SUBMITTED)

    form = desk.get(reverse("applications:check", args=[application.pk])).context["form"]

    assert form["verdict_age"].initial == Verdict.MET
    assert form["verdict_documents"].initial == ""


def test_the_page_of_a_file_too_old_says_its_age(desk: Client) -> None:
    application = an_application(state=State.SUBMITTED, birth_date=date(1999, 1, 1))

    page = desk.get(reverse("applications:check", args=[application.pk])).text

    assert "28 ans le" in page
    assert "la condition n’est pas remplie" in page


def test_verdicts_typed_on_the_page_lead_to_the_declaration_and_to_the_next_file(desk: Client) -> None:
    campaign = a_campaign()
    first, second = (
        an_application(campaign=campaign, state=State.SUBMITTED, submitted_at=NOON - timedelta(hours=hours))
        for hours in (2, 1)
    )
    address = reverse("applications:check", args=[first.pk])

    desk.post(address, {f"verdict_{topic}": "met" for topic in Topic})
    assert "Déclarer recevable" in desk.get(address).text
    answer = desk.post(reverse("applications:declare_eligible", args=[first.pk]))

    first.refresh_from_db()
    assert first.state == State.ELIGIBLE
    assert answer.url == reverse("applications:check", args=[second.pk])


def test_a_stale_page_keeps_what_was_typed(desk: Client) -> None:
    application = a_verified_file(by=a_person(Role.MANAGER))

    answer = desk.post(
        reverse("applications:check", args=[application.pk]),
        {"verdict_age": "not_met", "words_age": "27 ans", "seen": ""},
    )

    assert "vient de vérifier" in answer.text
    assert "27 ans" in answer.text


def test_a_reason_starts_from_the_words_of_the_verdict(desk: Client, noon: datetime) -> None:
    application = an_application(state=State.SUBMITTED)
    findings = {"age": Finding(Verdict.NOT_MET, "27 ans au départ")}
    actions.examine(application=application, findings=findings, by=a_person(Role.MANAGER), at=noon)
    address = reverse("applications:declare_ineligible", args=[application.pk])

    assert "27 ans au départ" in desk.get(address).text
    desk.post(address, {"reason": "Trop tard."})

    application.refresh_from_db()
    assert application.state == State.INELIGIBLE


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (lifecycle.Correction.ASKED, "Une correction est demandée"),
        (lifecycle.Correction.ANSWERED, "La personne a corrigé"),
        (lifecycle.Correction.SETTLED, "Un point est à compléter"),
    ],
)
def test_the_page_says_whose_turn_it_is(state: lifecycle.Correction, words: str, desk: Client) -> None:
    application = an_application(state=State.SUBMITTED)
    findings = {"documents": Finding(Verdict.TO_COMPLETE, "Illisible")}
    actions.examine(application=application, findings=findings, by=a_person(Role.MANAGER), at=NOON)
    a_correction(application, state=state)

    assert words in desk.get(reverse("applications:check", args=[application.pk])).content.decode()


def test_files_waiting_for_a_correction_leave_the_queue_until_it_is_made(desk: Client) -> None:
    campaign = a_campaign()
    asked, answered = (an_application(campaign=campaign, state=State.SUBMITTED) for _ in range(2))
    a_correction(asked)
    a_correction(answered, state=lifecycle.Correction.ANSWERED)

    assert list(desk.get(reverse("applications:checks")).context["page"]) == [answered]


@pytest.mark.parametrize("files", [1, 3])
def test_the_queue_costs_the_same_for_one_or_three(files: int, desk: Client, django_assert_num_queries) -> None:
    campaign = a_campaign()
    for _ in range(files):
        an_application(campaign=campaign, state=State.SUBMITTED)

    with django_assert_num_queries(2 + 4):
        desk.get(reverse("applications:checks"))


@pytest.mark.parametrize("documents", [1, 3])
def test_the_page_costs_the_same_for_one_or_three(documents: int, desk: Client, django_assert_num_queries) -> None:
    application = an_application(campaign=a_campaign(document_types=documents), state=State.SUBMITTED)

    with django_assert_num_queries(2 + 6):
        desk.get(reverse("applications:check", args=[application.pk]))
