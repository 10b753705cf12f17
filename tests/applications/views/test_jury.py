import re
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from applications import lifecycle
from applications.actions import decide
from applications.lifecycle import Phase, State
from applications.models import Application, Campaign, Decision
from portal.outbox.models import Letter
from portal.people.models import Role
from tests.build import a_campaign, a_conflict, a_person, an_application

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
RANKING, DECISIONS = "applications:ranking", "applications:decisions"


@pytest.fixture
def manager(client: Client) -> Client:
    client.force_login(a_person(Role.MANAGER))
    return client


def a_closed_campaign(*, files: int, places: int = 2) -> Campaign:
    campaign = a_campaign(places=places, closes_in=timedelta(0), phase=Phase.JURY)
    for n in range(files):
        an_application(
            state=State.ELIGIBLE,
            campaign=campaign,
            last_name=f"Rang{n}",
            total=95 - n,
            reviews_expected=1,
            reviews_done=1,
        )
    return campaign


def drafted(campaign: Campaign, at: datetime) -> Campaign:
    decide.draft(campaign=campaign, by=a_person(Role.MANAGER), at=at, waiting=1)
    return campaign


def test_the_best_stands_first_and_the_unread_last(manager: Client) -> None:
    campaign = a_closed_campaign(files=2)
    unread = an_application(state=State.ELIGIBLE, campaign=campaign, last_name="Sanslecture")

    rows = manager.get(reverse(RANKING)).context["rows"]

    assert [row.file.last_name for row in rows] == ["Rang0", "Rang1", unread.last_name]


def test_the_line_passes_after_the_last_place(manager: Client) -> None:
    a_closed_campaign(files=3)

    page = manager.get(reverse(RANKING)).text

    assert page.index("Rang1") < page.index("la ligne passe ici") < page.index("Rang2")


@pytest.mark.parametrize("files", [1, 3, 60])
def test_the_ranking_costs_the_same_whatever_its_length(
    files: int, manager: Client, django_assert_max_num_queries
) -> None:
    a_closed_campaign(files=files)

    with django_assert_max_num_queries(8):  # session, user, unread letters, then five
        manager.get(reverse(RANKING))


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.CANDIDATE, Role.LIAISON, Role.DIRECTION])
def test_the_ranking_is_closed_to_others(role: Role, client: Client) -> None:
    client.force_login(a_person(role))

    assert client.get(reverse(RANKING)).status_code == 403


def test_drawing_the_line_shows_every_draft(manager: Client) -> None:
    campaign = a_closed_campaign(files=4)

    manager.post(reverse("applications:draft_decisions"), {"campaign": campaign.pk, "waiting": 1})
    page = manager.get(reverse(DECISIONS))

    assert [decision.outcome for decision in page.context["drafts"]] == ["admitted", "admitted", "waiting", "refused"]


def test_a_draft_is_never_shown_to_the_candidate(client: Client, noon: datetime) -> None:
    campaign = drafted(a_closed_campaign(files=1), noon)
    client.force_login(campaign.applications.get().candidate)

    page = client.get(reverse("applications:status")).text

    assert "Liste principale" not in page
    assert "Une place vous est proposée" not in page


def test_each_letter_is_read_before_it_leaves(manager: Client, noon: datetime) -> None:
    campaign = drafted(a_closed_campaign(files=3), noon)
    first = Decision.objects.get(rank=1)

    page = manager.get(reverse("applications:decision_letter", args=[first.pk])).text

    assert "Une place vous est proposée" in page
    assert first.application.candidate.email in page
    assert not Letter.objects.exists()
    assert campaign.state == lifecycle.Campaign.OPEN


def test_the_button_says_to_how_many_people_it_writes_and_when(manager: Client, noon: datetime) -> None:
    campaign = drafted(a_closed_campaign(files=3), noon)

    page = manager.get(reverse("applications:publish", args=[campaign.pk])).text

    assert "Envoyer 3 lettres dans 30 minutes" in page


def armed(manager: Client, campaign: Campaign) -> Campaign:
    manager.post(reverse("applications:publish", args=[campaign.pk]))
    return campaign


