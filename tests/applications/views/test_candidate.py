from datetime import datetime, timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image
from pypdf import PdfReader

from applications.lifecycle import State
from applications.models import Application, Branch, Decision, Document, Offer
from tests.build import (
    a_campaign,
    a_correction,
    a_decision,
    a_person,
    a_ready_file,
    an_application,
    an_offer,
)

pytestmark = pytest.mark.django_db
MESSAGES_SESSION_AND_USER = 2
IDENTITY = {"first_name": "Camille", "last_name": "Besson", "phone": "06 12 34 56 78"}


@pytest.fixture(autouse=True)
def _today(noon: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: noon)


def signed_in(client: Client, application: Application) -> Client:
    client.force_login(application.candidate)
    return client


def page(client: Client, name: str, *args: object, **query: str) -> str:
    return client.get(reverse(f"applications:{name}", args=args), query).content.decode()


def a_picture(name: str = "attestation.png") -> SimpleUploadedFile:
    drawn = BytesIO()
    Image.new("RGB", (40, 40), "white").save(drawn, "PNG")
    return SimpleUploadedFile(name, drawn.getvalue(), "image/png")


def test_a_candidate_begins_a_file_from_an_empty_page(client: Client) -> None:
    person, campaign = a_person(), a_campaign()
    client.force_login(person)

    assert "Commencer mon dossier" in page(client, "file")
    client.post(reverse("applications:file"))

    assert Application.objects.get(candidate=person, campaign=campaign).state == State.DRAFT
    assert "Il reste 5 parties à terminer." in page(client, "file")


def test_the_file_shows_the_state_of_each_part(client: Client) -> None:
    signed_in(client, an_application(motivation=""))

    shown = page(client, "file")

    assert shown.count("Terminé<") == 4  # identity, studies, experience, and no document is asked
    assert "Il reste 2 parties à terminer." in shown


def test_a_file_handed_in_then_emptied_says_so(client: Client) -> None:
    signed_in(client, a_ready_file(state=State.SUBMITTED, motivation=""))

    assert "Votre dossier déposé n’est plus complet" in page(client, "file")


def test_a_file_with_nothing_left_leads_to_handing_in(client: Client) -> None:
    signed_in(client, a_ready_file())

    assert "Toutes les parties sont terminées." in page(client, "file")


def test_a_part_not_met_by_the_conditions_is_told_before_handing_in(client: Client) -> None:
    signed_in(client, an_application(nationality=Application.Nationality.OTHER))

    assert "Ce parcours demande la nationalité française" in page(client, "file")


def test_the_file_page_costs_the_same_with_one_document_and_with_three(
    client: Client, django_assert_max_num_queries
) -> None:
    for documents in (1, 3):
        signed_in(client, an_application(campaign=a_campaign(document_types=documents)))
        with django_assert_max_num_queries(8 + MESSAGES_SESSION_AND_USER):
            page(client, "file")


def test_saving_a_part_leads_to_the_next_one(client: Client) -> None:
    draft = an_application()
    signed_in(client, draft)

    answer = client.post(reverse("applications:section", args=["identity"]), IDENTITY | {"version": "1"})

    assert answer.url == reverse("applications:section", args=["studies"])
    draft.refresh_from_db()
    assert draft.version == 2


def test_a_wrong_answer_is_shown_and_the_others_are_kept(client: Client) -> None:
    draft = an_application(first_name="")
    signed_in(client, draft)

    answer = client.post(
        reverse("applications:section", args=["identity"]), IDENTITY | {"birth_date": "31/02/2004", "version": "1"}
    )

    draft.refresh_from_db()
    assert "Indiquez une date qui existe" in answer.content.decode()
    assert "31/02/2004" in answer.content.decode()
    assert draft.first_name == "Camille"


def test_autosave_answers_with_the_hour_and_the_new_version(client: Client) -> None:
    draft = an_application()
    signed_in(client, draft)

    answer = client.post(
        reverse("applications:autosave", args=["motivation"]), {"motivation": "Agir.", "version": "1", "window": "w"}
    )

    assert "Enregistré à 12 h" in answer.content.decode().replace("\u00a0", " ")
    assert 'value="2"' in answer.content.decode()


def test_autosave_names_the_wrong_answer_and_keeps_the_rest(client: Client) -> None:
    draft = an_application()
    signed_in(client, draft)

    answer = client.post(
        reverse("applications:autosave", args=["identity"]), IDENTITY | {"phone": "non", "version": "1"}
    ).content.decode()

    assert 'data-field="id_phone"' in answer
    assert "Indiquez un numéro de téléphone" in answer


def test_a_second_window_may_keep_its_version_or_take_the_other(client: Client) -> None:
    draft = an_application()
    signed_in(client, draft)
    url = reverse("applications:section", args=["motivation"])
    client.post(url, {"motivation": "Première.", "version": "1", "window": "one"})

    told = client.post(url, {"motivation": "Seconde.", "version": "1", "window": "two"})
    assert told.status_code == 409
    assert "Garder ma version" in told.content.decode()
    assert "Seconde." in told.content.decode()

    client.post(url, {"motivation": "Seconde.", "version": "1", "window": "two", "keep": "1"})
    draft.refresh_from_db()
    assert draft.motivation == "Seconde."


