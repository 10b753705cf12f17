from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from applications import lifecycle
from applications.lifecycle import State
from applications.models import Campaign, Conflict, Document, DocumentType, Review
from portal.people.models import READERS, Role, User
from portal.vault.models import StoredFile
from tests.build import a_campaign, a_person, a_review, an_application

pytestmark = pytest.mark.django_db
AUTOSAVE = {"HX-Request": "true"}
STARTED, SUBMITTED = lifecycle.Review.STARTED, lifecycle.Review.SUBMITTED


def a_reading(reader: User, campaign: Campaign | None = None, **fields: object) -> Review:
    application = an_application(state=State.ELIGIBLE, campaign=campaign, **fields)
    return a_review(application, reviewer=reader)


def screen(review: Review) -> str:
    return reverse("applications:review", args=[review.pk])


def grid(review: Review, level: str = "3", **more: str) -> dict[str, str]:
    levels = {f"criterion-{criterion.pk}": level for criterion in review.rubric.criteria.all()}
    return {**levels, "comment": "", **more}


def a_piece(review: Review, name: str, *, shown: bool) -> Document:
    application = review.application
    kind = DocumentType.objects.create(
        campaign=application.campaign, code=name.lower(), name=name, shown_to_reviewers=shown
    )
    stored = StoredFile.objects.create(
        owner=application.candidate,
        name=f"{name}.pdf",
        content_type="application/pdf",
        size=10,
        sha256="0" * 64,
        stored_at=application.created_at,
    )
    return Document.objects.create(application=application, type=kind, file=stored, given_at=application.created_at)


@pytest.fixture
def reader(client: Client) -> User:
    person = a_person(Role.REVIEWER)
    client.force_login(person)
    return person


# -- The queue


def test_an_empty_queue_says_what_will_come(client: Client, reader: User) -> None:
    assert "Aucun dossier ne vous est confié" in client.get(reverse("applications:queue")).text


def test_the_queue_counts_what_is_done(client: Client, reader: User) -> None:
    campaign = a_campaign()
    a_reading(reader, campaign)
    a_review(an_application(state=State.ELIGIBLE, campaign=campaign), reviewer=reader, state=SUBMITTED)

    page = client.get(reverse("applications:queue")).text

    assert "1 lecture terminée sur 2" in page


def test_the_queue_starts_with_what_is_under_way_and_ends_with_what_is_done(client: Client, reader: User) -> None:
    campaign = a_campaign()
    states = (SUBMITTED, lifecycle.Review.ASSIGNED, STARTED)
    done, waiting, under_way = (
        a_review(an_application(state=State.ELIGIBLE, campaign=campaign), reviewer=reader, state=state)
        for state in states
    )

    page = client.get(reverse("applications:queue")).context["page"]

    assert list(page) == [under_way, waiting, done]


def test_the_queue_forgets_files_given_back_and_files_that_left(client: Client, reader: User) -> None:
    campaign = a_campaign()
    gone = an_application(state=State.WITHDRAWN, campaign=campaign, submitted_at=campaign.opens_at)
    a_review(gone, reviewer=reader)
    given_back = an_application(state=State.ELIGIBLE, campaign=campaign)
    a_review(given_back, reviewer=reader, state=lifecycle.Review.RECUSED)

    assert client.get(reverse("applications:queue")).context["total"] == 0


def test_the_queue_says_that_the_date_has_passed(client: Client, reader: User) -> None:
    campaign = a_campaign()
    Campaign.objects.filter(pk=campaign.pk).update(reviews_due_on=date(2020, 1, 31))
    a_reading(reader, campaign)

    assert "La date prévue est passée" in client.get(reverse("applications:queue")).text


@pytest.mark.parametrize("files", [1, 3])
def test_the_queue_costs_the_same_for_one_or_three(
    files: int, client: Client, reader: User, django_assert_max_num_queries
) -> None:
    campaign = a_campaign()
    for _ in range(files):
        a_reading(reader, campaign)

    with django_assert_max_num_queries(5 + 3):  # session, person, unread letters
        assert client.get(reverse("applications:queue")).status_code == 200


# -- The screen


