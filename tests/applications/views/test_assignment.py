from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from applications import lifecycle
from applications.lifecycle import State
from applications.models import Application, Campaign, Conflict, Review
from portal.outbox.models import Letter
from portal.people.models import Role, User
from tests.build import a_campaign, a_conflict, a_person, a_review, a_rubric, an_application

pytestmark = pytest.mark.django_db
HOME = reverse("applications:assignment")


def a_campaign_to_read(*, files: int = 2) -> Campaign:
    campaign = a_campaign()
    Campaign.objects.filter(pk=campaign.pk).update(reviews_per_file=1)
    campaign.refresh_from_db()
    a_rubric(campaign)
    for _ in range(files):
        an_application(state=State.ELIGIBLE, campaign=campaign)
    return campaign


def sharing(campaign: Campaign) -> str:
    return reverse("applications:sharing", args=[campaign.pk])


def chosen(*people: User, most: str = "") -> dict[str, str]:
    ticks = {f"reads-{person.pk}": "on" for person in people}
    return {**ticks, **{f"cap-{person.pk}": most for person in people}}


@pytest.fixture
def manager(client: Client) -> User:
    person = a_person(Role.MANAGER)
    client.force_login(person)
    return person


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.MANAGER}))
def test_only_the_manager_shares_files_out(role: Role, client: Client) -> None:
    client.force_login(a_person(role))

    assert client.get(HOME).status_code == 403


def test_without_a_campaign_the_page_says_what_will_come(client: Client, manager: User) -> None:
    assert "Aucune campagne n’est annoncée" in client.get(HOME).text


def test_the_page_says_what_is_missing(client: Client, manager: User) -> None:
    campaign = a_campaign_to_read(files=2)
    an_application(state=State.SUBMITTED, campaign=campaign)

    page = client.get(HOME)

    assert (page.context["files"], page.context["short"], page.context["unchecked"]) == (2, 2, 1)


def test_readers_are_ticked_and_those_who_run_the_selection_are_not(client: Client, manager: User) -> None:
    a_campaign_to_read()
    reader = a_person(Role.REVIEWER)

    page = client.get(HOME).text

    assert f'name="reads-{reader.pk}" checked' in page
    assert f'name="reads-{manager.pk}"><label' in page


def test_the_page_shows_who_is_late(client: Client, manager: User) -> None:
    campaign = a_campaign_to_read(files=1)
    Campaign.objects.filter(pk=campaign.pk).update(reviews_due_on=date(2020, 1, 31))
    a_review(campaign.applications.get())

    assert "En retard" in client.get(HOME).text


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_costs_the_same_for_one_or_three(
    rows: int, client: Client, manager: User, django_assert_max_num_queries
) -> None:
    campaign = a_campaign_to_read(files=rows)
    for application in campaign.applications.all():
        a_review(application)
        a_conflict(application)

    with django_assert_max_num_queries(5 + 3):  # session, person, unread letters
        assert client.get(HOME).status_code == 200


def test_a_proposal_says_to_how_many_people_a_message_goes(client: Client, manager: User) -> None:
    campaign, people = a_campaign_to_read(files=4), [a_person(Role.REVIEWER) for _ in range(2)]

    page = client.get(sharing(campaign), chosen(*people)).text

    assert "4 lectures seraient confiées" in page
    assert "2 messages partiront" in page
    assert not Review.objects.exists()


@pytest.mark.parametrize("rows", [1, 3])
def test_a_proposal_costs_the_same_for_one_or_three(
    rows: int, client: Client, manager: User, django_assert_max_num_queries
) -> None:
    campaign, people = a_campaign_to_read(files=rows), [a_person(Role.REVIEWER) for _ in range(rows)]

    with django_assert_max_num_queries(13 + 3):  # six of them look for incompatibilities
        assert client.get(sharing(campaign), chosen(*people)).status_code == 200