def test_programming_the_departure_sends_nothing_and_shows_the_way_back(manager: Client, noon: datetime) -> None:
    campaign = armed(manager, drafted(a_closed_campaign(files=4), noon))

    page = manager.get(reverse("applications:publish", args=[campaign.pk])).text

    assert "30 minutes" in page
    assert "Annuler le départ" in page
    assert "lundi 23 novembre 2026 à 12 h 30" in page
    assert not Letter.objects.exists()


def test_what_leaves_is_counted_letter_by_letter(manager: Client, noon: datetime) -> None:
    campaign = armed(manager, drafted(a_closed_campaign(files=4), noon))

    counts = manager.get(reverse("applications:publish", args=[campaign.pk])).context["counts"]

    assert dict(counts) == {"admitted": 2, "waiting": 1, "refused": 1}


def test_undoing_leads_back_to_decisions_that_can_change(manager: Client, noon: datetime) -> None:
    campaign = armed(manager, drafted(a_closed_campaign(files=2), noon))

    answer = manager.post(reverse("applications:undo_publication", args=[campaign.pk]), {"reason": "Un nom oublié."})

    assert answer.url == f"{reverse(DECISIONS)}?campaign={campaign.pk}"
    assert not Campaign.objects.get(pk=campaign.pk).is_armed


def test_publishing_without_waiting_asks_a_second_time_with_the_number_of_letters(
    manager: Client, noon: datetime
) -> None:
    campaign = armed(manager, drafted(a_closed_campaign(files=4), noon))
    address = reverse("applications:publish_now", args=[campaign.pk])

    assert "Publier et envoyer 4 lettres maintenant" in manager.get(address).text
    assert not Letter.objects.exists()
    answer = manager.post(address)

    assert answer.url == f"{reverse(RANKING)}?campaign={campaign.pk}"
    states = Application.objects.order_by("-total").values_list("state", flat=True)
    assert list(states) == [State.OFFERED, State.OFFERED, State.WAITING, State.REFUSED]
    assert Letter.objects.count() == 4


def test_publishing_without_waiting_needs_a_departure_programmed_before(manager: Client, noon: datetime) -> None:
    campaign = drafted(a_closed_campaign(files=2), noon)
    address = reverse("applications:publish_now", args=[campaign.pk])

    assert manager.get(address).url == reverse("applications:publish", args=[campaign.pk])
    assert (manager.post(address).status_code, Letter.objects.count()) == (409, 0)


def test_publishing_twice_says_that_it_is_done_and_writes_to_nobody_again(manager: Client, noon: datetime) -> None:
    campaign = armed(manager, drafted(a_closed_campaign(files=2), noon))
    address = reverse("applications:publish_now", args=[campaign.pk])
    manager.post(address)

    again = manager.post(address)

    assert (again.status_code, Letter.objects.count()) == (409, 2)
    assert "déjà publiés" in again.text


def test_the_candidate_sees_nothing_while_the_letters_are_held_back(manager: Client, noon: datetime) -> None:
    campaign = drafted(a_closed_campaign(files=1), noon)
    before = the_candidate_reads(campaign)
    armed(manager, campaign)

    assert the_candidate_reads(campaign) == before


def the_candidate_reads(campaign: Campaign) -> list[str]:
    """The pages of the person whose fate is sealed, without what changes at each visit."""
    visitor = Client()
    visitor.force_login(campaign.applications.get().candidate)
    pages = [visitor.get(reverse(name)).text for name in ("applications:status", "applications:file", "inbox")]
    return [re.sub(r"[A-Za-z0-9]{64}", "", page) for page in pages]


def test_a_letter_written_by_hand_shows_what_was_changed(manager: Client, noon: datetime) -> None:
    drafted(a_closed_campaign(files=4), noon)
    last = Decision.objects.get(rank=4)
    edit = reverse("applications:rewrite_letter", args=[last.pk])
    body = manager.get(edit).context["form"].initial["body"]

    answer = manager.post(edit, {"subject": "Votre candidature", "body": body.replace("L’équipe", "Toute l’équipe")})
    page = manager.get(answer.url).text

    assert "<h1>Votre candidature</h1>" in page
    assert "<ins>Toute l’équipe" in page
    assert "<del>L’équipe" in page


