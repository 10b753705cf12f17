"""The manager's pages around an anonymous reading, and what follows a correction."""

from datetime import datetime
from urllib.parse import unquote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from applications.actions import read
from applications.lifecycle import Phase, State
from applications.models import Application, Campaign, MaskedDocument, Redaction, Review
from portal.people.models import Role, User
from tests.budgets import assert_budget, assert_same_budget
from tests.build import a_campaign, a_document, a_panel, a_person, a_review, a_slot, an_application, an_interview
from tests.portal.vault.files import a_pdf

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
QUEUE = reverse("applications:redactions")


@pytest.fixture
def manager(client: Client) -> User:
    person = a_person(Role.MANAGER)
    client.force_login(person)
    return person


def a_file(campaign: Campaign | None = None, **fields: object) -> Application:
    return an_application(state=State.ELIGIBLE, campaign=campaign, **{"motivation": "Camille, de Pornic.", **fields})


def desk(application: Application) -> str:
    return reverse("applications:redaction", args=[application.pk])


def looked_at(application: Application, motivation: str = "[nom], d’un port.") -> dict[str, object]:
    return {**dict.fromkeys(Redaction.Field.values, ""), "motivation": motivation, "seen": application.version}


def test_the_queue_tells_how_far_the_work_is_and_leads_to_the_oldest(client: Client, manager: User) -> None:
    campaign = a_campaign()
    done, waiting = a_file(campaign), a_file(campaign)
    client.post(desk(done), looked_at(done))

    page = client.get(QUEUE).text

    assert "regardé sur 2" in page.replace("dossiers", "dossier").replace("regardés", "regardé")
    assert desk(waiting) in page
    assert f'href="{desk(done)}"' not in page


def test_the_queue_costs_the_same_for_one_file_or_three(client: Client, manager: User) -> None:
    campaign = a_campaign()

    assert_same_budget(client, QUEUE, lambda: a_file(campaign), budget=6)


def test_one_file_stands_beside_its_copy_within_its_budget(client: Client, manager: User) -> None:
    application = a_file()
    a_document(application)

    page = client.get(desk(application)).text

    assert "<mark>Camille</mark>, de Pornic." in page
    assert '<span class="g-hidden">nom</span>, de Pornic.' in page
    assert_budget(client, desk(application), budget=9)


def test_saying_that_nothing_is_left_keeps_the_copy_and_leads_to_the_next_file(client: Client, manager: User) -> None:
    campaign = a_campaign()
    first, second = a_file(campaign), a_file(campaign)

    assert client.post(desk(first), looked_at(first)).headers["Location"] == desk(second)
    assert client.post(desk(second), looked_at(second)).headers["Location"].startswith(QUEUE)

    assert Redaction.objects.get(application=first, field="motivation").text == "[nom], d’un port."


def test_a_file_changed_meanwhile_is_shown_again_and_not_kept(client: Client, manager: User) -> None:
    application = a_file(version=2)

    page = client.post(desk(application), {**looked_at(application), "seen": 1}).text

    assert "La personne vient de modifier ce dossier" in page
    assert not Redaction.objects.exists()


def test_a_masked_copy_goes_through_the_gate_and_reaches_readers(client: Client, manager: User) -> None:
    document = a_document(a_file(), content=a_pdf())
    review = a_review(document.application)

    client.post(
        reverse("applications:mask_document", args=[document.pk]),
        {"do": "mask", "seen": document.file.sha256, "file": SimpleUploadedFile("cv.pdf", a_pdf(pages=3))},
    )

    client.force_login(review.reviewer)
    answer = client.get(reverse("applications:document", args=[document.pk]) + "?lecture")
    assert b"/Count 3" in answer.content
    assert f"dossier {document.application.number}" in unquote(answer.headers["Content-Disposition"])


def test_a_refused_copy_says_why_and_changes_nothing(client: Client, manager: User) -> None:
    document = a_document(a_file())
    send = {"do": "mask", "seen": document.file.sha256, "file": SimpleUploadedFile("cv.pdf", b"not a pdf")}

    page = client.post(reverse("applications:mask_document", args=[document.pk]), send, follow=True).text

    assert "Ce type de fichier n’est pas accepté" in page
    assert not MaskedDocument.objects.exists()


