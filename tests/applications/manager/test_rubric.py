from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from applications.actions import rubric as actions
from applications.actions.campaign import CampaignOver
from applications.lifecycle import Campaign as CampaignState
from applications.lifecycle import State
from applications.models import Criterion, Rubric, Score
from portal.journal.models import Entry
from portal.people.models import Role
from tests.build import a_campaign, a_person, a_review, a_rubric, an_application

pytestmark = pytest.mark.django_db
ANCHORS = {level: f"Observé {level}" for level in range(1, 6)}


def a_frozen_rubric(at: datetime) -> Rubric:
    rubric = a_rubric(a_campaign())
    Rubric.objects.filter(pk=rubric.pk).update(frozen_at=at)
    rubric.refresh_from_db()
    return rubric


def test_the_suggested_grid_has_five_criteria_with_five_levels_each(noon: datetime) -> None:
    rubric = actions.start(campaign=a_campaign(), by=a_person(Role.MANAGER), at=noon, suggestion=True)

    assert rubric.criteria.count() == 5
    assert {criterion.anchors.count() for criterion in rubric.criteria.all()} == {5}
    assert sum(criterion.weight for criterion in rubric.criteria.all()) == 100
    assert Entry.objects.get().event == "applications.rubric.start"


def test_a_campaign_starts_one_grid_only(noon: datetime) -> None:
    campaign = a_campaign()
    manager = a_person(Role.MANAGER)
    actions.start(campaign=campaign, by=manager, at=noon, suggestion=False)

    with pytest.raises(actions.RubricExists):
        actions.start(campaign=campaign, by=manager, at=noon, suggestion=False)


def test_a_criterion_is_added_with_its_anchors(client: Client) -> None:
    rubric = a_rubric(a_campaign())
    client.force_login(a_person(Role.MANAGER))
    typed = {"name": "Esprit", "help": "", "weight": "2.5", "counted": "on"}

    client.post(
        reverse("applications:new_criterion", args=[rubric.pk]),
        typed | {f"anchor_{level}": words for level, words in ANCHORS.items()},
    )

    added = rubric.criteria.last()
    assert added is not None
    assert (added.name, dict(added.anchors.values_list("level", "words"))) == ("Esprit", ANCHORS)


def test_every_level_needs_its_words(client: Client) -> None:
    rubric = a_rubric(a_campaign())
    client.force_login(a_person(Role.MANAGER))

    page = client.post(reverse("applications:new_criterion", args=[rubric.pk]), {"name": "Esprit", "weight": "1"})

    assert page.status_code == 200
    assert page.text.count('href="#id_anchor_') == 5


def test_an_edit_notes_what_changed(noon: datetime) -> None:
    criterion = a_rubric(a_campaign()).criteria.first()
    assert criterion is not None

    actions.edit(criterion=criterion, by=a_person(Role.MANAGER), at=noon, changes={"name": "Autre"}, anchors=ANCHORS)

    assert Entry.objects.get().facts == {"criterion": "Autre", "changed": ["name: Critère 0 → Autre"]}


def test_criteria_change_places(noon: datetime) -> None:
    rubric = a_rubric(a_campaign(), criteria=3)
    first, second, third = rubric.criteria.all()

    actions.shift(criterion=first, by=a_person(Role.MANAGER), at=noon, up=False)

    assert list(rubric.criteria.all()) == [second, first, third]


@pytest.mark.parametrize("act", ["add", "edit", "remove", "shift"])
def test_a_frozen_grid_refuses_every_change(act: str, noon: datetime) -> None:
    rubric = a_frozen_rubric(noon)
    criterion = rubric.criteria.first()
    who = {"by": a_person(Role.MANAGER), "at": noon}
    acts = {
        "add": lambda: actions.add(rubric=rubric, anchors=ANCHORS, name="Autre", **who),
        "edit": lambda: actions.edit(criterion=criterion, changes={"name": "Autre"}, anchors=ANCHORS, **who),
        "remove": lambda: actions.remove(criterion=criterion, **who),
        "shift": lambda: actions.shift(criterion=criterion, up=False, **who),
    }

    with pytest.raises(actions.RubricFrozen, match="notation a commencé"):
        acts[act]()

    assert Criterion.objects.count() == 2
    assert not Entry.objects.exists()


def test_a_frozen_grid_without_a_score_gives_way_to_a_new_version(noon: datetime) -> None:
    rubric = a_frozen_rubric(noon)
    review = a_review(an_application(campaign=rubric.campaign, state=State.ELIGIBLE), rubric=rubric)

    revised = actions.revise(rubric=rubric, by=a_person(Role.MANAGER), at=noon)

    review.refresh_from_db()
    assert (revised.version, revised.frozen_at, revised.criteria.count()) == (2, None, 2)
    assert (review.rubric, rubric.criteria.count()) == (revised, 2)


def test_a_grid_that_scored_a_file_stays(noon: datetime) -> None:
    rubric = a_frozen_rubric(noon)
    review = a_review(an_application(campaign=rubric.campaign, state=State.ELIGIBLE), rubric=rubric)
    Score.objects.create(review=review, criterion=rubric.criteria.all()[0], value=3)

    with pytest.raises(actions.RubricFrozen, match="déjà écrites"):
        actions.revise(rubric=rubric, by=a_person(Role.MANAGER), at=noon)

    assert Rubric.objects.count() == 1


def test_the_grid_of_a_campaign_that_is_over_is_read_only(noon: datetime) -> None:
    rubric = a_rubric(a_campaign(state=CampaignState.DECIDED))

    with pytest.raises(CampaignOver):
        actions.add(rubric=rubric, by=a_person(Role.MANAGER), at=noon, anchors=ANCHORS, name="Autre")


def test_the_page_shows_shares_and_hides_the_buttons_once_frozen(client: Client, noon: datetime) -> None:
    rubric = a_frozen_rubric(noon)
    client.force_login(a_person(Role.MANAGER))

    page = client.get(reverse("applications:rubric", args=[rubric.campaign_id])).text

    assert "67\u00a0% du total" in page
    assert "Grille figée" in page
    assert "Retirer" not in page


@pytest.mark.parametrize("criteria", [1, 3])
def test_the_page_costs_the_same_for_one_or_three(criteria: int, client: Client, django_assert_num_queries) -> None:
    rubric = a_rubric(a_campaign(), criteria=criteria)
    client.force_login(a_person(Role.MANAGER))

    with django_assert_num_queries(8):
        client.get(reverse("applications:rubric", args=[rubric.campaign_id]))