def test_the_screen_shows_the_answers_and_the_anchors(client: Client, reader: User) -> None:
    review = a_reading(reader, motivation="Conduire sans tout savoir.")

    page = client.get(screen(review)).text

    assert "Conduire sans tout savoir." in page
    assert "Niveau 4" in page


def test_the_screen_hides_who_it_is(client: Client, reader: User) -> None:
    review = a_reading(
        reader, first_name="Maëlle", last_name="Kerouédan", phone="06 99 88 77 66", address="1 rue Haute"
    )

    page = client.get(screen(review)).text

    assert not [word for word in ("Maëlle", "Kerouédan", "06 99 88", "rue Haute", "2004") if word in page]


def test_the_screen_hides_what_others_think(client: Client, reader: User) -> None:
    review = a_reading(reader, total="87.125", reviews_done=1, reviews_expected=2)
    Review.objects.filter(pk=a_review(review.application, state=SUBMITTED).pk).update(
        total="87.125", comment="Un avis de collègue"
    )

    page = client.get(screen(review)).text

    assert not [words for words in ("87,1", "87.1") if words in page]
    assert "Un avis de collègue" not in page


def test_only_the_documents_meant_for_readers_are_shown(client: Client, reader: User) -> None:
    review = a_reading(reader)
    shown, hidden = a_piece(review, "Motivation", shown=True), a_piece(review, "Passeport", shown=False)

    page = client.get(screen(review), {"piece": shown.pk}).text
    other = client.get(screen(review), {"piece": hidden.pk}).text

    assert f'src="{reverse("applications:document", args=[shown.pk])}?lecture&amp;voir"' in page
    assert "Passeport" not in page
    assert "<iframe" not in other


@pytest.mark.parametrize("role", sorted(READERS))
def test_every_reader_opens_the_files_confided_to_them(role: Role, client: Client) -> None:
    client.force_login(person := a_person(role))

    assert client.get(screen(a_reading(person))).status_code == 200


@pytest.mark.parametrize("door", ["review", "recuse"])
def test_a_file_of_another_reader_does_not_exist(door: str, client: Client, reader: User) -> None:
    other = a_reading(a_person(Role.REVIEWER))

    foreign = client.get(reverse(f"applications:{door}", args=[other.pk]))
    unknown = client.get(reverse(f"applications:{door}", args=[999_999]))

    assert (foreign.status_code, unknown.status_code) == (404, 404)


def test_a_manager_does_not_score_in_the_place_of_a_reader(client: Client) -> None:
    client.force_login(a_person(Role.MANAGER))
    review = a_reading(a_person(Role.REVIEWER))

    assert client.post(screen(review), grid(review)).status_code == 403


@pytest.mark.parametrize("role", sorted(set(Role) - READERS))
def test_the_desk_is_closed_to_others(role: Role, client: Client) -> None:
    client.force_login(a_person(role))

    assert client.get(reverse("applications:queue")).status_code == 403


@pytest.mark.parametrize("criteria", [1, 3])
def test_the_screen_costs_the_same_for_one_or_three(
    criteria: int, client: Client, reader: User, django_assert_max_num_queries
) -> None:
    campaign = a_campaign()
    reviews = [a_reading(reader, campaign) for _ in range(criteria)]

    with django_assert_max_num_queries(8 + 3):
        assert client.get(screen(reviews[0])).status_code == 200


# -- Saving


def test_one_criterion_is_saved_as_it_is_chosen(client: Client, reader: User) -> None:
    review = a_reading(reader)
    first = review.rubric.criteria.first()

    answer = client.post(screen(review), {f"criterion-{first.pk}": "4"}, headers=AUTOSAVE)

    assert "Enregistré à" in answer.text
    assert "<main" not in answer.text
    assert [(score.criterion, score.value) for score in review.scores.all()] == [(first, 4)]


def test_a_criterion_alone_does_not_erase_the_comment(client: Client, reader: User) -> None:
    review = a_reading(reader)
    client.post(screen(review), {"comment": "Clair."}, headers=AUTOSAVE)

    client.post(screen(review), {f"criterion-{review.rubric.criteria.first().pk}": "4"}, headers=AUTOSAVE)

    review.refresh_from_db()
    assert (review.comment, review.state) == ("Clair.", STARTED)


