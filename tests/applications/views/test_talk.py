from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from applications import lifecycle
from applications.lifecycle import Phase, State
from applications.models import Application, Campaign, Remark, Review, Score
from portal.people.models import Role, User
from tests.budgets import assert_same_budget
from tests.build import a_campaign, a_conflict, a_person, a_remark, a_review, a_rubric, an_application

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
Level = Remark.Level


@pytest.fixture
def reader(client: Client) -> User:
    person = a_person(Role.REVIEWER)
    client.force_login(person)
    return person


@pytest.fixture
def campaign() -> Campaign:
    return a_campaign(phase=Phase.CALIBRATION)


def a_finished(file: Application, level: int, reader: User | None = None) -> Review:
    review = a_review(file, reviewer=reader, state=lifecycle.Review.SUBMITTED)
    Score.objects.bulk_create(
        Score(review=review, criterion=criterion, value=level) for criterion in review.rubric.criteria.all()
    )
    return review


def a_file(campaign: Campaign, *, mine: int, theirs: int, reader: User) -> Application:
    file = an_application(state=State.ELIGIBLE, campaign=campaign, last_name="Nomcaché")
    a_finished(file, mine, reader)
    a_finished(file, theirs)
    return file


def thread(file: Application) -> str:
    return reverse("applications:discussion", args=[file.pk])


# -- Where we differ


def test_the_widest_difference_stands_first_without_a_name(client: Client, reader: User, campaign: Campaign) -> None:
    near = a_file(campaign, mine=3, theirs=4, reader=reader)
    far = a_file(campaign, mine=1, theirs=5, reader=reader)

    page = client.get(reverse("applications:differences")).text

    assert page.index(far.number) < page.index(near.number)
    assert "vous 1, les autres 5" in page
    assert "Nomcaché" not in page


def test_before_the_calibration_no_score_of_another_is_shown(client: Client, reader: User) -> None:
    a_file(a_campaign(phase=Phase.READING), mine=1, theirs=5, reader=reader)

    page = client.get(reverse("applications:differences")).text

    assert "Aucun écart à montrer" in page
    assert "pendant le calibrage" in page


def test_a_file_one_is_in_conflict_with_is_not_compared(client: Client, reader: User, campaign: Campaign) -> None:
    a_conflict(a_file(campaign, mine=1, theirs=5, reader=reader), reviewer=reader)

    assert "Aucun écart à montrer" in client.get(reverse("applications:differences")).text


def test_the_differences_read_with_the_same_queries_for_one_file_or_three(
    client: Client, reader: User, campaign: Campaign
) -> None:
    a_rubric(campaign)

    assert_same_budget(
        client,
        reverse("applications:differences"),
        lambda: a_file(campaign, mine=2, theirs=4, reader=reader),
    )


# -- The thread


def test_a_reader_who_has_finished_reads_the_others_and_the_thread(
    client: Client, reader: User, campaign: Campaign
) -> None:
    file = a_file(campaign, mine=2, theirs=4, reader=reader)
    a_remark(file, words="À relire avec le stage en tête.")

    page = client.get(thread(file)).text

    assert "À relire avec le stage en tête." in page
    assert "4 sur 5" in page
    assert "Je ne partage pas cet avis" in page
    assert "Nomcaché" not in page


def test_a_reader_who_has_not_finished_reads_neither(client: Client, reader: User, campaign: Campaign) -> None:
    file = an_application(state=State.ELIGIBLE, campaign=campaign)
    a_review(file, reviewer=reader)
    other = a_finished(file, 4)
    a_remark(file, words="À relire avec le stage en tête.")

    page = client.get(thread(file)).text

    assert "À relire" not in page
    assert "4 sur 5" not in page
    assert str(other.reviewer) not in page
    assert "lue par l’équipe du programme seulement" in page


def test_a_remark_is_written_without_script(client: Client, reader: User, campaign: Campaign) -> None:
    file = a_file(campaign, mine=2, theirs=4, reader=reader)
    colleague = file.reviews.exclude(reviewer=reader).get().reviewer

    answer = client.post(
        thread(file), {"words": "Qu’en dites-vous ?", "level": "readers", "mentioned": [colleague.pk]}, follow=True
    )

    assert "Votre remarque est envoyée." in answer.text
    assert list(Remark.objects.get().mentioned.all()) == [colleague]


def test_a_reader_before_the_calibration_writes_to_the_managers(client: Client, reader: User) -> None:
    file = an_application(state=State.ELIGIBLE, campaign=a_campaign(phase=Phase.READING))
    a_review(file, reviewer=reader)

    client.post(thread(file), {"words": "Une page manque au relevé."})

    assert Remark.objects.get().level == Level.MANAGERS


