"""The whole selection in real browsers: from the last reading to the signed minutes and the last person called."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from playwright.sync_api import Browser, Page, expect

from applications.lifecycle import State
from applications.models import Application, Campaign, Rubric
from portal.people.models import Role, User
from tests.browser.test_journey import enter, sees
from tests.browser.visit import PHONE, visiting
from tests.build import a_conflict, a_person, a_read_campaign, a_review, a_rubric

pytestmark = pytest.mark.browser
NOT_READ, LAST = 0, "Ligne3"
MAIN, WAITING = "Liste principale", "Liste complémentaire"


@dataclass
class Selection:
    """One place, four files read by two people but for one reading; the second person must not know one file."""

    campaign: Campaign
    one: User
    two: User
    manager: User = field(default_factory=lambda: a_person(Role.MANAGER))
    president: User = field(default_factory=lambda: a_person(Role.JURY_PRESIDENT))

    @property
    def files(self) -> list[Application]:
        return list(self.campaign.applications.order_by("last_name"))


@pytest.fixture
def selection(transactional_db: None, at_noon: datetime) -> Selection:
    one, two = a_person(Role.REVIEWER), a_person(Role.REVIEWER)
    levels = [(5, 5), (4, NOT_READ), (5, 3), (2, NOT_READ)]
    campaign = a_read_campaign(levels, readers=[one, two], places=1)
    Campaign.objects.update(closes_at=at_noon - timedelta(hours=1))
    a_rubric(campaign, use=Rubric.Use.INTERVIEW)
    made = Selection(campaign, one, two)
    a_conflict(made.files[1], reviewer=two)
    a_review(made.files[3], reviewer=two)
    return made


@pytest.fixture
def screens(chromium: Browser, site: str, selection: Selection) -> Iterator["Screens"]:
    """One browser a person; the candidates come later."""
    with (
        visiting(chromium, site, selection.manager) as school,
        visiting(chromium, site, selection.president) as chair,
        visiting(chromium, site, selection.one) as one,
        visiting(chromium, site, selection.two) as two,
    ):
        yield Screens(site, school.page, chair.page, one.page, two.page)


@dataclass
class Screens:
    site: str
    school: Page
    chair: Page
    one: Page
    two: Page

    def show(self, page: Page, path: str) -> Page:
        page.goto(self.site + path)
        return page


def test_from_the_last_reading_to_the_minutes_and_the_last_person_called(
    chromium: Browser, screens: Screens, selection: Selection, tmp_path: Path
) -> None:
    campaign, candidates = selection.campaign, [file.candidate for file in selection.files]
    phases = f"/campagnes/{campaign.pk}/phases/"

    read_without_a_name(screens.show(screens.two, "/lectures/"))
    enter(screens.show(screens.school, phases), "Calibrage")
    disagree(screens.show(screens.one, "/lectures/"), selection.two)
    calculate(screens.show(screens.chair, "/jury/"))

    enter(screens.show(screens.school, phases), "Entretiens")
    open_hours(screens.show(screens.school, "/entretiens/"), selection.one)
    invite_the_first(screens.school)
    with visiting(chromium, screens.site, candidates[0]) as visit:
        book(screens.show(visit.page, "/mon-entretien/"))
    fill_the_sheet(screens.show(screens.one, "/mes-entretiens/"))
    import_results(screens.show(screens.school, "/resultats-exterieurs/"), selection.files[0], tmp_path)

    enter(screens.show(screens.school, phases), "Jury")
    prepare(screens.show(screens.chair, "/jury/seances/"), selection)
    sit(screens)

    draw_the_line(screens.chair)
    part_the_equals(screens.chair)
    change_by_hand(screens.chair)
    write_a_letter(screens.chair)
    publish(screens.chair)

    for candidate in candidates[0], candidates[2], candidates[1]:  # in the order signed, equals parted
        with visiting(chromium, screens.site, candidate) as visit:
            answer(screens.show(visit.page, "/ma-situation/"), "Décliner")
    with visiting(chromium, screens.site, candidates[3]) as visit:
        answer(screens.show(visit.page, "/ma-situation/"), "Accepter")
    assert [file.state for file in selection.files] == [State.DECLINED, State.DECLINED, State.DECLINED, State.ACCEPTED]

    verify(make_minutes(screens.chair, tmp_path))


def read_without_a_name(page: Page) -> None:
    page.get_by_role("link", name="Lire le dossier").click()
    expect(page.locator("main")).not_to_contain_text(LAST)
    give(page, 2)
    page.get_by_role("button", name="Terminer cette lecture").click()
    expect(page.locator("main")).to_contain_text("3 lectures terminées sur 3")


def give(page: Page, level: int) -> None:
    """The same level to both criteria, by touch."""
    for criterion in 1, 2:
        line = page.locator("details.g-criterion").nth(criterion - 1)
        line.get_by_text(f"Niveau {level}").click()
        expect(line.locator("summary")).to_contain_text(f"{level} sur 5")
        if criterion == 1:
            line.get_by_role("button", name="Critère suivant").click()


def disagree(page: Page, colleague: User) -> None:
    page.get_by_role("link", name="Voir où nos lectures diffèrent").click()
    page.get_by_role("link", name="Lire les avis et en parler").first.click()
    theirs = page.locator("section", has=page.get_by_role("heading", name=str(colleague)))
    expect(theirs.last).to_contain_text("50,0")
    page.get_by_role("link", name="Je ne partage pas cet avis").click()
    page.get_by_label("Pourquoi").fill("Le projet est plus mûr que sa lettre.")
    page.get_by_role("button", name="Inscrire mon désaccord").click()
    expect(page.locator("main")).to_contain_text("Avis non partagé")


def calculate(page: Page) -> None:
    page.get_by_role("button", name="Calculer maintenant").click()
    expect(page.locator("main")).to_contain_text("Calculé le")
    expect(page.locator("main tbody tr").first).to_contain_text("Ligne0")


def open_hours(page: Page, member: User) -> None:
    page.get_by_role("link", name="Créer une commission").click()
    page.get_by_label("Nom", exact=True).fill("Commission A")
    page.get_by_label(str(member)).check()
    page.locator("main form button[type=submit]").click()
    page.get_by_label("Jour").fill("2026-11-26")
    page.get_by_label("De", exact=True).fill("09:00")
    page.get_by_label("À", exact=True).fill("10:30")
    page.get_by_label("Salle").fill("Salle B12")
    page.get_by_role("button", name="Noter cette disponibilité").click()
    page.get_by_role("button", name="Voir les créneaux").click()
    page.get_by_role("button", name="Créer 2 créneaux").click()


def invite_the_first(page: Page) -> None:
    page.goto(re.sub(r"/entretiens/.*", "/entretiens/", page.url))
    page.get_by_role("link", name="Inviter des personnes").click()
    page.get_by_label("Combien de personnes").fill("1")
    page.get_by_role("button", name="Voir qui serait invité").click()
    expect(page.locator("main")).to_contain_text("Ligne0")
    page.get_by_role("button", name="1 lettre part").click()
    expect(page.locator("body")).to_contain_text("1 personne est invitée")


def book(page: Page) -> None:
    page.get_by_role("button", name="9 h", exact=False).first.click()
    sees(page, "Votre entretien est réservé")
    page.get_by_text("Choisir une autre heure").click()
    page.locator("#deplacer button[name=slot]").first.click()
    expect(page.locator("main")).to_contain_text("9 h 40")
    page.get_by_role("button", name="Je serai là").click()
    expect(page.locator("main")).not_to_contain_text("À confirmer")
    with page.expect_download() as calendar:
        page.get_by_role("link", name="Télécharger l’entretien").click()
    assert "SUMMARY" in Path(calendar.value.path()).read_text()


def fill_the_sheet(page: Page) -> None:
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]  # a plain mapping
    page.get_by_role("link", name="Ligne0").click()
    give(page, 4)
    page.get_by_role("button", name="Terminer cette fiche").click()
    expect(page.locator("main")).to_contain_text("Votre fiche est terminée")


def import_results(page: Page, file: Application, folder: Path) -> None:
    table = folder / "resultats.csv"
    table.write_text(f"dossier;épreuve;résultat;date\n{file.number};visite médicale;apte;20/11/2026\n")
    page.get_by_role("link", name="Importer une liste").click()
    page.locator("input[type=file]").set_input_files(table)
    page.get_by_role("button", name="Voir l’effet de la liste").click()
    page.get_by_role("button", name="Importer ces résultats").click()
    expect(page.get_by_role("row", name="Ligne0")).to_contain_text("apte")


def prepare(page: Page, selection: Selection) -> None:
    page.get_by_role("link", name="Préparer une séance").click()
    page.get_by_label("Date de la séance").fill("2026-11-23")
    page.get_by_label("Présidence", exact=True).select_option(str(selection.president))
    for member in selection.one, selection.two:
        page.get_by_label(str(member)).check()
    page.get_by_label("Quorum").fill("2")
    page.get_by_role("button", name="Préparer la séance").click()


def sit(screens: Screens) -> None:
    """A quorum, a vote from three places, a file for which one member goes out, the wall that follows."""
    chair, one, two = screens.chair, screens.one, screens.two
    expect(chair.locator("main")).to_contain_text("Pas réuni")
    for page in one, two:
        screens.show(page, "/jury/ma-seance/").get_by_role("button", name="Je suis là").click()
    chair.reload()
    chair.get_by_role("button", name="Je suis là").click()
    expect(chair.locator("main")).to_contain_text("3 membres dans la salle")
    chair.get_by_role("button", name="Ouvrir la séance").click()
    wall = screens.show(chair.context.new_page(), re.sub(r"^https?://[^/]+", "", chair.url) + "ecran/")

    vote(screens, wall)
    chair.get_by_label(MAIN).check()
    chair.get_by_role("button", name="Décider, dossier suivant").click()
    send_out(screens, wall)
    chair.get_by_role("button", name="Lever la séance").click()
    expect(wall.locator("main")).to_contain_text("Séance levée")


def vote(screens: Screens, wall: Page) -> None:
    chair = screens.chair
    chair.get_by_text("Faire voter").click()
    chair.get_by_role("button", name="Ouvrir le vote à 3 membres").click()
    expect(wall.locator("main")).to_contain_text("Vote en cours")
    screens.one.get_by_role("button", name="Pour").click()
    screens.two.get_by_role("button", name="Contre").click()
    chair.get_by_role("button", name="Pour", exact=True).click()
    expect(chair.locator("main")).to_contain_text("3 votes reçus sur 3")
    chair.get_by_role("button", name="Clôturer et compter").click()
    expect(wall.locator("main")).to_contain_text("2 pour, 1 contre")


def send_out(screens: Screens, wall: Page) -> None:
    """The agenda calls the file that one member must not know."""
    chair = screens.chair
    chair.get_by_role("link", name="Ordre du jour").click()
    chair.get_by_role("row", name="Ligne1").get_by_role("button", name="Appeler").click()
    expect(wall.locator("main")).to_contain_text("Interruption")
    expect(screens.two.locator("main")).to_contain_text("Quittez la salle")
    chair.get_by_role("button", name="La salle est libre").click()
    expect(wall.locator("main")).to_contain_text("75,0")
    expect(screens.two.locator("main")).to_contain_text("Vous avez quitté la salle")
    expect(screens.two.locator("main")).not_to_contain_text("75,0")


def draw_the_line(page: Page) -> None:
    page.get_by_role("link", name="Voir les décisions").click()
    page.get_by_label("Personnes en liste complémentaire").fill("2")
    page.get_by_role("button", name="Tracer la ligne").click()
    expect(page.get_by_role("row", name="Ligne0")).to_contain_text("en séance")


def part_the_equals(page: Page) -> None:
    page.get_by_role("link", name="Départager l’égalité").click()
    page.get_by_label("Ligne2 passe devant").check()
    page.get_by_label("Motif").fill("Un engagement plus durable.")
    page.get_by_role("button", name="Départager").click()
    expect(page.get_by_role("row", name="Ligne2")).to_contain_text("Égalité départagée")


def change_by_hand(page: Page) -> None:
    page.get_by_role("row", name=LAST).get_by_role("link", name="Changer").click()
    page.get_by_label(WAITING).check()
    page.get_by_label("Motif donné").fill("Un projet à mûrir.")
    page.get_by_role("button", name="Garder cette décision").click()
    expect(page.get_by_role("row", name=LAST)).to_contain_text("à la main")


def write_a_letter(page: Page) -> None:
    page.get_by_role("row", name=LAST).get_by_role("link", name="Lettre").click()
    page.get_by_role("link", name="Écrire cette lettre à la main").click()
    words = page.get_by_label("Texte de la lettre")
    words.fill(f"{words.input_value()}\n\nNous espérons vous lire encore.")
    page.get_by_role("button", name="Enregistrer cette lettre").click()
    expect(page.locator("main")).to_contain_text("Nous espérons vous lire encore.")
    page.get_by_role("link", name="Décisions").last.click()


def publish(page: Page) -> None:
    page.get_by_role("link", name="Relire, puis publier").click()
    expect(page.locator("main")).to_contain_text("1 lettre est écrite à la main")
    page.get_by_role("button", name="Envoyer 4 lettres dans 30 minutes").click()
    page.get_by_role("button", name="Annuler le départ").click()
    expect(page.locator("body")).to_contain_text("personne n’a rien reçu")
    page.get_by_role("link", name="Relire, puis publier").click()
    page.get_by_role("button", name="Envoyer 4 lettres dans 30 minutes").click()
    page.get_by_role("link", name="Publier sans attendre").click()
    page.get_by_role("button", name="Publier et envoyer 4 lettres maintenant").click()
    expect(page.locator("body")).to_contain_text("Les résultats sont publiés")


def answer(page: Page, verb: str) -> None:
    page.get_by_role("link", name=verb).click()
    page.get_by_role("button", name=f"{verb} la place").click()
    expect(page.locator("main")).not_to_contain_text("À vous de répondre")


def make_minutes(page: Page, folder: Path) -> Path:
    page.get_by_role("link", name="Suivre les places proposées").click()
    expect(page.get_by_role("row", name=LAST)).to_contain_text("Acceptée")
    expect(page.locator("main")).to_contain_text("Personne n’attend de place.")
    page.go_back()
    page.get_by_role("link", name="Établir le procès-verbal").click()
    page.get_by_role("button", name="Établir le procès-verbal").click()
    with page.expect_download() as paper:
        page.get_by_role("link", name="Télécharger").click()
    kept = folder / paper.value.suggested_filename
    paper.value.save_as(kept)
    return kept


def verify(paper: Path) -> None:
    """The paper proves itself; one byte altered is found."""
    said = StringIO()
    call_command("verify_minutes", paper, stdout=said)
    assert "est conforme" in said.getvalue()

    content = bytearray(paper.read_bytes())
    content[len(content) // 2] ^= 1
    paper.write_bytes(content)
    with pytest.raises(CommandError, match="n’est pas"):
        call_command("verify_minutes", paper, stdout=StringIO())