def test_a_level_that_does_not_exist_is_refused(client: Client, reader: User) -> None:
    review = a_reading(reader)

    answer = client.post(screen(review), grid(review, "9"), headers=AUTOSAVE)

    assert answer.status_code == 422
    assert not review.scores.exists()


def test_a_file_decided_meanwhile_is_refused_in_words(client: Client, reader: User) -> None:
    review = a_review(an_application(state=State.REFUSED), reviewer=reader)

    answer = client.post(screen(review), grid(review))

    assert answer.status_code == 410
    assert "a quitté la sélection" in answer.text


@pytest.mark.parametrize("criteria", [1, 3])
def test_saving_costs_the_same_for_one_or_three(
    criteria: int, client: Client, reader: User, django_assert_max_num_queries
) -> None:
    review = a_reading(reader)
    client.post(screen(review), grid(review))  # the first one also starts the reading and freezes the grid
    names = list(grid(review))[:criteria]

    with django_assert_max_num_queries(7 + 2 + 2):  # session and person; one savepoint, open and closed
        assert client.post(screen(review), dict.fromkeys(names, "5"), headers=AUTOSAVE).status_code == 200


# -- Handing in


def test_after_handing_in_comes_the_file_with_the_fewest_readings(client: Client, reader: User) -> None:
    campaign = a_campaign()
    review, read_twice, read_once = (a_reading(reader, campaign) for _ in range(3))
    for other, done in ((read_twice, 2), (read_once, 1)):
        type(other.application).objects.filter(pk=other.application_id).update(reviews_done=done, reviews_expected=3)

    answer = client.post(screen(review), grid(review, then="submit"))

    review.refresh_from_db()
    assert (review.state, review.total) == (SUBMITTED, 50)
    assert answer.url == screen(read_once)


def test_the_last_file_leads_back_to_the_queue(client: Client, reader: User) -> None:
    review = a_reading(reader)

    assert client.post(screen(review), grid(review, then="submit")).url == reverse("applications:queue")


def test_an_incomplete_grid_is_kept_and_says_what_is_missing(client: Client, reader: User) -> None:
    review = a_reading(reader)
    first, second = review.rubric.criteria.all()

    answer = client.post(screen(review), {f"criterion-{first.pk}": "2", "comment": "", "then": "submit"})

    review.refresh_from_db()
    assert answer.status_code == 422
    assert f"#id_criterion-{second.pk}_0" in answer.text
    assert "Choisissez un niveau" in answer.text
    assert (review.state, review.scores.count()) == (STARTED, 1)


def test_skipping_a_file_starts_nothing(client: Client, reader: User) -> None:
    campaign = a_campaign()
    review, other = (a_reading(reader, campaign) for _ in range(2))

    answer = client.post(screen(review), {"comment": "", "then": "skip"})

    review.refresh_from_db()
    assert (answer.url, review.state) == (screen(other), lifecycle.Review.ASSIGNED)


def test_a_finished_reading_is_shown_and_can_be_taken_up_again(client: Client, reader: User) -> None:
    review = a_reading(reader)
    client.post(screen(review), grid(review, then="submit"))

    assert "Reprendre cette lecture" in client.get(screen(review)).text
    client.post(reverse("applications:reopen", args=[review.pk]))

    review.refresh_from_db()
    assert (review.state, review.total) == (STARTED, None)


def test_a_file_that_changed_since_is_announced(client: Client, reader: User) -> None:
    review = a_reading(reader)
    client.post(screen(review), grid(review))
    type(review.application).objects.filter(pk=review.application_id).update(version=9, motivation="Autre chose.")

    assert "Le dossier a changé" in client.get(screen(review)).text


# -- Stepping aside


def test_a_file_given_back_leaves_the_desk_for_good(client: Client, reader: User) -> None:
    review = a_reading(reader)

    answer = client.post(reverse("applications:recuse", args=[review.pk]), {"reason": "Je connais cette personne."})

    assert answer.url == reverse("applications:queue")
    assert Conflict.objects.get().reviewer == reader
    assert client.get(screen(review)).status_code == 404


def test_giving_back_needs_a_reason(client: Client, reader: User) -> None:
    review = a_reading(reader)

    answer = client.post(reverse("applications:recuse", args=[review.pk]), {"reason": " "})

    assert "Un point à corriger" in answer.text
    assert not Conflict.objects.exists()