def test_a_circle_one_does_not_belong_to_is_refused(client: Client, reader: User, campaign: Campaign) -> None:
    file = a_file(campaign, mine=2, theirs=4, reader=reader)

    client.post(thread(file), {"words": "Au jury.", "level": "jury"})

    assert not Remark.objects.exists()


def test_a_file_one_is_in_conflict_with_has_no_thread(client: Client, reader: User, campaign: Campaign) -> None:
    file = a_file(campaign, mine=2, theirs=4, reader=reader)
    a_conflict(file, reviewer=reader)

    assert client.get(thread(file)).status_code == 404


def test_a_manager_in_conflict_finds_no_thread_either(client: Client) -> None:
    manager, file = a_person(Role.MANAGER), an_application(state=State.ELIGIBLE)
    a_conflict(file, reviewer=manager)
    client.force_login(manager)

    assert client.get(thread(file)).status_code == 404


def test_the_thread_reads_with_the_same_queries_for_one_remark_or_three(
    client: Client, reader: User, campaign: Campaign
) -> None:
    file = a_file(campaign, mine=2, theirs=4, reader=reader)

    assert_same_budget(client, thread(file), lambda: a_remark(file).mentioned.add(reader), budget=8)


# -- Not sharing a reading


def test_a_disagreement_is_flagged_where_the_managers_look(client: Client, reader: User, campaign: Campaign) -> None:
    file = a_file(campaign, mine=2, theirs=4, reader=reader)
    other = file.reviews.exclude(reviewer=reader).get()
    client.post(reverse("applications:disagree", args=[other.pk]), {"words": "Trop généreux.", "level": "readers"})
    client.force_login(a_person(Role.MANAGER))

    page = client.get(reverse("applications:one", args=[file.pk])).text

    assert "Avis non partagé" in page
    assert "1 remarque sur ce dossier" in page
    assert "Trop généreux." in client.get(thread(file)).text


def test_a_reading_one_may_not_read_cannot_be_contested(client: Client, reader: User) -> None:
    file = a_file(a_campaign(phase=Phase.READING), mine=2, theirs=4, reader=reader)
    other = file.reviews.exclude(reviewer=reader).get()

    assert client.get(reverse("applications:disagree", args=[other.pk])).status_code == 404


# -- One's own words


def test_one_s_own_words_are_corrected_and_the_others_see_it(client: Client, reader: User, campaign: Campaign) -> None:
    file = a_file(campaign, mine=2, theirs=4, reader=reader)
    remark = a_remark(file, author=reader)

    answer = client.post(reverse("applications:correct_remark", args=[remark.pk]), {"words": "Mieux dit."}, follow=True)

    assert "Mieux dit." in answer.text
    assert "corrigée à 12 h" in answer.text


def test_too_late_a_correction_is_refused_in_place_with_the_way_out(
    client: Client, reader: User, campaign: Campaign
) -> None:
    file = a_file(campaign, mine=2, theirs=4, reader=reader)
    remark = a_remark(file, author=reader)
    Remark.objects.update(at=remark.at - timedelta(hours=1))

    page = client.post(reverse("applications:correct_remark", args=[remark.pk]), {"words": "Mieux dit."}).text

    assert "Retirez-la, ou écrivez-en une autre" in page


def test_a_withdrawn_remark_shows_that_there_was_one(client: Client, reader: User, campaign: Campaign) -> None:
    file = a_file(campaign, mine=2, theirs=4, reader=reader)
    remark = a_remark(file, author=reader, words="Parole malheureuse.")

    page = client.post(reverse("applications:withdraw_remark", args=[remark.pk]), follow=True).text

    assert "Parole malheureuse." not in page
    assert "Remarque retirée par la personne qui l’a écrite" in page


@pytest.mark.parametrize("address", ["correct_remark", "withdraw_remark"])
def test_a_colleague_s_words_are_not_touched(client: Client, reader: User, campaign: Campaign, address: str) -> None:
    file = a_file(campaign, mine=2, theirs=4, reader=reader)
    remark = a_remark(file)

    answer = client.post(reverse(f"applications:{address}", args=[remark.pk]), {"words": "Autre chose."})

    assert answer.status_code == 403


def test_after_the_reading_the_screen_leads_to_the_others(client: Client, reader: User, campaign: Campaign) -> None:
    file = a_file(campaign, mine=2, theirs=4, reader=reader)

    page = client.get(reverse("applications:review", args=[file.reviews.get(reviewer=reader).pk])).text

    assert "Après la lecture" in page
    assert thread(file) in page
    assert reverse("applications:differences") in page