def test_the_template_speaks_again_after_a_reset(manager: Client, noon: datetime) -> None:
    drafted(a_closed_campaign(files=4), noon)
    last = Decision.objects.get(rank=4)
    address = reverse("applications:decision_letter", args=[last.pk])
    before = manager.get(address).context["words"]
    manager.post(reverse("applications:rewrite_letter", args=[last.pk]), {"subject": "Autre", "body": "Autre chose."})

    manager.post(reverse("applications:restore_letter", args=[last.pk]))

    assert manager.get(address).context["words"] == before


def test_next_years_campaign_announced_early_does_not_hide_this_years(manager: Client, noon: datetime) -> None:
    campaign = a_closed_campaign(files=1)
    later = a_campaign(closes_in=timedelta(days=300))
    Campaign.objects.filter(pk=later.pk).update(opens_at=noon + timedelta(days=200))

    assert manager.get(reverse(RANKING)).context["campaign"] == campaign


def test_a_file_read_less_than_planned_is_said_before_publishing(manager: Client, noon: datetime) -> None:
    campaign = drafted(a_closed_campaign(files=2), noon)
    short = campaign.applications.first()
    assert short is not None

    page = manager.get(reverse("applications:publish", args=[campaign.pk])).text

    assert "moins de lectures que prévu" in page
    assert short.number in page


def test_equals_are_parted_by_name_one_after_the_other(manager: Client, noon: datetime) -> None:
    campaign = a_closed_campaign(files=3, places=1)
    campaign.applications.update(total=80)
    decide.draft(campaign=campaign, by=a_person(Role.MANAGER), at=noon, waiting=2)
    page = manager.get(reverse(DECISIONS)).text
    assert "Départager la première des 2 égalités" in page
    second, third = Decision.objects.order_by("rank")[1:]

    asked = manager.get(reverse("applications:break_tie", args=[second.pk])).text
    assert f"{second.application.full_name} passe devant" in asked

    parted = {"before": "above", "reason": "Un engagement plus durable."}
    after = manager.post(reverse("applications:break_tie", args=[second.pk]), parted, follow=True).text
    assert "départagée" in after
    assert "Départager l’égalité" in after
    assert reverse("applications:break_tie", args=[third.pk]) in after


def test_a_tie_with_a_reserved_file_is_left_to_somebody_else(client: Client, noon: datetime) -> None:
    campaign = a_closed_campaign(files=2, places=1)
    campaign.applications.update(total=80)
    decide.draft(campaign=campaign, by=a_person(Role.MANAGER), at=noon, waiting=1)
    kept_away = a_person(Role.MANAGER)
    a_conflict(Decision.objects.get(rank=1).application, reviewer=kept_away)
    client.force_login(kept_away)

    assert "/departager/" not in client.get(reverse(DECISIONS)).text


def test_a_decision_changed_by_hand_is_said_to_be_kept(manager: Client, noon: datetime) -> None:
    drafted(a_closed_campaign(files=2), noon)
    last = Decision.objects.order_by("rank").last()
    assert last is not None

    page = manager.post(reverse("applications:decision", args=[last.pk]), {"outcome": "refused"}, follow=True).text

    assert f"La décision pour {last.application.full_name} est gardée" in page


@pytest.mark.parametrize("page", [RANKING, "applications:decisions"])
def test_once_published_the_page_leads_to_the_places_and_the_minutes(page: str, manager: Client) -> None:
    campaign = a_campaign(state=lifecycle.Campaign.DECIDED)
    an_application(state=State.OFFERED, campaign=campaign, total=80)

    shown = manager.get(reverse(page), {"campaign": campaign.pk}).text

    for target in ("applications:offers", "applications:minutes"):
        assert f"{reverse(target)}?campaign={campaign.pk}" in shown