def test_branches_are_ordered_with_plain_buttons(client: Client) -> None:
    draft = an_application()
    signed_in(client, draft)
    wishes = [branch.value for branch in Branch]

    answer = client.post(
        reverse("applications:section", args=["branches"]), {"wishes": wishes, "up": wishes[1], "version": "1"}
    )

    assert answer.url == reverse("applications:section", args=["branches"])
    assert draft.branch_wishes.first().branch == wishes[1]


@pytest.mark.parametrize("wishes", [["infanterie", "infanterie"], ["marine"]])
def test_impossible_wishes_change_nothing(wishes: list[str], client: Client) -> None:
    draft = an_application()
    signed_in(client, draft)

    answer = client.post(reverse("applications:section", args=["branches"]), {"wishes": wishes, "version": "1"})

    assert answer.status_code == 200
    assert not draft.branch_wishes.exists()


def test_a_part_closed_to_changes_still_shows_the_answers(client: Client) -> None:
    signed_in(client, an_application(state=State.ELIGIBLE))

    shown = page(client, "section", "studies")

    assert "ne peut plus être modifiée" in shown
    assert "Génie civil" in shown


def test_a_document_is_given_seen_replaced_and_taken_back(client: Client) -> None:
    draft = an_application(campaign=a_campaign(document_types=1))
    type = draft.campaign.document_types.get()
    signed_in(client, draft)

    for _ in range(2):
        client.post(reverse("applications:give_document", args=[type.pk]), {"file": a_picture()})
    document = Document.objects.get()

    assert "attestation.png" in page(client, "documents")
    assert (
        client.get(reverse("applications:document", args=[document.pk])).headers["X-Content-Type-Options"] == "nosniff"
    )
    client.post(reverse("applications:remove_document", args=[type.pk]))
    assert not Document.objects.exists()


def test_a_refused_document_says_why_and_loses_nothing(client: Client) -> None:
    draft = an_application(campaign=a_campaign(document_types=1))
    type = draft.campaign.document_types.get()
    signed_in(client, draft)
    client.post(reverse("applications:give_document", args=[type.pk]), {"file": a_picture()})

    answer = client.post(
        reverse("applications:give_document", args=[type.pk]),
        {"file": SimpleUploadedFile("attestation.pages", b"not a document")},
    )

    assert "Un fichier n’a pas été reçu" in answer.content.decode()
    assert Document.objects.get().file.name == "attestation.png"


def test_a_document_handed_in_is_no_longer_taken_back(client: Client) -> None:
    draft = an_application(campaign=a_campaign(document_types=1))
    type = draft.campaign.document_types.get()
    signed_in(client, draft)
    client.post(reverse("applications:give_document", args=[type.pk]), {"file": a_picture()})
    Application.objects.update(state=State.SUBMITTED, submitted_at=draft.saved_at)

    assert client.post(reverse("applications:remove_document", args=[type.pk])).status_code == 409
    assert Document.objects.exists()


def test_after_the_deadline_only_the_document_asked_for_can_be_replaced(client: Client) -> None:
    late = an_application(state=State.SUBMITTED, campaign=a_campaign(closes_in=timedelta(0), document_types=2))
    asked, other = late.campaign.document_types.all()
    a_correction(late, document_type=asked)
    signed_in(client, late)

    given = client.post(reverse("applications:give_document", args=[asked.pk]), {"file": a_picture()})
    refused = client.post(reverse("applications:give_document", args=[other.pk]), {"file": a_picture()})

    assert (given.status_code, refused.status_code) == (302, 409)
    assert Document.objects.get().type == asked


def test_somebody_elses_document_does_not_exist(client: Client) -> None:
    owner = an_application(campaign=a_campaign(document_types=1))
    signed_in(client, owner)
    client.post(
        reverse("applications:give_document", args=[owner.campaign.document_types.get().pk]), {"file": a_picture()}
    )

    stranger = signed_in(Client(), an_application())

    assert stranger.get(reverse("applications:document", args=[Document.objects.get().pk])).status_code == 404


def test_a_complete_file_is_checked_then_handed_in(client: Client) -> None:
    draft = a_ready_file()
    signed_in(client, draft)

    assert "Déposer mon dossier" in page(client, "check_answers")
    client.post(reverse("applications:submit"))

    draft.refresh_from_db()
    assert draft.state == State.SUBMITTED
    assert "Votre dossier est déposé" in page(client, "status")


def test_what_is_missing_is_listed_with_its_link(client: Client) -> None:
    signed_in(client, an_application(motivation=""))

    shown = page(client, "check_answers")

    assert reverse("applications:section", args=["motivation"]) + "#id_motivation" in shown
    assert "Déposer mon dossier" not in shown


def test_pressing_the_button_twice_leads_to_the_same_page(client: Client) -> None:
    signed_in(client, a_ready_file())

    answers = [client.post(reverse("applications:submit")).url for _ in range(2)]

    assert answers == [reverse("applications:status")] * 2