def test_a_hidden_document_exists_for_no_reader(client: Client, manager: User) -> None:
    document = a_document(a_file(), content=a_pdf())
    review = a_review(document.application)
    where = reverse("applications:document", args=[document.pk])
    client.post(reverse("applications:mask_document", args=[document.pk]), {"do": "hide", "seen": document.file.sha256})
    assert client.get(where).status_code == 200

    client.force_login(review.reviewer)

    assert client.get(where).status_code == 404
    screen = client.get(reverse("applications:review", args=[review.pk]), {"piece": document.pk}).text
    assert "ne montre pas cette pièce" in screen


def test_the_manager_chooses_to_read_with_names_until_a_score_is_written(client: Client, manager: User) -> None:
    campaign = a_campaign()

    page = client.post(
        reverse("applications:choose_reading", args=[campaign.pk]), {"anonymous": "no"}, follow=True
    ).text

    campaign.refresh_from_db()
    assert not campaign.anonymous_reading
    assert "Lire sans nom" in page


# -- After a correction


@pytest.fixture
def corrected(noon: datetime) -> Review:
    """A finished reading whose file was corrected since."""
    review = a_review(a_file(motivation="Je veux servir."))
    read.save(review=review, marks=marks(review), by=review.reviewer, at=noon)
    read.submit(review=review, by=review.reviewer, at=noon)
    Application.objects.filter(pk=review.application_id).update(motivation="Je souhaite servir.", version=2)
    return review


def marks(review: Review) -> dict[int, int | None]:
    return {criterion.pk: 3 for criterion in review.rubric.criteria.all()}


def test_the_reader_sees_what_changed_and_says_that_they_looked_again(client: Client, corrected: Review) -> None:
    client.force_login(corrected.reviewer)
    where = reverse("applications:review", args=[corrected.pk])
    page = client.get(where).text
    assert "veux" in page.partition("<del>")[2]

    page = client.post(reverse("applications:reread", args=[corrected.pk]), {"seen": 2}, follow=True).text

    assert "Ce qui a changé" not in page
    corrected.refresh_from_db()
    assert corrected.version_read == 2


def test_a_reading_under_way_is_acknowledged_with_what_it_writes(client: Client, corrected: Review) -> None:
    client.force_login(corrected.reviewer)
    client.post(reverse("applications:reopen", args=[corrected.pk]))
    first = corrected.rubric.criteria.first()

    client.post(
        reverse("applications:review", args=[corrected.pk]),
        {f"criterion-{first.pk}": "5", "seen": "2", "then": "reread"},
    )

    corrected.refresh_from_db()
    assert corrected.version_read == 2
    assert corrected.scores.get(criterion=first).value == 5


def test_a_page_open_since_before_the_correction_does_not_finish_the_reading(client: Client, corrected: Review) -> None:
    client.force_login(corrected.reviewer)
    client.post(reverse("applications:reopen", args=[corrected.pk]))

    answer = client.post(reverse("applications:review", args=[corrected.pk]), {"seen": "1", "then": "submit"})

    assert answer.status_code == 422
    assert "Le dossier a changé pendant votre lecture" in answer.text
    assert 'name="seen" value="2"' in answer.text


def test_the_manager_is_told_and_asks_the_reader_to_look_again(
    client: Client, manager: User, corrected: Review
) -> None:
    where = reverse("applications:one", args=[corrected.application_id])
    page = client.get(where).text
    assert "Lue dans une version antérieure" in page

    page = client.post(reverse("applications:ask_again", args=[corrected.pk]), follow=True).text

    assert f"{corrected.reviewer} reçoit une lettre." in page


def test_a_reading_of_the_present_version_is_not_flagged(client: Client, manager: User, corrected: Review) -> None:
    Application.objects.update(version=1)

    page = client.get(reverse("applications:one", args=[corrected.application_id])).text

    assert "version antérieure" not in page


# -- A panel knows whom it meets


@pytest.mark.parametrize(("phase", "is_told"), [(Phase.READING, False), (Phase.INTERVIEWS, True)])
def test_a_reader_who_meets_the_person_knows_the_name_once_interviews_are_on(
    client: Client, phase: Phase, is_told: bool
) -> None:
    review = a_review(a_file())
    document = a_document(review.application, content=a_pdf())
    slot = a_slot(a_panel(review.application.campaign, members=[review.reviewer]))
    an_interview(slot, application=review.application)
    Campaign.objects.update(phase=phase)
    client.force_login(review.reviewer)
    where = reverse("applications:document", args=[document.pk])

    assert ("camille-besson" in client.get(where).headers["Content-Disposition"]) is is_told
    assert "camille-besson" not in client.get(f"{where}?lecture").headers["Content-Disposition"]
    assert "Camille" not in client.get(reverse("applications:review", args=[review.pk])).text