def test_what_was_looked_at_is_applied(client: Client, manager: User) -> None:
    campaign, people = a_campaign_to_read(files=4), [a_person(Role.REVIEWER) for _ in range(2)]
    preview = client.get(sharing(campaign), chosen(*people))
    sent = {**dict(preview.context["sent"]), "expected": preview.context["plan"].fingerprint}

    answer = client.post(sharing(campaign), sent, follow=True)

    assert "4 lectures affectées" in answer.text
    assert (Review.objects.count(), Letter.objects.count()) == (4, 2)


def test_an_impossible_proposal_names_the_files(client: Client, manager: User) -> None:
    campaign, reader = a_campaign_to_read(files=2), a_person(Role.REVIEWER)

    answer = client.get(sharing(campaign), chosen(reader, most="1"), follow=True)

    assert "ne peut pas avoir toutes ses lectures" in answer.text


def test_a_maximum_that_is_no_number_is_refused(client: Client, manager: User) -> None:
    campaign, reader = a_campaign_to_read(), a_person(Role.REVIEWER)

    assert "nombre entier" in client.get(sharing(campaign), chosen(reader, most="beaucoup"), follow=True).text


def test_the_files_that_lack_most_come_first(client: Client, manager: User) -> None:
    campaign = a_campaign_to_read(files=3)
    finished, waited_for, unshared = campaign.applications.order_by("pk")
    for file, done in ((finished, 1), (waited_for, 0)):
        Application.objects.filter(pk=file.pk).update(reviews_expected=1, reviews_done=done)

    assert list(client.get(HOME).context["page"]) == [unshared, waited_for, finished]


# -- One file


def by_hand(application: Application) -> str:
    return reverse("applications:file_readers", args=[application.pk])


def test_one_file_is_given_by_hand(client: Client, manager: User) -> None:
    application, reader = a_campaign_to_read(files=1).applications.get(), a_person(Role.REVIEWER)

    answer = client.post(by_hand(application), {"reader": reader.pk}, follow=True)

    assert f"Dossier confié à {reader}" in answer.text
    assert Review.objects.get().reviewer == reader


def test_a_person_kept_apart_is_not_even_proposed(client: Client, manager: User) -> None:
    application, reader = a_campaign_to_read(files=1).applications.get(), a_person(Role.REVIEWER)
    client.post(
        reverse("applications:declare_conflict", args=[application.pk]), {"reader": reader.pk, "reason": "Famille."}
    )

    client.post(by_hand(application), {"reader": reader.pk})

    assert (Conflict.objects.get().reviewer, Review.objects.count()) == (reader, 0)


def test_the_manager_reads_why_a_file_was_given_back(client: Client, manager: User) -> None:
    review = a_review(a_campaign_to_read(files=1).applications.get())
    client.force_login(review.reviewer)
    client.post(reverse("applications:recuse", args=[review.pk]), {"reason": "Ancien stagiaire."})
    client.force_login(manager)

    assert "Ancien stagiaire." in client.get(HOME).text
    assert "Ancien stagiaire." in client.get(by_hand(review.application)).text


def test_a_waiting_reading_is_taken_back(client: Client, manager: User) -> None:
    review = a_review(a_campaign_to_read(files=1).applications.get())

    client.post(reverse("applications:take_back", args=[review.pk]), {"reason": "Absente."})

    assert not Review.objects.exists()


def test_a_wrong_incompatibility_is_lifted(client: Client, manager: User) -> None:
    application, reader = a_campaign_to_read(files=1).applications.get(), a_person(Role.REVIEWER)
    pair = a_conflict(application, reviewer=reader, by=manager)

    client.post(reverse("applications:lift_conflict", args=[pair.pk]), {"reason": "Homonymes."})

    assert not Conflict.objects.exists()


def test_a_draft_is_nobody_s_to_share(client: Client, manager: User) -> None:
    assert client.get(by_hand(an_application())).status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_one_file_costs_the_same_for_one_or_three(
    rows: int, client: Client, manager: User, django_assert_max_num_queries
) -> None:
    application = a_campaign_to_read(files=1).applications.get()
    for _ in range(rows):
        a_review(application, state=lifecycle.Review.STARTED)

    with django_assert_max_num_queries(5 + 3):
        assert client.get(by_hand(application)).status_code == 200