def test_the_receipt_is_a_pdf_with_a_title_and_a_language(client: Client) -> None:
    handed_in = an_application(state=State.SUBMITTED)
    signed_in(client, handed_in)

    receipt = PdfReader(BytesIO(client.get(reverse("applications:receipt")).content))

    assert receipt.metadata.title == f"Accusé de dépôt du dossier {handed_in.number}"
    assert receipt.root_object["/Lang"] == "fr"
    assert "Camille Besson" in receipt.pages[0].extract_text()


def test_a_draft_has_no_receipt(client: Client) -> None:
    signed_in(client, an_application())

    assert client.get(reverse("applications:receipt")).status_code == 404


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (State.DRAFT, "en préparation"),
        (State.SUBMITTED, "Votre dossier est déposé"),
        (State.ELIGIBLE, "Votre dossier est recevable"),
        (State.INELIGIBLE, "pas recevable"),
        (State.OFFERED, "Une place vous est proposée"),
        (State.WAITING, "liste complémentaire"),
        (State.REFUSED, "pas retenue"),
        (State.ACCEPTED, "Votre place est acceptée"),
        (State.DECLINED, "décliné la place"),
        (State.EXPIRED, "Le délai pour répondre est passé"),
        (State.WITHDRAWN, "désisté"),
    ],
)
def test_every_state_has_its_sentence(state: State, words: str, client: Client, django_assert_max_num_queries) -> None:
    application = an_application(state=state)
    if state == State.OFFERED:
        an_offer(application)
    signed_in(client, application)

    with django_assert_max_num_queries(8 + MESSAGES_SESSION_AND_USER):
        assert words in page(client, "status")


def test_a_drafted_decision_is_not_shown(client: Client) -> None:
    application = an_application(state=State.ELIGIBLE)
    a_decision(application)
    signed_in(client, application)

    assert "La décision du jury" not in page(client, "status")


def test_a_published_decision_shows_its_rank_and_reason(client: Client, noon: datetime) -> None:
    application = an_application(state=State.REFUSED)
    a_decision(application, outcome=Decision.Outcome.REFUSED, rank=12)
    Decision.objects.update(published_at=noon, reason="Peu de situations concrètes.")
    signed_in(client, application)

    shown = page(client, "status")

    assert "12 sur 1" in shown
    assert "Peu de situations concrètes." in shown


@pytest.mark.parametrize(("answer", "state"), [("accepter", State.ACCEPTED), ("decliner", State.DECLINED)])
def test_an_offer_is_answered_after_a_page_that_says_what_it_means(answer: str, state: State, client: Client) -> None:
    offer = an_offer()
    signed_in(client, offer.application)
    url = reverse("applications:offer", args=[answer])

    assert client.get(url).status_code == 200
    assert Offer.objects.get().state == "open"
    client.post(url)

    offer.application.refresh_from_db()
    assert offer.application.state == state


def test_withdrawing_asks_why_and_notes_the_wish_for_another_session(client: Client) -> None:
    application = an_application(state=State.SUBMITTED)
    signed_in(client, application)
    url = reverse("applications:withdraw")

    assert "Un autre projet" in client.get(url).content.decode()
    client.post(url, {"reason": "dates", "another_session": "on"})

    application.refresh_from_db()
    assert (application.state, application.withdrawal_reason, application.another_session) == (
        State.WITHDRAWN,
        "dates",
        True,
    )


def test_a_correction_asked_for_is_the_first_thing_said(client: Client) -> None:
    application = an_application(state=State.SUBMITTED, campaign=a_campaign(closes_in=timedelta(0)))
    a_correction(application, section="studies")
    signed_in(client, application)

    shown = page(client, "status")

    assert "Une correction vous est demandée" in shown
    assert reverse("applications:section", args=["studies"]) in shown


def test_correcting_the_part_asked_for_answers_the_school(client: Client) -> None:
    application = an_application(state=State.SUBMITTED, campaign=a_campaign(closes_in=timedelta(0)))
    correction = a_correction(application, section="studies")
    signed_in(client, application)

    client.post(reverse("applications:section", args=["studies"]), {"speciality": "Matériaux", "version": "1"})

    correction.refresh_from_db()
    application.refresh_from_db()
    assert (correction.state, application.speciality) == ("answered", "Matériaux")
    assert "Une correction vous est demandée" not in page(client, "status")


def test_giving_the_document_asked_for_answers_the_school(client: Client) -> None:
    application = an_application(state=State.SUBMITTED, campaign=a_campaign(closes_in=timedelta(0), document_types=2))
    asked, other = application.campaign.document_types.all()
    correction, waiting = a_correction(application, document_type=asked), a_correction(application, document_type=other)
    signed_in(client, application)

    address = reverse("applications:give_document", args=[asked.pk])
    given = client.post(address, {"file": a_picture()}, headers={"HX-Request": "true"})

    assert given.headers["HX-Redirect"] == reverse("applications:status")
    assert "Votre correction est transmise" in page(client, "status")
    correction.refresh_from_db()
    waiting.refresh_from_db()
    assert (correction.state, waiting.state) == ("answered", "asked")
