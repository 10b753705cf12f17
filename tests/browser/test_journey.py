"""The whole way of one candidate, in real browsers: from a new account to a place accepted."""

from datetime import datetime
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from applications.lifecycle import Phase, State
from applications.models import Application, Campaign
from portal.outbox.models import Letter
from portal.outbox.words import render
from portal.people.models import Role
from tests.browser.visit import visiting
from tests.build import a_campaign, a_person, a_rubric
from tests.portal.vault.files import a_pdf

pytestmark = pytest.mark.browser
ADDRESS, PASSWORD = "camille@example.org", "une phrase assez longue"
SAVE = "Enregistrer et continuer"


def test_from_a_new_account_to_a_place_accepted(chromium: Browser, site: str, at_noon: datetime) -> None:
    campaign = a_campaign(places=1, document_types=1, phase=Phase.ELIGIBILITY)
    Campaign.objects.update(reviews_per_file=1)
    a_rubric(campaign)
    manager, reader = a_person(Role.MANAGER), a_person(Role.REVIEWER)

    with (
        visiting(chromium, site) as candidate,
        visiting(chromium, site, manager) as school,
        visiting(chromium, site, reader) as reading,
    ):
        candidate.open("/")
        sign_up(candidate.page, site)
        fill_in(candidate.page)
        hand_in(candidate.page)

        school.open("/recevabilite/")
        find_eligible(school.page)
        school.open(f"/campagnes/{campaign.pk}/phases/")
        enter(school.page, "Lecture")
        school.open("/lectures/repartition/")
        entrust(school.page, str(reader))

        reading.open("/lectures/")
        read(reading.page)

        school.open(f"/campagnes/{campaign.pk}/calendrier/")
        close(school.page)
        school.open(f"/campagnes/{campaign.pk}/phases/?vers=jury")
        enter(school.page, "Jury")
        school.open("/jury/")
        publish(school.page)

        candidate.open("/ma-situation/")
        accept(candidate.page)

    assert Application.objects.get().state == State.ACCEPTED


def sign_up(page: Page, site: str) -> None:
    page.get_by_role("link", name="Déposer ma candidature").click()
    page.get_by_role("link", name="Créez votre compte").click()
    page.get_by_label("Prénom").fill("Camille")
    page.get_by_label("Nom", exact=True).fill("Besson")
    page.get_by_label("Courriel").fill(ADDRESS)
    page.locator("[name=password1]").fill(PASSWORD)
    page.locator("[name=password2]").fill(PASSWORD)
    page.get_by_role("button", name="Créer mon compte").click()
    sees(page, "Ouvrez votre messagerie")

    link = urlsplit(render(Letter.objects.get(address=ADDRESS)).url)
    page.goto(site + link.path)
    page.get_by_role("button", name="C’est bien mon adresse").click()
    sees(page, "Commencer votre dossier")


def fill_in(page: Page) -> None:
    page.get_by_role("button", name="Commencer mon dossier").click()
    page.get_by_role("link", name="Identité et coordonnées").click()
    page.get_by_label("Date de naissance").fill("2004-03-27")
    page.get_by_label("Française, ou française et une autre").check()
    page.get_by_label("Oui").check()
    page.get_by_label("Téléphone").fill("06 12 34 56 78")
    page.get_by_label("Adresse postale").fill("6 avenue de Clavières, 30100 Alès")
    page.get_by_role("button", name=SAVE).click()

    sees(page, "Études à l’école")
    page.get_by_label("Dernière année").check()
    page.get_by_label("Oui").check()
    page.get_by_label("Département ou spécialité").fill("Génie civil")
    page.get_by_role("button", name=SAVE).click()

    sees(page, "Vœux d’armes")
    page.get_by_role("button", name="Monter Génie").click()
    expect(page.locator("li[data-label]").nth(2)).to_have_attribute("data-label", "Génie")
    page.get_by_role("button", name=SAVE).click()

    sees(page, "Lettre de motivation")
    page.get_by_label("Lettre de motivation").fill("Conduire une section m’apprendrait à décider pour d’autres.")
    expect(page.locator("#saved")).to_contain_text("Enregistré à")  # before any button is pressed
    page.get_by_role("button", name=SAVE).click()

    sees(page, "Expériences et engagements")
    page.get_by_label("Expériences professionnelles").fill("Stage sur un chantier.")
    page.get_by_role("button", name=SAVE).click()

    sees(page, "Pièces à joindre")
    given = {"name": "attestation.pdf", "mimeType": "application/pdf", "buffer": a_pdf()}
    page.locator("input[type=file]").set_input_files(given)  # type: ignore[arg-type]  # a plain mapping
    expect(page.locator("main")).to_contain_text("attestation.pdf")


def hand_in(page: Page) -> None:
    page.get_by_role("link", name="Revenir au dossier").click()
    expect(page.locator("main")).to_contain_text("Toutes les parties sont terminées.")
    page.get_by_role("link", name="Vérifier et déposer").click()
    page.get_by_role("button", name="Déposer mon dossier").click()
    sees(page, "Votre dossier est déposé")
    with page.expect_download() as receipt:
        page.get_by_role("link", name="Télécharger l’accusé de dépôt").click()
    assert receipt.value.suggested_filename.endswith(".pdf")


def find_eligible(page: Page) -> None:
    page.get_by_role("link", name="Camille Besson").click()
    page.get_by_role("group", name="Pièces").get_by_label("Remplie", exact=True).check()
    page.get_by_role("button", name="Enregistrer les verdicts").click()
    page.get_by_role("button", name="Déclarer recevable").click()
    expect(page.locator("main")).to_contain_text("dossier recevable")


def enter(page: Page, phase: str) -> None:
    page.get_by_role("button", name=f"Passer à « {phase} »").click()
    expect(page.locator("main")).to_contain_text(f"La campagne est en phase « {phase} »")


def entrust(page: Page, reader: str) -> None:
    for box in page.get_by_role("checkbox").all():
        box.uncheck()
    page.get_by_role("row", name=reader).get_by_role("checkbox").check()
    page.get_by_role("button", name="Proposer une répartition").click()
    page.get_by_role("button", name="Affecter 1 lecture").click()
    expect(page.locator("main")).to_contain_text("1 lecture affectée.")


def read(page: Page) -> None:
    """By keyboard, and without a name in sight."""
    page.get_by_role("link", name="Lire le dossier").click()
    expect(page.locator("main")).to_contain_text("m’apprendrait à décider")
    expect(page.locator("main")).not_to_contain_text("Besson")
    page.get_by_label("Raccourcis clavier").check()
    page.locator("summary", has_text="1. Critère 0").focus()
    page.keyboard.press("4")
    page.keyboard.press("n")
    page.keyboard.press("5")
    expect(page.locator("summary", has_text="2. Critère 1")).to_contain_text("5 sur 5")
    page.get_by_role("button", name="Terminer cette lecture").click()
    expect(page.locator("main")).to_contain_text("1 lecture terminée sur 1")


def close(page: Page) -> None:
    page.get_by_label("Clôture, dernier jour accepté").fill("2026-11-22")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.locator("main")).to_contain_text("dimanche 22 novembre 2026")


def publish(page: Page) -> None:
    expect(page.locator("main")).to_contain_text("Camille Besson")
    page.goto(page.url.replace("/jury/", "/jury/decisions/"))
    page.get_by_label("Personnes en liste complémentaire").fill("0")
    page.get_by_role("button", name="Tracer la ligne").click()
    page.get_by_role("link", name="Relire, puis publier").click()
    page.get_by_role("button", name="Envoyer 1 lettre dans 30 minutes").click()
    page.get_by_role("link", name="Publier sans attendre").click()
    page.get_by_role("button", name="Publier et envoyer 1 lettre maintenant").click()
    expect(page.locator("main")).to_contain_text("publiés")


def accept(page: Page) -> None:
    expect(page.locator("main")).to_contain_text("place")
    page.get_by_role("link", name="Accepter").click()
    page.get_by_role("button", name="Accepter la place").click()
    expect(page.locator("main")).to_contain_text("acceptée")


def sees(page: Page, title: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_contain_text(title)
